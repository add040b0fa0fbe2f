"""What all judging commands and the policy pack share: project, baseline, environment and date."""

from __future__ import annotations

import getpass
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from hubwarden import __version__
from hubwarden.commands.rule_choice import left_out
from hubwarden.context import EstateContext
from hubwarden.deadline import DEFAULT_SECONDS, Deadline, deadline_in
from hubwarden.discovery import all_rules, rule_names, rule_set_digest
from hubwarden.engine import run
from hubwarden.errors import UsageError
from hubwarden.known_use import Judged, set_aside
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.own_rules.own_rule_reading import OwnRules, load_own_rules, rules_folder
from hubwarden.policy.baseline import Holding, load
from hubwarden.policy.demands import Baseline, matches
from hubwarden.policy.known_findings import KnownFindings, load_known
from hubwarden.policy.waiver_reading import load_waivers
from hubwarden.policy.waivers import Waivers
from hubwarden.report import Evidence, Report, Result
from hubwarden.rule import Rule
from hubwarden.waiver_use import waiver_uses

WAIVERS: Final = "waivers.yaml"
"""The name of the file of waivers beside a baseline."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The project, baseline, waivers and limits that a run judges by."""

    project: Path | None
    """The folder of ``Pulumi.yaml``; ``None`` where there is none."""
    holding: Holding
    environment: str | None
    """The environment that the user named for everything in scope."""
    as_of: date
    made_at: datetime
    asked_by: str
    deadline: Deadline
    """The moment by which all sources must be read."""
    left_out: frozenset[str] = frozenset()
    """The ids of the rules that the user left out."""
    waivers: Waivers = field(default_factory=Waivers)
    known: KnownFindings | None = None
    own_rules: OwnRules = field(default_factory=OwnRules)

    def context(self, estate: Estate) -> EstateContext:
        """Return the context of an estate, with the kinds that the baseline says are provided elsewhere."""
        baseline = self.holding.baseline
        estate = replace(estate, provided_elsewhere=_provided(estate, baseline))
        return EstateContext(
            baseline, self.as_of, self.environment, self.made_at, self.waivers, estate=estate
        )

    def report(
        self,
        rules: Sequence[Rule],
        context: EstateContext,
        scope: str,
        compared: Iterable[str] = (),
    ) -> Report:
        """Judge an estate by the given rules, without those that the user left out.

        ``scope`` is what is judged, in words; ``compared`` has the ids of resources that were compared besides.
        """
        asked = [rule for rule in rules if rule.id not in self.left_out]
        not_asked = tuple(rule.id for rule in rules if rule.id in self.left_out)
        judgement = run(asked, context)
        gaps = context.estate.gaps
        if not_asked and not (judgement.results or judgement.crashes):
            # Rules without a subject prove nothing, just as an estate without a hub proves nothing.
            gaps += tuple(
                Gap(info.name, "the rules that were asked", "they have nothing to judge here")
                for info in context.estate.sources
            )
        ids = {rule.id for rule in asked}
        gaps += tuple(self._not_as_written(ids))
        results, known = judgement.results, None
        if self.known is not None:
            judged = Judged(ids, judgement.crashes, not gaps, compared)
            results, known = set_aside(results, self.known, judged)
        return Report(
            evidence=self._evidence(asked, not_asked, context, scope),
            results=results,
            gaps=tuple(_with_rules(gap, judgement.results) for gap in gaps),
            crashes=judgement.crashes,
            waivers=tuple(waiver_uses(self.waivers, ids, judgement.results, judgement.crashes)),
            known=known,
        )

    def _not_as_written(self, asked: Collection[str]) -> Iterator[Gap]:
        """Yield own rules that answer otherwise than their examples say: nobody knows what their verdicts are worth."""
        wrong = Counter(case.rule for case in self.own_rules.cases if case.found != case.word)
        for id, count in wrong.items():
            if id in asked:
                said = "1 example of it is" if count == 1 else f"{count} examples of it are"
                reason = f"{said} not as written, so its verdicts are not either; hubwarden rules test says which"
                yield Gap(self.own_rules.folder, f"the verdicts of {id}", reason)

    def _evidence(
        self, rules: Sequence[Rule], not_asked: tuple[str, ...], context: EstateContext, scope: str
    ) -> Evidence:
        estate = context.estate
        found = context.environments_in_scope()
        environments = tuple(sorted(name for name in found if name is not None))
        cannot_tell = dict.fromkeys(text for info in estate.sources for text in info.cannot_tell)
        cannot_tell |= dict.fromkeys(estate.unmanaged())
        if len(environments) == len(found) == 1:
            cannot_tell["whether environments share anything: only one is in scope"] = None
        return Evidence(
            version=__version__,
            rule_set=rule_set_digest(),
            rules=len(rules),
            baseline=self.holding.name,
            baseline_digest=self.holding.digest,
            sources=estate.sources,
            as_of=self.as_of.isoformat(),
            made_at=self.made_at,
            asked_by=self.asked_by,
            scope=scope,
            environments=environments,
            not_judged=tuple(cannot_tell),
            not_asked=not_asked,
            waivers=self.waivers.file,
            waivers_digest=self.waivers.digest,
            own_rules=sum(bool(rule.declared_at) for rule in rules),
            own_rules_folder=self.own_rules.folder,
            own_rules_digest=self.own_rules.digest,
        )


def compose(
    project: Path | None,
    *,
    baseline_file: Path | None = None,
    environment: str | None = None,
    as_of: date | None = None,
    made_at: datetime | None = None,
    asked_by: str | None = None,
    only: Sequence[str] = (),
    exclude: Sequence[str] = (),
    timeout: int = DEFAULT_SECONDS,
    waivers_file: Path | None = None,
    with_waivers: bool = True,
    known_file: Path | None = None,
    own_rules_folder: Path | None = None,
) -> Composition:
    """Return what a run judges by.

    The baseline is ``baseline_file``, else the one beside ``project``, else the packaged one. The date is ``as_of``,
    by default today. ``only`` and ``exclude`` name rules as ``left_out`` takes them. ``timeout`` is the time limit of
    the run in seconds. The waivers are those of ``waivers_file``, else those beside the baseline; with
    ``with_waivers`` false (for commands that judge nothing), none are read. ``known_file`` lists known findings.
    The organisation's own rules are those in ``own_rules_folder``, else those beside the baseline.
    Raises ``UsageError`` for an environment that the baseline does not have, and as ``left_out`` does, ``InputError``
    as ``load``, ``load_waivers``, ``load_own_rules`` and ``load_known`` do.
    """
    deadline = deadline_in(timeout)
    given = baseline_file or _beside(project, "baseline.yaml")
    own = own_rules_at(own_rules_folder or rules_folder(baseline_file, project), project)
    every = (*all_rules(), *own.rules)
    rules = {rule.id: rule.severity for rule in every}
    holding = load(given, rules, project, _change_fields)
    known = holding.baseline.environments
    if environment is not None and environment not in known:
        raise UsageError(
            f"the baseline has no environment {environment}",
            hint=f"{_nearest(environment, known)}it has {', '.join(known)}",
        )
    now = made_at or datetime.now(UTC)
    by = _user() if asked_by is None else asked_by
    day = as_of or now.date()
    waivers = Waivers()
    if with_waivers and (file := waivers_file or _waivers_beside(baseline_file, project)):
        slugs = {slug: rule.id for rule in every for slug in rule.slugs}
        waivers = load_waivers(file, rules, holding.baseline, day, slugs=slugs, project=project)
    findings = None if known_file is None else load_known(known_file, project)
    return Composition(
        project,
        holding,
        environment,
        day,
        now,
        by,
        deadline,
        left_out(only, exclude, own.rules),
        waivers,
        findings,
        own,
    )


def own_rules_at(folder: Path | None, project: Path | None) -> OwnRules:
    """Return the organisation's own rules in a folder; raises as ``load_own_rules`` does."""
    return OwnRules() if folder is None else load_own_rules(folder, rule_names(), project)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name.lower(), list(known), n=1)
    return f"nearest: {near[0]}; " if near else ""


def _with_rules(gap: Gap, results: Sequence[Result]) -> Gap:
    """Return a gap together with the rules that it leaves undetermined, if it says what it leaves incomplete."""
    if not gap.opens:
        return gap
    rules = {
        item.rule.id for item in results if item.cause == "unread" and gap.reason in item.message
    }
    return replace(gap, rules=tuple(sorted(rules)))


def _change_fields() -> frozenset[str]:
    # Only a baseline that allows changes needs the tables of the comparison.
    from hubwarden.drift.change_fields import change_fields  # noqa: PLC0415

    return change_fields()


def _beside(project: Path | None, name: str) -> Path | None:
    """Return the path of a file in the ``policies`` folder of a project; ``None`` where it does not exist.

    A path that exists but cannot be read, such as a broken link, is returned, too, so that it is not ignored.
    Raises ``UsageError`` for a file with another ending (``.yml``).
    """
    if project is None:
        return None
    own = project / "policies" / name
    if os.path.lexists(own):
        return own
    for ending in (".yml", ".json"):
        if os.path.lexists(other := own.with_suffix(ending)):
            raise UsageError(f"policies/{other.name} is not read", hint=f"call it {name}")
    return None


def _waivers_beside(baseline_file: Path | None, project: Path | None) -> Path | None:
    """Return the waivers beside the named baseline; without a named one, those of the project; or ``None``."""
    if baseline_file is None:
        return _beside(project, WAIVERS)
    own = baseline_file.parent / WAIVERS
    return own if own.is_file() else None


def _provided(estate: Estate, baseline: Baseline) -> dict[tuple[str, str], str]:
    """Return the baseline's reasons for kinds that are provided elsewhere, by source and kind."""
    return {
        (info.name, provided.kind): provided.reason
        for info in estate.sources
        for provided in baseline.provided_elsewhere
        if matches(provided.source, info.name)
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
