"""One audit from end to end: open the sources, run the rules, put the report together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from hubwarden import __version__
from hubwarden.context import Context
from hubwarden.discovery import all_rules, rule_set_digest
from hubwarden.engine import run
from hubwarden.errors import UsageError
from hubwarden.model.estate import Estate
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
    holding = load(request.baseline_file or _beside(root))
    known = holding.baseline.environments
    if request.environment is not None and request.environment not in known:
        raise UsageError(
            f"the baseline has no environment {request.environment}",
            hint=f"it has {', '.join(known)}",
        )
    estate = merge([open_source(name, root, request.parameters) for name in dict.fromkeys(names)])
    estate = replace(estate, provided_elsewhere=_provided(holding.baseline, estate))
    context = Context(estate, holding.baseline, request.as_of, request.environment)
    chosen = tuple(all_rules() if rules is None else rules)
    judgement = run(chosen, context)
    return Report(
        evidence=_evidence(request, holding, context, len(chosen)),
        results=judgement.results,
        gaps=estate.gaps,
        crashes=judgement.crashes,
    )


def _beside(root: Path | None) -> Path | None:
    own = None if root is None else root / "policies" / "baseline.yaml"
    return own if own is not None and own.is_file() else None


def _provided(baseline: Baseline, estate: Estate) -> dict[tuple[str, str], str]:
    return {
        (info.name, one.kind): one.reason
        for info in estate.sources
        for one in baseline.provided_elsewhere
        if matches(one.source, info.name)
    }


def _evidence(request: Request, holding: Holding, context: Context, rules: int) -> Evidence:
    estate = context.estate
    environments = tuple(sorted(context.environments_in_scope()))
    cannot_tell = dict.fromkeys(text for info in estate.sources for text in info.cannot_tell)
    if len(environments) == 1:
        cannot_tell["whether environments share anything: only one is in scope"] = None
    if not estate.namespaces and not estate.hubs:
        cannot_tell["any hub: the sources declare none"] = None
    counts = {
        "namespaces": len(estate.namespaces),
        "hubs": len(estate.hubs),
        "access rules": len(estate.access_rules),
        "alerts": len(estate.alerts),
    }
    return Evidence(
        version=__version__,
        rule_set=rule_set_digest(),
        rules=rules,
        baseline=holding.name,
        baseline_digest=holding.digest,
        sources=estate.sources,
        as_of=request.as_of.isoformat(),
        made_at=request.made_at,
        asked_by=request.asked_by,
        scope=", ".join(f"{count} {what}" for what, count in counts.items()),
        environments=environments,
        not_judged=tuple(cannot_tell),
    )
