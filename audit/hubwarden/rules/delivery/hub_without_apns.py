"""Hub without apns."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_HUB
from hubwarden.context import Context
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH808",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(citations.PNS_SETTINGS.on("a credential for each platform"),),
    changes=(PATCH_HUB,),
    fix="Set apnsCredential of the hub, or release the build for the hub that has it.",
)
def hub_without_apns(build: Build, _ctx: Context) -> Iterator[Violation]:
    """A build is for Apple's devices, and its hub has no credential for Apple's push service.

    ## Why it matters

    The app registers with the hub, and no push ever reaches it.

    ## Bad example

    The build of an app for iOS is released for this hub:

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "fcmV1Credential": { // and nothing for Apple
          "properties": {
            "projectId": "example-shop",
            "clientEmail": "push@example-shop.iam.gserviceaccount.com",
            "privateKey": "[parameters('fcmKey')]"
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

    Set `apnsCredential` with a token signing key of the team that builds the app.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    The text between the lines of the .p8 file: `pulumi config set --secret hubwarden:shop-apnsToken < key.txt`.

    ## What the fix breaks

    Nobody. Devices that have registered with the hub are reached from then on.
    """
    if build.kind == "google-services":
        raise NotApplicable("it is a build for Android")
    if build.hub is None:
        raise NotApplicable("no hub was named")
    if build.apns is None:
        yield Violation("its hub has no credential for Apple's push service", at="apns")
