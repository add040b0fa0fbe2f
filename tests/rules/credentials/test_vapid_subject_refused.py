import pytest

from factories import UNKNOWN, browser, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(browser=browser()), Outcome.PASS, id="good: an address"),
        pytest.param(
            holding(browser=browser(subject="https://www.example.com/contact")),
            Outcome.PASS,
            id="good: a page",
        ),
        pytest.param(
            holding(browser=browser(subject="https://localhost.example.com")),
            Outcome.PASS,
            id="good: localhost as a part of a name",
        ),
        pytest.param(
            holding(browser=browser(subject="push@example.com")),
            Outcome.FAIL,
            id="bad: without a scheme",
        ),
        pytest.param(
            holding(browser=browser(subject="http://www.example.com")),
            Outcome.FAIL,
            id="bad: without TLS",
        ),
        pytest.param(
            holding(browser=browser(subject="mailto: push@example.com")),
            Outcome.FAIL,
            id="bad: a blank behind the scheme",
        ),
        pytest.param(
            holding(browser=browser(subject="mailto:<push@example.com>")),
            Outcome.FAIL,
            id="bad: angle brackets",
        ),
        pytest.param(
            holding(browser=browser(subject="mailto:push@example.com\n")),
            Outcome.FAIL,
            id="bad: a line break behind it",
        ),
        pytest.param(
            holding(browser=browser(subject="MAILTO:push@example.com")),
            Outcome.FAIL,
            id="bad: the scheme in capitals",
        ),
        pytest.param(
            holding(browser=browser(subject="mailto:push@shop.localdomain")),
            Outcome.FAIL,
            id="bad: an address on localdomain",
        ),
        pytest.param(
            holding(browser=browser(subject="mailto:push@localhost")),
            Outcome.FAIL,
            id="bad: an address on localhost",
        ),
        pytest.param(
            holding(browser=browser(subject="https://127.0.0.1:8080/")),
            Outcome.FAIL,
            id="bad: this machine",
        ),
        pytest.param(
            holding(browser=browser(subject="https://[::1]/")),
            Outcome.FAIL,
            id="bad: this machine in IPv6",
        ),
        pytest.param(
            holding(browser=browser(subject="https://[::ffff:127.0.0.1]/")),
            Outcome.FAIL,
            id="bad: this machine in IPv4 in IPv6",
        ),
        pytest.param(
            holding(browser=browser(subject="https://push.invalid")),
            Outcome.FAIL,
            id="bad: a host that cannot be",
        ),
        pytest.param(
            holding(browser=browser(subject=None)),
            Outcome.NOT_APPLICABLE,
            id="good: none, which another rule judges",
        ),
        pytest.param(
            holding(browser=browser(subject=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the subject",
        ),
    ],
)
def test_vapid_subject_refused(given, expected):
    assert verdict("vapid-subject-refused", given) is expected
