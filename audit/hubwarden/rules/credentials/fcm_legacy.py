"""Fcm legacy."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import FcmLegacy
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH106",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Google: Migrate from legacy FCM APIs to HTTP v1 (shutdown from 2024-07-22)",
        "Microsoft: Azure Notification Hubs and Google Firebase Cloud Messaging migration",
    ),
    fix="Configure FCM v1, move the registrations to it, and remove the legacy credential.",
    fix_kind="take-away",
)
def fcm_legacy(credential: FcmLegacy, _ctx: Context) -> Iterator[Violation]:
    """A hub still has a credential for the legacy API of Firebase.

    ## Why it matters

    Google began to shut that API down on 22 July 2024. A hub accepts the retired key without an error, and
    pushes to registrations of the platform `gcm` reach no device.

    ## Remediation

    Set `fcmV1Credential` from a service account, move clients and registrations to FCM v1, then remove
    `gcmCredential`.
    """
    yield Violation(f"{credential.id.name} has a credential for the retired legacy API of Firebase")
