from datetime import UTC, datetime, timedelta

import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.metrics.hub_metrics import of_platform
from hubwarden.report import Outcome

NONE = dict.fromkeys(of_platform("apns"), 0)
DAY = timedelta(days=1)
SATURDAY_IS_LAST = datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 500],
                    **NONE,
                    "outgoing.apns.success": [200, 200, 200],
                }
            ),
            Outcome.PASS,
            id="good: goes on",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 300],
                    **NONE,
                    "outgoing.apns.success": [200, 200, 0],
                }
            ),
            Outcome.FAIL,
            id="bad: none on the last day",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 300],
                    **NONE,
                    "outgoing.apns.success": [200, 200, 2],
                }
            ),
            Outcome.FAIL,
            id="bad: a hundredth of the quietest day",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 300],
                    **NONE,
                    "outgoing.apns.success": [200, 200, 3],
                }
            ),
            Outcome.PASS,
            id="good: more than a hundredth",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 19],
                    **NONE,
                    "outgoing.apns.success": [200, 200, 0],
                }
            ),
            Outcome.PASS,
            id="good: too little went to others to say so",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 300],
                    **NONE,
                    "outgoing.apns.success": [200, 19, 0],
                }
            ),
            Outcome.PASS,
            id="good: too few pushes on a day before",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 300],
                    **NONE,
                    "outgoing.apns.success": [200, 200, 0],
                },
                start=SATURDAY_IS_LAST,
            ),
            Outcome.PASS,
            id="good: a Saturday, and no earlier one is known",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 500, 500, 500, 500, 500, 300],
                    **NONE,
                    "outgoing.apns.success": [200, 200, 200, 200, 200, 200, 200, 0],
                },
                start=SATURDAY_IS_LAST - 5 * DAY,
            ),
            Outcome.FAIL,
            id="bad: a Saturday, and the one before had some",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": [500, 500, 300],
                    **NONE,
                    **dict.fromkeys(of_platform("gcm"), 0),
                    "outgoing.gcm.success": [200, 200, 0],
                }
            ),
            Outcome.PASS,
            id="good: the retired platform ends",
        ),
        pytest.param(
            telemetry(
                {"notificationhub.pushes": [500, 500, 300], "outgoing.apns.success": [200, 200, 0]}
            ),
            Outcome.UNDETERMINED,
            id="unknown: not all outcomes of the platform were measured",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": [500, 500, 300]}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no platform measured",
        ),
    ],
)
def test_platform_silent(given, expected):
    assert verdict("platform-silent", estate(telemetry=[given])) is expected


def test_a_platform_that_was_not_wholly_measured_hides_no_other():
    given = telemetry(
        {
            "notificationhub.pushes": [900, 900, 900],
            "outgoing.apns.success": [200, 200, 0],
            **dict.fromkeys(of_platform("fcmv1"), 0),
            "outgoing.fcmv1.success": [300, 300, 0],
        }
    )
    found = results("platform-silent", estate(telemetry=[given]))
    assert {(item.outcome, item.field) for item in found} == {
        (Outcome.FAIL, "history.outgoing.fcmv1"),
        (Outcome.UNDETERMINED, "HubTelemetry.history"),
    }
