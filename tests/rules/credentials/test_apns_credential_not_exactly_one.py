import pytest

from factories import UNKNOWN, apns, apns_certificate, apns_token, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(apns=apns()), Outcome.PASS, id="good: a token"),
        pytest.param(
            holding(apns=apns(token=None, certificate=apns_certificate())),
            Outcome.PASS,
            id="good: a certificate",
        ),
        pytest.param(
            holding(apns=apns(certificate=apns_certificate())), Outcome.FAIL, id="bad: both"
        ),
        pytest.param(holding(apns=apns(token=None)), Outcome.FAIL, id="bad: neither"),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id=None))),
            Outcome.FAIL,
            id="bad: a token without key id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(team_id=None))),
            Outcome.FAIL,
            id="bad: a token without team id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id=None))),
            Outcome.FAIL,
            id="bad: a token without bundle id",
        ),
        pytest.param(
            holding(apns=apns(token=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a token",
        ),
        pytest.param(
            holding(apns=apns(certificate=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a certificate",
        ),
        pytest.param(
            holding(apns=apns(token=None, certificate=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: no token, and perhaps a certificate",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id=UNKNOWN))),
            Outcome.UNDETERMINED,
            id="unknown: the key id",
        ),
    ],
)
def test_apns_credential_not_exactly_one(given, expected):
    assert verdict("apns-credential-not-exactly-one", given) is expected
