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
                    "outgoing.allpns.success": 995,
                    "outgoing.fcmv1.wrongchannel": 5,
                }
            ),
            Outcome.PASS,
            id="good: exactly at the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 994,
                    "outgoing.fcmv1.wrongchannel": 6,
                }
            ),
            Outcome.FAIL,
            id="bad: more than 0.5 %",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 994,
                    "outgoing.wns.wrongtoken": 6,
                }
            ),
            Outcome.FAIL,
            id="bad: on Windows",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 199,
                    "outgoing.allpns.success": 100,
                    "outgoing.fcmv1.wrongchannel": 99,
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
    ],
)
def test_tokens_of_another_app(given, expected):
    assert verdict("tokens-of-another-app", estate(telemetry=[given])) is expected
