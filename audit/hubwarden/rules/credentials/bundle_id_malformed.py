"""Bundle id malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.base import Undetermined, any_holds
from hubwarden.model.credentials import ApnsToken
from hubwarden.rule import NotApplicable, Severity, Violation, rule

_FORM: Final = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_LIKE_A_TEAM: Final = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{10}\.|(?:TEAM_?ID|APP_?ID|PREFIX)\.")


@rule(
    "NH125",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.APPLE_SENDING.on("apns-topic is the bundle identifier"),
        citations.APPLE_BUNDLE_ID.on("letters, digits, hyphens and periods"),
    ),
    fix="Set appName to the app's bundle identifier alone, as in com.example.app.",
    needs=("hub",),
    changes=(PATCH_HUB,),
)
def bundle_id_malformed(token: ApnsToken, _ctx: Context) -> Iterator[Violation]:
    """The bundle id of an APNs token is not a bundle identifier.

    ## Why it matters

    The hub sends it with every push as the topic. For `*`, for an id that begins with the team id, and for
    an id with white space, Apple answers `BadTopic` or `TopicDisallowed`, and no push arrives.

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
            "keyId": "ABC123DEFG",
            "appId": "TEAM123456",
            "appName": "TEAM123456.com.example.shop" // with the team id
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

    Set `appName` to the bundle identifier that stands in the app's Info.plist, without the team id that
    entitlements and profiles write in front of it. For VoIP pushes, add `.voip` to it.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    Nothing that worked: no push arrived. Registrations stay.
    """
    name = token.bundle_id
    if name is None:
        raise NotApplicable("it has no bundle id, which another rule judges")
    if not _FORM.fullmatch(name):
        yield Violation(
            "its bundle id is not made of letters, digits, hyphens and single periods alone",
            at="bundle_id",
        )
    elif any_holds(
        lambda: _LIKE_A_TEAM.match(name) is not None,
        lambda: token.team_id is not None and name.partition(".")[0] == token.team_id,
    ):
        yield Violation("its bundle id begins with a team id", at="bundle_id")
    elif "." not in name:
        raise Undetermined(
            "ApnsToken.bundle_id",
            "it is a single word: whether an app has that identifier is not known",
            cause="unclear",
        )
