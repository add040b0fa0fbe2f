"""Apns credential not exactly one."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import Apns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH102",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.NET_APNS.on("OnValidate: exactly one of token and certificate"),
        citations.TOKEN_AUTHENTICATION.on("token properties take the place of a certificate"),
    ),
    fix="Set either the token with its key id, team id and bundle id, or the certificate.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def apns_credential_not_exactly_one(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """An APNs credential has both a token and a certificate, or neither.

    ## Why it matters

    The service expects exactly one. With both, which one is used depends on the order of earlier
    changes; with neither, every push to Apple's devices is refused. A token is of no use without the key
    id, the team id and the bundle id that go with it.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": { // no keyId
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "[parameters('apnsToken')]",
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

    Keep the token and remove `apnsCertificate`, `certificateKey` and `thumbprint`.

    ### In the Pulumi program

    The settings cannot say both: `mode` decides, and a token needs all three.

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Registrations stay. A certificate that is removed can be revoked at Apple once pushes arrive with the token.
    """
    if apns.token is not None and apns.certificate is not None:
        yield Violation("it has both a token and a certificate", at="certificate")
    if apns.token is None and apns.certificate is None:
        yield Violation("it has neither a token nor a certificate")
    if apns.token is not None:
        parts = {"key_id": "key id", "team_id": "team id", "bundle_id": "bundle id"}
        for field, words in parts.items():
            if getattr(apns.token, field) is None:
                yield Violation(f"its token comes without a {words}", at=f"token.{field}")
