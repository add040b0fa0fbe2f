"""Reads histories from files: the JSON of ``az monitor metrics list``, or CSV."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from hubwarden.errors import InputError
from hubwarden.input_files import as_text, read_input
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import METRIC_NAMES, nearest_metric
from hubwarden.metrics.window import GRAINS

_MOST_BYTES: Final = 200_000_000
_INSIGHTS: Final = "/providers/microsoft.insights/metrics/"
_NAME: Final = re.compile(r"[\w .-]{1,60}")
_PLAIN_NUMBER: Final = re.compile(r"[0-9]{1,20}(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_CLOCK: Final = re.compile(r"(?:([0-9]{1,3})(?: days?, |\.))?([0-9]{1,2}):([0-9]{2}):00", re.ASCII)
_OTHER_AGGREGATIONS: Final = ("average", "count", "maximum", "minimum")
_MOST: Final = 1e15
"""No hub counts as many of anything in an interval."""
_COLUMNS: Final = ("time", "metric", "value", "resource")


class _Count(NamedTuple):
    hub: str
    metric: str
    time: datetime
    value: float
    line: int | None
    grain: timedelta | None = None


def read_histories(path: Path, name: str) -> tuple[History, ...]:
    """Return what a file tells of each hub, by the hub's name.

    A file is the JSON of ``az monitor metrics list`` for one hub, a list of such, or CSV with the columns time,
    metric, value and resource. ``name`` is what the file is called in errors. Raises ``InputError``
    where it cannot be read, is malformed, names what is no metric of a hub, tells one interval twice, counts one hub
    by several grains or holds no count.
    """
    text = as_text(read_input(path, name, _MOST_BYTES), name)
    counts = _of_json(text, name) if text.lstrip()[:1] in ("{", "[") else _of_csv(text, name)
    found: dict[str, dict[str, dict[datetime, float]]] = {}
    spelled: dict[str, str] = {}
    grains: dict[str, timedelta | None] = {}
    for item in counts:
        spelled.setdefault(item.hub.lower(), item.hub)
        hub = item.hub.lower()
        grain = grains[hub] = grains.get(hub) or item.grain
        if item.grain not in (None, grain):
            raise another_grain(item.grain, grain, name)
        by_metric = found.setdefault(item.hub.lower(), {})
        by_time = by_metric.setdefault(item.metric.lower(), {})
        if item.time in by_time:
            words = f"it counts {item.metric} twice for one hub and time"
            raise InputError(words, file=name, line=item.line)
        by_time[item.time] = item.value
    if not found:
        raise InputError("it holds no value of a hub metric", file=name)
    return tuple(
        History(spelled[hub], found[hub], file=name, grain=grains[hub]) for hub in sorted(found)
    )


def another_grain(
    grain: timedelta | None, before: timedelta | None, file: str, other: str = ""
) -> InputError:
    """Return the error that a file counts a hub by another grain than ``other``, or than it did before."""
    return InputError(
        f"it counts by {grain} here, and {f'{other} ' if other else ''}by {before} before",
        file=file,
        hint="read all metrics of a hub with the same --interval",
    )


def _of_csv(text: str, file: str) -> Iterator[_Count]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = {name.strip().lower(): name for name in reader.fieldnames or () if name}
    absent = [name for name in _COLUMNS if name not in columns]
    if absent:
        raise InputError(f"its first line has no column {', '.join(absent)}", file=file, line=1)
    try:
        for row in reader:
            line = reader.line_num
            if any(cell.strip() for cell in row.get(None) or ()):
                words = "it has more cells than the first line: a number is written 1000, without a comma"
                raise InputError(words, file=file, line=line)
            time, metric, value, hub = ((row[columns[name]] or "").strip() for name in _COLUMNS)
            if not metric or not hub:
                raise InputError("metric or resource is empty", file=file, line=line)
            _require_metric(metric, file, line, "metric")
            if value:
                count = _number(value, file, line, "value")
                yield _Count(hub, metric, _time(time, file, line, "time"), count, line)
    except csv.Error:
        raise InputError("it is not valid CSV", file=file, line=reader.line_num) from None


def _of_json(text: str, file: str) -> Iterator[_Count]:
    try:
        content: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"it is not valid JSON: {error.msg}", file=file, line=error.lineno
        ) from None
    except (RecursionError, ValueError):
        raise InputError("it is not valid JSON", file=file) from None
    for number, answer in enumerate(content if isinstance(content, list) else [content]):
        place = f"[{number}].value" if isinstance(content, list) else "value"
        metrics, interval = (
            (answer.get("value"), answer.get("interval"))
            if isinstance(answer, dict)
            else (None, None)
        )
        if not isinstance(metrics, list):
            raise InputError("az monitor metrics list writes a list here", file=file, field=place)
        for position, metric in enumerate(metrics):
            for count in _of_metric(metric, file, f"{place}[{position}]"):
                yield count._replace(grain=_grain(interval))


def _of_metric(metric: Any, file: str, place: str) -> Iterator[_Count]:
    try:
        name, id, series = metric["name"]["value"], metric["id"], metric["timeseries"]
        points = [(at, point) for at in range(len(series)) for point in series[at]["data"]]
    except (KeyError, TypeError, AttributeError, IndexError):
        words = "a metric has an id, a name.value and timeseries with data"
        raise InputError(words, file=file, field=place) from None
    if not isinstance(name, str) or not isinstance(id, str) or _INSIGHTS not in id.lower():
        raise InputError(
            "it is not the id of a metric of a resource", file=file, field=f"{place}.id"
        )
    _require_metric(name, file, None, f"{place}.name.value")
    hub = id[: id.lower().index(_INSIGHTS)]
    if metric.get("errorCode", "Success") != "Success":
        raise InputError("Azure Monitor did not answer for this metric", file=file, field=place)
    if _has_other_aggregation_alone([point for _, point in points]):
        words = "its points have an average or another value, and no total"
        raise InputError(words, file=file, field=place, hint="read it with --aggregation Total")
    for at, point in points:
        field = f"{place}.timeseries[{at}]"
        if not isinstance(point, dict):
            raise InputError("a point needs a time and a total", file=file, field=field)
        # Without a total the interval was not measured; that is no zero.
        if point.get("total") is not None:
            time = point.get("timeStamp", point.get("timestamp"))
            total = _number(point["total"], file, None, f"{field}.total")
            yield _Count(hub, name, _time(time, file, None, f"{field}.timeStamp"), total, None)


def _has_other_aggregation_alone(points: list[Any]) -> bool:
    known = {
        name
        for point in points
        if isinstance(point, dict)
        for name, value in point.items()
        if value is not None
    }
    return "total" not in known and not known.isdisjoint(_OTHER_AGGREGATIONS)


def _require_metric(name: str, file: str, line: int | None, field: str) -> None:
    """Make sure that a name is of a metric of hubs: what is misspelt would count as not measured."""
    if name.lower() in METRIC_NAMES:
        return
    # Other text is not printed: where columns are mixed up it may be a secret.
    told = f"'{name}'" if _NAME.fullmatch(name) else "this"
    near = nearest_metric(name)
    raise InputError(
        f"{told} is not a metric of Notification Hubs{f'; did you mean {near}?' if near else ''}",
        file=file,
        line=line,
        field=field,
        hint="correct the name, or take the metric out of the file",
    )


def _number(value: Any, file: str, line: int | None, field: str) -> float:
    number: float = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = value
    # float() also takes digits of other scripts, and underscores between them.
    elif isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
        number = float(value)
    if not 0 <= number <= _MOST:
        words = f"it must be a number, 0 or more, and at most {_MOST:.0e}"
        raise InputError(words, file=file, line=line, field=field)
    return float(number)


def _grain(interval: Any) -> timedelta | None:
    """Return how long intervals are by what az writes of it, such as PT1H or 1:00:00; ``None`` where it is neither."""
    if not isinstance(interval, str):
        return None
    if (found := GRAINS.get(interval.upper())) is not None:
        return found
    parts = _CLOCK.fullmatch(interval)
    if parts is None:
        return None
    days, hours, minutes = (int(part or 0) for part in parts.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _time(value: Any, file: str, line: int | None, field: str) -> datetime:
    """Return a time in UTC; one without an offset is none, since nobody knows which it is."""
    try:
        time = datetime.fromisoformat(value)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    words = "it must be a time with its offset, such as 2026-01-31T10:00:00Z"
    raise InputError(words, file=file, line=line, field=field)
