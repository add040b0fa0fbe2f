import pytest

from factories import UNKNOWN, fcm_legacy, fcm_v1, holding, results, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(fcm_v1=fcm_v1()), Outcome.PASS, id="good: both are named"),
        pytest.param(
            holding(fcm_v1=fcm_v1(client_email=None)), Outcome.FAIL, id="bad: no service account"
        ),
        pytest.param(holding(fcm_v1=fcm_v1(project_id=" ")), Outcome.FAIL, id="bad: no project"),
        pytest.param(
            holding(fcm_v1=fcm_v1(client_email=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the service account",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(project_id=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the project",
        ),
        pytest.param(holding(fcm_legacy=fcm_legacy()), None, id="none: no FCM v1"),
    ],
)
def test_fcm_account_missing(given, expected):
    assert verdict("fcm-account-missing", given) is expected


def test_what_is_told():
    (found,) = results("NH120", holding(fcm_v1=fcm_v1(client_email=None)))
    assert (found.message, found.field) == ("it names no service account", "client_email")


def test_what_is_missing_is_told_whatever_else_is_not_known():
    given = holding(fcm_v1=fcm_v1(client_email=None, project_id=UNKNOWN))
    outcomes = {result.outcome for result in results("NH120", given)}
    assert outcomes == {Outcome.FAIL, Outcome.UNDETERMINED}
