import pytest

from factories import UNKNOWN, apns, fcm_legacy, fcm_v1, holding, results, verdict
from hubwarden.report import Outcome


def account(email, project="orders-prod"):
    return holding(fcm_v1=fcm_v1(client_email=email, project_id=project))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(fcm_v1=fcm_v1()), Outcome.PASS, id="good: its own account"),
        pytest.param(
            account(" Push@ORDERS-prod.iam.gserviceaccount.com", "Orders-Prod"),
            Outcome.UNDETERMINED,
            id="unknown: an address that is not spelled as Google does",
        ),
        pytest.param(
            account("push@orders-test.iam.gserviceaccount.com"),
            Outcome.FAIL,
            id="bad: the account of another project",
        ),
        pytest.param(
            account("push@orders-prod-2.iam.gserviceaccount.com"),
            Outcome.FAIL,
            id="bad: a project whose name begins alike",
        ),
        pytest.param(
            account("push@orders-prod.iam.gserviceaccount.com", "104857600123"),
            Outcome.UNDETERMINED,
            id="unknown: which project a number is",
        ),
        pytest.param(account(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the address"),
        pytest.param(
            account("push@orders-prod.iam.gserviceaccount.com", UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: the project",
        ),
        pytest.param(
            account("orders-prod@appspot.gserviceaccount.com"),
            Outcome.PASS,
            id="good: the account of the project's App Engine",
        ),
        pytest.param(
            account("orders-test@appspot.gserviceaccount.com"),
            Outcome.FAIL,
            id="bad: the App Engine account of another project",
        ),
        pytest.param(
            account(
                "push@orders-prod.example.com.iam.gserviceaccount.com", "example.com:orders-prod"
            ),
            Outcome.PASS,
            id="good: a project of an organisation's domain",
        ),
        pytest.param(
            account("0123456789-compute@developer.gserviceaccount.com"),
            Outcome.UNDETERMINED,
            id="unknown: an account that Google made",
        ),
        pytest.param(
            account("somebody@example.com"),
            Outcome.UNDETERMINED,
            id="unknown: an address of another form",
        ),
        pytest.param(
            holding(fcm_v1=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a credential",
        ),
        pytest.param(account(None), Outcome.NOT_APPLICABLE, id="not applicable: no account"),
        pytest.param(holding(apns=apns(), fcm_legacy=fcm_legacy()), None, id="none: no FCM v1"),
    ],
)
def test_fcm_project_mismatch(given, expected):
    assert verdict("fcm-project-mismatch", given) is expected


def test_what_is_told():
    (found,) = results("NH116", account("push@orders-test.iam.gserviceaccount.com"))
    assert (
        found.message == "the account is of project orders-test, the credential names orders-prod"
    )
    assert (found.field, found.severity.word) == ("client_email", "high")


def test_what_is_not_clear_is_told_of_the_address():
    (found,) = results("NH116", account("somebody@example.com"))
    assert found.field == "FcmV1.client_email"
    assert "somebody" not in found.message
