import pytest

from factories import UNKNOWN, apns, apns_token, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="com.example.orders"))),
            Outcome.PASS,
            id="good: a bundle id",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="com.example.orders.voip"))),
            Outcome.PASS,
            id="good: for VoIP",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="COM.Example-Shop.App2"))),
            Outcome.PASS,
            id="good: capitals, digits and a hyphen",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="*"))), Outcome.FAIL, id="bad: an asterisk"
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="com.example.*"))),
            Outcome.FAIL,
            id="bad: a wildcard",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="com.example orders"))),
            Outcome.FAIL,
            id="bad: a blank inside",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="com.example.orders\n"))),
            Outcome.FAIL,
            id="bad: a line break behind it",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="com..orders"))),
            Outcome.FAIL,
            id="bad: an empty part",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="TEAM123456.com.example.orders"))),
            Outcome.FAIL,
            id="bad: the team in front",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="TEAMID.com.example.orders"))),
            Outcome.FAIL,
            id="bad: the word for the team in front",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id="orders"))),
            Outcome.UNDETERMINED,
            id="unknown: a single word",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id=None))),
            Outcome.NOT_APPLICABLE,
            id="good: none, which another rule judges",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(team_id="team", bundle_id="team.example.orders"))),
            Outcome.FAIL,
            id="bad: its own team in front, whatever that looks like",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(team_id="orders", bundle_id="com.example.orders"))),
            Outcome.PASS,
            id="good: the word for the team at the end",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(team_id=None))),
            Outcome.PASS,
            id="good: no team, which another rule judges",
        ),
        pytest.param(
            holding(apns=apns(token=apns_token(bundle_id=UNKNOWN))),
            Outcome.UNDETERMINED,
            id="unknown: the bundle id",
        ),
    ],
)
def test_bundle_id_malformed(given, expected):
    assert verdict("bundle-id-malformed", given) is expected
