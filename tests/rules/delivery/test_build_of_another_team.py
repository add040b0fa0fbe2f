import pytest
from delivery_builds import alone, for_android, of, with_certificate, with_token

from factories import UNKNOWN, apns, apns_certificate, results, verdict
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome

UNREAD = apns(token=None, certificate=apns_certificate(content=UNKNOWN))
OTHER = "OTHER12345"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(), Outcome.PASS, id="good: the token's team"),
        pytest.param(of(apns=with_certificate()), Outcome.PASS, id="good: the certificate's"),
        pytest.param(of(team_ids=(OTHER, "TEAM123456")), Outcome.PASS, id="good: one of two"),
        pytest.param(of(team_ids=(OTHER,)), Outcome.FAIL, id="bad: another team"),
        pytest.param(of(team_ids=("team123456",)), Outcome.FAIL, id="bad: in small letters"),
        pytest.param(
            of(apns=with_certificate(team_id=OTHER)), Outcome.FAIL, id="bad: another certificate"
        ),
        pytest.param(of(team_ids=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the team"),
        pytest.param(of(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the credential"),
        pytest.param(
            of(apns=with_certificate(team_id=None)),
            Outcome.UNDETERMINED,
            id="unknown: a certificate that names no team",
        ),
        pytest.param(of(apns=UNREAD), Outcome.UNDETERMINED, id="unknown: a locked certificate"),
        pytest.param(
            of(apns=with_token(team_id=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the token's team",
        ),
        pytest.param(
            of(apns=with_token(team_id=None)),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a token without a team",
        ),
        pytest.param(
            of(apns=with_certificate(Problem("malformed", "it is broken"))),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a broken certificate",
        ),
        pytest.param(of(team_ids=()), Outcome.NOT_APPLICABLE, id="not applicable: no team"),
        pytest.param(alone(), Outcome.NOT_APPLICABLE, id="not applicable: no hub"),
        pytest.param(for_android(), Outcome.NOT_APPLICABLE, id="not applicable: Android"),
    ],
)
def test_build_of_another_team(given, expected):
    assert verdict("build-of-another-team", given) is expected


def test_what_is_told():
    (found,) = results("NH804", of(team_ids=(OTHER,)))
    assert found.message == "it is of team OTHER12345, the hub's credential of TEAM123456"
    assert (found.field, found.severity.word) == ("team_ids", "high")
