import pytest

from factories import UNKNOWN, fcm_v1, holding, together, verdict
from hubwarden.report import Outcome


def pair(prod, test):
    return together(holding(fcm_v1=fcm_v1(**prod)), holding("test", fcm_v1=fcm_v1("test", **test)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(pair({}, {}), Outcome.PASS, id="good: a project for each environment"),
        pytest.param(
            together(holding(fcm_v1=fcm_v1()), holding("test")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no credential in the other environment",
        ),
        pytest.param(
            pair({"project_id": "orders"}, {"project_id": "orders"}),
            Outcome.FAIL,
            id="bad: the same project",
        ),
        pytest.param(
            pair({"project_id": "orders"}, {"project_id": "Orders"}),
            Outcome.FAIL,
            id="bad: the project in another letter case",
        ),
        pytest.param(
            pair({"project_id": "orders"}, {"project_id": "123456789"}),
            Outcome.UNDETERMINED,
            id="unknown: an id and a number, which may be of one project",
        ),
        pytest.param(
            pair({"project_id": "987654321"}, {"project_id": "123456789"}),
            Outcome.PASS,
            id="good: two numbers",
        ),
        pytest.param(
            pair({"project_id": UNKNOWN}, {"project_id": UNKNOWN}),
            Outcome.UNDETERMINED,
            id="unknown: the projects",
        ),
        pytest.param(
            together(
                holding(fcm_v1=fcm_v1(project_id="orders")),
                holding("elsewhere", fcm_v1=fcm_v1("elsewhere", project_id="orders")),
            ),
            Outcome.UNDETERMINED,
            id="unknown: the environment of the other",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(project_id="orders")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: one environment",
        ),
        pytest.param(
            together(
                holding(fcm_v1=fcm_v1()),
                holding("prod-two", fcm_v1=fcm_v1("prod-two", project_id="orders-prod")),
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: two apps of one environment",
        ),
        pytest.param(together(holding(), holding("test")), None, id="none: no credential"),
    ],
)
def test_shared_firebase_project(given, expected):
    assert verdict("shared-firebase-project", given) is expected
