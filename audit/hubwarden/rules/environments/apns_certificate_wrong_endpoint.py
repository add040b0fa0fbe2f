"""Apns certificate wrong endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.facts import APNS_HOSTS, apns_host
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH309",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Microsoft: Diagnose dropped notifications in Azure Notification Hubs",
        "Apple: Establishing a certificate-based connection to APNs",
    ),
    fix="Let certificate and endpoint be of the same side of Apple's service.",
    needs=("hub",),
)
def apns_certificate_wrong_endpoint(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """An APNs certificate is for the other side of Apple's service than the endpoint.

    ## Why it matters

    Apple answers `BadCertificateEnvironment` to every push. A hub accepts the pair without an error.

    ## Remediation

    Change the certificate or the endpoint, whichever is wrong for the builds that register with this hub.
    """
    if apns.certificate is None:
        raise NotApplicable("it has no certificate")
    content = apns.certificate.content
    host = APNS_HOSTS.get(apns_host(apns.endpoint or ""))
    if isinstance(content, Problem) or host is None:
        raise NotApplicable("certificate or endpoint cannot be read, which other rules judge")
    if host.environment not in content.environments:
        sides = " and ".join(sorted(content.environments)) or "neither production nor sandbox"
        yield Violation(
            f"it is for {sides}, and the endpoint is Apple's {host.environment}",
            at="certificate.content",
        )
