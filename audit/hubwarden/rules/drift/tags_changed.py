"""Tags changed."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.change import TagsChanged
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH716",
    severity=Severity.INFO,
    since="0.1.0",
    sources=(citations.TAGGING,),
    changes=(PATCH_NAMESPACE,),
    fix="Deploy the declared tags again, or declare those that are live.",
)
def tags_changed(change: TagsChanged, _ctx: Context) -> Iterator[Violation]:
    """The live tags of a namespace or a hub are not the declared ones.

    ## Why it matters

    Costs, alerts and policies go by tags, and other tools write them. A changed tag is worth knowing and seldom a
    fault. Whether the tags that are demanded are there is judged by another rule.

    Values of tags are not shown, because people keep keys in them.

    ## Bad example

    Declared (-) and live (+):

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces",
       "name": "shop-ns",
    -  "tags": {"application": "shop", "environment": "production", "owner": "team-a"}, // whose is it now?
    +  "tags": {"application": "shop", "environment": "production", "owner": "team-b"},
       "properties": {
         "publicNetworkAccess": "Enabled"
       }
     }
    ```

    ## Good example

    Declared and live alike:

    ```diff
     {
       "type": "Microsoft.NotificationHubs/namespaces",
       "name": "shop-ns",
       "tags": {"application": "shop", "environment": "production", "owner": "team-a"},
       "properties": {
         "publicNetworkAccess": "Enabled"
       }
     }
    ```

    ## Remediation

    Declare the tags that other tools write, or allow them: `field: "*.tags"` under `drift.allowed`.

    ### In the Pulumi program

    `pulumi up` alone may not see it: `pulumi up --refresh` reads what is live first and puts back what is declared.

    ```yaml
    config:
      hubwarden:owner: mobile-platform@lindenmarkt.example
    ```

    ## What the fix breaks

    Nothing of the hub. Reports of costs and policies go by tags: whoever wrote them may need them.
    """
    yield Violation(change.sentence, at=change.at_field)
