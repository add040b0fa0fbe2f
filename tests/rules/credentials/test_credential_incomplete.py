import pytest

from factories import UNKNOWN, adm, browser, holding, verdict, wns
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(wns=wns()), Outcome.PASS, id="good: all is there"),
        pytest.param(
            holding(wns=wns(missing=("secretKey",))),
            Outcome.FAIL,
            id="bad: a package SID without its secret",
        ),
        pytest.param(
            holding(adm=adm(missing=("clientId",))),
            Outcome.FAIL,
            id="bad: a secret without its client",
        ),
        pytest.param(
            holding(browser=browser(missing=("subject",))),
            Outcome.FAIL,
            id="bad: keys without a subject",
        ),
        pytest.param(
            holding(wns=wns(missing=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: what is missing"
        ),
    ],
)
def test_credential_incomplete(given, expected):
    assert verdict("credential-incomplete", given) is expected
