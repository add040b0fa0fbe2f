import pytest

from factories import (
    UNKNOWN,
    apns,
    browser,
    credentials,
    estate,
    holding,
    namespace,
    results,
    verdict,
)
from hubwarden.credential_files.kinds import Problem, VapidKeys
from hubwarden.report import Outcome


def of(content):
    return holding(browser=browser(content=content))


def keys(*, public=True, private=True, fits=None):
    return VapidKeys(public_ok=public, private_ok=private, pair_fits=fits, subject=None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(keys(fits=True)), Outcome.PASS, id="good: a pair"),
        pytest.param(of(keys(public=False)), Outcome.FAIL, id="bad: a malformed public key"),
        pytest.param(of(keys(private=False)), Outcome.FAIL, id="bad: a malformed private key"),
        pytest.param(of(keys(fits=False)), Outcome.FAIL, id="bad: keys of two pairs"),
        pytest.param(
            of(Problem("not a credential", "it is nothing")), Outcome.FAIL, id="bad: no credential"
        ),
        pytest.param(of(Problem("malformed", "its words")), Outcome.FAIL, id="bad: malformed"),
        pytest.param(
            of(Problem("took too long", "its words")), Outcome.UNDETERMINED, id="unknown: too long"
        ),
        pytest.param(
            estate(
                namespaces=[
                    namespace(credentials=credentials(browser=browser(content=keys(public=False))))
                ],
                hubs=[],
            ),
            Outcome.FAIL,
            id="bad: keys that the namespace holds",
        ),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the keys"),
        pytest.param(
            holding(browser=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a credential",
        ),
        pytest.param(holding(apns=apns()), None, id="none: no browsers"),
    ],
)
def test_vapid_pair_mismatch(given, expected):
    assert verdict("vapid-pair-mismatch", given) is expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            keys(public=False, private=False),
            {
                ("content.public", "the public key is not a point of the curve P-256"),
                ("content.private", "the private key is not a key of the curve P-256"),
            },
        ),
        (keys(fits=False), {("content.pair", "the private key belongs to another public key")}),
        (
            Problem("malformed", "it is not Base64"),
            {("content", "they cannot be read: it is not Base64")},
        ),
    ],
)
def test_what_is_told(content, expected):
    found = results("NH119", of(content))
    assert {(item.field, item.message) for item in found} == expected
    assert {item.severity.word for item in found} == {"high"}
