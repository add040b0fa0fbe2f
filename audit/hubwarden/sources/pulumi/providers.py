"""Finds the subscription in which each provider creates its resources.

A program may have several providers with different subscriptions. Resources of two providers are then in different
subscriptions, even if their names are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hubwarden.model.base import ResourceId
from hubwarden.sources.pulumi.azure_native import SUBSCRIPTION
from hubwarden.sources.pulumi.registered import Registered

_DEFAULT: Final = re.compile(r"::default_\d+_\d+_\d+[\w.-]*$")
"""The end of the URN of a default provider, which the engine makes for each version of the package."""
_ITS_NAME: Final = "the default provider"


def subscriptions(
    resources: Sequence[Registered], mapping: Mapping[str, Registered]
) -> dict[str, str]:
    """Return the subscription of new resources by the URN of their provider.

    This is the provider's configured subscription; else that of its existing resources; else a symbol that is
    different for each provider. If there is only one provider, all resources get the same placeholder.
    """
    urns = sorted({resource.provider for resource in resources})
    groups = {urn: _DEFAULT.sub(f"::{_ITS_NAME}", urn) for urn in urns}
    symbols = _symbols(set(groups.values()))
    found = {}
    for group, symbol in symbols.items():
        members = [urn for urn in urns if groups[urn] == group]
        known = {_told(mapping[urn].inputs) for urn in members if urn in mapping} - {""}
        known = known or _existing(
            resource for resource in resources if groups[resource.provider] == group
        )
        if known:
            found[group] = known.pop() if len(known) == 1 else symbol
        else:
            found[group] = SUBSCRIPTION if len(symbols) == 1 else symbol
    return {urn: found[groups[urn]] for urn in urns}


def symbol(name: str) -> str:
    """Return the symbol for the subscription of a provider that does not have it in its configuration."""
    return f"{{subscription of {name.replace('/', '.')}}}"


def _symbols(groups: Iterable[str]) -> dict[str, str]:
    names = {group: group.rpartition("::")[2] or _ITS_NAME for group in groups}
    times = Counter(name.lower() for name in names.values())
    return {
        group: symbol(name if times[name.lower()] == 1 else group) for group, name in names.items()
    }


def _told(inputs: Mapping[str, Any]) -> str:
    value = inputs.get("subscriptionId")
    return value.lower() if isinstance(value, str) else ""


def _existing(resources: Iterable[Registered]) -> set[str]:
    return {ResourceId(resource.id).subscription.lower() for resource in resources} - {""}
