"""The metrics of hubs in a save: one list of times, and for each metric of a hub a list of numbers of that length.

``null`` means that nothing was counted. Metrics without any count are listed once, as ``noughts``: a thousand hubs
and a week of hourly values are twelve million numbers, and most of them are zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden.sources.saved.save_decoding import Decoder

_MOST: Final = 1e300
"""The greatest valid number; greater ones, and NaN, are refused."""
_MEMBERS: Final = ("hub", "counts", "noughts")


def encode_histories(histories: Sequence[History]) -> bytes:
    """Return the content of the file for some histories."""
    times = sorted({time for item in histories for by in item.counts.values() for time in by})
    body = {
        "times": [time.isoformat() for time in times],
        "histories": [_encoded(item, times) for item in histories],
    }
    return f"{json.dumps(body, separators=(',', ':'), allow_nan=False)}\n".encode()


def decode_histories(body: Any, decoder: Decoder) -> tuple[History, ...]:
    """Return the histories in a file; raises ``InputError`` for malformed ones."""
    raw = decoder.object_at(body, "")
    texts = decoder.list_at(raw.get("times"), "times")
    times = [_time(text, decoder, f"times[{at}]") for at, text in enumerate(texts)]
    if len(set(times)) < len(times):
        decoder.fail("one time stands twice", "times")
    noughts = dict.fromkeys(times, 0.0)
    histories = tuple(
        _decoded(item, times, noughts, decoder, f"histories[{at}]")
        for at, item in enumerate(decoder.list_at(raw.get("histories"), "histories"))
    )
    if len({item.hub.lower() for item in histories}) < len(histories):
        decoder.fail("one hub stands twice", "histories")
    return histories


def _encoded(history: History, times: Sequence[datetime]) -> dict[str, Any]:
    noughts = [
        name
        for name, by_time in history.counts.items()
        if len(by_time) == len(times) and not any(by_time.values())
    ]
    counts = {
        name: [by_time.get(time) for time in times]
        for name, by_time in history.counts.items()
        if name not in noughts
    }
    return {"hub": history.hub, "counts": counts, "noughts": sorted(noughts)}


def _decoded(
    raw: Any,
    times: Sequence[datetime],
    noughts: Mapping[datetime, float],
    decoder: Decoder,
    at: str,
) -> History:
    body = decoder.object_at(raw, at)
    if not isinstance(body.get("hub"), str):
        decoder.fail("the id of a hub is expected here", f"{at}.hub")
    if unknown := body.keys() - set(_MEMBERS):
        decoder.fail(f"a history has {', '.join(_MEMBERS)}, and {len(unknown)} besides here", at)
    found: dict[str, Mapping[datetime, float]] = {}
    for name, series in decoder.object_at(body.get("counts"), f"{at}.counts").items():
        place = f"{at}.counts.{_known(name, decoder, f'{at}.counts')}"
        values = decoder.list_at(series, place)
        if len(values) != len(times):
            decoder.fail(f"{len(times)} counts are expected here, one for each time", place)
        found[name] = dict(_counted(zip(times, values, strict=True), decoder, place))
    for name in decoder.list_at(body.get("noughts"), f"{at}.noughts"):
        if _known(name, decoder, f"{at}.noughts") in found:
            decoder.fail(f"{name} stands twice", at)
        found[name] = noughts
    if not all(found.values()):
        decoder.fail("a metric has no count at all", at)
    if not found:
        decoder.fail("it has no metric", at)
    return History(body["hub"], found)


def _counted(
    pairs: Iterator[tuple[datetime, Any]], decoder: Decoder, at: str
) -> Iterator[tuple[datetime, float]]:
    for time, value in pairs:
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            decoder.fail("a number is expected here, or null", at)
        if not 0 <= value <= _MOST:
            decoder.fail("a number of things is expected here", at)
        yield time, float(value)


def _known(name: Any, decoder: Decoder, at: str) -> str:
    if not isinstance(name, str) or name not in METRIC_NAMES:
        decoder.fail("the name of a metric of Notification Hubs is expected here", at)
    return name


def _time(text: Any, decoder: Decoder, at: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError  # noqa: TRY301 - nobody knows which time it is
        return found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        decoder.fail("a time with its offset is expected here", at)
