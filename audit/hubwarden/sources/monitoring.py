"""Reads what Azure Monitor has around a hub: diagnostic settings, alerts, action groups."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hubwarden.model.resources import ActionGroup, Alert, Criterion, DiagnosticSetting
from hubwarden.sources.field_reader import ABSENT, Reader, boolean, items, text
from hubwarden.unknown import Unknown


def read_diagnostic_setting(read: Reader) -> DiagnosticSetting:
    """Read where a resource sends its logs and metrics."""
    read.id("target", "resourceUri")
    read.take("log_categories", "logs", _enabled_categories, default=frozenset())
    read.take("metric_categories", "metrics", _enabled_categories, default=frozenset())
    read.given("to_workspace", "workspaceId")
    read.given("to_storage", "storageAccountId")
    read.given("to_event_hub", "eventHubAuthorizationRuleId")
    return read.build(DiagnosticSetting)


def read_alert(read: Reader) -> Alert:
    """Read a metric alert."""
    read.ids("scopes", "scopes")
    _criteria(read)
    read.take("enabled", "enabled", boolean, default=True)
    read.ids("action_groups", "actions", member="actionGroupId")
    return read.build(Alert)


def _criteria(read: Reader) -> None:
    found = read.value("criteria.allOf")
    if found is ABSENT:
        read.put("criteria", ())
        return
    unclear = found if isinstance(found, Unknown) else None
    if isinstance(found, list):
        unknown = [one for one in found if isinstance(one, Unknown)]
        unclear = min(unknown, key=lambda one: one.later, default=None)
        if all(isinstance(one, Mapping) for one in found):
            read.put("criteria", tuple(_criterion(read, one) for one in found))
            return
    if unclear is None:
        read.miss("criteria", "its criteria are not known")
    else:
        read.lack("criteria", unclear)


def _criterion(around: Reader, properties: Mapping[str, Any]) -> Criterion:
    record = replace(around.record, properties=properties, locations={})
    read = Reader(record, around.source, around.stack)
    read.take("metric", "metricName", text)
    read.take("metric_namespace", "metricNamespace", text, default=None)
    read.take("operator", "operator", text)
    read.take("aggregation", "timeAggregation", text)
    read.take("by_dimension", "dimensions", lambda value: len(items(value)) > 0, default=False)
    read.take("threshold", "threshold", _number)
    kind = read.value("criterionType")
    if isinstance(kind, Unknown):
        read.lack("threshold", kind)
    elif isinstance(kind, str) and kind.lower() == "dynamicthresholdcriterion":
        read.put("threshold", None)
    return read.build(Criterion)


def read_action_group(read: Reader) -> ActionGroup:
    """Read whom an alert notifies."""
    read.take("enabled", "enabled", boolean, default=True)
    lists = {
        key: value
        for key, value in read.record.properties.items()
        if key.lower().endswith("receivers") and value is not None
    }
    if all(isinstance(one, list) for one in lists.values()):
        read.put("receivers", sum(len(value) for value in lists.values()))
    else:
        unread = [one for one in lists.values() if not isinstance(one, list)]
        later = all(isinstance(one, Unknown) and one.later for one in unread)
        read.miss("receivers", "the receivers are not known", later=later)
    return read.build(ActionGroup)


def _enabled_categories(value: Any) -> frozenset[str]:
    names = set()
    for one in value:
        if boolean(one["enabled"]):
            group = one.get("categoryGroup")
            names.add(f"group:{text(group)}" if group else text(one["category"]))
    return frozenset(names)


def _number(value: Any) -> float:
    """Read a number, which ARM takes as a text, too."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    try:
        number = float(value)
    except OverflowError:
        raise TypeError from None
    if not math.isfinite(number):
        raise TypeError
    return number
