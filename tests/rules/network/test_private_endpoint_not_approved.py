import pytest

from factories import UNKNOWN, estate, private_endpoint, verdict
from hubwarden.report import Outcome


def endpoint(status):
    return estate(private_endpoints=[private_endpoint(status=status)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(endpoint("Approved"), Outcome.PASS, id="good: approved"),
        pytest.param(endpoint("approved"), Outcome.PASS, id="good: in small letters"),
        pytest.param(endpoint("Pending"), Outcome.FAIL, id="bad: pending"),
        pytest.param(endpoint("Rejected"), Outcome.FAIL, id="bad: rejected"),
        pytest.param(endpoint("Disconnected"), Outcome.FAIL, id="bad: disconnected"),
        pytest.param(endpoint(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the status"),
    ],
)
def test_private_endpoint_not_approved(given, expected):
    assert verdict("private-endpoint-not-approved", given) is expected
