import pytest

from factories import estate, telemetry, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry(
                {"scheduled.pending": [100, 200, 300, 400], "incoming.scheduled": [50, 50, 50, 60]}
            ),
            Outcome.FAIL,
            id="bad: four times as many wait",
        ),
        pytest.param(
            telemetry(
                {
                    "scheduled.pending": [105, 120, 100, 200, 300, 400],
                    "incoming.scheduled": [50, 50, 50, 50, 50, 60],
                }
            ),
            Outcome.FAIL,
            id="bad: four times as many wait as three days before, and no fewer than that earlier",
        ),
        pytest.param(
            telemetry(
                {
                    "scheduled.pending": [100, 200, 300, 400, 120],
                    "incoming.scheduled": [50, 50, 50, 60, 50],
                }
            ),
            Outcome.PASS,
            id="good: they were sent in the end",
        ),
        pytest.param(
            telemetry(
                {
                    "scheduled.pending": [100, 200, 500, 600, 500],
                    "incoming.scheduled": [50, 50, 50, 50, 50],
                }
            ),
            Outcome.PASS,
            id="good: many wait, and fewer than yesterday",
        ),
        pytest.param(
            telemetry(
                {
                    "scheduled.pending": [105, 120, 100, 200, 300, 400],
                    "incoming.scheduled": [10, 50, 50, 50, 50, 60],
                }
            ),
            Outcome.FAIL,
            id="bad: no more are scheduled than on a day before, and fewer were on another",
        ),
        pytest.param(
            telemetry(
                {"scheduled.pending": [100, 200, 250, 300], "incoming.scheduled": [50, 50, 50, 50]}
            ),
            Outcome.FAIL,
            id="bad: three times as many wait",
        ),
        pytest.param(
            telemetry(
                {"scheduled.pending": [100, 100, 300, 400], "incoming.scheduled": [50, 50, 50, 50]}
            ),
            Outcome.PASS,
            id="good: as many on a day between",
        ),
        pytest.param(
            telemetry({"scheduled.pending": [100, 200, 300], "incoming.scheduled": [50, 50, 50]}),
            Outcome.PASS,
            id="good: too few days to say so",
        ),
        pytest.param(
            telemetry(
                {"scheduled.pending": [100, 200, 290, 299], "incoming.scheduled": [50, 50, 50, 50]}
            ),
            Outcome.PASS,
            id="good: less than three times as many",
        ),
        pytest.param(
            telemetry(
                {"scheduled.pending": [0, 100, 150, 199], "incoming.scheduled": [50, 50, 50, 50]}
            ),
            Outcome.PASS,
            id="good: too few wait",
        ),
        pytest.param(
            telemetry(
                {"scheduled.pending": [0, 100, 150, 200], "incoming.scheduled": [50, 50, 50, 50]}
            ),
            Outcome.FAIL,
            id="bad: none waited at first",
        ),
        pytest.param(
            telemetry(
                {"scheduled.pending": [100, 90, 300, 400], "incoming.scheduled": [50, 50, 50, 50]}
            ),
            Outcome.PASS,
            id="good: fewer on a day between",
        ),
        pytest.param(
            telemetry(
                {"scheduled.pending": [100, 200, 300, 400], "incoming.scheduled": [50, 60, 70, 75]}
            ),
            Outcome.PASS,
            id="good: more are scheduled than before",
        ),
        pytest.param(
            telemetry({"scheduled.pending": [100, 200, 300, 400]}),
            Outcome.UNDETERMINED,
            id="unknown: how many are scheduled was not measured",
        ),
        pytest.param(
            telemetry({"incoming.scheduled": [1, 1, 1, 1]}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: not measured",
        ),
    ],
)
def test_scheduled_sends_piling_up(given, expected):
    assert verdict("scheduled-sends-piling-up", estate(telemetry=[given])) is expected
