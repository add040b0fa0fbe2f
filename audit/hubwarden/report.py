"""What an audit found: results, gaps, and the evidence for them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.location import Location
from hubwarden.model.change import Change
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.policy.known_findings import KnownFinding
from hubwarden.policy.waivers import Waiver
from hubwarden.rule import Rule, Severity
from hubwarden.unknown import Cause


class Outcome(StrEnum):
    """The verdict of a rule on a subject. There is always one: a missing verdict never counts as a pass."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    WAIVED = "waived"
    """It fails, and a waiver covers it."""
    KNOWN = "known"
    """It fails, and the file of known findings lists it."""
    NOT_APPLICABLE = "not-applicable"
    UNDETERMINED = "undetermined"


ASIDE: Final = (Outcome.WAIVED, Outcome.KNOWN)
"""Outcomes of failures that do not count, because of a waiver or because they were known before."""
FAILING: Final = (Outcome.FAIL, *ASIDE)
"""Outcomes of everything that a rule finds wrong, whether it counts or not."""

ExceptionKind = Literal[
    "switched off", "lowered", "accepted", "provided elsewhere", "allowed", "waived"
]
"""The ways to except something from the rules: ``waived`` by a waiver, all others by the baseline."""


@dataclass(frozen=True, slots=True)
class Excepted:
    """What is excepted from a rule for one reason, and how many results that concerns."""

    kind: ExceptionKind
    rule: str
    reason: str
    results: int


class Result(Struct, frozen=True, gc=False):
    """One rule's verdict on one subject. A fleet has many: this is made five times as fast as a dataclass, and no
    search for cycles looks at it, since nothing in it refers back to it.
    """

    rule: Rule
    outcome: Outcome
    severity: Severity
    subject: str
    """The id of the judged subject."""
    kind: str
    """The kind of the subject: ``Hub``, ``AccessRule``, ``Apns``, ..."""
    source: str
    location: Location | None = None
    environment: str | None = None
    message: str = ""
    """What is wrong, or why the rule does not apply or cannot judge."""
    field: str = ""
    """The field that is wrong or not known."""
    accepted: str | None = None
    """The baseline's reason for accepting that this is not known."""
    later: bool = False
    """Whether the unknown fact becomes known at deployment: the reason of the outcome, or else the environment."""
    cause: Cause | None = None
    """Why it is not known; a baseline accepts unknowns by this cause."""
    switched_off: str | None = None
    """The baseline's reason for switching the rule off."""
    lowered: str | None = None
    """The baseline's reason for a severity below the rule's own."""
    elsewhere: str | None = None
    """The baseline's reason for not judging it, because it is provided elsewhere."""
    allowed: str | None = None
    """The baseline's reason for letting operators change this."""
    change: Change | None = None
    """The judged change; ``None`` where the subject is not a change."""
    waiver: Waiver | None = None
    """The waiver about this rule and subject. It holds where the outcome is ``WAIVED`` and has expired where the
    outcome is ``FAIL``; where that is ``UNDETERMINED``, there is no failure for it to cover."""
    identity: str = ""
    """The name of the subject that is the same in every run (``hubwarden.model.identity``)."""
    occurrence: int = 1
    """The number, from 1, of this result among results that are otherwise equal."""

    def _replace(self, **changes: Any) -> Result:
        """Return the result with other values, as named tuples do."""
        return replace(self, **changes)

    @property
    def likeness(self) -> tuple[str, ...]:
        """What stays the same from run to run: no line number and no message is in it."""
        about = self.identity or self.subject.lower()
        outcome = Outcome.FAIL if self.outcome in FAILING else self.outcome
        # No environment has an empty name, so the empty text means: not known.
        return (self.rule.id, outcome, self.kind, about, self.field, self.environment or "")

    @property
    def digest(self) -> str:
        """The fingerprint without the number: the same for results that are otherwise equal."""
        text = "\n".join(self.likeness)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def fingerprint(self) -> str:
        """Identifies the result from run to run: a digest, and the number among results of that digest."""
        return f"{self.digest}:{self.occurrence}"


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that crashed on a subject; its verdict there is not known."""

    rule: Rule
    subject: str
    source: str
    error: str
    """The type of the exception and the place in the rule; not its text, which could quote a value."""


WaiverState = Literal[
    "used", "expired", "not determined", "unused", "not in scope", "rule not asked"
]
"""What became of a waiver in a run; ``unused`` where its rule judged its resource and did not fail."""


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver, what became of it, and how many results it concerns."""

    waiver: Waiver
    state: WaiverState
    results: int
    meant: tuple[str, ...] = ()
    """Where it names a resource by the end of its id, as reports print it: the full ids that this could mean."""
    mismatch: str = ""
    """Why it does not hold for a failure of its rule and resource, in words; empty where there is none."""


@dataclass(frozen=True, slots=True)
class KnownUse:
    """A file of known findings, and what became of the findings in it."""

    file: str
    digest: str
    """SHA-256 over the file, hexadecimal."""
    results: int
    """The number of failures that are known."""
    gone: tuple[KnownFinding, ...]
    """The known findings that the run looked for and did not find again."""
    not_judged: int
    """The number of known findings that the run could not look for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdicts of a report are based on, so that it can be filed."""

    version: str
    rule_set: str
    """SHA-256 over the files of the rules."""
    rules: int
    baseline: str
    baseline_digest: str
    sources: tuple[SourceInfo, ...]
    as_of: str
    """The date that the rules were judged by, ISO 8601."""
    made_at: datetime
    asked_by: str
    scope: str
    """What was judged, in words."""
    environments: tuple[str, ...]
    """The environments of the subjects."""
    not_judged: tuple[str, ...]
    """What the sources of this run can never tell, in words."""
    not_asked: tuple[str, ...] = ()
    """The ids of the rules that the user left out; the exit code does not cover them."""
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
    """The inspected files; ``None`` for a command that inspects none."""
    compares: bool = False
    """Whether two estates were compared, so that every result concerns a change."""
    waivers: tuple[WaiverUse, ...] = ()
    """Every waiver of the file, in the order of the file."""
    known: KnownUse | None = None
    """The known findings; ``None`` where the user named no file of them."""

    def having(self, outcome: Outcome) -> tuple[Result, ...]:
        """Return the results with an outcome, most severe first."""
        return tuple([result for result in self.results if result.outcome is outcome])

    def violations(self, fail_on: Severity) -> tuple[Result, ...]:
        """Return the failures at or above a severity."""
        return tuple(item for item in self.having(Outcome.FAIL) if item.severity >= fail_on)

    def open_questions(self) -> tuple[Result, ...]:
        """Return the undetermined results that the baseline does not accept."""
        return tuple(item for item in self.having(Outcome.UNDETERMINED) if item.accepted is None)

    def excepted(self) -> tuple[Excepted, ...]:
        """Return everything that the baseline or a waiver keeps from counting."""
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
        """Whether something that should have been judged was not, and the baseline does not accept that."""
        return bool(self.gaps or self.crashes or self.open_questions())

    def exit_code(self, fail_on: Severity) -> int:
        """Return the exit code; violations (1) win over incompleteness (3)."""
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
"""How to read the reason of an exception from a result, by its kind; ``None`` where the result has none."""
