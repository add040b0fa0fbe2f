"""Mpns credential."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_HUB
from hubwarden.context import Context
from hubwarden.model.credentials import Mpns
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH108",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.PNS_SETTINGS.on("MPNS has been deprecated and is no longer supported"),),
    fix="Remove mpnsCredential; Windows apps use WNS.",
    former_slugs=("mpns",),
    fix_kind="take-away",
    changes=(PUT_HUB,),
)
def mpns_credential(credential: Mpns, _ctx: Context) -> Iterator[Violation]:
    """A hub has a credential for the push service of Windows Phone.

    ## Why it matters

    The Microsoft Push Notification Service is no longer supported. Notifications that are sent to it reach
    no device, and the certificate is a secret without a use.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
      "name": "shop-ns/shop",
      "properties": {
        "mpnsCredential": { // retired
          "properties": {
            "mpnsCertificate": "[parameters('mpnsCertificate')]",
            "certificateKey": "[parameters('mpnsKey')]",
            "thumbprint": "40F58BFFE2A430B0158C19B011CF4154DDCEB029"
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
        "wnsCredential": {
          "properties": {
            "packageSid": "ms-app://s-1-15-2-1",
            "secretKey": "[parameters('wnsSecret')]"
          }
        }
      }
    }
    ```

    ## Remediation

    Remove `mpnsCredential` and the registrations of the platform `mpns`.

    ### In the Pulumi program

    Take `mpns` out of the app, and its two secrets:

    ```sh
    pulumi config rm hubwarden:shop-mpnsCertificate
    pulumi config rm hubwarden:shop-mpnsCertificateKey
    ```

    ## What the fix breaks

    Nobody whom a push still reaches: the service is closed. Registrations of the platform `mpns` stay until
    they are deleted.
    """
    yield Violation(
        f"{credential.id.name} has a credential for the retired service of Windows Phone"
    )
