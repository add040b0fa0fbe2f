"""Apns certificate expires soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH113",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.APPLE_CERTIFICATE,
        citations.BASELINE.on(
            "no document names the 30 days: a month is what a renewal with approvals takes"
        ),
    ),
    fix="Renew the certificate now, or move to a token signing key, which does not expire.",
    changes=(PATCH_HUB,),
)
def apns_certificate_expires_soon(
    certificate: ApnsCertificate, ctx: Context
) -> Iterator[Violation]:
    """The APNs certificate of a hub expires within 30 days.

    ## Why it matters

    A renewal needs an account holder at Apple, an export and a deployment. If the renewal starts after the
    last day, pushes stop for as long as it takes.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a certificate for com.example.shop, production, until 2026-01-20>", // 20 days after the day of the audit
            "certificateKey": "<the password>"
          }
        }
      }
    }
    ```

    It breaks NH101, too, as every certificate does.

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a certificate for com.example.shop, production>",
            "certificateKey": "<the password>"
          }
        }
      }
    }
    ```

    It breaks NH101, as every certificate does; a signing key does not.

    ## Remediation

    Renew the certificate, or move to token authentication.

    ### In the Pulumi program

    `apns.mode` is `certificate`. The file in Base64 and its password are secrets of the stack; `inspect` judges
    the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Registrations stay, and the old certificate works until its last day, so that nothing is lost in between.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if content.not_after <= ctx.moment:
        raise NotApplicable("it has expired, which another rule judges")
    left = content.not_after.date() - ctx.as_of
    if left <= _SOON:
        yield Violation(
            f"it expires on {content.not_after.date()}, in {left.days} days", at="content.not_after"
        )


_SOON: Final = timedelta(days=30)
