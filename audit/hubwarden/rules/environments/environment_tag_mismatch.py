"""Environment tag mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.model.tags import tag_value
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH303",
    severity=Severity.MEDIUM,
    since="0.1.0",
    sources=(citations.BASELINE.on("which environment a resource belongs to"),),
    fix="Correct the tag, or the baseline where that is wrong.",
    changes=(PATCH_NAMESPACE,),
)
def environment_tag_mismatch(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """The tag `environment` of a namespace contradicts the baseline.

    ## Why it matters

    Costs, alerts and other policies go by tags. All of them skip a production namespace with the tag of a
    sandbox.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "tags": { // it is production
        "application": "shop",
        "environment": "sandbox",
        "owner": "team-a"
      }
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "tags": {
        "application": "shop",
        "environment": "production",
        "owner": "team-a"
      }
    }
    ```

    ## Remediation

    Correct the tag. Where the tag is right, correct the environment's `match` in the baseline.

    ### In the Pulumi program

    The program writes the tag from `hubwarden:environment`.

    ## What the fix breaks

    No push and no key. What goes by the tag (costs, alerts, policies of Azure) treats the namespace as
    production from then on.
    """
    claim = tag_value(namespace.tags, "environment", "Namespace.tags")
    if not claim:
        raise NotApplicable("it has no tag of that name")
    name, demands = ctx.environment_name(namespace), ctx.environment(namespace)
    accepted = {name.lower(), *(alias.lower() for alias in demands.aliases)}
    if claim.lower() not in accepted:
        yield Violation(
            f"its tag says {claim}, and the baseline says {name}",
            at="tags.environment",
        )
