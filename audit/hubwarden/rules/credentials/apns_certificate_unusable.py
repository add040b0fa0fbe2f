"""Apns certificate unusable."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Certificate, Problem, Purpose
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import ApnsCertificate
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH111",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.APPLE_CERTIFICATE,
        citations.APPLE_INTERMEDIATES.on("the types of certificate"),
        citations.NET_APNS.on("a certificate without a private key is refused"),
    ),
    fix="Export the push certificate anew, together with its private key, and set it with the password that opens it.",
    changes=(PATCH_HUB,),
)
def apns_certificate_unusable(certificate: ApnsCertificate, _ctx: Context) -> Iterator[Violation]:
    """The APNs certificate of a hub cannot be used for push notifications.

    ## Why it matters

    A hub accepts any file. A file that its password does not open, that lacks its private key, that was made
    for another purpose (code signing, VoIP, device management) or that is not by Apple leads to
    `InvalidCredentials` on every send, and nothing warns before that. It is not documented which certificate
    a hub uses of a file with several.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a certificate for com.example.shop, production, without its private key>", // no private key
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

    Export certificate and private key together as .p12 and set both the file and the password. For alerts,
    Apple's certificate type is Apple Push Notification service SSL.

    ### In the Pulumi program

    `apns.mode` is `certificate`. The file in Base64 and its password are secrets of the stack; `inspect` judges
    the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Nothing that worked: with this file every send fails. Registrations stay.
    """
    content = certificate.content
    if isinstance(content, Problem):
        if content.leaves_open:
            raise Undetermined("ApnsCertificate.content", content.what, cause="unclear")
        yield Violation(f"it cannot be read: {content.what}", at="content")
        return
    if content.purpose is not Purpose.ALERT_PUSH:
        yield Violation(_wrong_purpose(content.purpose), at="content.purpose")
    elif not content.environments:
        yield Violation(
            "it has neither of the extensions by which Apple marks push certificates",
            at="content.environments",
        )
    yield from _about_the_key(content)
    if content.irregular:
        raise Undetermined("ApnsCertificate.content", content.irregular, cause="unclear")
    if content.more_certificates:
        raise Undetermined(
            "ApnsCertificate.content",
            "it holds several certificates: which one is used is not known",
            cause="unclear",
        )


def _wrong_purpose(purpose: Purpose) -> str:
    if purpose is Purpose.OTHER:
        return "it is not a push certificate: nothing in it names Apple's push service"
    return f"it is a certificate for {purpose}, not for push notifications"


def _about_the_key(content: Certificate) -> Iterator[Violation]:
    if content.key_problem:
        yield Violation(content.key_problem, at="content.key")
    elif not content.has_private_key:
        yield Violation("its private key is not there", at="content.key")
    elif content.private_key_fits is None:
        raise Undetermined(
            "ApnsCertificate.content",
            "its private key is locked: whether it fits is not known",
            cause="unclear",
        )
    elif not content.private_key_fits:
        yield Violation("its private key belongs to another certificate", at="content.key")
