"""Default rule in use."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_APP_SETTINGS
from hubwarden.context import EstateContext
from hubwarden.facts import DEFAULT_HUB_RULES, DEFAULT_NAMESPACE_RULES
from hubwarden.model.key_uses import KeyUse
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH207",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.SECURITY.on("the rules that are made with a hub"),
        citations.AZSK.on("Azure_NotificationHub_AuthZ_Use_Min_Permissions_Access_Policies"),
    ),
    changes=(PUT_APP_SETTINGS,),
    fix="Make an access rule of the hub for this consumer, with the rights that it needs, and hand over its key.",
    fix_kind="hand-over",
)
def default_rule_in_use(key_use: KeyUse, _ctx: EstateContext) -> Iterator[Violation]:
    """An app uses the key of an access rule that Azure creates itself.

    ## Why it matters

    Everybody uses the rules that Azure creates with a hub or a namespace, so nobody can replace their keys:
    it is not known what would stop working. A rule for each consumer can be replaced and removed by itself.

    The rule judges every resource that receives such a key: in settings, connection strings, environment
    variables, tags, and by a reference to a secret of a vault of the same source. The secret itself only
    keeps the key. A policy pack sees a key where the connection string names its rule, and before the first
    deployment it sees none.

    ## Bad example

    ```json
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules', 'shop-ns', 'shop', 'DefaultListenSharedAccessSignature'), '2023-10-01-preview').primaryConnectionString]" // everybody's key
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules', 'shop-ns', 'shop', 'campaigns'), '2023-10-01-preview').primaryConnectionString]"
      }
    }
    ```

    ## Remediation

    Declare a rule of the hub with the rights of the consumer, hand over its key, and regenerate the key of
    the default rule.

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

    The app restarts with the other key, and nobody is cut off by that. The key of the default rule is in other
    hands, too: when you regenerate it, whoever still uses it is refused. A default rule cannot be told who it is
    for, so find its users first.
    """
    if key_use.stored:
        raise NotApplicable("a vault keeps the key; the source does not show who reads it there")
    name = key_use.rule.name
    defaults = DEFAULT_NAMESPACE_RULES if key_use.on_namespace else DEFAULT_HUB_RULES
    if name.lower() in {default.lower() for default in defaults}:
        yield Violation(f"{key_use.place} is handed the key of {name}, which Azure makes itself")
