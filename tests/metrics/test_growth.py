"""A share that grows day by day is told from one that rose at once."""

from datetime import UTC, datetime, timedelta

import pytest

from hubwarden.metrics.figures import FORMULAS, PUSHES
from hubwarden.metrics.growth import grows
from hubwarden.metrics.history import History

(BAD,) = (item for item in FORMULAS if item.name == "bad-channel")
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


def history(percents, pushes=1000):
    times = [BEGIN + timedelta(days=day) for day in range(len(percents))]
    bad = [pushes * percent / 100 for percent in percents]
    return History(
        "hub",
        {
            PUSHES: dict.fromkeys(times, float(pushes)),
            "outgoing.allpns.badorexpiredchannel": dict(zip(times, bad, strict=True)),
        },
    )


@pytest.mark.parametrize(
    ("percents", "expected"),
    [
        pytest.param([1, 2, 3, 4, 5, 6, 7], True, id="each day more"),
        pytest.param([1, 3, 2, 4, 6, 5, 8], True, id="most days more"),
        pytest.param([1, 1, 1, 1, 8, 8, 8], False, id="at once"),
        pytest.param([1, 2, 1, 1, 7, 9, 8], False, id="at once, with noise"),
        pytest.param([6, 6, 6, 7, 6, 6, 6], False, id="always so"),
        pytest.param([7, 6, 5, 4, 3, 2, 1], False, id="each day less"),
        pytest.param([1, 2, 3, 4, 5], False, id="too few days"),
        pytest.param([0, 0, 0, 0, 0, 0, 0], False, id="nothing"),
    ],
)
def test_growth(percents, expected):
    assert grows(history(percents), BAD, 200) is expected


def test_days_with_few_pushes_say_nothing():
    assert not grows(history([1, 2, 3, 4, 5, 6, 7], pushes=199), BAD, 200)
