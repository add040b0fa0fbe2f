import pytest

from factories import (
    UNKNOWN,
    apns,
    credentials,
    estate,
    fcm_v1,
    holding,
    hub,
    namespace,
    verdict,
)
from hubwarden.report import Outcome

IOS = frozenset({"ios"})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(apns=apns()), Outcome.PASS, id="good: APNs"),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=credentials(apns=apns()))],
                hubs=[hub(platforms=IOS, credentials=credentials())],
            ),
            Outcome.PASS,
            id="good: APNs of the namespace",
        ),
        pytest.param(
            estate(hubs=[hub(platforms=IOS, credentials=credentials(fcm_v1=fcm_v1()))]),
            Outcome.FAIL,
            id="bad: iOS without a credential",
        ),
        pytest.param(
            holding(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether the hub has APNs"
        ),
        pytest.param(
            estate(hubs=[hub(platforms=UNKNOWN, credentials=credentials())]),
            Outcome.UNDETERMINED,
            id="unknown: the platforms",
        ),
        pytest.param(
            estate(
                hubs=[
                    hub(platforms=frozenset({"android"}), credentials=credentials(fcm_v1=fcm_v1()))
                ]
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no iOS app",
        ),
    ],
)
def test_apns_missing(given, expected):
    assert verdict("apns-missing", given) is expected
