import pytest

from factories import (
    UNKNOWN,
    apns,
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
        pytest.param(holding(fcm_v1=fcm_v1()), Outcome.PASS, id="good: FCM v1"),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=credentials(fcm_v1=fcm_v1()))],
                hubs=[hub(credentials=credentials())],
            ),
            Outcome.PASS,
            id="good: FCM v1 of the namespace",
        ),
        pytest.param(
            estate(hubs=[hub(platforms=UNKNOWN)]),
            Outcome.PASS,
            id="good: FCM v1, whatever the platforms are",
        ),
        pytest.param(holding(apns=apns()), Outcome.FAIL, id="bad: Android without a credential"),
        pytest.param(
            holding(fcm_legacy=fcm_legacy()), Outcome.FAIL, id="bad: the legacy credential alone"
        ),
        pytest.param(
            estate(hubs=[hub(platforms=UNKNOWN, credentials=credentials(fcm_legacy=fcm_legacy()))]),
            Outcome.FAIL,
            id="bad: the legacy credential where no platform is known",
        ),
        pytest.param(
            holding(fcm_v1=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether the hub has FCM v1"
        ),
        pytest.param(
            estate(hubs=[hub(platforms=UNKNOWN, credentials=credentials())]),
            Outcome.UNDETERMINED,
            id="unknown: the platforms",
        ),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=UNKNOWN)], hubs=[hub(credentials=credentials())]
            ),
            Outcome.UNDETERMINED,
            id="unknown: the credentials of the namespace",
        ),
        pytest.param(
            estate(namespaces=[], hubs=[hub(credentials=credentials())]),
            Outcome.UNDETERMINED,
            id="unknown: the namespace",
        ),
        pytest.param(
            estate(hubs=[hub(platforms=frozenset({"ios"}), credentials=credentials(apns=apns()))]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no Android app",
        ),
    ],
)
def test_fcm_v1_missing(given, expected):
    assert verdict("fcm-v1-missing", given) is expected
