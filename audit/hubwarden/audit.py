"""One audit from end to end: open the sources, run the rules, put the report together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from hubwarden import __version__
from hubwarden.builds import with_builds
from hubwarden.context import EstateContext
from hubwarden.discovery import all_rules, rule_set_digest
from hubwarden.engine import run
from hubwarden.errors import UsageError
from hubwarden.model.estate import Estate, Gap
from hubwarden.policy.baseline import Baseline, Holding, load, matches
from hubwarden.report import Evidence, Report
from hubwarden.rule import Rule
from hubwarden.sources.estate import merge
from hubwarden.sources.opening import default_sources, open_source, project_root


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    sources: tuple[str, ...]
    project: Path | None
    baseline_file: Path | None
    environment: str | None
    parameters: Path | None
    as_of: date
    made_at: datetime
    asked_by: str


def check(request: Request, rules: Iterable[Rule] | None = None) -> Report:
    """Judge what the sources declare.

    Raises ``UsageError`` and ``InputError`` where the request or a file cannot be used.
    """
    root = project_root(request.project)
    names = request.sources or default_sources(root)
    chosen = tuple(all_rules() if rules is None else rules)
    holding = load(request.baseline_file or beside(root), frozenset(one.id for one in all_rules()))
    known = holding.baseline.environments
    if request.environment is not None and request.environment not in known:
        raise UsageError(
            f"the baseline has no environment {request.environment}",
            hint=f"it has {', '.join(known)}",
        )
    estate = merge([open_source(name, root, request.parameters) for name in dict.fromkeys(names)])
    estate = provided(estate, holding.baseline)
    estate = replace(estate, gaps=(*estate.gaps, *_nothing(estate)))
    context = EstateContext(holding.baseline, request.as_of, request.environment, estate=estate)
    if any(one.builds for one in holding.baseline.environments.values()):
        estate = with_builds(context, holding)
        context = replace(context, estate=estate)
    judgement = run(chosen, context)
    judged = Judged(request.as_of, request.made_at, request.asked_by, len(chosen))
    return Report(
        evidence=evidence(judged, holding, context, _scope(estate)),
        results=judgement.results,
        gaps=estate.gaps,
        crashes=judgement.crashes,
    )


def beside(root: Path | None) -> Path | None:
    """Return the baseline of a project, or nothing."""
    own = None if root is None else root / "policies" / "baseline.yaml"
    return own if own is not None and own.is_file() else None


def _nothing(estate: Estate) -> Iterator[Gap]:
    """Yield a gap for every source where there is no hub at all: an empty audit proves nothing."""
    if not (estate.namespaces or estate.hubs or estate.access_rules):
        for info in estate.sources:
            yield Gap(info.name, "Notification Hubs", "the source declares no namespace and no hub")


def provided(estate: Estate, baseline: Baseline) -> Estate:
    """Return the estate with what the baseline says is provided elsewhere."""
    told: dict[tuple[str, str], str] = {
        (info.name, one.kind): one.reason
        for info in estate.sources
        for one in baseline.provided_elsewhere
        if matches(one.source, info.name)
    }
    return replace(estate, provided_elsewhere=told)


def unmanaged(estate: Estate) -> Iterator[str]:
    """Yield what hubs depend on, or what is read, and no source in scope manages: it is not judged."""
    for one in (*estate.namespaces, *estate.hubs):
        if not one.origin.managed:
            what = type(one).__name__.lower()
            yield f"{what} {one.id.name}, which {one.origin.source} only reads"
    for hub in estate.hubs:
        wanted = hub.namespace
        if not any(one.id == wanted or one.id.may_contain(wanted) for one in estate.namespaces):
            yield (
                f"namespace {wanted.name}, which no source in scope declares, and whether its hubs are "
                "kept from deletion"
            )


@dataclass(frozen=True, slots=True)
class Judged:
    """When, by whom and by how many rules something was judged."""

    as_of: date
    made_at: datetime
    asked_by: str
    rules: int


def evidence(judged: Judged, holding: Holding, context: EstateContext, scope: str) -> Evidence:
    """Return what the verdicts rest on; ``scope`` is what was judged, in words."""
    estate = context.estate
    found = context.environments_in_scope()
    environments = tuple(sorted(one for one in found if one is not None))
    cannot_tell = dict.fromkeys(text for info in estate.sources for text in info.cannot_tell)
    cannot_tell |= dict.fromkeys(unmanaged(estate))
    if len(environments) == len(found) == 1:
        cannot_tell["whether environments share anything: only one is in scope"] = None
    return Evidence(
        version=__version__,
        rule_set=rule_set_digest(),
        rules=judged.rules,
        baseline=holding.name,
        baseline_digest=holding.digest,
        sources=estate.sources,
        as_of=judged.as_of.isoformat(),
        made_at=judged.made_at,
        asked_by=judged.asked_by,
        scope=scope,
        environments=environments,
        not_judged=tuple(cannot_tell),
    )


def _scope(estate: Estate) -> str:
    counts = {
        "namespaces": len(estate.namespaces),
        "hubs": len(estate.hubs),
        "access rules": len(estate.access_rules),
        "alerts": len(estate.alerts),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items())
