"""Inspects credential files and builds, and judges them with the rules that are about such things."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from msgspec import structs

from hubwarden.audit import Judged, beside, evidence
from hubwarden.context import Context, EstateContext
from hubwarden.discovery import all_rules
from hubwarden.engine import run
from hubwarden.errors import IncompleteError, UsageError
from hubwarden.inspection.facts import Entitlements, GoogleServices, Problem, Profile
from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.build import Build
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, Browser, FcmV1
from hubwarden.model.estate import Estate, Gap, SourceInfo
from hubwarden.model.resources import Hub
from hubwarden.policy.baseline import load
from hubwarden.report import Report
from hubwarden.reports.text import printable
from hubwarden.rule import Rule
from hubwarden.sources.estate import merge
from hubwarden.sources.files import File, Target, is_build, look, subjects
from hubwarden.sources.opening import open_source, project_root
from hubwarden.sources.targets import target_of

_KINDS: Final = (ApnsCertificate, ApnsToken, FcmV1, Browser, Build)
"""What a file can be: rules about these judge it."""
_OF_A_HUB: Final = frozenset(
    {
        "apns-credential-not-exactly-one",
        "apns-endpoint-unknown",
        "apns-endpoint-wrong-mode",
        "apns-key-or-team-id-malformed",
        "apns-certificate-wrong-endpoint",
        "apns-endpoint-wrong-environment",
        "placeholder-as-credential",
    }
)
"""Rules that say, beside those, whether a hub reaches any device with its credential."""
_OF_A_PLACED_HUB: Final = frozenset({"apns-endpoint-wrong-environment"})
"""Those of them that need to know the hub's environment."""

_CANNOT_TELL: Final[tuple[str, ...]] = (
    "whether Apple, Google and Microsoft accept the credentials: nobody is asked",
    "whether a certificate was revoked",
)


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    files: tuple[Path, ...]
    builds: tuple[Path, ...]
    hub: str | None
    """The source that declares the hub which the builds are held against."""
    hub_name: str | None
    """Its name, or ``namespace/hub``."""
    parameters: Path | None
    """The parameter file where that source is a template."""
    password: bytes | None
    environment: str | None
    project: Path | None
    baseline_file: Path | None
    as_of: date
    made_at: datetime
    asked_by: str


def inspect(request: Request) -> tuple[Report, list[File]]:
    """Inspect files and judge them.

    Raises ``UsageError`` and ``InputError`` where the request or a file cannot be used.
    """
    root = project_root(request.project)
    rules = all_rules()
    holding = load(request.baseline_file or beside(root), frozenset(rule.id for rule in rules))
    known = holding.baseline.environments
    if request.environment is not None and request.environment not in known:
        raise UsageError(
            f"the baseline has no environment {request.environment}",
            hint=f"it has {', '.join(known)}",
        )
    for option, value in (("--hub-name", request.hub_name), ("--parameters", request.parameters)):
        if request.hub is None and value is not None:
            raise UsageError(f"{option} is about the source of --hub, which is not there")
    files = look([*request.builds, *request.files], request.password)
    _refuse_nothing(request, files)
    sources: list[Estate] = []
    baseline, target = holding.baseline, None
    if request.hub is not None:
        # What an audit need not know, a build that is to be released does.
        baseline = structs.replace(baseline, accepted=())
        estate = open_source(request.hub, root, request.parameters)
        sources.append(Estate(sources=estate.sources, gaps=estate.gaps))
        target = _target(estate, request.hub_name, files)
    demands = Context(baseline, request.as_of, request.environment)
    placed = request.environment is not None or _is_placed(target, demands)
    estate = merge([_estate(files, target, placed=placed), *sources])
    context = EstateContext(baseline, request.as_of, request.environment, estate=estate)
    chosen = [rule for rule in rules if _is_asked(rule, has_hub=target is not None, placed=placed)]
    judgement = run(chosen, context)
    judged = Judged(request.as_of, request.made_at, request.asked_by, len(chosen))
    told = evidence(judged, holding, context, f"{len(files)} files")
    environments = {one.environment for one in judgement.results if one.environment}
    report = Report(
        evidence=replace(told, environments=tuple(sorted(environments))),
        results=judgement.results,
        gaps=estate.gaps,
        crashes=judgement.crashes,
    )
    return report, files


def _refuse_nothing(request: Request, files: Sequence[File]) -> None:
    """Refuse what would be judged as good because there is nothing to judge."""
    if not files:
        raise UsageError("there is no credential and nothing of a build in what was named")
    for build in request.builds:
        inside = [file for file in files if file.is_in(build)]
        if not any(is_build(file) or isinstance(file.found, Problem) for file in inside):
            raise UsageError(
                f"there is nothing of a build in {printable(str(build))}",
                hint="it needs a provisioning profile, entitlements or a google-services.json",
            )
    if request.hub is not None and not any(
        is_build(file) or isinstance(file.found, Problem) for file in files
    ):
        raise UsageError("no build is named that is to be held against the hub: name it with --app")


def _is_placed(target: Target | None, demands: Context) -> bool:
    """Tell whether it is known which environment the hub belongs to."""
    with contextlib.suppress(Undetermined):
        return target is not None and bool(demands.environment_name(target.hub))
    return False


def _is_asked(rule: Rule, *, has_hub: bool, placed: bool) -> bool:
    """Tell whether a rule can judge a file or the hub; which environment it fits only if one is told."""
    if rule.slug in _OF_A_HUB:
        return has_hub and (placed or rule.slug not in _OF_A_PLACED_HUB)
    if rule.subject not in _KINDS:
        return False
    if rule.slug == "build-wrong-environment":
        return has_hub or placed
    return rule.topic != "environments" or placed


def _estate(files: Sequence[File], target: Target | None, *, placed: bool) -> Estate:
    found = subjects(files, target)
    cannot_tell = _CANNOT_TELL
    if not placed:
        cannot_tell += ("whether a file fits an environment: state one with --environment",)
    if target is None and len(files) > 1:
        cannot_tell += ("whether the files fit each other: name the hub that uses them with --hub",)
    kinds = [type(file.found) for file in files if is_build(file)]
    if kinds.count(Profile) > kinds.count(Entitlements):
        cannot_tell += ("whether a build uses what its profile grants: its entitlements tell that",)
    return Estate(
        sources=(
            SourceInfo(
                "files", _digest(files), tuple(one.name for one in files), frozenset(), cannot_tell
            ),
        ),
        gaps=tuple(_gaps(files)),
        builds=tuple(one for one in found if isinstance(one, Build)),
        loose=(
            *(one for one in found if not isinstance(one, Build)),
            *_held(files, target),
        ),
    )


def _held(files: Sequence[File], target: Target | None) -> Iterator[Subject]:
    """Yield the credentials that the hub reaches the builds with."""
    kinds = {type(file.found) for file in files if is_build(file)}
    wanted = (("apns", Profile), ("apns", Entitlements), ("fcm_v1", GoogleServices))
    for service in dict.fromkeys(service for service, kind in wanted if kind in kinds):
        one = target.held.get(service) if target else None
        if one is not None:
            yield one


def _gaps(files: Sequence[File]) -> Iterator[Gap]:
    for file in files:
        if isinstance(file.found, Problem):
            yield Gap("files", file.name, f"{file.found.kind}: {file.found.what}")


def _digest(files: Sequence[File]) -> str:
    import hashlib  # noqa: PLC0415

    return hashlib.sha256("".join(file.digest for file in files).encode()).hexdigest()


def _target(estate: Estate, name: str | None, files: Sequence[File]) -> Target:
    """Return the hub that builds are held against: the one that was named, or the one that fits."""
    hubs = [hub for hub in estate.hubs if name is None or name.lower() in _spelt(hub)]
    if not hubs and estate.gaps:
        raise IncompleteError(
            "the hub was not found, and its source could not be read to its end",
            hint=printable(f"{estate.gaps[0].what}: {estate.gaps[0].reason}"),
        )
    if name is None and len(hubs) > 1:
        # Rather the hub that names the same app or project than a guess; which of them then holds
        # another credential than the build needs is for the rules to say.
        fitting = [hub for hub in hubs if _names(target_of(estate, hub)) & _named(files)]
        hubs = fitting or hubs
    if len(hubs) != 1:
        found = ", ".join(_spelt(hub)[1] for hub in estate.hubs) or "none"
        raise UsageError(
            "it is not clear which hub is meant" if hubs else "there is no such hub",
            hint=f"name one with --hub-name; hubs here: {printable(found)}",
        )
    return target_of(estate, hubs[0])


def _spelt(hub: Hub) -> tuple[str, str]:
    """Return how a hub may be named, in lower case: by itself, and with its namespace."""
    *_, namespace, _, own = ("", "", *hub.id.text.lower().split("/"))
    return own, f"{namespace}/{own}"


def _names(target: Target) -> set[str]:
    """Return the bundle identifier and the Firebase project that a hub's credentials name."""
    apns, fcm = target.held.get("apns"), target.held.get("fcm_v1")
    asked: tuple[Callable[[], str | None], ...] = (
        lambda: apns and apns.token and apns.token.bundle_id,
        lambda: apns and apns.certificate and apns.certificate.bundle_id,
        lambda: apns and apns.certificate and getattr(apns.certificate.content, "bundle_id", None),
        lambda: fcm and fcm.project_id,
    )
    names: set[str] = set()
    for ask in asked:
        with contextlib.suppress(Undetermined):
            names |= set(filter(None, [ask()]))
    return names


def _named(files: Sequence[File]) -> set[str]:
    found = [
        getattr(file.found, field, None)
        for file in files
        if is_build(file)
        for field in ("bundle_id", "project_id")
    ]
    return {one for one in found if one}
