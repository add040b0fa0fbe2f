import pytest

from factories import UNKNOWN, apns, apns_certificate, apns_token, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(apns=apns()), Outcome.PASS, id="good: ten capital letters and digits"),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id="ABC123"))),
            Outcome.FAIL,
            id="bad: a short key id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id="ABC123DEFGH"))),
            Outcome.FAIL,
            id="bad: a long key id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id="abc123defg"))),
            Outcome.FAIL,
            id="bad: a key id with small letters",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id="ABC123DEFG\n"))),
            Outcome.FAIL,
            id="bad: a key id with a line end",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id="ABC\u0661\u0662\u0663DEFG"))),
            Outcome.FAIL,
            id="bad: a key id with other digits",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(team_id=""))),
            Outcome.FAIL,
            id="bad: an empty team id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(team_id="com.example.orders"))),
            Outcome.FAIL,
            id="bad: the bundle id as team id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id="TEAM123456"))),
            Outcome.FAIL,
            id="bad: the team id as key id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id=None, team_id=None))),
            Outcome.PASS,
            id="good: neither, which another rule judges",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(key_id=UNKNOWN))),
            Outcome.UNDETERMINED,
            id="unknown: the key id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(team_id=UNKNOWN))),
            Outcome.UNDETERMINED,
            id="unknown: the team id",
        ),
        pytest.param(
            holding(apns=apns(token=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a token",
        ),
        pytest.param(
            holding(apns=apns(token=None, certificate=apns_certificate())),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a certificate",
        ),
    ],
)
def test_apns_key_or_team_id_malformed(given, expected):
    assert verdict("apns-key-or-team-id-malformed", given) is expected
