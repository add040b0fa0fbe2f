"""Replication switched off."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH608",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        "Microsoft: Notification Hubs high availability (replication regions)",
        "Microsoft: REST API 2023-10-01-preview, replicationRegion",
    ),
    fix="Leave replicationRegion out, set it to Default, or name a region.",
)
def replication_switched_off(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """The metadata of a production namespace is kept in one region only.

    ## Why it matters

    Azure keeps a copy of the namespace's metadata (hubs, credentials, access rules) in a second region and
    uses it when the first one fails. With `None` there is no copy: after a disaster the hubs must be
    created again, with new keys. Registrations are never copied, whatever is set.

    ## Remediation

    Set `replicationRegion` to Default or to one of the regions that the service lists. It can be changed
    in place.
    """
    if ctx.environment(namespace).kind != "production":
        raise NotApplicable("its environment is not production")
    if namespace.replication_region.lower() == "none":
        yield Violation("replicationRegion is None", at="replication_region")
