"""Apns endpoint wrong environment."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.facts import APNS_HOSTS, apns_host
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH301",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        "Microsoft: Token-based (HTTP/2) authentication for APNs",
        "Microsoft: Diagnose dropped notifications in Azure Notification Hubs",
        "Apple: Sending notification requests to APNs",
    ),
    fix="Use the endpoint of the environment's side of Apple's service.",
    needs=("hub", "environment"),
)
def apns_endpoint_wrong_environment(apns: Apns, ctx: Context) -> Iterator[Violation]:
    """An APNs endpoint belongs to the other environment.

    ## Why it matters

    Device tokens are valid on one side of Apple's service only. A hub with the wrong endpoint accepts
    every send, Apple answers `BadDeviceToken`, and the hub deletes the registrations: after the mistake is
    corrected the devices are still gone until their apps register again.

    ## Remediation

    Set the endpoint of the environment. TestFlight and ad-hoc builds use the production side: where an
    environment serves those, say `apns: production` for it in the baseline.
    """
    if apns.endpoint is None:
        raise NotApplicable("it has no endpoint")
    host = APNS_HOSTS.get(apns_host(apns.endpoint))
    if host is None:
        raise NotApplicable("the endpoint is not known at all")
    name, wanted = ctx.environment_name(apns), ctx.environment(apns).apns
    if host.environment != wanted:
        yield Violation(
            f"its endpoint is Apple's {host.environment}, and environment {name} uses Apple's {wanted}",
            at="endpoint",
        )
