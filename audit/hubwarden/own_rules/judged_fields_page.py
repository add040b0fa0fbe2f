"""Writes the documentation page about what an organisation's own rules can judge, with the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hubwarden.own_rules.expression_fields import Told
from hubwarden.own_rules.judged_fields import JUDGED, SURROUNDINGS

_HEAD = """\
# What rules of your own can ask

How to write them: [own-rules.md](own-rules.md). An expression writes `resource.tier`; an example and a message write
`tier`. A field that is marked *optional* may have no value: `resource.has_NAME` tells whether it has one, and an
example writes `null`. A source that does not tell a field leaves the rule undetermined where the field decides.

Ids are in small letters and begin with the resource group, because files do not tell the subscription.
No secret is among the fields.
"""


def judged_fields_page() -> str:
    """Return the page, Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "## For every kind\n"
    yield from _table(SURROUNDINGS)
    for word, judged in JUDGED.items():
        yield f"\n## {word}\n"
        yield from _table(judged.fields)


def _table(fields: Mapping[str, Told]) -> Iterator[str]:
    yield "| field | type | what it is |"
    yield "| --- | --- | --- |"
    for name, told in fields.items():
        optional = ", optional" if told.optional else ""
        yield f"| `{name}` | {told.type}{optional} | {told.meaning} |"
