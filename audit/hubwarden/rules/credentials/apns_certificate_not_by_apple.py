"""Apns certificate not by apple."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH136",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.APPLE_CERTIFICATE,
        citations.APPLE_PKI.on("the names of the authorities, from public copies"),
        citations.APPLE_INTERMEDIATES.on("G4 issues Apple Push Notification service SSL"),
    ),
    fix="Create a push certificate in Apple's developer account and set it with its private key.",
    changes=(PATCH_HUB,),
)
def apns_certificate_not_by_apple(
    certificate: ApnsCertificate, _ctx: Context
) -> Iterator[Violation]:
    """The APNs certificate of a hub was not issued by Apple.

    ## Why it matters

    Apple accepts only certificates that its own authorities issued. A self-signed certificate, or one from
    another authority, is refused on every connection, whatever names it contains. The names of Apple's
    authorities were checked against public copies of the list on Apple's page, not against the page itself.

    A matching name is no proof: signatures of certificates are not verified, and every report says so.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a self-signed certificate for com.example.shop>", // signed by itself
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

    Create the certificate in Apple's developer account, or better a token signing key.

    ### In the Pulumi program

    `apns.mode` is `certificate`. The file in Base64 and its password are secrets of the stack; `inspect` judges
    the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Nothing that worked: Apple refuses the certificate that is there. Registrations stay.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if not content.names_apple:
        yield Violation(
            f"it was issued by {content.issuer or 'somebody without a name'}, which is none of Apple's "
            "authorities",
            at="content.issuer",
        )
