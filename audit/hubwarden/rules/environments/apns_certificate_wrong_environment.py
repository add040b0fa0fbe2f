"""Apns certificate wrong environment."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem, Purpose
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH308",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.FIXER.on("certificates of two environments"),
        citations.APPLE_CERTIFICATE,
        citations.APPLE_INTERMEDIATES.on("the types of certificate"),
    ),
    fix="Use a certificate for the environment's side of Apple's service, or one for both.",
    needs=("environment",),
    changes=(PATCH_HUB,),
)
def apns_certificate_wrong_environment(
    certificate: ApnsCertificate, ctx: Context
) -> Iterator[Violation]:
    """An APNs certificate is not for the side of Apple's service that the environment uses.

    ## Why it matters

    This is the mix-up that Microsoft warns of first: with the certificate of the other side Apple refuses
    every push, and registrations that it calls invalid are deleted. The extensions of a certificate say
    which side it is for; its name is only a hint.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a certificate for com.example.shop, sandbox>", // for the sandbox
            "certificateKey": "<the password>"
          }
        }
      }
    }
    ```

    It breaks NH101 and NH309, too: every certificate breaks the first, and the endpoint is production's.

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

    Create a certificate for the side that the environment's builds use: production for the App Store,
    TestFlight and ad-hoc builds, sandbox for builds from Xcode. Certificates that Apple makes today are
    for both.

    ### In the Pulumi program

    The file in Base64 and its password are secrets of the stack; `inspect` judges the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Registrations of the environment's own builds stay. Those of builds for the other side are of no use in this
    hub, and the hub deletes them as it sends.
    """
    content = certificate.content
    if isinstance(content, Problem):
        raise NotApplicable("it cannot be read, which another rule judges")
    if content.purpose is not Purpose.ALERT_PUSH:
        raise NotApplicable(f"it is for {content.purpose}, which another rule judges")
    name, wanted = ctx.environment_name(certificate), ctx.environment(certificate).apns
    if wanted not in content.environments:
        side = next(iter(content.environments), "neither production nor sandbox")
        yield Violation(
            f"it is for {side}, and environment {name} uses Apple's {wanted}",
            at="content.environments",
        )
