"""The evidence of a report as JSON has it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, structs

from hubwarden.policy.waivers import Waiver
from hubwarden.report import Evidence, ExceptionKind, KnownUse, Report, WaiverState


class Source(Struct, frozen=True):
    """One source, the SHA-256 over its files or answers, and the identity that a live one was read with."""

    name: str
    digest: str
    files: tuple[str, ...]
    asked_as: str


class Exempted(Struct, frozen=True):
    """What the baseline or a waiver excepts from a rule, why, and how many results that concerns."""

    kind: ExceptionKind
    rule: str
    reason: str
    results: int


class WaiverWords(Struct, frozen=True):
    """A waiver: who answers for what, why, and until when; ``expires`` is the last day on which it holds."""

    rule: str
    resource: str
    reason: str
    owner: str
    ticket: str
    expires: str
    environment: str | None
    source: str | None


class WaiverOfRun(WaiverWords, frozen=True):
    """A waiver, what became of it in this run, and how many results it is about."""

    state: WaiverState
    results: int
    meant: tuple[str, ...]


class WaiversOfRun(Struct, frozen=True):
    """The file of waivers that held, its SHA-256, and every waiver in it."""

    file: str
    digest: str
    waivers: tuple[WaiverOfRun, ...]


class GoneFinding(Struct, frozen=True):
    """A known finding that no longer exists."""

    rule: str
    resource: str
    field: str
    environment: str
    source: str
    fingerprint: str


class KnownOfRun(Struct, frozen=True):
    """The file of known findings and its SHA-256; how many results are known, which findings are gone, and
    how many of the others were not judged in this run.
    """

    file: str
    digest: str
    results: int
    gone: tuple[GoneFinding, ...]
    not_judged: int


class OwnRulesOfRun(Struct, frozen=True):
    """How many of an organisation's own rules were asked, their folder and the SHA-256 over its files."""

    folder: str
    digest: str
    rules: int


class EvidenceFacts(Struct, frozen=True):
    """What the verdicts of a report are based on."""

    tool: str
    version: str
    rule_set: str
    rules: int
    baseline: str
    baseline_digest: str
    sources: tuple[Source, ...]
    as_of: str
    made_at: str
    asked_by: str
    scope: str
    environments: tuple[str, ...]
    not_judged: tuple[str, ...]
    excepted: tuple[Exempted, ...]
    not_asked: tuple[str, ...]
    waivers: WaiversOfRun | None
    known: KnownOfRun | None
    own_rules: OwnRulesOfRun | None


def evidence_facts(report: Report) -> EvidenceFacts:
    """Return the evidence of a report, with the exceptions that apply in it."""
    known = report.evidence
    return EvidenceFacts(
        tool="hubwarden",
        version=known.version,
        rule_set=known.rule_set,
        rules=known.rules,
        baseline=known.baseline,
        baseline_digest=known.baseline_digest,
        sources=tuple(
            Source(source.name, source.digest, source.files, source.asked_as)
            for source in known.sources
        ),
        as_of=known.as_of,
        made_at=known.made_at.isoformat(timespec="seconds"),
        asked_by=known.asked_by,
        scope=known.scope,
        environments=known.environments,
        not_judged=known.not_judged,
        excepted=tuple(
            Exempted(item.kind, item.rule, item.reason, item.results) for item in report.excepted()
        ),
        not_asked=known.not_asked,
        waivers=_waivers(report),
        known=_known(report.known),
        own_rules=_own_rules(known),
    )


def waiver_words(waiver: Waiver) -> WaiverWords:
    """Return a waiver as JSON has it."""
    return WaiverWords(**_words(waiver))


def _waivers(report: Report) -> WaiversOfRun | None:
    evidence = report.evidence
    if not evidence.waivers:
        return None
    uses = tuple(
        WaiverOfRun(**_words(use.waiver), state=use.state, results=use.results, meant=use.meant)
        for use in report.waivers
    )
    return WaiversOfRun(evidence.waivers, evidence.waivers_digest, uses)


def _own_rules(known: Evidence) -> OwnRulesOfRun | None:
    if not known.own_rules_folder:
        return None
    return OwnRulesOfRun(known.own_rules_folder, known.own_rules_digest, known.own_rules)


def _known(known: KnownUse | None) -> KnownOfRun | None:
    if known is None:
        return None
    gone = tuple(GoneFinding(**structs.asdict(item)) for item in known.gone)
    return KnownOfRun(known.file, known.digest, known.results, gone, known.not_judged)


def _words(waiver: Waiver) -> dict[str, Any]:
    words = structs.asdict(waiver)
    return {name: None if value is None else str(value) for name, value in words.items()}
