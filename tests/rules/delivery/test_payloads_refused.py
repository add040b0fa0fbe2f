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
                    "outgoing.allpns.success": 999,
                    "outgoing.allpns.invalidpayload": 1,
                }
            ),
            Outcome.PASS,
            id="good: exactly at the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 998,
                    "outgoing.allpns.invalidpayload": 2,
                }
            ),
            Outcome.FAIL,
            id="bad: more than 0.1 %",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 998,
                    "outgoing.fcmv1.invalidnotificationsize": 2,
                }
            ),
            Outcome.FAIL,
            id="bad: by the metrics of a platform alone",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 199,
                    "outgoing.allpns.success": 100,
                    "outgoing.allpns.invalidpayload": 99,
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
def test_payloads_refused(given, expected):
    assert verdict("payloads-refused", estate(telemetry=[given])) is expected
