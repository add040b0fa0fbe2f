"""Apns endpoint wrong mode."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.facts import apple_host
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH104",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.AZ_APNS.on(
            "which address belongs to which mode; its default is that of certificates"
        ),
        citations.JAVA_APNS.on("the constants"),
    ),
    fix="With a token, use an endpoint of the api.* family.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def apns_endpoint_wrong_mode(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """An APNs endpoint belongs to certificates, and the credential is a token.

    ## Why it matters

    `gateway.push.apple.com` and `gateway.sandbox.push.apple.com` are the addresses of certificate mode.
    Microsoft's SDK sets them by default in either mode, so a hub that was moved to a token easily keeps
    one. With a certificate they are right.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "gateway.push.apple.com", // of certificates
            "token": "[parameters('apnsToken')]",
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "com.example.shop"
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

    Set `https://api.push.apple.com:443/3/device` or, for the sandbox,
    `https://api.development.push.apple.com:443/3/device`.

    ### In the Pulumi program

    Leave `endpoint` out: the program takes the address that belongs to `mode` and `environment`.

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Nothing that worked. A PATCH sets the credential as a whole: send the token and its ids again, too.
    """
    if apns.token is None:
        raise NotApplicable("it has no token")
    host = apple_host(apns.endpoint)
    if host is None:
        raise NotApplicable("it has no endpoint of Apple, which another rule judges")
    if not host.takes_token:
        yield Violation("its endpoint is one for certificates, and it has a token", at="endpoint")
