"""Region not allowed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
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
        citations.REST_API.on("location and replicationRegion"),
        citations.HIGH_AVAILABILITY.on("metadata is copied to another region"),
        citations.RECOVERY_REGION,
        citations.BASELINE,
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Set replicationRegion to an allowed region; move the namespace itself only for a new one.",
)
def region_not_allowed(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """A namespace, or the copy of its metadata, is in a region that the baseline does not allow.

    ## Why it matters

    Registrations hold tokens and tags of people, and the copy holds the credentials of the app. Where they
    are kept is a matter of contracts and laws. `replicationRegion` sends the copy to another region, which
    may be on another continent; with Default Azure chooses it, and the rule cannot tell.

    The rule judges where `regions` is set for the environment.

    ## Bad example

    With `regions: ["*europe"]` in the baseline:

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "replicationRegion": "WestUs2" // credentials on another continent
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "replicationRegion": "NorthEurope"
      }
    }
    ```

    ## Remediation

    `replicationRegion` can be changed in place: name an allowed region that the service lists, or None for
    no copy. A namespace cannot be moved: another `location` replaces it, and every registration is lost.
    Make a new one beside it and let the apps register there.

    ### In the Pulumi program

    `azure-native:location` is the region of a new stack:

    ```yaml
    config:
      azure-native:location: northeurope
    ```

    The program leaves the copy to Azure. In your own, set `replication_region` of `azure_native.notificationhubs.Namespace`.

    ## What the fix breaks

    To change the copy breaks nothing. If the namespace itself is in the wrong region, a change of its location
    replaces it, and all registrations are lost: make a new one beside it, and delete the old one when the apps have
    moved.
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
