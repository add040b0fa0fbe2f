"""A history in steps of time: nothing that was counted is lost, and shares are followed where they can be."""

from datetime import timedelta

import pytest
from histories import HUB, START, made
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.metrics.figures import PUSHES, REQUESTS
from hubwarden.metrics.history import History
from hubwarden.metrics.series import MOST_STEPS, followed, length, steps

TIMES = st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
COUNTS = st.dictionaries(
    st.sampled_from([PUSHES, REQUESTS, "incoming"]),
    st.dictionaries(TIMES, st.integers(0, 10**6).map(float), min_size=1, max_size=30),
    min_size=1,
)


@given(COUNTS, st.sampled_from(["interval", "hour", "day"]))
def test_steps_add_up_to_the_whole(counts, step):
    history = History(HUB, counts)
    found = steps(history, step)
    assert [item.time for item in found] == sorted({item.time for item in found})
    for metric in counts:
        assert sum(item.history.total(metric) or 0 for item in found) == history.total(metric)
    for item in found:
        for metric in counts:
            measured = any(_begin(time, step) == item.time for time in counts[metric])
            # What was not measured in a step is not there: it is no zero.
            assert (item.history.total(metric) is not None) is measured


def _begin(time, step):
    if step == "interval":
        return time
    time = time.replace(minute=0, second=0, microsecond=0)
    return time if step == "hour" else time.replace(hour=0)


@pytest.mark.parametrize(
    ("more", "step", "long"),
    [
        ({}, "interval", "1 hour"),
        ({"volume": 0.1}, "day", "1 day"),
        ({"days": 60}, "day", "1 day"),
        ({"days": 16, "volume": 10}, "interval", "1 hour"),
        ({"days": 17, "volume": 10}, "day", "1 day"),
    ],
)
def test_the_shortest_steps_that_can_be_judged(more, step, long):
    found, moments = followed(History(HUB, made(**more)), PUSHES, 200)
    assert (found, length(found, moments)) == (step, long)
    assert len(moments) <= MOST_STEPS


def every(minutes, count, size=1000.0):
    return History(
        HUB, {PUSHES: {START + timedelta(minutes=minutes * at): size for at in range(count)}}
    )


@pytest.mark.parametrize(
    ("history", "step", "long", "count"),
    [
        (every(5, 100), "interval", "5 minutes", 100),
        (every(1, 100), "interval", "1 minute", 100),
        (every(5, 2000), "hour", "1 hour", 167),
        (every(5, 100, size=20.0), "hour", "1 hour", 9),
        (every(1440, 30), "interval", "1 day", 30),
        (every(90, 30), "interval", "1.5 hours", 30),
        (every(5, 1), "interval", "one interval", 1),
        (every(5, 3, size=0.0), "interval", "5 minutes", 3),
    ],
)
def test_the_length_of_a_step(history, step, long, count):
    found, moments = followed(history, PUSHES, 200)
    assert (found, length(found, moments), len(moments)) == (step, long, count)
