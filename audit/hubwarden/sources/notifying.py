"""Reads action groups, which receive alerts, and processing rules, which can suppress them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from hubwarden.credential_files.placeholders import unresolved
from hubwarden.model.resources import ActionGroup, ProcessingRule
from hubwarden.sources.conversions import ABSENT, boolean, first_unknown, items, moment, text
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.networks import is_reachable
from hubwarden.unknown import Unknown

_ADDRESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "emailreceivers": ("emailAddress",),
    "smsreceivers": ("phoneNumber",),
    "voicereceivers": ("phoneNumber",),
    "webhookreceivers": ("serviceUri",),
    "azureapppushreceivers": ("emailAddress",),
    "itsmreceivers": ("connectionId",),
    "automationrunbookreceivers": ("automationAccountId",),
    "logicappreceivers": ("callbackUrl", "resourceId"),
    "azurefunctionreceivers": ("functionAppResourceId", "httpTriggerUrl"),
    "armrolereceivers": ("roleId",),
    "eventhubreceivers": ("eventHubName",),
}
"""By list of receivers, the members of which a receiver needs at least one as its destination (Azure Monitor:
action groups REST API 2023-01-01)."""

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
_REMOVES: Final = "removeallactiongroups"
_ANY_TIME: Final = ("00:00", "00:00:00", "")


def read_action_group(fields: FieldReader) -> ActionGroup:
    """Read an action group."""
    fields.take("enabled", "enabled", boolean, default=True)
    reached, flaws = 0, list[str]()
    unknown: list[Unknown | None] = []
    for kind, receivers in _lists(fields):
        if not isinstance(receivers, list):
            unknown.append(receivers if isinstance(receivers, Unknown) else None)
            continue
        for receiver in receivers:
            flaw = _flaw(kind, receiver)
            if isinstance(flaw, Unknown):
                unknown.append(flaw)
            elif flaw:
                flaws.append(flaw)
            else:
                reached += 1
    fields.put("unreachable", tuple(sorted(set(flaws))))
    if unknown and not reached:
        later = all(value is not None and value.later for value in unknown)
        fields.miss("receivers", "the receivers are not known", later=later)
    else:
        fields.put("receivers", reached)
    return fields.build(ActionGroup)


def _lists(fields: FieldReader) -> Iterator[tuple[str, Any]]:
    for key, value in fields.record.properties.items():
        if key.lower().endswith("receivers") and value is not None:
            yield key, value


def _flaw(kind: str, receiver: Any) -> str | Unknown:
    """Return why a receiver gets nothing; empty where it can, ``Unknown`` where that is not known."""
    if isinstance(receiver, Unknown):
        return receiver
    what = f"one of its {kind}"
    if not isinstance(receiver, Mapping):
        return f"{what} has a form that is not known"
    if str(receiver.get("status")).lower() == "disabled":
        return f"{what} is disabled"
    # The needs of a newer kind of receiver are not known here.
    members = _ADDRESSES.get(kind.lower())
    return "" if members is None else _flaw_of_address(what, members, receiver)


def _flaw_of_address(
    what: str, members: tuple[str, ...], receiver: Mapping[str, Any]
) -> str | Unknown:
    given = [receiver[member] for member in members if receiver.get(member) not in (None, "")]
    open_ones = [value for value in given if isinstance(value, Unknown)]
    if any(value.present for value in open_ones):
        return ""
    if open_ones:
        return open_ones[0]
    words = [value for value in given if isinstance(value, str) and value.strip()]
    if not words:
        return f"{what} has no {' or '.join(members)}"
    if any(unresolved(word) for word in words):
        return f"{what} has a reference as its {' or '.join(members)}"
    return _unreachable(what, members[0], words[0])


def _unreachable(what: str, member: str, word: str) -> str:
    if member == "emailAddress" and not _EMAIL.fullmatch(word):
        return f"{what} has an emailAddress that is not an address"
    if member in ("serviceUri", "callbackUrl"):
        try:
            url = urlsplit(word)
            host = url.hostname or ""
        except ValueError:
            return f"{what} has a {member} that is not a URL"
        if url.scheme.lower() not in ("http", "https") or not host:
            return f"{what} has a {member} that is not a URL"
        if not is_reachable(host):
            return f"{what} has a {member} on a host that Azure cannot reach"
    return ""


def read_processing_rule(fields: FieldReader) -> ProcessingRule:
    """Read a processing rule, also in the older form of 2019 (``Suppression``)."""
    # For this type azure-native keeps "properties" as an object.
    inner = fields.below("properties") if fields.value("properties") is not ABSENT else fields
    if inner is not fields:
        inner.note("scopes", "scopes")
    older = inner.value("type") is not ABSENT and inner.value("actions") is ABSENT
    if older:
        _take_older(inner)
    else:
        inner.ids("scopes", "scopes")
        inner.take("enabled", "enabled", boolean, default=True)
        _take_silences(inner)
        _take_schedule(inner)
    inner.take("conditional", "conditions", bool, default=False)
    inner.base = ""  # The part is read as the resource itself.
    return inner.build(ProcessingRule)


def _take_older(fields: FieldReader) -> None:
    fields.ids("scopes", "scope.values")
    fields.take("enabled", "status", lambda value: text(value).lower() != "disabled", default=True)
    fields.take("silences", "type", lambda value: text(value).lower() == "suppression")
    fields.put("until", None)
    fields.take(
        "at_times",
        "suppressionConfig.recurrenceType",
        lambda value: text(value).lower() != "always",
        default=False,
    )


def _take_schedule(fields: FieldReader) -> None:
    fields.take("until", "schedule.effectiveUntil", moment, default=None)
    fields.take("at_times", "schedule.recurrences", _at_times, default=False)


def _take_silences(fields: FieldReader) -> None:
    """Read whether an action of the rule removes all action groups; only the kinds of actions decide."""
    actions = fields.value("actions")
    if not isinstance(actions, list):
        fields.take("silences", "actions", lambda value: bool(items(value)), default=False)
        return
    kinds = [item.get("actionType") if isinstance(item, Mapping) else item for item in actions]
    removes = [isinstance(kind, str) and kind.lower() == _REMOVES for kind in kinds]
    fields.note("silences", "actions")
    open_ = first_unknown(kinds)
    if any(removes) or all(isinstance(kind, str) for kind in kinds):
        fields.put("silences", any(removes))
    elif open_ is not None:
        fields.lack("silences", open_)
    else:
        fields.miss("silences", "an action has a form that is not known", cause="unclear")


def _at_times(value: Any) -> bool:
    """Tell whether recurrences exclude hours or days."""
    return bool(items(value)) and not any(_covers_all(recurrence) for recurrence in value)


def _covers_all(recurrence: Mapping[str, Any]) -> bool:
    start, end = recurrence.get("startTime") or "", recurrence.get("endTime") or ""
    all_day = start in _ANY_TIME and (end in _ANY_TIME or end.startswith(("23:59", "24:00")))
    kind = text(recurrence["recurrenceType"]).lower()
    every_day = kind == "daily" or len(set(recurrence.get("daysOfWeek") or ())) == 7  # noqa: PLR2004
    return all_day and every_day
