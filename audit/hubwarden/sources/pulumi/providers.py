"""Tells the subscription that each provider makes its resources in.

A program may have several providers, each with a subscription of its own: what is made by one of them is
not in the subscription of another one, however alike their names are.
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
"""What ends the URN of a provider that the engine makes itself; one for each version of the package."""
_ITS_NAME: Final = "the default provider"


def subscriptions(
    resources: Sequence[Registered], mapping: Mapping[str, Registered]
) -> dict[str, str]:
    """Return by the URN of each provider of ``resources`` the subscription of what is new.

    It is the one that the provider is configured with; else the one of its resources that exist already;
    else a symbol, which is different for each provider. Where there is only one provider, one placeholder
    serves for all resources.
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
    """Return what stands for the subscription of a provider that does not tell it."""
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
