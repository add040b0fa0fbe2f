import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 500}),
            Outcome.UNDETERMINED,
            id="unknown: half of the pushes, and the rest is unexplained",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 499}),
            Outcome.FAIL,
            id="bad: less than half, and nothing says why",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 990}),
            Outcome.PASS,
            id="good: nearly all",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 400,
                    "outgoing.wns.dropped": 600,
                }
            ),
            Outcome.FAIL,
            id="bad: lost by metrics that no figure has",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 500,
                    "outgoing.wns.dropped": 500,
                }
            ),
            Outcome.PASS,
            id="good: half of the pushes, by metrics that no figure has",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 400,
                    "outgoing.apns.invalidcredentials": 600,
                }
            ),
            Outcome.PASS,
            id="good: a figure says why",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 200, "outgoing.allpns.success": 99}),
            Outcome.FAIL,
            id="bad: just enough pushes for a share",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.wns.dropped": 501}),
            Outcome.FAIL,
            id="bad: lost by one platform, and successes were not measured",
        ),
        pytest.param(
            telemetry({"outgoing.allpns.success": 400}),
            Outcome.UNDETERMINED,
            id="unknown: pushes were not measured",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 199, "outgoing.allpns.success": 1}),
            Outcome.UNDETERMINED,
            id="unknown: too few pushes for a share",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000}),
            Outcome.UNDETERMINED,
            id="unknown: successes were not measured",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 0, "outgoing.allpns.success": 0}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no pushes",
        ),
    ],
)
def test_pushes_lost(given, expected):
    assert verdict("pushes-lost", estate(telemetry=[given])) is expected


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (
            {"notificationhub.pushes": 1000, "outgoing.allpns.success": 400},
            "400 of 1,000 pushes succeeded, and for 60 % no metric that was read tells why",
        ),
        (
            {
                "notificationhub.pushes": 1000,
                "outgoing.allpns.success": 400,
                "outgoing.wns.dropped": 580,
            },
            "580 of 1,000 pushes did not succeed, by metrics that no figure has",
        ),
    ],
)
def test_what_is_told(counts, message):
    (found,) = results("pushes-lost", estate(telemetry=[telemetry(counts)]))
    assert found.message.startswith(message)
