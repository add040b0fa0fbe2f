"""The page of the statements, Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hubwarden.coverage.statement import Statement
from hubwarden.coverage.statements import STATEMENTS
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.discovery import all_rules

_HEAD = """\
# What guides say, and what covers it

Guides about pushes that do not arrive make these statements: Microsoft's own guide (1 to 28), an article by others (29
to 46), a field manual for operators (47 to 65), and Apple's archived Technical Note TN2265 (66 to 76). Some were never so,
and some are so no more. No rule here relies on one that is outdated or false; a test looks.

What covers a statement is a rule that judges it, a cause that [`hubwarden diagnose`](../diagnose.md) leads to, a
[figure](../figures.md) of a hub's metrics, or a command that answers it. Where none can, the row says why, or where it is seen.

| | statement | today | covered by |
| --- | --- | --- | --- |
"""

_GUIDES = {
    "diagnose": "diagnose",
    "inspect": "inspect",
    "inventory": "inventory",
    "tags check": "tags",
}


def coverage_page() -> str:
    """Return the page: a row for each statement, and the rules that no statement asks for."""
    slugs = {rule.id: rule.slug for rule in all_rules()}
    rows = "".join(f"{_row(statement, slugs)}\n" for statement in STATEMENTS)
    others = ", ".join(_rules(sorted(slugs.keys() - reached(STATEMENTS)), slugs))
    return (
        f"{_HEAD}{rows}\n## Rules that no statement asks for\n\nThey come from the service's and the platforms' "
        f"documents, and from what people change by hand: {others}.\n"
    )


def guides_on(id: str) -> str:
    """Return what guides say about what a rule judges, Markdown; empty where none names it."""
    named = [statement for statement in STATEMENTS if id in statement.rules]
    if not named:
        return ""
    lines = (f"- {_cell(item.says)} *{item.verdict}*" for item in named)
    return "\n## What guides say\n\n" + "\n".join(lines) + f"\n\n{_MORE}\n"


_MORE = "More about these statements: [coverage.md](coverage.md)."


def reached(statements: Iterable[Statement]) -> set[str]:
    """Return the ids of the rules that statements name, by themselves or through a cause."""
    found = set[str]()
    for statement in statements:
        found.update(statement.rules)
        for name in statement.causes:
            found.update(CAUSES[name].rules)
    return found


def _row(statement: Statement, slugs: Mapping[str, str]) -> str:
    pages = ", ".join(f"[{page.title}]({page.address})" for page in statement.sources)
    today = f"{statement.verdict}. {_cell(statement.today)}".strip()
    named = "; ".join(_naming(statement, slugs))
    covered = ". ".join(part for part in (named, _cell(statement.otherwise)) if part)
    return f"| {statement.number} | {_cell(statement.says)} | {today} Source: {pages} | {covered} |"


def _naming(statement: Statement, slugs: Mapping[str, str]) -> Iterator[str]:
    if statement.rules:
        yield ", ".join(_rules(statement.rules, slugs))
    if statement.causes:
        names = (f"[{name}](../symptoms.md#{name})" for name in statement.causes)
        yield f"causes {', '.join(names)}"
    if statement.figures:
        yield f"figures {', '.join(statement.figures)}"
    for command in statement.commands:
        yield f"[`hubwarden {command}`](../{_GUIDES[command]}.md)"


def _rules(ids: Iterable[str], slugs: Mapping[str, str]) -> Iterator[str]:
    return (f"[{id}]({slugs[id]}.md)" for id in ids)


def _cell(text: str) -> str:
    """Return a text that stands in a table and is no markup."""
    return "".join(f"\\{sign}" if sign in "|*_<>#[]" else sign for sign in text)
