"""Who made a change: what the activity log tells, and nothing that it does not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compared_estates import as_live, full
from factories import UNKNOWN, access_rule, estate, hub, hub_id, namespace
from hubwarden.drift.attribution import (
    NO_EVENT,
    NOT_READ,
    OF_TAGS,
    attributed,
    provider_of,
    to_attribute,
)
from hubwarden.drift.comparison import compare
from hubwarden.model.activity import ActivityEvent, ActivityLog
from hubwarden.model.base import ResourceId, value_or_none
from hubwarden.model.change import NO_LOG

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
PUSH = "microsoft.notificationhubs"
HUBS = f"{PUSH}/namespaces/notificationhubs"
RULES = f"{HUBS}/authorizationrules"


def event(id, operation, minutes=0, actor="ada@shop.example"):
    return ActivityEvent(ResourceId(str(id)), operation, actor, NOON + timedelta(minutes=minutes))


def log(*events, providers=(PUSH,)):
    return ActivityLog(events, frozenset(providers))


def who(changes, told):
    """Return for each change who made it when, or why that is not known."""
    return [
        (value_or_none(item, "actor") or item.unknown["actor"], value_or_none(item, "at"))
        for item in attributed(changes, told)
    ]


def widened(modified=UNKNOWN):
    declared = estate(access_rules=[access_rule()])
    live = estate(
        access_rules=[access_rule(rights=frozenset({"Send", "Manage"}), modified=modified)]
    )
    (change,) = compare(declared, live).changes
    return change


def test_the_last_write_of_the_resource_itself():
    change = widened()
    told = log(
        event(change.id, f"{RULES}/write", 5, "eve@shop.example"),
        event(str(change.id).upper(), f"{RULES}/write", 9),
        event(change.id, f"{RULES}/listkeys/action", 20, "app"),
        event(f"{change.id}-2", f"{RULES}/write", 30, "another rule"),
        event(hub_id(), f"{HUBS}/write", 40, "the hub"),
    )
    assert who([change], told) == [("ada@shop.example", NOON + timedelta(minutes=9))]
    (told_change,) = attributed([change], told)
    assert told_change.sentence == (
        f"{change.sentence}, changed 2026-01-31 12:09 UTC, by ada@shop.example"
    )


def test_what_the_log_does_not_have_is_nobodys():
    change = widened()
    assert who([change], log()) == [(NO_EVENT, None)]
    assert who([change], log(providers=())) == [(NOT_READ, None)]
    assert "by whom is not known: the activity log" in attributed([change], log())[0].sentence
    assert change.unknown["actor"] == NO_LOG
    assert "by whom" not in change.sentence


def test_an_older_write_is_not_blamed_for_what_came_after():
    """Where the rule itself tells a later change, the log does not have it yet, or no more."""
    change = widened(modified=NOON + timedelta(hours=3))
    older = event(change.id, f"{RULES}/write", 0, "eve@shop.example")
    assert who([change], log(older)) == [(NO_EVENT, NOON + timedelta(hours=3))]
    # The keys were made anew then, which leaves the rights as they are.
    anew = event(change.id, f"{RULES}/regeneratekeys/action", 181, "rotation")
    assert who([change], log(older, anew)) == [("eve@shop.example", NOON)]
    reading = event(change.id, f"{RULES}/listkeys/action", 181, "app")
    assert who([change], log(older, reading)) == [(NO_EVENT, NOON + timedelta(hours=3))]


def test_an_event_without_a_name_tells_the_time():
    change = widened()
    ((why, at),) = who([change], log(event(change.id, f"{RULES}/write", actor=None)))
    assert (why, at) == ("the activity log names nobody", NOON)


def test_what_is_gone_was_deleted_itself_or_with_what_it_was_in():
    changes = compare(estate(), estate(hubs=[])).changes
    (change,) = [item for item in changes if item.field == "Hub.removed"]
    deletion = event(change.id, f"{HUBS}/delete", 3)
    written = event(change.id, f"{HUBS}/write", 9, "eve@shop.example")
    assert who([change], log(written, deletion)) == [(deletion.actor, deletion.at)]
    above = event(change.id.text.rsplit("/", 2)[0], f"{PUSH}/namespaces/delete", 4, "operations")
    assert who([change], log(above)) == [("operations", above.at)]
    beside = event(f"{change.id}-2", f"{HUBS}/delete", 4, "operations")
    assert who([change], log(written, beside)) == [(NO_EVENT, None)]


def test_tags_are_put_down_to_nobody():
    live = estate(namespaces=[namespace(tags={"owner": "x"})])
    (change,) = compare(estate(namespaces=[namespace()]), live).changes
    told = log(event(change.id, f"{PUSH}/namespaces/write"))
    assert who([change], told) == [(OF_TAGS, None)]
    assert list(to_attribute([change])) == []


def test_a_stand_in_subscription_is_any():
    """What a program declares and nobody finds has an id that lacks its subscription."""
    change = widened()
    real = str(change.id).replace("00000000-0000-0000-0000-000000000000", "a" * 8)
    assert who([change], log(event(real, f"{RULES}/write")))[0][0] == "ada@shop.example"


def test_the_provider_is_that_of_the_resource_itself():
    id = f"{hub_id()}/providers/Microsoft.Insights/diagnosticSettings/x"
    assert provider_of(ResourceId(id)) == "microsoft.insights"
    assert provider_of(hub_id()) == PUSH
    assert provider_of(ResourceId("/subscriptions/a")) == ""


@given(st.lists(st.integers(-5, 5)), st.randoms())
def test_the_order_of_the_log_does_not_matter(minutes, chance):
    change = widened()
    events = [event(change.id, f"{RULES}/write", at, f"user {at}") for at in minutes]
    told = who([change], log(*events))
    chance.shuffle(events)
    assert who([change], log(*events)) == told
    assert not minutes or told == [(f"user {max(minutes)}", NOON + timedelta(minutes=max(minutes)))]


def test_all_else_of_a_change_stays():
    changes = compare(full(), as_live(full(hubs=[hub()], alerts=[]))).changes
    assert changes
    for before, after in zip(changes, attributed(changes, log()), strict=True):
        assert type(after) is type(before)
        for name in ("resource", "field", "at_field", "declared", "live", "uncompared"):
            assert getattr(after, name) == getattr(before, name)
        assert (after.id, after.origin) == (before.id, before.origin)
