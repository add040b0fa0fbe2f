"""What an update deletes or replaces: a namespace, a hub or the resource group that contains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hubwarden.model.base import ResourceId, Subject

PlannedKind = Literal["namespace", "hub", "resource group"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlannedChange(Subject):
    """A namespace, hub or resource group that an update deletes or replaces; its id is the old id."""

    kind: PlannedKind
    name: str
    replaced: bool
    """Whether the update creates another one in its place."""
    forced_by: tuple[str, ...]
    """The properties whose change forces the replacement; empty where none is known."""
    protected: bool
    """Whether Pulumi refuses the update for now, because the resource is protected."""
    retained: bool
    """Whether Pulumi leaves the old one in Azure, where no stack manages it any longer."""
    held: tuple[ResourceId, ...]
    """The namespaces and hubs that are in it before the update, as far as the plan knows."""
