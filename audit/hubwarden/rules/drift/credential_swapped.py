"""Credential swapped."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.change import CredentialSwapped
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH705",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.OPERATIONS.on("pnsCredentials, which alone returns credentials"),
        citations.PULUMI_AZURE_NATIVE,
    ),
    changes=(PATCH_HUB,),
    fix="Deploy the declared credential again; where the new one is right, declare it.",
)
def credential_swapped(change: CredentialSwapped, _ctx: Context) -> Iterator[Violation]:
    """A live push credential is not the declared one.

    ## Why it matters

    Whoever replaces a credential decides which app is reached and on which side of Apple's service, and pushes end
    without an error where the new one does not fit. A refresh by Pulumi does not see it, because the service does
    not return credentials with the hub.

    Keys and certificates are compared by a digest that lives as long as the run; reports say only that they
    differ. A certificate whose file the service does not return is compared by its thumbprint. If one side
    does not contain a secret, the result is undetermined; the baseline may accept it, by field.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
       "name": "shop-ns/shop",
       "properties": {
         "apnsCredential": {
           "properties": {
             "endpoint": "https://api.push.apple.com:443/3/device",
             "token": "[parameters('apnsToken')]",
    -        "keyId": "ABC123DEFG", // is this key still ours?
    +        "keyId": "ZYX987WVUT",
             "appId": "TEAM123456",
             "appName": "com.example.shop"
           }
         }
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
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

    Deploy the declared credential again. If it was replaced on purpose, for instance because it expired, set the new
    one in the stack: the next deployment would put the old one back.

    ### In the Pulumi program

    Set the secret of the credential that is right, and deploy:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    A refresh does not see a credential: change another property of the hub, or send the PATCH below.

    ## What the fix breaks

    Pushes go out with the declared credential from then on. If it was replaced because it had expired or was
    revoked, the declared one stops all pushes of that platform: check it with `hubwarden inspect` first.
    Registrations stay if both are for the same app and the same side of Apple's service.
    """
    yield Violation(change.sentence, at=change.at_field)
