import pytest

from factories import (
    UNKNOWN,
    credentials,
    estate,
    fcm_legacy,
    fcm_v1,
    holding,
    hub,
    namespace,
    verdict,
)
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(fcm_v1=fcm_v1()), None, id="good: FCM v1 alone"),
        pytest.param(holding(fcm_legacy=fcm_legacy()), Outcome.FAIL, id="bad: a legacy credential"),
        pytest.param(
            holding(fcm_legacy=fcm_legacy(), fcm_v1=fcm_v1()),
            Outcome.FAIL,
            id="bad: a legacy credential besides FCM v1",
        ),
        pytest.param(
            estate(namespaces=[namespace(credentials=credentials(fcm_legacy=fcm_legacy()))]),
            Outcome.FAIL,
            id="bad: a legacy credential that the namespace holds",
        ),
        pytest.param(
            holding(fcm_legacy=fcm_legacy(api_key=UNKNOWN)),
            Outcome.FAIL,
            id="bad: a legacy credential without a known key",
        ),
        pytest.param(
            holding(fcm_legacy=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a legacy credential",
        ),
        pytest.param(
            estate(namespaces=[], hubs=[hub(credentials=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: which credentials there are",
        ),
    ],
)
def test_fcm_legacy(given, expected):
    assert verdict("fcm-legacy", given) is expected
