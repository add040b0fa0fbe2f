"""Fcm v1 missing."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.model.resources import Hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH107",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Microsoft: Azure Notification Hubs and Google Firebase Cloud Messaging migration",),
    fix="Set fcmV1Credential with project id, client email and private key of a service account.",
)
def fcm_v1_missing(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub serves Android and has no credential for FCM v1.

    ## Why it matters

    FCM v1 is the only way to reach Android devices through Google. Without it, a send to them has no
    effect, while sends to other platforms go on.

    ## Remediation

    Set `fcmV1Credential` from the JSON file of a Firebase service account: project id, client email and
    private key.
    """
    # A namespace's credentials serve all of its hubs.
    if hub.credentials.fcm_v1 is not None:
        return
    serves_android = hub.credentials.fcm_legacy is not None or "android" in hub.platforms
    if not serves_android:
        raise NotApplicable("no Android app is declared")
    if ctx.estate.namespace_of(hub).credentials.fcm_v1 is None:
        yield Violation("it serves Android and has no credential for FCM v1", at="fcm_v1")
