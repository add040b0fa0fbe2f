"""Apns endpoint wrong environment."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.facts import apple_host
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH301",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.FIXER.on("certificates and endpoints of two environments"),
        citations.TOKEN_AUTHENTICATION,
        citations.APPLE_SENDING.on("BadDeviceToken"),
    ),
    fix="Use the endpoint of the environment's side of Apple's service.",
    needs=("hub", "environment"),
    changes=(PATCH_HUB,),
)
def apns_endpoint_wrong_environment(apns: Apns, ctx: Context) -> Iterator[Violation]:
    """An APNs endpoint belongs to the other environment.

    ## Why it matters

    Device tokens are valid on one side of Apple's service only. A hub with the wrong endpoint accepts
    every send, Apple answers `BadDeviceToken`, and the hub deletes the registrations: after the mistake is
    corrected the devices are still gone until their apps register again.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.development.push.apple.com:443/3/device", // the sandbox, in production
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

    Set the endpoint of the environment. TestFlight and ad-hoc builds use the production side: where an
    environment serves those, say `apns: production` for it in the baseline.

    ### In the Pulumi program

    Leave `endpoint` and `apns.environment` out: the program takes the side of the stack's `environment`.

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Devices that registered with builds of the other side are not reached, and the hub deletes them as it sends.
    Those of the right side that it has deleted already come back when the app registers.
    """
    host = apple_host(apns.endpoint)
    if host is None:
        raise NotApplicable("it has no endpoint of Apple, which another rule judges")
    name, wanted = ctx.environment_name(apns), ctx.environment(apns).apns
    if host.environment != wanted:
        yield Violation(
            f"its endpoint is Apple's {host.environment}, and environment {name} uses Apple's {wanted}",
            at="endpoint",
        )
