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
                    "outgoing.allpns.success": 990,
                    "outgoing.allpns.pnserror": 10,
                }
            ),
            Outcome.PASS,
            id="good: exactly at the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 989,
                    "outgoing.allpns.pnserror": 11,
                }
            ),
            Outcome.FAIL,
            id="bad: more than 1 %",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 500,
                    "outgoing.allpns.pnserror": 0,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: all of them refused for the credential",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 490,
                    "outgoing.allpns.pnserror": 10,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: the others are within the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 489,
                    "outgoing.allpns.pnserror": 11,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.FAIL,
            id="bad: the others are above the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 500,
                    "outgoing.allpns.pnserror": 100,
                    "outgoing.apns.invalidcredentials": 400,
                }
            ),
            Outcome.FAIL,
            id="bad: beside those refused for the credential",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 199,
                    "outgoing.allpns.success": 100,
                    "outgoing.allpns.pnserror": 99,
                }
            ),
            Outcome.UNDETERMINED,
            id="unknown: too few pushes for a share",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 999,
                    "outgoing.allpns.pnserror": 1,
                },
                above={"pns-error": 0.0},
            ),
            Outcome.FAIL,
            id="bad: one, where the baseline lets none be",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 300,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.UNDETERMINED,
            id="unknown: credentials were refused, and errors beside them were not measured",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 500,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: refused credentials tell of all pushes that failed",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 300,
                    "outgoing.allpns.pnserror": 0,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no error beside refused credentials, whatever became of other pushes",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 900}),
            Outcome.UNDETERMINED,
            id="unknown: not measured",
        ),
    ],
)
def test_push_service_errors(given, expected):
    assert verdict("push-service-errors", estate(telemetry=[given])) is expected
