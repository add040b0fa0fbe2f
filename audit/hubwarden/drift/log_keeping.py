"""Tells whether an undeclared policy or table deletes declared logs earlier than declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hubwarden.drift.pairing import is_same_id
from hubwarden.model.base import ResourceId, Undetermined, value_or_none
from hubwarden.model.estate import Estate
from hubwarden.model.resources import DiagnosticSetting, LogStore


def keeps_shorter(
    its: LogStore, pairs: Iterable[tuple[LogStore, LogStore]], declared: Estate
) -> bool | Undetermined:
    """Tell whether a live policy or table that is not declared deletes logs earlier than declared.

    This is so only where a declared setting sends logs to its account or workspace, and that store is declared,
    too: how long the stores of others keep logs is not declared here. ``pairs`` are the declared stores with the
    live ones. Where an unknown fact decides, it is returned as the reason.
    """
    stores = [mine for mine, live in pairs if live.store == its.store]
    places = list(_places(declared))
    if not any(is_same_id(place, item.store) for item in stores for place in places):
        return False
    try:
        days = its.days
        if days is None:
            return False
        longest = _declared_days(stores)
    except Undetermined as why:
        reason = f"whether it deletes declared logs is not known: {why.reason}"
        return Undetermined("LogStore.added", reason, later=why.later, cause=why.cause)
    return longest is None or days < longest


def _declared_days(stores: list[LogStore]) -> float | None:
    """Return after how many days declared stores delete logs (``None``: never); a table's own setting goes
    first.
    """
    own = [item for item in stores if item.of_table] or stores
    return min((item.days for item in own if item.days is not None), default=None)


def _places(declared: Estate) -> Iterator[ResourceId]:
    """Yield the destinations of declared settings."""
    for setting in declared.diagnostic_settings:
        if _sends_logs(setting):
            for field in ("storage", "workspace"):
                place = value_or_none(setting, field)
                if place is not None:
                    yield place


def _sends_logs(setting: DiagnosticSetting) -> bool:
    try:
        return bool(setting.log_categories)
    except Undetermined:
        return True
