"""The order of results, and the numbers of results that are otherwise equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hubwarden.report import Result


def in_order(results: Iterable[Result]) -> tuple[Result, ...]:
    """Sort results: most severe first, then by rule, subject and field; number those that are equal."""
    return tuple(
        _numbered(
            sorted(
                results,
                key=lambda result: (
                    -result.severity,
                    result.rule.id,
                    result.source,
                    result.subject.lower(),
                    result.field,
                    result.message,
                ),
            )
        )
    )


def _numbered(results: Iterable[Result]) -> Iterator[Result]:
    """Yield results, each with its number among those that are alike."""
    seen: dict[tuple[str, ...], int] = {}
    for result in results:
        likeness = result.likeness
        number = seen[likeness] = seen.get(likeness, 0) + 1
        yield result if number == result.occurrence else result._replace(occurrence=number)
