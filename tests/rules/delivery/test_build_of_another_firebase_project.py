import pytest
from delivery_builds import for_android, of

from factories import UNKNOWN, fcm_v1, results, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(for_android(), Outcome.PASS, id="good: the hub's project"),
        pytest.param(
            for_android(fcm_v1=fcm_v1(project_id="104857600123")),
            Outcome.UNDETERMINED,
            id="unknown: which project a number is",
        ),
        pytest.param(
            for_android(fcm_v1=fcm_v1(project_id="Orders-Prod")),
            Outcome.FAIL,
            id="bad: in capitals, which no project has",
        ),
        pytest.param(for_android(firebase_project="shop"), Outcome.FAIL, id="bad: another one"),
        pytest.param(for_android(fcm_v1=None), Outcome.FAIL, id="bad: no credential"),
        pytest.param(
            for_android(firebase_project=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the project"
        ),
        pytest.param(
            for_android(fcm_v1=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the credential"
        ),
        pytest.param(
            for_android(fcm_v1=fcm_v1(project_id=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the hub's project",
        ),
        pytest.param(
            for_android(hub=None, fcm_v1=None), Outcome.NOT_APPLICABLE, id="not applicable: no hub"
        ),
        pytest.param(of(), Outcome.NOT_APPLICABLE, id="not applicable: iOS"),
    ],
)
def test_build_of_another_firebase_project(given, expected):
    assert verdict("build-of-another-firebase-project", given) is expected


def test_what_is_told():
    (found,) = results("NH805", for_android(firebase_project="shop"))
    assert found.message == "it registers with shop, the hub sends through orders-prod"
    (found,) = results("NH805", for_android(fcm_v1=None))
    assert found.message == "its hub has no credential for FCM v1"
