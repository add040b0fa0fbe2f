"""Region not allowed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.base import Undetermined
from hubwarden.model.resources import Namespace
from hubwarden.policy.demands import matches
from hubwarden.rule import Severity, Violation, in_turn, rule


@rule(
    "NH611",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        "Microsoft: REST API 2023-10-01-preview, location and replicationRegion of a namespace",
        "Microsoft: Notification Hubs high availability (metadata is copied to another region)",
        "Hubwarden: the baseline says which regions are allowed",
    ),
    fix="Set replicationRegion to an allowed region; move the namespace itself only for a new one.",
    fix_kind="take-away",
)
def region_not_allowed(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """A namespace, or the copy of its metadata, is in a region that the baseline does not allow.

    ## Why it matters

    Registrations hold tokens and tags of people, and the copy holds the credentials of the app. Where they
    are kept is a matter of contracts and laws. `replicationRegion` sends the copy to another region, which
    may be on another continent; with Default Azure chooses it, and the rule cannot tell.

    The rule judges where `regions` is set for the environment.

    ## Remediation

    `replicationRegion` can be changed in place: name an allowed region that the service lists, or None for
    no copy. A namespace cannot be moved: another `location` replaces it, and every registration is lost.
    Make a new one beside it and let the apps register there.
    """
    allowed = ctx.demanded(namespace, lambda demands: demands.regions)
    yield from in_turn(_home(namespace, allowed), _copy(namespace, allowed))


def _home(namespace: Namespace, allowed: tuple[str, ...]) -> Iterator[Violation]:
    if not _is_allowed(namespace.region, allowed):
        yield Violation(f"it is in {namespace.region}, which is not allowed", at="region")


def _copy(namespace: Namespace, allowed: tuple[str, ...]) -> Iterator[Violation]:
    region = namespace.replication_region
    if region.lower() == "none":
        return
    if region.lower() == "default":
        raise Undetermined(
            "Namespace.replication_region",
            "Azure chooses the region of the copy: name it in replicationRegion",
        )
    if not _is_allowed(region, allowed):
        yield Violation(
            f"its metadata is copied to {region}, which is not allowed", at="replication_region"
        )


def _is_allowed(region: str, allowed: tuple[str, ...]) -> bool:
    plain = region.replace(" ", "")
    return any(matches(pattern.replace(" ", ""), plain) for pattern in allowed)
