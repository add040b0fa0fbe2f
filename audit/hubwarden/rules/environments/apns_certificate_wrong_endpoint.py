"""Apns certificate wrong endpoint."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.facts import apple_host
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH309",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.FIXER.on("certificates of two environments"),
        citations.APPLE_CERTIFICATE,
        citations.AZ_APNS.on("which address belongs to which side"),
    ),
    fix="Let certificate and endpoint be of the same side of Apple's service.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def apns_certificate_wrong_endpoint(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """An APNs certificate is for the other side of Apple's service than the endpoint.

    ## Why it matters

    Apple answers `BadCertificateEnvironment` to every push. A hub accepts the pair without an error.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a certificate for com.example.shop, sandbox>", // of the other side
            "certificateKey": "<the password>"
          }
        }
      }
    }
    ```

    It breaks NH101 and NH308, too: every certificate breaks the first, and one for the sandbox the second in
    production.

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

    Change the certificate or the endpoint, whichever is wrong for the builds that register with this hub.

    ### In the Pulumi program

    Leave `endpoint` out: the program takes the address of `apns.environment`. The file in Base64 and its
    password are secrets of the stack; `inspect` judges the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Nothing that worked: Apple refuses the pair. Which of the two is wrong decides what follows: device tokens
    of the other side are no good, and their devices are reached when the app has registered anew.
    """
    if apns.certificate is None:
        raise NotApplicable("it has no certificate")
    content = apns.certificate.content
    host = apple_host(apns.endpoint)
    if isinstance(content, Problem) or host is None:
        raise NotApplicable("certificate or endpoint cannot be read, which other rules judge")
    if host.environment not in content.environments:
        side = next(iter(content.environments), "neither production nor sandbox")
        yield Violation(
            f"it is for {side}, and the endpoint is Apple's {host.environment}",
            at="certificate.content",
        )
