"""Apns certificate wrong topic."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
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
        citations.APPLE_SENDING.on("DeviceTokenNotForTopic"),
        citations.APPLE_CERTIFICATE.on("one app for each certificate"),
        citations.FIXER,
    ),
    fix="Use the certificate that was made for this app's bundle identifier.",
    changes=(PATCH_HUB,),
)
def apns_certificate_wrong_topic(
    certificate: ApnsCertificate, _ctx: Context
) -> Iterator[Violation]:
    """The APNs certificate of a hub was made for another app.

    ## Why it matters

    A certificate opens the topics of one app. For device tokens of another app Apple answers
    `DeviceTokenNotForTopic`, and the hub treats the registrations as dead.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "appName": "com.example.shop", // the certificate is of another app
            "apnsCertificate": "<a certificate for com.example.courier, production>",
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
            "appName": "com.example.shop",
            "apnsCertificate": "<a certificate for com.example.shop, production>",
            "certificateKey": "<the password>"
          }
        }
      }
    }
    ```

    It breaks NH101, as every certificate does; a signing key does not.

    ## Remediation

    Use the certificate of this app, or correct the bundle identifier in the settings.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: certificate, bundleId: com.example.shop}
    ```

    The file in Base64 and its password are secrets of the stack; `inspect` judges the file before it is set:

    ```sh
    hubwarden inspect push.p12 --environment production
    base64 -w0 push.p12 | pulumi config set --secret hubwarden:shop-apnsCertificate
    pulumi config set --secret hubwarden:shop-apnsCertificatePassword
    ```

    ## What the fix breaks

    Registrations of this app stay, except those that the hub has deleted already: these devices are reached
    again when the app has registered anew.
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
