"""What an update takes away: a namespace, a hub or the group that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hubwarden.model.base import ResourceId, Subject

PlannedKind = Literal["namespace", "hub", "resource group"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlannedChange(Subject):
    """A namespace, a hub or a resource group that an update deletes or replaces; its id is the old one."""

    kind: PlannedKind
    name: str
    replaced: bool
    """Whether another one is made in its place; else it is only deleted."""
    forced_by: tuple[str, ...]
    """Properties whose change forces a replacement; empty where none of its own does."""
    protected: bool
    """Whether Pulumi refuses the update for now, because the resource is protected."""
    retained: bool
    """Whether Pulumi leaves the old one in Azure, where no stack manages it any more."""
    held: tuple[ResourceId, ...]
    """Namespaces and hubs that the plan knows to be in it before the update."""
