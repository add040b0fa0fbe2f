"""Manage key in use."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ACCESS_RULE, PUT_APP_SETTINGS
from hubwarden.context import EstateContext
from hubwarden.facts import DEFAULT_HUB_RULES, DEFAULT_NAMESPACE_RULES
from hubwarden.model.base import Undetermined
from hubwarden.model.key_uses import KeyUse
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH208",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.AZTS.on("Azure_NotificationHub_AuthZ_Dont_Use_Manage_Access_Permission"),
        citations.SECURITY.on("what each right permits"),
    ),
    changes=(PUT_ACCESS_RULE, PUT_APP_SETTINGS),
    fix="Hand over the key of a rule with Send, or Listen, alone.",
    fix_kind="hand-over",
)
def manage_key_in_use(key_use: KeyUse, ctx: EstateContext) -> Iterator[Violation]:
    """An app uses a key with the right Manage.

    ## Why it matters

    Manage reads and replaces the push credentials, reads all registrations and deletes them. A web app that
    holds such a key gives all of that to whoever reads its settings. An app that sends needs Send.

    A consumer that the settings or the baseline declare with a role that may manage is a tool, not an app,
    and is not judged. A policy pack sees a key where the connection string names its rule, and before the
    first deployment it sees none.

    ## Bad example

    It breaks NH207, too: Azure makes this rule itself.

    ```json
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules', 'shop-ns', 'shop', 'DefaultFullSharedAccessSignature'), '2023-10-01-preview').primaryConnectionString]" // reads credentials, deletes registrations
      }
    }
    ```

    ## Good example

    ```json
    [{
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/orders",
      "properties": {
        "rights": ["Send"]
      }
    },
    {
      "type": "Microsoft.Web/sites/config",
      "name": "shop-backend/appsettings",
      "properties": {
        "HubConnection": "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules', 'shop-ns', 'shop', 'orders'), '2023-10-01-preview').primaryConnectionString]"
      }
    }]
    ```

    ## Remediation

    Declare a rule of the hub with Send for the app, hand over its key, and regenerate the key that it used.

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

    The app restarts with the other key. What it did with Manage is refused from then on: reading all registrations,
    changing the hub. Regenerate the key that it had when nobody else uses it.
    """
    if key_use.stored:
        raise NotApplicable("a vault keeps the key; the source does not show who reads it there")
    rule_ = ctx.rule_of(key_use)
    if "Manage" not in _rights(key_use, rule_):
        return
    if rule_ is not None and _may_manage(rule_, ctx):
        raise NotApplicable("the rule is declared for a consumer that may manage")
    yield Violation(f"{key_use.place} is handed the key of {key_use.rule.name}, which has Manage")


def _rights(key_use: KeyUse, rule_: AccessRule | None) -> frozenset[str]:
    if rule_ is not None:
        return rule_.rights
    defaults = DEFAULT_NAMESPACE_RULES if key_use.on_namespace else DEFAULT_HUB_RULES
    name = key_use.rule.name
    for default, rights in defaults.items():
        if default.lower() == name.lower():
            return frozenset(rights)
    raise Undetermined(
        "KeyUse.rule",
        f"no source in scope declares access rule {name}, so that its rights are not known",
        later=key_use.rule.later,
    )


def _may_manage(rule_: AccessRule, ctx: EstateContext) -> bool:
    try:
        role = ctx.role(rule_)
    except Undetermined:
        return False
    return role is not None and "Manage" in ctx.environment(rule_).roles.get(role, ())
