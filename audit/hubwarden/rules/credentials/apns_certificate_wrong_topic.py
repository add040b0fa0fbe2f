"""Apns certificate wrong topic."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule
from hubwarden.secret import shown


@rule(
    "NH115",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Apple: Sending notification requests to APNs (DeviceTokenNotForTopic)",
        "Microsoft: Diagnose dropped notifications in Azure Notification Hubs",
    ),
    fix="Use the certificate that was made for this app's bundle identifier.",
)
def apns_certificate_wrong_topic(
    certificate: ApnsCertificate, _ctx: Context
) -> Iterator[Violation]:
    """The APNs certificate of a hub was made for another app.

    ## Why it matters

    A certificate opens the topics of one app. For device tokens of another app Apple answers
    `DeviceTokenNotForTopic`, and the hub treats the registrations as dead.

    ## Remediation

    Use the certificate of this app, or correct the bundle identifier in the settings.
    """
    content, wanted = certificate.content, certificate.bundle_id
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if wanted is None:
        raise NotApplicable("no bundle identifier is declared that it could be compared with")
    topics = {*content.alert_topics, *filter(None, [content.bundle_id])}
    if not topics:
        raise Undetermined(
            "ApnsCertificate.content", "the certificate names no app", cause="unclear"
        )
    if wanted not in topics:
        yield Violation(
            f"it is for {', '.join(sorted(topics))}, not for {shown(wanted)}", at="bundle_id"
        )
