"""Prints what was measured: medians, exponents, ratios, memory, and what changed since another run."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.ladders import Ladder
from bench.measuring import Measured, by_series

Base = Mapping[tuple[str, str, int], float]
"""Median processor seconds of an earlier run, by ladder, series and size."""


def exponent(smaller: Measured, larger: Measured) -> float | None:
    """Return how fast the time grows with the size: 1 is linear, 2 is quadratic."""
    if not smaller.median or not larger.median or smaller.size == larger.size:
        return None
    return math.log(larger.median / smaller.median) / math.log(larger.size / smaller.size)


def lines(
    ladder: Ladder, found: Sequence[Measured], empty_kib: float | None, base: Base
) -> Iterator[str]:
    """Yield the table of one ladder."""
    sizes = sorted({item.size for item in found})
    rows = [
        ["", *(f"{size:,}" for size in sizes), "exponent", *_HEADS, *(["now/base"] * bool(base))]
    ]
    reference = next((items for name, items in by_series(found) if name == ladder.against), None)
    for series, items in by_series(found):
        known = {item.size: item for item in items}
        rows.append(
            [
                series,
                *(_number(known[size].median) if size in known else "" for size in sizes),
                _grown(items),
                _each(items),
                _memory(items, empty_kib),
                _against(items, reference),
                *([_changed(items, base)] if base else []),
            ]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    yield f"{ladder.title} (processor seconds by {ladder.unit})"
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  " + "  ".join(cells).rstrip()
    for item in found:
        if item.failure:
            yield f"  {item.series}, {item.size:,}: {item.failure}"


_HEADS = ("ms each", "KB each", "times")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}" if value < 10 else f"{value:.1f}"


def _grown(items: Sequence[Measured]) -> str:
    found = exponent(items[-2], items[-1]) if len(items) > 1 else None
    return "" if found is None else f"{found:.2f}"


def _each(items: Sequence[Measured]) -> str:
    last = items[-1]
    return f"{1000 * last.median / (last.hubs or last.size):.2f}" if last.median else ""


def _memory(items: Sequence[Measured], empty_kib: float | None) -> str:
    last = items[-1]
    if not last.hubs or last.peak is None or empty_kib is None:
        return ""
    return f"{(last.peak - empty_kib) * 1.024 / last.hubs:.1f}"


def _against(items: Sequence[Measured], reference: Sequence[Measured] | None) -> str:
    """Return how many times the reference's time a series takes, at each size."""
    if reference is None or items[0].series == reference[0].series:
        return ""
    known = {item.size: item.median for item in reference}
    ratios = [
        f"{item.median / other:.2f}"
        for item in items
        if item.median and (other := known.get(item.size))
    ]
    return " ".join(ratios)


def _changed(items: Sequence[Measured], base: Base) -> str:
    """Return the time now divided by the time then, at each size that both have."""
    ratios = [
        f"{item.median / then:.2f}"
        for item in items
        if item.median and (then := base.get((item.ladder, item.series, item.size)))
    ]
    return " ".join(ratios)


def base_of(document: Mapping[str, Any]) -> Base:
    """Return the medians in a file that an earlier run wrote."""
    return {
        (item["ladder"], item["series"], item["size"]): item["median"]
        for item in document["measured"]
        if item["median"]
    }
