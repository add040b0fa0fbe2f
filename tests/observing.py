"""What rules about telemetry say of one history, for the tests of figures and pages."""

from factories import context
from hubwarden import counted_pushes
from hubwarden.diagnosis import observations
from hubwarden.diagnosis.joining import telemetry_of
from hubwarden.discovery import about_telemetry
from hubwarden.engine import run
from hubwarden.metrics.figures import STANDARD
from hubwarden.model.estate import Estate


def judged(history, limits=STANDARD, onsets=()):
    """Return a history as what rules judge."""
    return next(telemetry_of([history], Estate(), {history.hub: limits}, {history.hub: onsets}))


def observe(history, limits=STANDARD, onsets=()):
    """Return what a history shows by all rules about telemetry; none of them may crash."""
    hub = judged(history, limits, onsets)
    judgement = run(about_telemetry(), context(Estate(telemetry=(hub,))))
    assert judgement.crashes == ()
    return observations.observe(hub, judgement.results)


def why_not_judged(history):
    """Return why the counts of pushes say nothing."""
    return counted_pushes.why_not_judged(judged(history))
