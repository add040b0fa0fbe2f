"""What an audit found: results, gaps and the evidence that they rest on."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Final, Literal, NamedTuple, get_args

from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.location import Location
from hubwarden.model.change import Change
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.policy.known_findings import KnownFinding
from hubwarden.policy.waivers import Waiver
from hubwarden.rule import Rule, Severity
from hubwarden.unknown import Cause


class Outcome(StrEnum):
    """What is said of a subject by a rule, and by who answers for a failure. Silence is none of them."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    WAIVED = "waived"
    """It fails, and a waiver holds."""
    KNOWN = "known"
    """It fails, and it did so when the known findings were written."""
    NOT_APPLICABLE = "not-applicable"
    UNDETERMINED = "undetermined"


ASIDE: Final = (Outcome.WAIVED, Outcome.KNOWN)
"""Outcomes of what fails and does not count, because it was excepted or is no news."""
FAILING: Final = (Outcome.FAIL, *ASIDE)
"""Outcomes of what a rule finds wrong, whoever answers for it."""

ExceptionKind = Literal[
    "switched off", "lowered", "accepted", "provided elsewhere", "allowed", "waived"
]
"""What can be excepted from the rules: by the baseline or, waived, by a waiver."""


@dataclass(frozen=True, slots=True)
class Excepted:
    """What is excepted of a rule for one reason, and how many results it concerns."""

    kind: ExceptionKind
    rule: str
    reason: str
    results: int


class Result(NamedTuple):
    """One rule's verdict on one subject. A fleet has many: a tuple is made twice as fast as a dataclass."""

    rule: Rule
    outcome: Outcome
    severity: Severity
    subject: str
    """The id of what was judged."""
    kind: str
    """What it is: ``Hub``, ``AccessRule``, ``Apns``, ..."""
    source: str
    location: Location | None = None
    environment: str | None = None
    message: str = ""
    """What is wrong, or why the rule does not apply or cannot judge."""
    field: str = ""
    """The field at fault, or the field that is not known."""
    accepted: str | None = None
    """The baseline's reason for accepting that this is undetermined."""
    later: bool = False
    """Whether a deployment makes known what is not known: the reason, or else the environment."""
    cause: Cause | None = None
    """Why it is undetermined, as a baseline accepts it."""
    switched_off: str | None = None
    """The baseline's reason for doing without the rule."""
    lowered: str | None = None
    """The baseline's reason for a severity below the rule's own."""
    elsewhere: str | None = None
    """The baseline's reason for not asking: it is provided elsewhere."""
    allowed: str | None = None
    """The baseline's reason for letting operators change this."""
    change: Change | None = None
    """The change that was judged, where it was one."""
    waiver: Waiver | None = None
    """The waiver about this rule and subject. It holds where the outcome is ``WAIVED``, it has expired where
    that is ``FAIL``, and it covers nothing where it is ``UNDETERMINED``."""
    identity: str = ""
    """What tells the subject from others in every run (``hubwarden.model.identity``)."""
    occurrence: int = 1
    """Which of the results is meant that nothing else tells apart; counts from 1."""

    @property
    def likeness(self) -> tuple[str, ...]:
        """What a result is from run to run, and in which environment; neither line nor words are in it."""
        about = self.identity or self.subject.lower()
        outcome = Outcome.FAIL if self.outcome in FAILING else self.outcome
        # No environment has an empty name: where it is not known, that is a value of its own.
        return (self.rule.id, outcome, self.kind, about, self.field, self.environment or "")

    @property
    def digest(self) -> str:
        """The fingerprint without the number: equal for results that nothing tells apart."""
        text = "\n".join(self.likeness)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        """Identifies the result from run to run: a digest of its likeness, and its number among equal ones."""
        return f"{self.digest}:{self.occurrence}"


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that broke on a subject; what the rule would have said is not known."""

    rule: Rule
    subject: str
    source: str
    error: str
    """Type of the error and the place in the rule; not its text, which could quote a value."""


WaiverState = Literal[
    "used", "expired", "not determined", "unused", "not in scope", "rule not asked"
]
"""What became of a waiver in a run: ``unused`` where its rule was asked about its resource and did not fail."""


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver, what became of it, and how many results it is about."""

    waiver: Waiver
    state: WaiverState
    results: int
    meant: tuple[str, ...] = ()
    """Ids of what fails and is printed by the name that the waiver gives, which is no id."""


@dataclass(frozen=True, slots=True)
class KnownUse:
    """A file of known findings, and what became of them."""

    file: str
    digest: str
    """SHA-256 over the file, hexadecimal."""
    results: int
    """How many failures are known."""
    gone: tuple[KnownFinding, ...]
    """Those that the run looked for and did not find."""
    not_judged: int
    """How many others it did not find, because it did not ask or could not tell."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on, so that a report can be filed."""

    version: str
    rule_set: str
    """Digest over the rules."""
    rules: int
    baseline: str
    baseline_digest: str
    sources: tuple[SourceInfo, ...]
    as_of: str
    """The date that the rules were given, ISO 8601."""
    made_at: datetime
    asked_by: str
    scope: str
    """What was judged, in words."""
    environments: tuple[str, ...]
    """Environments that the subjects belong to."""
    not_judged: tuple[str, ...]
    """What no source of this run can tell."""
    not_asked: tuple[str, ...] = ()
    """The ids of the rules that the user left out: the exit code says nothing of them."""
    waivers: str = ""
    """The file of waivers; empty where there is none."""
    waivers_digest: str = ""
    own_rules: int = 0
    """How many of the rules are an organisation's own."""
    own_rules_folder: str = ""
    """Where the files of these are; empty where there are none."""
    own_rules_digest: str = ""


class ExitCode:
    """The exit codes of every command that judges."""

    CLEAN = 0
    VIOLATIONS = 1
    USAGE = 2
    INCOMPLETE = 3


@dataclass(frozen=True, slots=True)
class Report:
    """The whole outcome of an audit."""

    evidence: Evidence
    results: tuple[Result, ...]
    gaps: tuple[Gap, ...]
    crashes: tuple[Crash, ...]
    files: tuple[InspectedFile, ...] | None = None
    """The files that were looked into; ``None`` where the command looks into none."""
    compares: bool = False
    """Whether two estates were compared, so that every result is about a change."""
    waivers: tuple[WaiverUse, ...] = ()
    """Every waiver of the file, in its order."""
    known: KnownUse | None = None
    """The known findings; ``None`` where none were named."""

    def having(self, outcome: Outcome) -> tuple[Result, ...]:
        """Return the results with an outcome, the gravest first."""
        return tuple(result for result in self.results if result.outcome is outcome)

    def violations(self, fail_on: Severity) -> tuple[Result, ...]:
        """Return the failures at or above a severity."""
        return tuple(item for item in self.having(Outcome.FAIL) if item.severity >= fail_on)

    def open_questions(self) -> tuple[Result, ...]:
        """Return what is undetermined and accepted by nobody."""
        return tuple(item for item in self.having(Outcome.UNDETERMINED) if item.accepted is None)

    def excepted(self) -> tuple[Excepted, ...]:
        """Return what is excepted: none of it is judged as the rules themselves would."""
        found = Counter(
            (kind, item.rule.id, reason)
            for kind, reason_of in _REASONS.items()
            for item in self.results
            if (reason := reason_of(item)) is not None
        )
        order = get_args(ExceptionKind)
        return tuple(
            Excepted(*key, found[key])
            for key in sorted(found, key=lambda key: (order.index(key[0]), *key[1:]))
        )

    @property
    def incomplete(self) -> bool:
        """Whether something that should have been judged was not, and nobody accepted that."""
        return bool(self.gaps or self.crashes or self.open_questions())

    def exit_code(self, fail_on: Severity) -> int:
        """Return the exit code: violations win over incompleteness."""
        if self.violations(fail_on):
            return ExitCode.VIOLATIONS
        return ExitCode.INCOMPLETE if self.incomplete else ExitCode.CLEAN


def _lowered(result: Result) -> str | None:
    return None if result.outcome is Outcome.NOT_APPLICABLE else result.lowered


def _waived(result: Result) -> str | None:
    if result.waiver is None or result.outcome is not Outcome.WAIVED:
        return None
    return result.waiver.reason


_REASONS: Final[Mapping[ExceptionKind, Callable[[Result], str | None]]] = {
    "switched off": attrgetter("switched_off"),
    "lowered": _lowered,
    "accepted": attrgetter("accepted"),
    "provided elsewhere": attrgetter("elsewhere"),
    "allowed": attrgetter("allowed"),
    "waived": _waived,
}
"""Why something is excepted, by kind; nothing where it is not."""
