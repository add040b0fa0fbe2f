"""Requests that fail where there are the most of them are told from those of a caller that is always refused."""

from datetime import UTC, datetime, timedelta

import pytest

from hubwarden.metrics.figures import FAILED, REQUESTS
from hubwarden.metrics.history import History
from hubwarden.metrics.load import fail_under_load

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
DAY = [200, 210, 220, 230, 240, 250, 1200, 1300, 1500, 1600, 1400, 1250]
"""Requests in the hours of a day."""


def history(failed, days=3):
    requests = DAY * days
    times = [BEGIN + timedelta(hours=hour) for hour in range(len(requests))]
    failures = [float(failed(number)) for number in requests]
    return History(
        "hub",
        {
            REQUESTS: dict(zip(times, map(float, requests), strict=True)),
            FAILED: dict(zip(times, failures, strict=True)),
        },
    )


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        pytest.param(lambda number: max(0, number - 1000), True, id="above a limit"),
        pytest.param(lambda number: number * 0.2, False, id="always the same share"),
        pytest.param(lambda number: number * 0.2 if number > 1000 else 0, False, id="the same share by day"),
        pytest.param(lambda _number: 40, False, id="always as many"),
        pytest.param(lambda _number: 0, False, id="none"),
    ],
)  # fmt: skip
def test_load(failed, expected):
    assert fail_under_load(history(failed), 0.01, 200) is expected


def test_a_tenth_of_the_volume_tells_the_same():
    small = history(lambda number: max(0, number - 1000))
    counts = {
        name: {time: count / 10 for time, count in by_time.items()}
        for name, by_time in small.counts.items()
    }
    assert fail_under_load(History("hub", counts), 0.01, 200)
    assert not fail_under_load(History("hub", counts), 0.01, 1_000_000)


def test_a_few_hours_do_not_tell():
    assert not fail_under_load(history(lambda number: max(0, number - 1000), days=1), 0.01, 200)
