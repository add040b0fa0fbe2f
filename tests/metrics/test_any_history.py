"""No history breaks a rule about telemetry, whatever was counted and whatever is missing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hubwarden.metrics.coverage import wholly_read
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden.metrics.onsets import onsets
from hubwarden.metrics.stops import stops
from observing import observe, why_not_judged

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
USUAL = ["incoming", "notificationhub.pushes", "outgoing.allpns.success", "registration.create"]
COUNTS = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 30.0, 500.0, 1e6]), st.floats(0, 1e9))


@st.composite
def histories(draw):
    """Make a history of some days in steps of some hours, with levels that change from day to day."""
    hours = draw(st.sampled_from([1, 6, 24]))
    days = draw(st.integers(1, 8))
    names = {*USUAL, *draw(st.sets(st.sampled_from(sorted(METRIC_NAMES)), max_size=6))}
    counts = {}
    for name in sorted(names):
        levels = draw(st.lists(COUNTS, min_size=days, max_size=days))
        by_time = {
            BEGIN + timedelta(days=day, hours=hour): level
            for day, level in enumerate(levels)
            if level is not None
            for hour in range(0, 24, hours)
        }
        if by_time:
            counts[name] = by_time
    return History("hub", counts or {"incoming": {BEGIN: 0.0}})


@given(histories())
def test_no_history_breaks_a_rule(history):
    whole = wholly_read(history)
    found = observe(whole, onsets=(*onsets(whole), *stops(whole)))
    why_not_judged(whole)
    for item in found:
        assert item.says
        assert item.symptoms
