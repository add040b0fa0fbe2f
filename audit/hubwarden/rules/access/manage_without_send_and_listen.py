"""Manage without send and listen."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH212",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.NET_SDK.on("Manage permission should also include Send and Listen"),
        citations.SERVICE_BUS_RIGHTS.on("the same access rules"),
    ),
    changes=(PUT_ACCESS_RULE,),
    fix="Take Manage away, or give the rule Send and Listen as well.",
)
def manage_without_send_and_listen(access_rule: AccessRule, _ctx: Context) -> Iterator[Violation]:
    """An access rule has Manage without Send and Listen.

    ## Why it matters

    Manage includes the two others, and must be written with them: Microsoft's SDK refuses it alone, and Service
    Bus, which has the same access rules, answers 400. A deployment
    that holds such a rule fails halfway. This was not tried on Azure with Notification Hubs.

    ## Bad example

    In the baseline, `deployer` is a tool, which may manage.

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/deployer",
      "properties": {
        "rights": ["Manage"] // without Send and Listen
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/deployer",
      "properties": {
        "rights": ["Listen", "Send", "Manage"]
      }
    }
    ```

    ## Remediation

    Most consumers need no Manage at all: give a back end Send, and an app Listen. For a tool that manages
    hubs write all three rights.

    ### In the Pulumi program

    The settings refuse such a rule. A tool has all three rights:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          consumers:
            phones: {role: device, rights: [Listen]}
            deployer: {role: tooling, rights: [Listen, Send, Manage]}
    ```

    ## What the fix breaks

    Nothing that works today: the rule could not be deployed. If you take Manage away instead, check that the
    consumer does not manage hubs.
    """
    lacking = sorted({"Listen", "Send"} - access_rule.rights)
    if "Manage" in access_rule.rights and lacking:
        yield Violation(f"it has Manage and lacks {' and '.join(lacking)}", at="rights")
