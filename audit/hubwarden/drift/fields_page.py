"""Writes the documentation page about the fields that drift compares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden.drift.compared_fields import COMPARED, COMPARED_APART, IDS
from hubwarden.drift.uncompared_fields import NOT_COMPARED, NOT_COMPARED_KINDS
from hubwarden.model.base import Subject

_TITLE: Final = """\
# What drift compares, field by field

Names are those that a baseline uses (`Alert.enabled`); see [drift.md](drift.md).

| kind | compared | not compared |
| --- | --- | --- |
"""


def fields_page() -> str:
    """Return the page in Markdown: every kind with its compared fields, and the others with the reason."""
    kinds = {*COMPARED, *IDS, *COMPARED_APART, *NOT_COMPARED}
    rows = [_row(kind) for kind in sorted(kinds, key=lambda kind: kind.__name__)]
    aside = [
        f"- `{kind.__name__}`: {why}."
        for kind, why in sorted(NOT_COMPARED_KINDS.items(), key=lambda item: item[0].__name__)
    ]
    return "\n".join(
        [_TITLE + "\n".join(rows), "", "Kinds that are not compared at all:", "", *aside, ""]
    )


def _row(kind: type[Subject]) -> str:
    compared = ", ".join(f"`{name}`" for name in sorted(_compared(kind)))
    by_reason: dict[str, list[str]] = {}
    for name, why in sorted(NOT_COMPARED.get(kind, {}).items()):
        by_reason.setdefault(why, []).append(f"`{name}`")
    aside = "; ".join(f"{', '.join(names)}: {why}" for why, names in by_reason.items())
    return f"| {kind.__name__} | {compared} | {aside} |"


def _compared(kind: type[Subject]) -> Iterator[str]:
    for table in (COMPARED, IDS, COMPARED_APART):
        yield from table.get(kind, ())
