"""The page of the symptom table, Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from hubwarden.diagnosis.cause import Cause
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.discovery import all_rules

_HEAD = """\
# The messages that hubwarden diagnose knows

`hubwarden diagnose --says "..."` looks for these messages in a pasted text: see [diagnose.md](diagnose.md). A cause
with a rule is proved or ruled out by the configuration in scope; one without is looked at where it says. What
stands after "also" is known to end in the message, too, and is not what the message points to.
"""


def symptoms_page() -> str:
    """Return the page: every message by who says it, and every cause."""
    return "\n".join((_HEAD, *_messages(), "## Causes", "", *_causes(CAUSES.values()), ""))


def _messages() -> Iterator[str]:
    by_speaker = sorted(SYMPTOMS, key=lambda symptom: symptom.by.removeprefix("the ").lower())
    for speaker, symptoms in groupby(by_speaker, key=lambda symptom: symptom.by):
        yield f"## What {speaker} says"
        yield ""
        yield "| message | what it means | causes |"
        yield "| --- | --- | --- |"
        for symptom in symptoms:
            source = f"[source]({symptom.reference.address})"
            yield f"| {_cell(symptom.message)} | {_cell(symptom.means)} {source} | {_names(symptom)} |"
        yield ""


def _names(symptom: Symptom) -> str:
    words = ", ".join(f"[{name}](#{name})" for name in symptom.causes)
    also = ", ".join(f"[{name}](#{name})" for name in symptom.also)
    return f"{words}; also {also}" if also else words


def _causes(causes: Iterable[Cause]) -> Iterator[str]:
    pages = {rule.id: rule.slug for rule in all_rules()}
    for cause in causes:
        yield f"### {cause.name}"
        yield ""
        yield cause.says
        yield ""
        if cause.rules:
            links = (f"[{id}](rules/{pages[id]}.md)" if id in pages else id for id in cause.rules)
            yield f"- told by: {', '.join(links)}"
        yield f"- look at: {_cell(cause.look)}"
        yield f"- who can: {cause.who}"
        yield f"- would confirm it: [{', '.join(cause.confirm)}](confirming.md)"
        yield ""


def _cell(text: str) -> str:
    """Return a text that stands in a table and is no markup."""
    return "".join(f"\\{sign}" if sign in "|*_<>#[]" else sign for sign in text)
