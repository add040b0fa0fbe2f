"""Build without push."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH802",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Apple: APS Environment Entitlement",),
    fix="Switch on the capability Push Notifications and build with a profile that has it.",
)
def build_without_push(build: Build, _ctx: Context) -> Iterator[Violation]:
    """A build has no push entitlement.

    ## Why it matters

    Without `aps-environment` an app gets no device token: it never registers, and no hub can reach it.

    ## Remediation

    Switch on the capability for the app's identifier, renew the profile, and build again.
    """
    if build.kind == "google-services":
        raise NotApplicable("it is a build for Android")
    if build.environment is None:
        yield Violation("aps-environment is not there", at="environment")
