"""Apns key or team id malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH105",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.REST_API.on("ApnsCredentialProperties: 10 characters"),
        citations.APPLE_TOKEN.on("the key id has 10 characters"),
    ),
    fix="Copy the key id and the team id from the Apple developer account: each has 10 capital letters and digits.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def apns_key_or_team_id_malformed(apns: Apns, _ctx: Context) -> Iterator[Violation]:
    """The key id or the team id of an APNs token does not have the form that Apple gives them.

    ## Why it matters

    Both go into every request to Apple. A wrong one is refused as `InvalidProviderToken`, and no push
    arrives. Swapped ids, and a bundle id in the team's place, are the usual mistakes.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "apnsCredential": {
          "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "token": "[parameters('apnsToken')]",
            "keyId": "abc123", // six, in small letters
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

    The key id stands beside the key in the Apple developer account, the team id under Membership. Each
    has 10 characters, capital letters and digits.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Registrations stay. Nothing that worked is lost: Apple refuses the ids that are there.
    """
    token = apns.token
    if token is None:
        raise NotApplicable("it has no token")
    for field, words in (("key_id", "key id"), ("team_id", "team id")):
        value = getattr(token, field)
        if value is not None and not re.fullmatch(r"[A-Z0-9]{10}", value):
            yield Violation(
                f"its {words} is not 10 capital letters and digits", at=f"token.{field}"
            )
    if token.key_id is not None and token.key_id == token.team_id:
        yield Violation("its key id is its team id: one of the two is wrong", at="token.key_id")
