"""Access key old."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import REGENERATE_KEY
from hubwarden.context import Context
from hubwarden.model.resources import AccessRule
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH213",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        citations.REST_API.on("modifiedTime of an access rule"),
        citations.BASELINE,
    ),
    changes=(REGENERATE_KEY,),
    fix="Regenerate the keys of the access rule, the secondary first, and hand them over.",
    hidden_from_pack="when an access rule was changed last",
    fix_kind="rotate",
)
def access_key_old(access_rule: AccessRule, ctx: Context) -> Iterator[Violation]:
    """The keys of an access rule are older than the baseline allows.

    ## Why it matters

    A key works until somebody regenerates it, wherever it was copied in the meantime: to laptops, into
    pipelines, to people who have left. Azure tells when a rule was changed last, and its keys are as old as
    that at the least. They may be older: a change of the rights counts as a change of the rule, so that a
    rule which passes is not proved to have young keys.

    The rule judges where `key_age_days` is set for the environment. A program or a template does not tell
    when a rule was changed: check the live namespace.

    ## Bad example

    As Azure answers, on 1 January 2026, with `key_age_days: 365` in the baseline:

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/orders",
      "properties": {
        "rights": ["Send"],
        "modifiedTime": "2023-03-14T09:26:53Z" // nearly three years
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/orders",
      "properties": {
        "rights": ["Send"],
        "modifiedTime": "2025-11-20T08:00:00Z"
      }
    }
    ```

    ## Remediation

    Hand the secondary key to the consumer, regenerate the primary, hand that over, and regenerate the
    secondary. So nobody is cut off.

    ### In the Pulumi program

    The program does not regenerate keys. After the steps above run `pulumi up --refresh`, so that the vault gets the new
    connection strings.

    ## What the fix breaks

    Whoever uses the key that is regenerated is refused from then on. With the two keys of the rule in turn, as
    above, nobody is.
    """
    allowed = ctx.demanded(access_rule, lambda demands: demands.key_age_days)
    days = (ctx.moment - access_rule.modified).days
    if days > allowed:
        yield Violation(
            f"neither it nor a key of it was changed since {access_rule.modified.date()}, which is "
            f"{days} days, and {allowed} are allowed",
            at="modified",
        )
