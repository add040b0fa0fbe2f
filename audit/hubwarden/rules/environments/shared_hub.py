"""Shared hub."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import DELETE_HUB, PUT_HUB, PUT_NAMESPACE
from hubwarden.context import EstateContext
from hubwarden.model.base import Undetermined
from hubwarden.model.resources import Hub
from hubwarden.rule import Severity, Violation, rule
from hubwarden.twins import Likeness


@rule(
    "NH304",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.FAQ.on("never share a hub between production and test"),
        citations.FIXER.on("separate hubs"),
    ),
    fix="Give each environment a namespace and hubs of its own.",
    hidden_from_pack="another stack",
    fix_kind="replace",
    changes=(
        PUT_NAMESPACE,
        PUT_HUB,
        DELETE_HUB,
    ),
)
def shared_hub(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """Production and sandbox share a namespace or a hub.

    ## Why it matters

    A hub sends to one side of Apple's service. With tokens of both sides in it, half of the registrations
    are deleted, and a test push reaches real users. A shared namespace shares its keys, its tier and its
    quota, and whoever may manage the one environment may manage the other.

    ## Bad example

    ```json
    [
      { // both in push-ns
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "push-ns/shop"
      },
      { // both in push-ns
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "push-ns/shop-test"
      }
    ]
    ```

    ## Good example

    ```json
    [
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-ns/shop"
      },
      {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "name": "shop-test-ns/shop-test"
      }
    ]
    ```

    ## Remediation

    Deploy a namespace for each environment. Names of namespaces are unique in all of Azure: choose one
    that names the environment.

    ### In the Pulumi program

    A stack is an environment with a namespace of its own: `pulumi stack init test`, with
    `hubwarden:environment: sandbox` in `Pulumi.test.yaml`.

    ## What the fix breaks

    Every device and back end of the environment that moves: its registrations do not move with it, and each
    needs the connection string of the new hub. Build the new hub beside the old one, release apps and back ends
    with it, and delete the old hub when hardly anybody registers there any more. Move the sandbox, not
    production: there it costs least.
    """
    for name in ctx.twins(hub, _share_a_namespace, _likeness):
        yield Violation(f"environment {name} uses the same namespace", at=f"namespace.{name}")


def _likeness(hub: Hub) -> Likeness:
    name = hub.namespace.name.lower()
    return Likeness((), "not known") if "{" in name else Likeness((name,))


def _share_a_namespace(hub: Hub, other: Hub) -> bool:
    names = (hub.namespace.name.lower(), other.namespace.name.lower())
    # Names of namespaces are unique in all of Azure, so the rest of the id need not be known. An
    # unknown name means the same value within its own source only.
    if any("{" in name for name in names):
        later = hub.namespace.later or other.namespace.later
        raise Undetermined("Hub.namespace", "the name of a namespace is not known", later=later)
    return names[0] == names[1]
