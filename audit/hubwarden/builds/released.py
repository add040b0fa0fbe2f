"""Released builds, as the baseline lists them, compared with the hubs of their environment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hubwarden.builds.hub_for_builds import hub_for_builds
from hubwarden.builds.inspected_files import look
from hubwarden.builds.subjects import is_build, subjects
from hubwarden.context import EstateContext
from hubwarden.credential_files.kinds import Problem
from hubwarden.location import Location
from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.build import Build
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Hub
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.paths import display_path
from hubwarden.policy.baseline import Holding
from hubwarden.policy.demands import BuildFiles, matches


def with_builds(context: EstateContext, holding: Holding, project: Path | None) -> Estate:
    """Return the estate with the builds that the baseline lists for environments in scope.

    A file that cannot be read, and a build whose hub is not in scope, become gaps. Raises ``InputError`` for a
    listed path that does not exist.
    """
    estate, subjects, gaps, files = context.estate, list[Subject](), list[Gap](), list[str]()
    digest = hashlib.sha256()
    for name in sorted(item for item in context.environments_in_scope() if item is not None):
        for build in holding.baseline.environments[name].builds:
            found = _judged(build, name, context, holding, digest, project=project)
            for item in found:
                if isinstance(item, Gap):
                    gaps.append(item)
                elif isinstance(item, str):
                    files.append(item)
                else:
                    subjects.append(item)
    if not files:
        return replace(estate, gaps=(*estate.gaps, *gaps))
    info = SourceInfo("builds", digest.hexdigest(), tuple(dict.fromkeys(files)), frozenset(), ())
    return replace(
        estate,
        sources=(*estate.sources, info),
        gaps=(*estate.gaps, *gaps),
        builds=tuple(subject for subject in subjects if isinstance(subject, Build)),
        loose=tuple(subject for subject in subjects if not isinstance(subject, Build)),
    )


def _judged(
    build: BuildFiles,
    environment: str,
    context: EstateContext,
    holding: Holding,
    digest: hashlib._Hash,
    *,
    project: Path | None,
) -> Iterator[Subject | Gap | str]:
    """Yield the subjects of one entry, its gaps, and the names of its files."""
    hubs = [hub for hub in context.estate.hubs if _is_meant(hub, build, environment, context)]
    if not hubs:
        what = f"the build for hub {build.hub}"
        reason = f"no hub of environment {environment} in scope has this name"
        yield Gap("builds", what, reason, Location(holding.name))
        return
    paths = [Path(holding.folder) / path for path in build.files]
    files = look(paths, None, project)
    if not any(is_build(file) or isinstance(file.found, Problem) for file in files):
        reason = "no part of a build is in it"
        yield Gap("builds", ", ".join(display_path(path, project) for path in paths), reason)
    for file in files:
        yield file.name
        digest.update(file.digest.encode())
        if isinstance(file.found, Problem):
            yield Gap("builds", file.name, f"{file.found.kind}: {file.found.what}")
    for hub in hubs:
        yield from subjects(files, hub_for_builds(context.estate, hub))


def _is_meant(hub: Hub, build: BuildFiles, environment: str, context: EstateContext) -> bool:
    try:
        of = context.environment_name(hub)
    except Undetermined:
        return False
    return of == environment and matches(build.hub, hub.id.name)
