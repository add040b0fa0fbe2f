"""Reads the local Azure once and judges it as ``check``, ``drift`` and ``inventory`` do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubwarden.commands.change_authors import activity_of
from hubwarden.commands.check import context_of, judge
from hubwarden.commands.composition import Composition
from hubwarden.commands.demonstration.tampering import Finding, Tampering
from hubwarden.commands.drift import report_on
from hubwarden.commands.inventory import list_estate
from hubwarden.commands.reading import read_sources
from hubwarden.discovery import about_estates
from hubwarden.listing.inventory_table import Section
from hubwarden.model.activity import ActivityLog
from hubwarden.model.change import Change
from hubwarden.model.estate import Estate
from hubwarden.report import Outcome, Report, Result
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.declared_beside import with_declared
from hubwarden.sources.estate_builder import merge

LIVE = "azure:"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the three commands say of one read."""

    checked: Report
    drifted: Report
    inventory: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was to be found, against what was."""

    missed: frozenset[Finding]
    besides: frozenset[Finding]
    """What was reported and no tampering explains."""

    @property
    def holds(self) -> bool:
        """Whether everything was found, and nothing else."""
        return not (self.missed or self.besides)


def verdicts(composition: Composition, declared: Estate, save: Path | None = None) -> Verdicts:
    """Read what runs with its push credentials, and judge it beside what is declared.

    Who made a difference is asked of the activity log. ``save`` is a folder in which what was read is kept.
    """
    options = AzureOptions(with_credentials=True, save=save)
    live = read_sources(composition, [LIVE], None, options)
    both = with_declared(merge([live, declared]))
    _, sections = list_estate(composition, live)

    def who_changed(changes: Sequence[Change]) -> ActivityLog | None:
        return activity_of(composition, LIVE, live, changes, options)

    return Verdicts(
        judge(composition, context_of(composition, both), about_estates()),
        report_on(composition, declared, live, who_changed),
        sections,
    )


def reported(report: Report) -> tuple[Result, ...]:
    """Return what a report says against an estate: violations, and what could not be judged."""
    return (*report.having(Outcome.FAIL), *report.open_questions())


def found(report: Report) -> frozenset[Finding]:
    """Return what a report says against an estate, gaps and broken rules among it."""
    findings = [(item.rule.id, item.subject.lower()) for item in reported(report)]
    findings += [("not read", gap.what.lower()) for gap in report.gaps]
    findings += [(crash.rule.id, f"broken on {crash.subject}") for crash in report.crashes]
    return frozenset(findings)


def compare(result: Verdicts, tamperings: Iterable[Tampering]) -> Comparison:
    """Hold what was reported against what the tamperings have to lead to."""
    tamperings = tuple(tamperings)
    wanted = {("check", *item) for each in tamperings for item in each.unsafe}
    wanted |= {("drift", *item) for each in tamperings for item in each.different}
    told = {("check", *item) for item in found(result.checked)}
    told |= {("drift", *item) for item in found(result.drifted)}
    return Comparison(
        frozenset((f"{command} {rule}", id) for command, rule, id in wanted - told),
        frozenset((f"{command} {rule}", id) for command, rule, id in told - wanted),
    )
