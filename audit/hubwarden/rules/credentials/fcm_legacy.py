"""Fcm legacy."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import FcmLegacy
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH106",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.FCM_V1_MIGRATION.on("shutdown from 2024-07-22"),
        citations.FCM_MIGRATION,
    ),
    fix="Configure FCM v1, move the registrations to it, and remove the legacy credential.",
    fix_kind="take-away",
    changes=(PUT_HUB,),
)
def fcm_legacy(credential: FcmLegacy, _ctx: Context) -> Iterator[Violation]:
    """A hub still has a credential for the legacy API of Firebase.

    ## Why it matters

    Google began to shut that API down on 22 July 2024. A hub accepts the retired key without an error, and
    pushes to registrations of the platform `gcm` reach no device.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "gcmCredential": { // retired
          "properties": {
            "googleApiKey": "[parameters('gcmKey')]"
          }
        },
        "fcmV1Credential": {
          "properties": {
            "projectId": "shop-prod",
            "clientEmail": "push@shop-prod.iam.gserviceaccount.com",
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
        "fcmV1Credential": {
          "properties": {
            "projectId": "shop-prod",
            "clientEmail": "push@shop-prod.iam.gserviceaccount.com",
            "privateKey": "[parameters('fcmKey')]"
          }
        }
      }
    }
    ```

    ## Remediation

    Set `fcmV1Credential` from a service account, move clients and registrations to FCM v1, then remove
    `gcmCredential`.

    ### In the Pulumi program

    Take `fcmLegacy` out of the app, and its secret:

    ```sh
    pulumi config rm hubwarden:shop-fcmLegacyKey
    ```

    ```yaml
    config:
      hubwarden:apps:
        shop:
          fcmV1: {projectId: shop-prod, clientEmail: push@shop-prod.iam.gserviceaccount.com}
    ```

    ## What the fix breaks

    Nobody whom a push still reaches: Google answers nothing else than errors to the legacy key. Registrations
    of the platform `gcm` stay in the hub until they are updated or deleted; a device is reached when its app
    registers with FCM v1.
    """
    yield Violation(f"{credential.id.name} has a credential for the retired legacy API of Firebase")
