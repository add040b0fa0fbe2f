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
                    "outgoing.allpns.success": 950,
                    "outgoing.allpns.badorexpiredchannel": 50,
                }
            ),
            Outcome.PASS,
            id="good: exactly at the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 949,
                    "outgoing.allpns.badorexpiredchannel": 51,
                }
            ),
            Outcome.FAIL,
            id="bad: more than 5 %",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 949,
                    "outgoing.apns.badchannel": 30,
                    "outgoing.apns.expiredchannel": 21,
                }
            ),
            Outcome.FAIL,
            id="bad: by the metrics of platforms alone",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 949,
                    "outgoing.allpns.badorexpiredchannel": 51,
                },
                above={"bad-channel": 0.06},
            ),
            Outcome.PASS,
            id="good: within the limit of the baseline",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 199,
                    "outgoing.allpns.success": 100,
                    "outgoing.allpns.badorexpiredchannel": 99,
                }
            ),
            Outcome.UNDETERMINED,
            id="unknown: too few pushes for a share",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 900}),
            Outcome.UNDETERMINED,
            id="unknown: not measured",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [1000, 1000, 1000],
                    "outgoing.allpns.success": [1000, 1000, 900],
                    "outgoing.allpns.badorexpiredchannel": [0, 0, 100],
                },
                lasting={"bad-channel": 2},
            ),
            Outcome.FAIL,
            id="bad: above the limit since some day",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 0}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no pushes",
        ),
    ],
)
def test_tokens_expired_or_invalid(given, expected):
    assert verdict("tokens-expired-or-invalid", estate(telemetry=[given])) is expected
