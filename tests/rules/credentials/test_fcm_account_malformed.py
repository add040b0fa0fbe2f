import pytest

from factories import UNKNOWN, fcm_v1, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(fcm_v1=fcm_v1()), Outcome.PASS, id="good: as Google writes them"),
        pytest.param(
            holding(fcm_v1=fcm_v1(project_id="example.com:orders")),
            Outcome.PASS,
            id="good: a project of a domain",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(project_id="104857600123")),
            Outcome.PASS,
            id="good: a project number",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(project_id="Orders-Prod")),
            Outcome.FAIL,
            id="bad: capitals in the project",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(project_id="orders-prod\n")),
            Outcome.FAIL,
            id="bad: a line break behind the project",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(client_email="push@orders-prod.iam.gserviceaccount.com ")),
            Outcome.FAIL,
            id="bad: a blank behind the address",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(client_email="Push@orders-prod.iam.gserviceaccount.com")),
            Outcome.FAIL,
            id="bad: a capital in the address",
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(client_email="orders-prod")), Outcome.FAIL, id="bad: no address"
        ),
        pytest.param(
            holding(fcm_v1=fcm_v1(client_email=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the address",
        ),
    ],
)
def test_fcm_account_malformed(given, expected):
    assert verdict("fcm-account-malformed", given) is expected
