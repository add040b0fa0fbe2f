"""Apns missing."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.model.resources import Hub
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH110",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: Configure push notification settings (a hub needs a credential per platform)",
    ),
    fix="Set apnsCredential with a token, or take ios out of the app's platforms.",
)
def apns_missing(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """A hub serves iOS and has no credential for Apple's push service.

    ## Why it matters

    Without it, a send to Apple's devices has no effect, while sends to other platforms go on. Alerts on
    Apple's errors exist only together with the credential, so no alert reports it.

    ## Remediation

    Set `apnsCredential` with token, key id, team id and bundle id. Where the app is no longer built for
    iOS, take the platform out of its settings.
    """
    # A namespace's credentials serve all of its hubs.
    if hub.credentials.apns is not None:
        return
    if "ios" not in hub.platforms:
        raise NotApplicable("no iOS app is declared")
    if ctx.estate.namespace_of(hub).credentials.apns is None:
        yield Violation("it serves iOS and has no credential for Apple's push service", at="apns")
