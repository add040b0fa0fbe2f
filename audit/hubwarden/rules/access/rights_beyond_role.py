"""Rights beyond role."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PUT_ACCESS_RULE
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH203",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(
        citations.AZSK.on("Azure_NotificationHub_AuthZ_Use_Min_Permissions_Access_Policies"),
        citations.SECURITY.on("what each right permits"),
        citations.BASELINE,
    ),
    changes=(PUT_ACCESS_RULE,),
    fix="Take the right away, or give the consumer a rule of its own for each purpose.",
    fix_kind="take-away",
)
def rights_beyond_role(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """An access rule has rights that the role of its consumer may not have.

    ## Why it matters

    Listen on a back end lets it register any device under any tag; Send in an app lets every user push to
    all others. The baseline says what each role may have. Manage is judged by a rule of its own. The rules
    that Azure makes itself are judged where the settings or the baseline give them to a consumer. A rule
    whose key the same source hands to an app counts as used by a back end, if nothing else is declared; a
    policy pack does not see that here.

    ## Bad example

    In the baseline, `orders` is a back end, which may send.

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/orders",
      "properties": {
        "rights": ["Listen", "Send"] // a back end does not register devices
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/orders",
      "properties": {
        "rights": ["Send"]
      }
    }
    ```

    ## Remediation

    Reduce the rights of the rule, or declare a further consumer with its own rule.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios, android]
          consumers:
            phones: {role: device, rights: [Listen]}
            orders: {role: backend, rights: [Send]}
    ```

    ## What the fix breaks

    The consumer keeps its key and loses the right. A back end that registers devices for its users needs Listen:
    give it another role, which may have both, before you take the right away.
    """
    if access_rule.azure_default and ctx.role(access_rule) is None:
        raise NotApplicable("Azure makes this rule itself; no consumer is declared for it")
    role = ctx.role_in_use(access_rule)
    if role is None:
        raise NotApplicable("no consumer is declared for it")
    roles = ctx.environment(access_rule).roles
    if role not in roles:
        yield Violation(f"the baseline gives role {role} no rights at all", at="role")
        return
    needs = ctx.environment(access_rule).role_needs.get(role, ())
    lacks = sorted((set(needs) & set(roles[role])) - access_rule.rights)
    instead = f"; it needs {' and '.join(lacks)} instead" if lacks else ""
    for right in sorted(access_rule.rights - {*roles[role], "Manage"}):
        # Manage includes the two others: who may have it may have them.
        if "Manage" not in roles[role]:
            yield Violation(
                f"role {role} has {right} and may not have it{instead}", at=f"rights.{right}"
            )
