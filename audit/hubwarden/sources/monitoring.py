"""Reads the Azure Monitor resources around a hub: diagnostic settings and alerts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from hubwarden.model.resources import Alert, Criterion, DiagnosticSetting
from hubwarden.sources.conversions import ABSENT, boolean, items, moment, text
from hubwarden.sources.durations import duration
from hubwarden.sources.field_reader import FieldReader
from hubwarden.unknown import Unknown


def read_diagnostic_setting(fields: FieldReader) -> DiagnosticSetting:
    """Read a diagnostic setting: where a resource sends its logs and metrics."""
    fields.id("target", "resourceUri")
    fields.take("log_categories", "logs", _enabled_categories, default=frozenset())
    fields.take("metric_categories", "metrics", _enabled_categories, default=frozenset())
    fields.given("to_workspace", "workspaceId")
    fields.given("to_storage", "storageAccountId")
    fields.given("to_event_hub", "eventHubAuthorizationRuleId")
    for field, path in (("workspace", "workspaceId"), ("storage", "storageAccountId")):
        if fields.value(path) in (ABSENT, ""):
            fields.put(field, None)
        else:
            fields.id(field, path)
    return fields.build(DiagnosticSetting)


def read_alert(fields: FieldReader) -> Alert:
    """Read a metric alert."""
    fields.ids("scopes", "scopes")
    _criteria(fields)
    fields.take("enabled", "enabled", boolean, default=True)
    fields.ids("action_groups", "actions", member="actionGroupId")
    fields.take("severity", "severity", _number)
    fields.take("window", "windowSize", _duration)
    fields.take("frequency", "evaluationFrequency", _duration)
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
    fields.take("learns_from", "ignoreDataBefore", moment, default=None)
    kind = fields.value("criterionType")
    if isinstance(kind, Unknown):
        for field in ("threshold", *_OF_DYNAMIC):
            fields.lack(field, kind)
    elif isinstance(kind, str) and kind.lower() == "dynamicthresholdcriterion":
        fields.put("threshold", None)
        for field, (path, convert) in _OF_DYNAMIC.items():
            fields.take(field, path, convert)
    else:
        for field in _OF_DYNAMIC:
            fields.put(field, None)
    return fields.build(Criterion)


def _enabled_categories(value: Any) -> frozenset[str]:
    names = set()
    for item in value:
        if boolean(item["enabled"]):
            group = item.get("categoryGroup")
            names.add(f"group:{text(group)}" if group else text(item["category"]))
    return frozenset(names)


def _duration(value: Any) -> timedelta:
    return duration(text(value))


def _number(value: Any) -> float:
    """Return a number, which ARM also accepts as a text; raises ``TypeError`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    try:
        number = float(value)
    except OverflowError:
        raise TypeError from None
    if not math.isfinite(number):
        raise TypeError
    return number


_OF_DYNAMIC: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "sensitivity": ("alertSensitivity", text),
    "evaluated_periods": ("failingPeriods.numberOfEvaluationPeriods", _number),
    "failing_periods": ("failingPeriods.minFailingPeriodsToAlert", _number),
}
"""The properties of a dynamic threshold by field, each with the function that reads it."""
