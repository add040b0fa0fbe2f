"""What was done to a hub before a figure of it changed, and which causes that makes likely."""

from datetime import UTC, datetime, timedelta

import pytest

from diagnosis.diagnosing import BY_NAME
from factories import baseline, context
from hubwarden.diagnosis.changes_before import BEFORE, ChangeBefore, DatedOnset, with_changes
from hubwarden.diagnosis.observations import Observation
from hubwarden.diagnosis.weighing import rules_about, weigh
from hubwarden.engine import run
from hubwarden.metrics.figures import FORMULAS
from hubwarden.metrics.onsets import Onset
from hubwarden.metrics.stops import ALL_PUSHES, REGISTRATIONS, Stop
from hubwarden.model.activity import ActivityEvent, ActivityLog
from hubwarden.model.base import ResourceId
from hubwarden.model.estate import Estate
from hubwarden.report import Report
from judging import EVIDENCE

NAMESPACE = (
    "/subscriptions/a/resourceGroups/b/providers/Microsoft.NotificationHubs/namespaces/shop-ns"
)
HUB = f"{NAMESPACE}/notificationHubs/shop"
AT = datetime(2026, 3, 5, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
BY_FIGURE = {item.name: item for item in FORMULAS}
WRITE = "microsoft.notificationhubs/namespaces/notificationhubs/write"
KEYS = "microsoft.notificationhubs/namespaces/notificationhubs/authorizationrules/regeneratekeys/action"


def onset(figure="bad-channel"):
    return Onset(BY_FIGURE[figure], AT, HOUR, None, 0.001, 0.3)


def event(operation=WRITE, at=AT - HOUR, resource=HUB):
    return ActivityEvent(ResourceId(resource), operation, "ada", at)


def before(*events, figure="bad-channel", hub=HUB):
    found = with_changes(hub, onset(figure), ActivityLog(events, frozenset()))
    return [(item.doing, item.event.at) for item in found.changes]


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (AT - BEFORE, True),
        (AT - BEFORE - timedelta(seconds=1), False),
        (AT, True),
        (AT + HOUR - timedelta(seconds=1), True),
        (AT + HOUR, False),
    ],
)
def test_what_was_done_within_a_day_before_counts(at, counts):
    assert before(event(at=at)) == ([("hub written", at)] if counts else [])


@pytest.mark.parametrize(
    ("resource", "counts"),
    [
        (HUB.upper(), True),
        (f"{HUB}-test", False),
        (HUB.replace("shop-ns", "other-ns"), False),
        (f"{NAMESPACE}/notificationHubs/courier", False),
    ],
)
def test_it_must_be_this_hub(resource, counts):
    assert bool(before(event(resource=resource))) == counts


def test_a_namespace_concerns_its_hubs():
    write = event("microsoft.notificationhubs/namespaces/write", resource=NAMESPACE)
    assert before(write) == [("namespace written", AT - HOUR)]
    assert before(write, hub=HUB.replace("shop-ns", "other-ns")) == []


def test_keys_concern_callers_alone():
    keys = event(KEYS, resource=f"{HUB}/authorizationRules/backend")
    assert before(keys, figure="failed-requests") == [("key regenerated", AT - HOUR)]
    assert before(keys, figure="pns-error") == []
    assert before(event(), figure="failed-requests") == [("hub written", AT - HOUR)]


def stop(what):
    return Stop(what, (), AT, HOUR, 120.0, 0.0, 60.0)


@pytest.mark.parametrize(
    ("what", "of_callers"),
    [(REGISTRATIONS, True), (ALL_PUSHES, False), ("pushes by outgoing.apns", False)],
)
def test_what_stopped_has_changes_before_it_too(what, of_callers):
    keys = event(KEYS, resource=f"{HUB}/authorizationRules/phones")
    log = ActivityLog((event(), keys), frozenset())
    done = {item.doing for item in with_changes(HUB, stop(what), log).changes}
    assert done == {"hub written"} | ({"key regenerated"} if of_callers else set())


def test_what_only_reads_is_no_change():
    assert before(event("microsoft.notificationhubs/namespaces/notificationhubs/read")) == []
    listing = WRITE.replace("/write", "/authorizationrules/listkeys/action")
    assert before(event(listing), figure="failed-requests") == []


def test_the_latest_come_first_and_are_few():
    events = [event(at=AT - hours * HOUR) for hours in (5, 1, 3, 2, 4)]
    assert [at for _, at in before(*events)] == [AT - hours * HOUR for hours in (1, 2, 3)]


def test_without_a_log_there_is_the_onset_alone():
    assert with_changes(HUB, onset(), None).changes == ()


def ranked(symptom, *done):
    symptoms = [BY_NAME[symptom]]
    judgement = run(rules_about(symptoms), context(Estate(), demands=baseline()))
    report = Report(EVIDENCE, judgement.results, (), judgement.crashes)
    seen = Observation(HUB, "something is seen", tuple(symptoms))
    changes = tuple(ChangeBefore(item, "somebody did something", event()) for item in done)
    found = weigh((), report, [seen], {HUB: (DatedOnset(onset(), changes),)})
    assert {item.shown_by for item in found.causes} == {(seen,)}
    return [(item.cause.name, item.confidence) for item in found.causes]


@pytest.mark.parametrize(
    ("symptom", "done", "first"),
    [
        ("bad-channel", "hub written", "side-changed"),
        ("status-401", "key regenerated", "other-key"),
        ("status-404", "hub deleted", "hub-deleted"),
    ],
)
def test_what_was_done_makes_its_causes_likely(symptom, done, first):
    assert ranked(symptom, done)[0] == (first, "medium")
    names = {name for name, _ in ranked(symptom)}
    assert {name for name, _ in ranked(symptom, done)} == names
    # What was done elsewhere changes nothing.
    assert ranked(symptom, "rule changed") == ranked(symptom) or symptom == "status-401"
