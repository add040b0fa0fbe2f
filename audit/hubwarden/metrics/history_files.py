"""Reads histories from several files, each of which may tell a part of what was counted for a hub.

``az monitor metrics list`` takes 20 metrics a call, so that one hub takes two files; a longer time takes more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hubwarden.errors import InputError
from hubwarden.metrics.history import History
from hubwarden.metrics.history_reading import another_grain, read_histories
from hubwarden.paths import display_path


def read_history_files(files: Sequence[str], project: Path | None) -> tuple[History, ...]:
    """Return the histories of files, one for each hub.

    Raises ``InputError`` where a file cannot be read, or two of them count by other grains or tell other counts
    of one interval.
    """
    found: dict[str, History] = {}
    for file in files:
        for history in read_histories(Path(file), display_path(Path(file), project)):
            hub = history.hub.lower()
            found[hub] = _together(found[hub], history) if hub in found else history
    return tuple(found.values())


def _together(one: History, other: History) -> History:
    """Return what two files tell of one hub."""
    if one.grain and other.grain and one.grain != other.grain:
        raise another_grain(other.grain, one.grain, other.file, one.file)
    counts = {metric: dict(by_time) for metric, by_time in one.counts.items()}
    for metric, by_time in other.counts.items():
        known = counts.setdefault(metric, {})
        if (at := _contradiction(known, by_time.items())) is not None:
            raise InputError(
                f"it counts {metric} at {at:%Y-%m-%dT%H:%MZ} otherwise than {one.file}",
                file=other.file,
                hint="read again what was counted when it had not all arrived, or name one of the files",
            )
        known.update(by_time)
    return replace(one, counts=counts, grain=one.grain or other.grain)


def _contradiction(
    known: dict[datetime, float], counts: Iterable[tuple[datetime, float]]
) -> datetime | None:
    """Return a time of which something else is known; ``None`` where there is none."""
    return next((time for time, count in counts if known.get(time, count) != count), None)
