"""What the pack says: rule, what is wrong, why it matters, what to change and where to read on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hubwarden.report import Crash, Outcome, Result
from hubwarden.rule import Rule


def text(results: Sequence[Result]) -> str:
    """Return the text of what one rule found wrong with one resource, or could not judge in it."""
    rule, severity = results[0].rule, results[0].severity.word
    lines = [f"{rule.id} {severity}: {_what(result)}" for result in results]
    lines += [f"why: {why(rule)}", f"fix: {rule.fix}", f"page: hubwarden explain {rule.id}"]
    return "\n".join(lines)


def _what(result: Result) -> str:
    what = result.message
    if result.outcome is Outcome.UNDETERMINED:
        what = f"cannot be judged: {what} [{result.field}]"
    at = result.location.file if result.location else ""
    return f"{what} ({at})" if at else what


def broken(crash: Crash) -> str:
    """Return the text for a rule that broke."""
    return f"{crash.rule.id} broke on {crash.subject}, which is not judged: {crash.error}"


def why(rule: Rule) -> str:
    """Return the section of a rule's page that says why it matters, in one line."""
    found = re.search(r"## Why it matters\n+(.*?)(?=\n## |\Z)", rule.page, re.DOTALL)
    return " ".join(found[1].split()) if found else rule.title
