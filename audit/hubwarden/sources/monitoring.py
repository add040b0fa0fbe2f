"""Reads what Azure Monitor has around a hub: diagnostic settings, alerts, action groups."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hubwarden.model.resources import ActionGroup, Alert, Criterion, DiagnosticSetting
from hubwarden.sources.field_reader import ABSENT, FieldReader, boolean, items, text
from hubwarden.unknown import Unknown


def read_diagnostic_setting(fields: FieldReader) -> DiagnosticSetting:
    """Read where a resource sends its logs and metrics."""
    fields.id("target", "resourceUri")
    fields.take("log_categories", "logs", _enabled_categories, default=frozenset())
    fields.take("metric_categories", "metrics", _enabled_categories, default=frozenset())
    fields.given("to_workspace", "workspaceId")
    fields.given("to_storage", "storageAccountId")
    fields.given("to_event_hub", "eventHubAuthorizationRuleId")
    return fields.build(DiagnosticSetting)


def read_alert(fields: FieldReader) -> Alert:
    """Read a metric alert."""
    fields.ids("scopes", "scopes")
    _criteria(fields)
    fields.take("enabled", "enabled", boolean, default=True)
    fields.ids("action_groups", "actions", member="actionGroupId")
    return fields.build(Alert)


def _criteria(fields: FieldReader) -> None:
    found = fields.value("criteria.allOf")
    if found is ABSENT:
        fields.put("criteria", ())
        return
    unclear = found if isinstance(found, Unknown) else None
    if isinstance(found, list):
        unknown = [item for item in found if isinstance(item, Unknown)]
        unclear = min(unknown, key=lambda item: item.later, default=None)
        if all(isinstance(item, Mapping) for item in found):
            fields.put("criteria", tuple(_criterion(fields, item) for item in found))
            return
    if unclear is None:
        fields.miss("criteria", "its criteria are not known")
    else:
        fields.lack("criteria", unclear)


def _criterion(around: FieldReader, properties: Mapping[str, Any]) -> Criterion:
    record = replace(around.record, properties=properties, locations={})
    fields = FieldReader(record, around.source, around.stack)
    fields.take("metric", "metricName", text)
    fields.take("metric_namespace", "metricNamespace", text, default=None)
    fields.take("operator", "operator", text)
    fields.take("aggregation", "timeAggregation", text)
    fields.take("by_dimension", "dimensions", lambda value: len(items(value)) > 0, default=False)
    fields.take("threshold", "threshold", _number)
    kind = fields.value("criterionType")
    if isinstance(kind, Unknown):
        fields.lack("threshold", kind)
    elif isinstance(kind, str) and kind.lower() == "dynamicthresholdcriterion":
        fields.put("threshold", None)
    return fields.build(Criterion)


def read_action_group(fields: FieldReader) -> ActionGroup:
    """Read whom an alert notifies."""
    fields.take("enabled", "enabled", boolean, default=True)
    lists = {
        key: value
        for key, value in fields.record.properties.items()
        if key.lower().endswith("receivers") and value is not None
    }
    if all(isinstance(item, list) for item in lists.values()):
        fields.put("receivers", sum(len(value) for value in lists.values()))
    else:
        unread = [item for item in lists.values() if not isinstance(item, list)]
        later = all(isinstance(item, Unknown) and item.later for item in unread)
        fields.miss("receivers", "the receivers are not known", later=later)
    return fields.build(ActionGroup)


def _enabled_categories(value: Any) -> frozenset[str]:
    names = set()
    for item in value:
        if boolean(item["enabled"]):
            group = item.get("categoryGroup")
            names.add(f"group:{text(group)}" if group else text(item["category"]))
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
