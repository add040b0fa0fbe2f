"""Apns certificate auth."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import Apns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH101",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.TOKEN_AUTHENTICATION,
        citations.APPLE_CERTIFICATE.on("one app for each certificate"),
    ),
    fix="Create a signing key (.p8) at Apple and configure the hub with token, key id, team id and bundle id.",
    changes=(PATCH_HUB,),
)
def apns_certificate_auth(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """A hub authenticates to Apple with a certificate instead of a token.

    ## Why it matters

    A push certificate ends after a year, and all delivery to iOS ends with it; Notification Hubs gives
    no warning. It is tied to one app and, in older forms, to one of Apple's two environments, so that a
    mix-up stays unseen until pushes vanish. A token does not expire and is not tied to an environment.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com",
            "apnsCertificate": "<a certificate for com.example.shop, production>", // ends in a year
            "certificateKey": "<the password>"
          }
        }
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "[parameters('apnsToken')]",
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "com.example.shop"
          }
        }
      }
    }
    ```

    ## Remediation

    Create a key for the Apple Push Notification service in the developer account, and give the hub the key, its
    id, the team and the bundle id, with the endpoint of token mode. The certificate goes with it: the token
    takes its place.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ```sh
    grep -v PRIVATE AuthKey_ABC123DEFG.p8 | pulumi config set --secret hubwarden:shop-apnsToken
    ```

    ## What the fix breaks

    Registrations stay: device tokens belong to the app, not to the certificate. A wrong team or bundle id stops
    every push to iOS, so change the test hub first.
    """
    if apns.certificate is not None:
        yield Violation("it authenticates with a certificate", at="certificate")
