"""Apns certificate expired."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH112",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.APPLE_CERTIFICATE,
        citations.NET_APNS.on("an expired certificate is refused"),
        citations.FIXER,
    ),
    fix="Create a new certificate, or better a token signing key, which does not expire, and set it.",
    changes=(PATCH_HUB,),
)
def apns_certificate_expired(certificate: ApnsCertificate, ctx: Context) -> Iterator[Violation]:
    """The APNs certificate of a hub is not valid at the time of the audit.

    ## Why it matters

    From that moment on, no push reaches an Apple device, in the middle of ordinary operation, and the hub
    reports nothing.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a certificate for com.example.shop, production, until 2025-12-15>", // ended
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

    Move to token authentication: a signing key does not expire. Otherwise create a new certificate and
    set it before the old one ends.

    The rule judges the moment of the run. With `--as-of DAY` it judges the end of that day (UTC).

    ### In the Pulumi program

    `apns.mode` is `certificate`. The file in Base64 and its password are secrets of the stack; `inspect` judges
    the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Registrations stay if the new certificate is for the same bundle id and the same side of Apple's service:
    device tokens do not change.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if content.not_after <= ctx.moment:
        yield Violation(
            f"it expired on {content.not_after:%Y-%m-%d at %H:%M} UTC", at="content.not_after"
        )
    if content.not_before > ctx.moment:
        yield Violation(
            f"it is valid from {content.not_before:%Y-%m-%d at %H:%M} UTC only",
            at="content.not_before",
        )
