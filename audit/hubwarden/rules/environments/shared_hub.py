"""Shared hub."""

from __future__ import annotations

from collections.abc import Iterator

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
        "Microsoft: Push notifications with Azure Notification Hubs, frequently asked questions (never share a hub between production and test)",
        "Microsoft: Diagnose dropped notifications in Azure Notification Hubs",
    ),
    fix="Give each environment a namespace and hubs of its own.",
    fix_kind="take-away",
    hidden_from_pack="another stack",
)
def shared_hub(hub: Hub, ctx: EstateContext) -> Iterator[Violation]:
    """Production and sandbox share a namespace or a hub.

    ## Why it matters

    A hub sends to one side of Apple's service. With tokens of both sides in it, half of the registrations
    are deleted, and a test push reaches real users. A shared namespace shares its keys, its tier and its
    quota, and whoever may manage the one environment may manage the other.

    ## Remediation

    Deploy a namespace for each environment. Names of namespaces are unique in all of Azure: choose one
    that names the environment.
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
    if "{" in "".join(names):
        later = hub.namespace.later or other.namespace.later
        raise Undetermined("Hub.namespace", "the name of a namespace is not known", later=later)
    return names[0] == names[1]
