"""The diagnosis for programs. Its shape is versioned and published as a JSON schema."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from hubwarden.diagnosis.cause import Confirmation, Who
from hubwarden.diagnosis.history_json import HistoryOfHub, history_document
from hubwarden.diagnosis.registrations_shown import RegistrationsOfHub, registrations_document
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.weighing import Confidence, Diagnosis, Weighed
from hubwarden.evidence_facts import EvidenceFacts
from hubwarden.policy.demands import SeverityWord
from hubwarden.report import Result
from hubwarden.reports import Options
from hubwarden.reports.json import Broken, Missing, Place, document, indented

DIAGNOSIS_TITLE: Final = "Hubwarden diagnosis, version 1"


class Message(Struct, frozen=True):
    """A message of the symptom table that the pasted text shows. The text itself is nowhere in here."""

    name: str
    message: str
    by: str
    means: str
    source: str
    """The address of the page where the message was read."""


class Verdict(Struct, frozen=True):
    """One rule's verdict on one subject."""

    rule: str
    outcome: Literal["pass", "fail", "waived", "not-applicable", "undetermined"]
    severity: SeverityWord
    subject: str
    source: str
    environment: str | None
    location: Place | None
    field: str
    message: str
    fingerprint: str


class Seen(Struct, frozen=True):
    """What a history shows that leads to a cause."""

    hub: str
    rule: str | None
    says: str


class FittingCause(Struct, frozen=True):
    """Something that the message can come from."""

    rank: int
    """Counts from 1, the most likely first."""
    cause: str
    rule: str | None
    """The violated rule that proves it, the gravest of several; null where nothing proves it."""
    rules: tuple[str, ...]
    """The rules that are about it."""
    standing: Literal["proved", "unknown", "elsewhere"]
    confidence: Confidence
    says: str
    who: Who
    seen: tuple[Seen, ...]
    """What histories show that leads to it, with the hub; its evidence is about these hubs."""
    evidence: tuple[Verdict, ...]
    confirm: tuple[Confirmation, ...]
    """What would confirm it where nothing proves it."""
    next: str


class ClosedCause(Struct, frozen=True):
    """Something that the message cannot come from here, and what says so."""

    cause: str
    rules: tuple[str, ...]
    says: str
    evidence: tuple[Verdict, ...]


class DiagnosisDocument(Struct, frozen=True):
    """The whole diagnosis."""

    version: Literal[1]
    evidence: EvidenceFacts
    symptoms: tuple[Message, ...]
    histories: tuple[HistoryOfHub, ...]
    registrations: RegistrationsOfHub | None
    """Null where none were asked for."""
    causes: tuple[FittingCause, ...]
    not_applicable: tuple[ClosedCause, ...]
    ruled_out: tuple[ClosedCause, ...]
    gaps: tuple[Missing, ...]
    crashes: tuple[Broken, ...]
    exit_code: Literal[0, 1, 3]


def write_json(diagnosis: Diagnosis, options: Options) -> str:
    """Return the diagnosis as indented JSON."""
    known = document(diagnosis.report, options)
    code: Any = diagnosis.exit_code(options.fail_on)
    read = diagnosis.registrations
    return indented(
        DiagnosisDocument(
            version=1,
            evidence=known.evidence,
            symptoms=tuple(map(_message, diagnosis.symptoms)),
            histories=tuple(history_document(item, diagnosis) for item in diagnosis.histories),
            registrations=None if read is None else registrations_document(read),
            causes=tuple(_fitting(rank, item) for rank, item in enumerate(diagnosis.causes, 1)),
            not_applicable=tuple(map(_closed, diagnosis.not_applicable)),
            ruled_out=tuple(map(_closed, diagnosis.ruled_out)),
            gaps=known.gaps,
            crashes=known.crashes,
            exit_code=code,
        )
    )


def _message(symptom: Symptom) -> Message:
    return Message(
        symptom.name, symptom.message, symptom.by, symptom.means, symptom.reference.address
    )


def _fitting(rank: int, item: Weighed) -> FittingCause:
    standing: Any = item.standing.value
    return FittingCause(
        rank=rank,
        cause=item.cause.name,
        rule=None if item.proof is None else item.proof.rule.id,
        rules=item.cause.rules,
        standing=standing,
        confidence=item.confidence,
        says=item.cause.says,
        who=item.cause.who,
        seen=tuple(
            Seen(one.hub, None if one.result is None else one.result.rule.id, one.says)
            for one in item.shown_by
        ),
        evidence=tuple(map(_verdict, item.evidence)),
        confirm=item.cause.confirm,
        next=item.next,
    )


def _closed(item: Weighed) -> ClosedCause:
    return ClosedCause(
        item.cause.name, item.cause.rules, item.cause.says, tuple(map(_verdict, item.evidence))
    )


def _verdict(result: Result) -> Verdict:
    outcome: Any = result.outcome.value
    severity: Any = result.severity.word
    place = result.location
    return Verdict(
        rule=result.rule.id,
        outcome=outcome,
        severity=severity,
        subject=result.subject,
        source=result.source,
        environment=result.environment,
        location=None if place is None else Place(place.file, place.line),
        field=result.field,
        message=result.message,
        fingerprint=result.fingerprint,
    )


def diagnosis_schema() -> dict[str, Any]:
    """Return the JSON schema of a diagnosis."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": DIAGNOSIS_TITLE,
        **msgspec.json.schema(DiagnosisDocument),
    }
