"""Pushes that stop while sends go on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.metrics.history import History
from hubwarden.metrics.stopped_pushes import last_push
from observing import observe

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def history(pushes, sends):
    def by_time(counts):
        return {
            BEGIN + timedelta(hours=hour): float(count)
            for hour, count in enumerate(counts)
            if count is not None
        }

    counts = {"notificationhub.pushes": by_time(pushes), "incoming": by_time(sends)}
    counts["outgoing.allpns.success"] = by_time(pushes)
    return History("hub", {name: told for name, told in counts.items() if told})


CASES = {
    "they stop": ([1000] * 48 + [0] * 24, [10] * 72, (47, 240)),
    "they go on": ([1000] * 72, [10] * 72, None),
    "few sends after the last": ([1000] * 48 + [0] * 24, [10] * 49 + [0] * 23, None),
    "every night": (([1000] * 12 + [0] * 12) * 3, [10] * 72, None),
    "as long before": ([1000] * 24 + [0] * 23 + [1000] + [0] * 24, [10] * 72, None),
    "not measured": ([1000] * 48 + [None] * 24, [10] * 72, None),
    "no push at all": ([0] * 72, [10] * 72, None),
}


@pytest.mark.parametrize(("pushes", "sends", "expected"), CASES.values(), ids=CASES)
def test_when_pushes_stopped(pushes, sends, expected):
    wanted = expected and (BEGIN + timedelta(hours=expected[0]), expected[1])
    assert last_push(history(pushes, sends)) == wanted


def test_a_hub_whose_pushes_stopped_does_not_deliver():
    pushes, sends, _ = CASES["they stop"]
    (found,) = observe(history(pushes, sends))
    assert found.fault
    assert found.says.startswith("240 sends since 2026-11-03 00:00 UTC and not one push")
    assert [item.name for item in found.symptoms] == ["no-target"]
    (fine,) = observe(history([1000] * 72, sends))
    assert not fine.fault


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 50)), min_size=1, max_size=100))
def test_a_push_in_each_interval_never_counts_as_stopped(counts):
    pushes, sends = zip(*counts, strict=True)
    assert last_push(history(pushes, sends)) is None
