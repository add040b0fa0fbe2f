"""Hub without apns."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH808",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Microsoft: Configure push notification settings (a hub needs a credential per platform)",
    ),
    fix="Set apnsCredential of the hub, or release the build for the hub that has it.",
)
def hub_without_apns(build: Build, _ctx: Context) -> Iterator[Violation]:
    """A build is for Apple's devices, and its hub has no credential for Apple's push service.

    ## Why it matters

    The app registers with the hub, and no push ever reaches it.

    ## Remediation

    Set `apnsCredential` with a token signing key of the team that builds the app.
    """
    if build.kind == "google-services":
        raise NotApplicable("it is a build for Android")
    if build.hub is None:
        raise NotApplicable("no hub was named")
    if build.apns is None:
        yield Violation("its hub has no credential for Apple's push service", at="apns")
