"""Reads how long logs are kept where a diagnostic setting sends them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hubwarden.facts import OPERATIONAL_LOGS
from hubwarden.model.resources import LogStore
from hubwarden.sources.conversions import boolean, items, text
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.record import Record

ACCOUNT: Final = "microsoft.storage/storageaccounts"
POLICY: Final = "microsoft.storage/storageaccounts/managementpolicies"
WORKSPACE: Final = "microsoft.operationalinsights/workspaces"
TABLE: Final = "microsoft.operationalinsights/workspaces/tables"

_LOGS: Final = "azurediagnostics"
"""The workspace table with these logs (Microsoft: Notification Hubs diagnostic logs)."""

_CONTAINER: Final = f"insights-logs-{OPERATIONAL_LOGS.lower()}/"
_ENDS: Final = (
    "daysAfterModificationGreaterThan",
    "daysAfterCreationGreaterThan",
    "daysAfterLastAccessTimeGreaterThan",
)


def read_stores(records: Iterable[Record], source: str, stack: str | None) -> Iterator[LogStore]:
    """Yield what the records declare about the time that logs are kept."""
    for record in records:
        if record.type in (ACCOUNT, POLICY, WORKSPACE):
            yield read_store(FieldReader(record, source, stack))
        elif record.type == TABLE:
            yield from _read_table(FieldReader(record, source, stack))


def _read_table(fields: FieldReader) -> Iterator[LogStore]:
    """Yield what a table declares for itself, if it does and may be the table of these logs."""
    name = fields.record.id.rpartition("/")[2].lower()
    if name != _LOGS and "{" not in name:
        return
    fields.put("store", fields.parent())
    fields.put("of_table", True)  # noqa: FBT003
    fields.both("days", ("retentionInDays", "totalRetentionInDays"), _longest)
    own = fields.build(LogStore)
    if "{" in name:
        why = "which table of the workspace it is that has days of its own is not known"
        fields.miss("days", why, later=fields.record.later)
        yield fields.build(LogStore)
    elif "days" in own.unknown or own.days is not None:
        yield own


def _longest(days: Sequence[Any]) -> float | None:
    """Return for how many days a table keeps logs, archive included; ``None``: as long as its workspace."""
    own = [number for item in days if item is not None and (number := _number(item)) > 0]
    return max(own, default=None)


def read_store(fields: FieldReader) -> LogStore:
    """Read a storage account, its management policy or a workspace; each declares a part."""
    kind = fields.record.type
    fields.put("of_table", False)  # noqa: FBT003
    if kind == POLICY:
        fields.put("store", fields.parent())
        fields.take("days", "policy", _days)
    else:
        fields.put("store", fields.own())
        if kind == WORKSPACE:
            # By default Azure keeps data for 30 days.
            fields.take("days", "retentionInDays", _number, default=30.0)
        else:
            fields.put("days", None)
    return fields.build(LogStore)


def _days(policy: Mapping[str, Any]) -> float | None:
    """Return after how many days the first of the rules deletes operational logs; ``None``: none does."""
    return min((days for rule in items(policy["rules"]) for days in _ended(rule)), default=None)


def _ended(rule: Mapping[str, Any]) -> Iterator[float]:
    definition = rule["definition"]
    filters = definition.get("filters") or {}
    kinds = [text(kind).lower() for kind in items(filters.get("blobTypes") or ["appendBlob"])]
    prefixes = [text(prefix) for prefix in items(filters.get("prefixMatch") or [""])]
    if (
        not boolean(rule.get("enabled", True))
        or "appendblob" not in kinds
        or not any(_meets(prefix) for prefix in prefixes)
    ):
        return
    deletion = (definition["actions"].get("baseBlob") or {}).get("delete") or {}
    for name in _ENDS:
        if deletion.get(name) is not None:
            yield _number(deletion[name])


def _meets(prefix: str) -> bool:
    return _CONTAINER.startswith(prefix) or prefix.startswith(_CONTAINER)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    return float(value)
