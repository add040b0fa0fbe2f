"""What every source hands over: resources in one spelling, before they become the model.

A record is the border between a format and the model. It may hold secrets as they were read, so it
shows nothing of its values; ``estate.py`` turns records into the model and keeps no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from hubwarden.location import Location
from hubwarden.unknown import Unknown


class Written(Protocol):
    """Texts that stand in clear in a file."""

    def place_of(self, value: str) -> Location | None:
        """Return where a value stands in clear, or a text that holds it or is made into it."""


@dataclass(frozen=True, slots=True)
class Record:
    """One resource as a source declares it.

    ``properties`` holds the resource's own body in the flat, camel-case spelling of azure-native: the
    members of ARM's ``properties`` stand beside ``location``, ``tags`` and ``sku``, and the members of
    a credential's ``properties`` stand in the credential itself. Values are JSON values or ``Unknown``,
    at any depth. A key that is not there means that the source declares no value.
    """

    type: str
    """ARM resource type, lower case: ``microsoft.notificationhubs/namespaces``."""
    id: str
    """ARM resource id; unknown parts are symbols in braces."""
    name: str
    """Full name with parents, as in ``namespace/hub``; unknown parts are symbols in braces."""
    exact: bool
    """Whether ``id`` has no unknown part."""
    later: bool = field(default=False, kw_only=True)
    """Whether the deployment makes known what is not known of ``id``."""
    location: Location
    """Where the resource is declared."""
    api_version: str | Unknown | None = field(default=None, kw_only=True)
    """The API version that it is sent with; ``None`` where none is written. Read of the types of
    Microsoft.NotificationHubs alone."""
    properties: Mapping[str, Any] = field(default_factory=dict, repr=False)
    marked: frozenset[str] | None = frozenset()
    """Paths of properties that the source marks as secret, such as ``apnsCredential.token``; ``None``
    where the source shows no marks."""
    locations: Mapping[str, Location] = field(default_factory=dict, repr=False)
    """Where a property is written, by its path (``sku.name``, ``rights[0]``)."""
    logical_name: str = ""
    """The name that the program gives the resource; empty outside Pulumi."""
    protect: bool | None = None
    """Whether Pulumi refuses to delete or replace it; ``None`` outside Pulumi."""
    retain_on_delete: bool | None = None
    """Whether Pulumi leaves it in Azure when it goes from the program; ``None`` outside Pulumi."""
    managed: bool = True
    """Whether the source manages it; else it only knows that it is there."""
    untold: Unknown | None = None
    """Stands for every property of a resource of which the source tells none for certain."""
    behind: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What is behind the mark of a secret that the model does not take in, by its path: only whose key
    it is goes on."""
    handed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Properties that are made from access keys, by their path: the ids of what the keys belong to."""
    made_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the name of a property, the ids of the access rules and vault secrets that it is made from, where
    the source tells that. Which value in it is made from which of them, it does not tell."""
    harmless: frozenset[str] = frozenset()
    """Paths of values that are not known here and that are made of ids, names and places alone."""
    computable: frozenset[str] = frozenset()
    """Paths of values that are not known here and that anybody can compute from names and ids."""
    written: Written | None = field(default=None, repr=False)
    """What stands in clear in the files that the program is configured with."""
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What else the source knows of the resource: ``consumer``, ``role``, ``platforms``, ``bundle_id``."""


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """One output of a stack or a template."""

    name: str
    location: Location
    value: Any = field(repr=False)
    """A JSON value or ``Unknown``."""
    secret: bool | None = False
    """Whether the source marks it as secret; ``None`` where it shows no marks."""
    reads_keys: bool = False
    """Whether it is computed from access keys (``listKeys``)."""
    recorded: bool = True
    """Whether its value can be read afterwards: Azure does not record a secure output of a template."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """Key material in clear at a place that is no property of a resource."""

    id: str
    """The resource or the file that it stands in."""
    place: str
    what: str
    """What it is, in words; never the value."""
    location: Location
