"""What was not answered, as gaps of a report: which call, which permission, which collections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from hubwarden.model.source_info import Gap
from hubwarden.sources.azure.live_client import Missed

_REFUSED: Final = 403
_SHOWN: Final = 3
"""Resources that a gap names; of more it tells the number."""


def reason_of(item: Missed) -> str:
    """Return why something was not read, in the words that a report has for it everywhere."""
    words = f"{item.call.what} could not be read: {item.failed.reason}"
    if item.failed.status == _REFUSED and item.call.permission:
        needed = " or ".join(name for name in (item.call.permission, item.call.also) if name)
        words += f"; the permission {needed} is missing"
    return words


def gaps_of(missed: Iterable[Missed], source: str) -> Iterator[Gap]:
    """Yield one gap for each call and reason, with all that it concerns."""
    grouped: dict[tuple[Any, str], list[Missed]] = defaultdict(list)
    for item in missed:
        grouped[item.call, reason_of(item)].append(item)
    for (call, reason), items in sorted(grouped.items(), key=lambda pair: pair[0][1]):
        scopes = sorted({item.scope for item in items}, key=str.lower)
        refused = items[0].failed.status == _REFUSED
        yield Gap(
            source,
            _named(scopes),
            reason,
            permission=call.permission if refused else "",
            opens=call.opens,
            scopes=tuple(scopes),
        )


def _named(scopes: Sequence[str]) -> str:
    shown = ", ".join(_short(scope) for scope in scopes[:_SHOWN])
    rest = len(scopes) - _SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown


def _short(scope: str) -> str:
    _, found, own = scope.lower().rpartition("/providers/microsoft.notificationhubs/")
    return "/".join(scope[-len(own) :].split("/")[1::2]) if found else scope
