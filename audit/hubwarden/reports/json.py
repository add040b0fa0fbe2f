"""The report for programs. Its shape is versioned and published as a JSON schema."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from hubwarden.evidence_facts import EvidenceFacts, WaiverWords, evidence_facts, waiver_words
from hubwarden.file_facts import FileFacts, facts_of
from hubwarden.judged_changes import ChangeVerdict, judged_changes
from hubwarden.location import Location
from hubwarden.moment import moment
from hubwarden.policy.demands import SeverityWord
from hubwarden.report import Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.report_keys import described
from hubwarden.unknown import Cause

SCHEMA_TITLE = "Hubwarden report, version 4"
INSPECTION_TITLE = "Hubwarden inspection, version 4"
DRIFT_TITLE = "Hubwarden drift, version 4"


_UNUSUAL: Final = re.compile(r"[^\n -~]|#(?=#(?:vso)?\[)", re.IGNORECASE)
"""What is no plain sign, and what begins a command of a pipeline."""
_ENCODER: Final = msgspec.json.Encoder()
_NO_RESULTS: Final = '\n  "results": []'


class Place(Struct, frozen=True):
    """A place in a file; lines count from 1."""

    file: str
    line: int | None


class RuleWords(Struct, frozen=True):
    """What a rule says of every subject: its readable name, its title and how to put it right."""

    rule: str
    slug: str
    title: str
    fix: str


class Verdict(Struct, frozen=True):
    """One rule's verdict on one subject."""

    rule: str
    """The rule's id; its words stand in ``rules``, once."""
    outcome: Literal["pass", "fail", "waived", "known", "not-applicable", "undetermined"]
    severity: SeverityWord
    subject: str
    kind: str
    source: str
    environment: str | None
    location: Place | None
    field: str
    message: str
    accepted: str | None
    cause: Cause | None
    waiver: WaiverWords | None
    """The waiver about it: it holds where the outcome is ``waived``, has expired where that is ``fail``, and
    does not cover it where that is ``undetermined``."""
    fingerprint: str


class Missing(Struct, frozen=True):
    """Something that should have been told and could not be read."""

    source: str
    what: str
    reason: str
    location: Place | None
    permission: str
    rules: tuple[str, ...]


class Broken(Struct, frozen=True):
    """A rule that broke on a subject."""

    rule: str
    subject: str
    source: str
    error: str


class Summary(Struct, frozen=True):
    """How many verdicts there are of each outcome, and what follows."""

    passed: int
    failed: int
    waived: int
    known: int
    undetermined: int
    accepted: int
    not_applicable: int
    fail_on: str
    incomplete: bool
    exit_code: Literal[0, 1, 3]


class Document(Struct, frozen=True):
    """The whole report."""

    version: Literal[4]
    evidence: EvidenceFacts
    summary: Summary
    rules: tuple[RuleWords, ...]
    """The rules that said something, by id."""
    results: tuple[Verdict, ...]
    gaps: tuple[Missing, ...]
    crashes: tuple[Broken, ...]


class Inspection(Document, frozen=True):
    """The whole report, and the facts of the files that were inspected."""

    files: tuple[FileFacts, ...]


class Drift(Document, frozen=True):
    """The whole report, and the changes that it is about."""

    changes: tuple[ChangeVerdict, ...]


def write(report: Report, options: Options) -> str:
    """Return the report as indented JSON, a verdict a line, with the facts of files that were looked into."""
    content = document(report, options)
    if report.files is not None:
        at = moment(date.fromisoformat(report.evidence.as_of), report.evidence.made_at)
        files = tuple(facts_of(file, at) for file in report.files)
        content = Inspection(**msgspec.structs.asdict(content), files=files)
    if report.compares:
        changes = judged_changes(report.results)
        content = Drift(**msgspec.structs.asdict(content), changes=changes)
    # No text holds a line break, so an empty list can stand for the verdicts, each of which is a line.
    head, empty, tail = msgspec.json.format(_text(content), indent=2).partition(_NO_RESULTS)
    if not report.results:
        return _printable(f"{head}{empty}{tail}\n")
    verdicts = _lines([_verdict(result) for result in report.results])
    return "".join((_printable(head), _NO_RESULTS[:-1], verdicts, "\n  ]", _printable(tail), "\n"))


def indented(value: object) -> str:
    """Return a value as indented JSON."""
    return _printable(msgspec.json.format(_text(value), indent=2) + "\n")


def _printable(text: str) -> str:
    """Escape what a terminal or a pipeline takes for commands and JSON lets stand."""
    # JSON spells the control characters of ASCII itself, all but one.
    if text.isascii() and "\x7f" not in text and ("#" not in text or "##" not in text):
        return text
    return _UNUSUAL.sub(lambda sign: "\\u0023" if sign[0] == "#" else _spelled(sign[0]), text)


def _spelled(sign: str) -> str:
    return sign if sign.isprintable() else json.dumps(sign)[1:-1]


def _lines(values: Sequence[object]) -> str:
    """Return values as JSON, each on a line of its own."""
    try:
        text = _ENCODER.encode_lines(values).decode()
    except UnicodeEncodeError:
        text = "".join(f"{_text(value)}\n" for value in values)
    lines = text.removesuffix("\n").replace("\n", ",\n    ")
    return f"\n    {_printable(lines)}"


def _text(value: object) -> str:
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:  # Half of a pair of UTF-16, which is no text.
        return msgspec.json.encode(_encodable(msgspec.to_builtins(value))).decode()


def _encodable(value: object) -> object:
    """Spell out what stands for no character."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_encodable(name): _encodable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    return value


def schema() -> dict[str, Any]:
    """Return the JSON schema of the report."""
    return _schema(SCHEMA_TITLE, Document)


def inspection_schema() -> dict[str, Any]:
    """Return the JSON schema of what ``hubwarden inspect`` writes."""
    return _schema(INSPECTION_TITLE, Inspection)


def drift_schema() -> dict[str, Any]:
    """Return the JSON schema of what ``hubwarden drift`` writes."""
    return _schema(DRIFT_TITLE, Drift)


def _schema(title: str, document: type[Document]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **described(msgspec.json.schema(document)),
    }


def document(report: Report, options: Options) -> Document:
    """Return the report in the shape that programs read."""
    count = Counter(result.outcome for result in report.results)
    unknown = count[Outcome.UNDETERMINED]
    code: Any = report.exit_code(options.fail_on)
    return Document(
        version=4,
        evidence=evidence_facts(report),
        summary=Summary(
            passed=count[Outcome.PASS],
            failed=count[Outcome.FAIL],
            waived=count[Outcome.WAIVED],
            known=count[Outcome.KNOWN],
            undetermined=unknown,
            accepted=unknown - len(report.open_questions()),
            not_applicable=count[Outcome.NOT_APPLICABLE],
            fail_on=options.fail_on.word,
            incomplete=report.incomplete,
            exit_code=code,
        ),
        rules=tuple(
            RuleWords(rule.id, rule.slug, rule.title, rule.fix)
            for _, rule in sorted({item.rule.id: item.rule for item in report.results}.items())
        ),
        results=(),
        gaps=tuple(
            Missing(
                gap.source, gap.what, gap.reason, _place(gap.location), gap.permission, gap.rules
            )
            for gap in report.gaps
        ),
        crashes=tuple(
            Broken(crash.rule.id, crash.subject, crash.source, crash.error)
            for crash in report.crashes
        ),
    )


def _verdict(result: Result) -> Verdict:
    # By position, because a report of a fleet has many: ``Verdict`` says what each of them is.
    outcome: Any = result.outcome
    severity: Any = result.severity.word
    location = result.location
    return Verdict(
        result.rule.id,
        outcome,
        severity,
        result.subject,
        result.kind,
        result.source,
        result.environment,
        None if location is None else Place(location.file, location.line),
        result.field,
        result.message,
        result.accepted,
        result.cause,
        None if result.waiver is None else waiver_words(result.waiver),
        result.fingerprint,
    )


def _place(location: Location | None) -> Place | None:
    return None if location is None else Place(location.file, location.line)
