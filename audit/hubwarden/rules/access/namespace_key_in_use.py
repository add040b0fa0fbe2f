"""Namespace key in use."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_APP_SETTINGS
from hubwarden.context import EstateContext
from hubwarden.model.key_uses import KeyUse
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH209",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.AZSK.on(
            "Azure_NotificationHub_AuthZ_Dont_Use_Policies_At_NotificationHub_Namespace"
        ),
        citations.SECURITY.on("access policies of a namespace and of a hub"),
    ),
    changes=(PUT_APP_SETTINGS,),
    fix="Hand over the key of a rule of the one hub that the consumer uses.",
    fix_kind="hand-over",
)
def namespace_key_in_use(key_use: KeyUse, _ctx: EstateContext) -> Iterator[Violation]:
    """An app uses the key of a namespace.

    ## Why it matters

    The key of a namespace opens every hub in it, those of other apps and those to come. An app needs one
    hub. A policy pack sees a key where the connection string names its rule, and before the first
    deployment it sees none.

    ## Bad example

    ```json
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/authorizationRules', 'shop-ns', 'orders'), '2023-10-01-preview').primaryConnectionString]" // opens every hub of the namespace
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules', 'shop-ns', 'shop', 'orders'), '2023-10-01-preview').primaryConnectionString]"
      }
    }
    ```

    ## Remediation

    Declare a rule of the hub for the app, hand over its key, and regenerate the namespace's key.

    ### In the Pulumi program

    Read the secret of the app's own rule in Key Vault instead:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          consumers:
            phones: {role: device, rights: [Listen]}
            orders: {role: backend, rights: [Send], identity: 5f0b7c9e-3d61-4a52-9f1e-8c2d4b6a7e10}
    ```

    ## What the fix breaks

    The app restarts with the other key. If it used several hubs through the one key, it needs a key for each of
    them. Regenerate the namespace's key when nobody else uses it.
    """
    if key_use.stored:
        raise NotApplicable("a vault keeps the key; the source does not show who reads it there")
    if key_use.on_namespace:
        yield Violation(
            f"{key_use.place} is handed the key of {key_use.rule.name}, which opens every hub of its "
            "namespace"
        )
