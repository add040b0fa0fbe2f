"""Reads how long logs stay where a diagnostic setting sends them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hubwarden.facts import OPERATIONAL_LOGS
from hubwarden.model.resources import LogStore
from hubwarden.sources.conversions import boolean, items, text
from hubwarden.sources.field_reader import FieldReader

ACCOUNT: Final = "microsoft.storage/storageaccounts"
POLICY: Final = "microsoft.storage/storageaccounts/managementpolicies"
WORKSPACE: Final = "microsoft.operationalinsights/workspaces"

_CONTAINER: Final = f"insights-logs-{OPERATIONAL_LOGS.lower()}/"
_ENDS: Final = (
    "daysAfterModificationGreaterThan",
    "daysAfterCreationGreaterThan",
    "daysAfterLastAccessTimeGreaterThan",
)


def read_store(fields: FieldReader) -> LogStore:
    """Read a storage account, its management policy or a workspace: each says a part of it."""
    kind = fields.record.type
    if kind == POLICY:
        fields.put("store", fields.parent())
        fields.take("days", "policy", _days)
    else:
        fields.put("store", fields.own())
        if kind == WORKSPACE:
            # Without a number, Azure keeps data for 30 days.
            fields.take("days", "retentionInDays", _number, default=30.0)
        else:
            fields.put("days", None)
    return fields.build(LogStore)


def _days(policy: Mapping[str, Any]) -> float | None:
    """Return after how many days the first rule deletes operational logs; ``None``: none does."""
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
