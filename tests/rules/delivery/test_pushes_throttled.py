import pytest

from factories import estate, telemetry, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 1000,
                    "outgoing.fcmv1.throttled": 0,
                }
            ),
            Outcome.PASS,
            id="good: none",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 999,
                    "outgoing.fcmv1.throttled": 1,
                }
            ),
            Outcome.FAIL,
            id="bad: one",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 999,
                    "outgoing.wns.channelthrottled": 1,
                }
            ),
            Outcome.FAIL,
            id="bad: a channel of Windows",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 999,
                    "outgoing.fcmv1.throttled": 1,
                },
                above={"throttling": 0.01},
            ),
            Outcome.PASS,
            id="good: the baseline lets some be",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 900}),
            Outcome.UNDETERMINED,
            id="unknown: not measured",
        ),
    ],
)
def test_pushes_throttled(given, expected):
    assert verdict("pushes-throttled", estate(telemetry=[given])) is expected
