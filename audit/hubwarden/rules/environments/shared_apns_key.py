"""Shared apns key."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import EstateContext
from hubwarden.model.credentials import Apns
from hubwarden.model.secret_equality import same_secret
from hubwarden.rule import NotApplicable, Severity, Violation, rule
from hubwarden.twins import Likeness


@rule(
    "NH307",
    severity=Severity.INFO,
    since="0.1.0",
    sources=(
        citations.WORKLOAD_SECRETS.on("none is shared by development, test and production"),
        citations.APPLE_TOKEN.on("team-scoped keys for one environment, two of each"),
        citations.TOKEN_AUTHENTICATION,
    ),
    fix="Where the team can do with two keys, create one for each environment.",
    hidden_from_pack="another stack",
    changes=(PATCH_HUB,),
)
def shared_apns_key(apns: Apns, ctx: EstateContext) -> Iterator[Violation]:
    """Two environments use the same APNs signing key.

    ## Why it matters

    This is usual: a key serves both sides of Apple's service, and a team can have only two. It is reported
    so that a reviewer knows that replacing the key affects both environments, and that the sandbox's
    deployers hold the key of production. Apple offers keys for one environment alone.

    ## Bad example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "https://api.push.apple.com:443/3/device",
              "token": "<the text between the lines of AuthKey_ABC123DEFG.p8>", // the same
              "keyId": "ABC123DEFG",
              "appId": "TEAM123456",
              "appName": "com.example.shop"
            }
          }
        }
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-test-ns/shop-test",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "https://api.development.push.apple.com:443/3/device",
              "token": "<the text between the lines of AuthKey_ABC123DEFG.p8>", // the same
              "keyId": "ABC123DEFG",
              "appId": "TEAM123456",
              "appName": "com.example.shop"
            }
          }
        }
      }
    ]
    ```

    ## Good example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "https://api.push.apple.com:443/3/device",
              "token": "<the text between the lines of AuthKey_ABC123DEFG.p8>",
              "keyId": "ABC123DEFG",
              "appId": "TEAM123456",
              "appName": "com.example.shop"
            }
          }
        }
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-test-ns/shop-test",
        "properties": {
          "apnsCredential": {
            "properties": {
              "endpoint": "https://api.development.push.apple.com:443/3/device",
              "token": "<the text between the lines of AuthKey_SANDBOX123.p8>",
              "keyId": "SANDBOX123",
              "appId": "TEAM123456",
              "appName": "com.example.shop"
            }
          }
        }
      }
    ]
    ```

    ## Remediation

    Nothing has to be done. With two keys, each environment's key can be replaced by itself.

    ### In the Pulumi program

    `keyId` of the sandbox's stack names the second key, and the secret `shop-apnsToken` of that stack holds it.

    ```sh
    grep -v PRIVATE AuthKey_SANDBOX123.p8 | pulumi config set --secret --stack test hubwarden:shop-apnsToken
    ```

    ## What the fix breaks

    Registrations stay: they belong to the app, not to the key. Production keeps its key.
    """
    if apns.token is None:
        raise NotApplicable("it has no token")
    for name in ctx.twins(apns, _share_a_key, _likeness):
        yield Violation(f"environment {name} uses the same key", at=f"token.key.{name}")


def _likeness(apns: Apns) -> Likeness:
    if apns.token is None:
        return Likeness((), "no token")
    return Likeness((apns.token.key,), apns.token.key.save)


def _share_a_key(apns: Apns, other: Apns) -> bool:
    if apns.token is None or other.token is None:
        return False
    return same_secret(apns.token.key, other.token.key, "ApnsToken.key")
