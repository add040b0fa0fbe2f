"""Tags missing."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import Context
from hubwarden.model.resources import Namespace
from hubwarden.model.tags import Tags, has_tag
from hubwarden.rule import Severity, Violation, in_turn, rule


@rule(
    "NH602",
    severity=Severity.LOW,
    since="0.1.0",
    sources=(
        citations.TAGGING,
        citations.BASELINE,
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Add the tags that are named.",
)
def tags_missing(namespace: Namespace, ctx: Context) -> Iterator[Violation]:
    """A namespace lacks tags that its environment demands.

    ## Why it matters

    Without an owner, nobody answers an alert or a request to replace a key. Without an environment, nobody
    knows whether a namespace can be deleted.

    ## Bad example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "tags": {"application": "shop", "environment": "production"} // whom to ask?
    }
    ```

    ## Good example

    ```json
    {
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "tags": {"application": "shop", "environment": "production", "owner": "team-a"}
    }
    ```

    ## Remediation

    Add the tags. The baseline lists them for each environment under `tags`.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:application: lindenmarkt-push
      hubwarden:owner: mobile-platform@lindenmarkt.example
    ```

    ## What the fix breaks

    Nothing. Tags may be read by cost reports and policies of your organisation, which then count the namespace.
    """
    demanded = ctx.environment(namespace).tags
    yield from in_turn(*(_missing(namespace.tags, tag) for tag in demanded))


def _missing(tags: Tags, tag: str) -> Iterator[Violation]:
    if not has_tag(tags, tag, "Namespace.tags"):
        yield Violation(f"it has no tag {tag}", at=f"tags.{tag}")
