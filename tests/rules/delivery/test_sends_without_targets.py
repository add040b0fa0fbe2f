import pytest

from factories import estate, telemetry, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry({"incoming": 40, "notificationhub.pushes": 900}),
            Outcome.PASS,
            id="good: pushes",
        ),
        pytest.param(
            telemetry({"incoming": 40, "notificationhub.pushes": 0}),
            Outcome.FAIL,
            id="bad: not one push",
        ),
        pytest.param(
            telemetry({"incoming": 0, "notificationhub.pushes": 0}),
            Outcome.PASS,
            id="good: nothing was sent",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 20], "notificationhub.pushes": [200, 200, 0]}),
            Outcome.FAIL,
            id="bad: none any more",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 19], "notificationhub.pushes": [200, 200, 0]}),
            Outcome.PASS,
            id="good: too few sends without a push to say so",
        ),
        pytest.param(
            telemetry({"incoming": [15, 10, 20], "notificationhub.pushes": [0, 200, 0]}),
            Outcome.PASS,
            id="good: nearly as many reached nobody before",
        ),
        pytest.param(
            telemetry({"incoming": 40}),
            Outcome.UNDETERMINED,
            id="unknown: pushes were not measured",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 0}),
            Outcome.UNDETERMINED,
            id="unknown: sends were not measured, and no push",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 900}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: sends were not measured, and there are pushes",
        ),
    ],
)
def test_sends_without_targets(given, expected):
    assert verdict("sends-without-targets", estate(telemetry=[given])) is expected
