"""Apns certificate wrong environment."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem, Purpose
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH308",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Microsoft: Diagnose dropped notifications in Azure Notification Hubs",
        "Apple: Establishing a certificate-based connection to APNs",
    ),
    fix="Use a certificate for the environment's side of Apple's service, or one for both.",
    needs=("environment",),
)
def apns_certificate_wrong_environment(
    certificate: ApnsCertificate, ctx: Context
) -> Iterator[Violation]:
    """An APNs certificate is not for the side of Apple's service that the environment uses.

    ## Why it matters

    This is the mix-up that Microsoft warns of first: with the certificate of the other side Apple refuses
    every push, and registrations that it calls invalid are deleted. The extensions of a certificate say
    which side it is for; its name is only a hint.

    ## Remediation

    Create a certificate for the side that the environment's builds use: production for the App Store,
    TestFlight and ad-hoc builds, sandbox for builds from Xcode. Certificates that Apple makes today are
    for both.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if content.purpose is not Purpose.ALERT_PUSH:
        raise NotApplicable(f"it is for {content.purpose}, which another rule judges")
    name, wanted = ctx.environment_name(certificate), ctx.environment(certificate).apns
    if wanted not in content.environments:
        sides = " and ".join(sorted(content.environments)) or "neither production nor sandbox"
        yield Violation(
            f"it is for {sides}, and environment {name} uses Apple's {wanted}",
            at="content.environments",
        )
