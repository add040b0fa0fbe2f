"""The texts of the pack: the rule, what is wrong, why it matters, what to change and where to read more."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from hubwarden.facts import firebase_project
from hubwarden.report import Crash, Outcome, Result
from hubwarden.rule import Rule
from hubwarden.rule_page import WHY, sections

_SHORT: Final = 3
"""Texts of this length or longer are hidden; shorter ones are not secrets, and are in many messages by chance."""


def text(results: Sequence[Result], inputs: Mapping[str, Any], known: Container[str] = ()) -> str:
    """Return the text about what one rule found wrong with one resource, or could not judge in it.

    A pack does not see which of the resource's ``inputs`` are marked as secret. So no value of its tags and
    credentials is quoted, except the words in ``known``.
    """
    rule, severity = results[0].rule, results[0].severity.word
    closed = {item for item in _closed(inputs) if len(item) >= _SHORT and item.lower() not in known}
    lines = [
        line
        for result in results
        for line in (
            f"{rule.id} {severity}: {_without(closed, _what(result))}",
            *_of_waiver(result),
        )
    ]
    lines += [f"why: {why(rule)}", f"fix: {rule.fix}", f"page: hubwarden explain {rule.id}"]
    return "\n".join(lines)


def _what(result: Result) -> str:
    what = result.message
    if result.outcome is Outcome.UNDETERMINED:
        what = f"cannot be judged: {what} [{result.field}]"
    at = result.location.file if result.location else ""
    return f"{what} ({at})" if at else what


def _of_waiver(result: Result) -> Iterator[str]:
    """Yield who is responsible for it until when, or why the waiver no longer holds."""
    waiver = result.waiver
    if waiver is None:
        return
    who = f"{waiver.owner}, {waiver.ticket}"
    if result.outcome is Outcome.WAIVED:
        yield f"waived until {waiver.expires} ({who}): {waiver.reason}"
    elif result.outcome is Outcome.FAIL:
        yield f"its waiver held until {waiver.expires} ({who})"
    else:
        yield f"its waiver ({who}) does not cover what cannot be judged"


def _closed(inputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values in tags and credentials, and what rules derive from them."""
    todo = [value for key, value in inputs.items() if key == "tags" or "redential" in key]
    while todo:
        item = todo.pop()
        if isinstance(item, Mapping):
            todo += item.values()
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, str):
            yield item
            yield firebase_project(item) or ""


def _without(values: Iterable[str], message: str) -> str:
    for value in sorted(values, key=len, reverse=True):
        whole = rf"(?<![\w-]){re.escape(value.strip())}(?![\w-])"
        message = re.sub(whole, "(not quoted here)", message, flags=re.IGNORECASE)
    return message


def broken(crash: Crash) -> str:
    """Return the text for a rule that crashed."""
    return f"{crash.rule.id} broke on {crash.subject}, which is not judged: {crash.error}"


def why(rule: Rule) -> str:
    """Return the section of a rule's page about why it matters, on one line."""
    return " ".join(sections(rule).get(WHY, rule.title).split())
