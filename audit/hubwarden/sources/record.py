"""The output of every source: resources in one spelling, before they become the model.

A record is the border between a format and the model. It may contain secrets as they were read, so its ``repr``
shows no values; ``estate_builder.py`` turns records into the model and keeps no secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from hubwarden.location import Location
from hubwarden.unknown import Unknown


class Written(Protocol):
    """The texts in clear in a file."""

    def place_of(self, value: str) -> Location | None:
        """Return the location of a value in clear text, or of a text that contains it or is made into it."""


BESIDE_PROPERTIES: Final = frozenset(("identity", "kind", "location", "sku", "tags"))
"""The members of a resource that ARM has beside ``properties``; in a record both are on one level."""


@dataclass(frozen=True, slots=True)
class Record:
    """One resource as a source declares it.

    ``properties`` is the resource's body in the flat, camel-case spelling of azure-native: the members of ARM's
    ``properties`` are on one level with ``location``, ``tags`` and ``sku``, and the members of a credential's
    ``properties`` are in the credential itself. Values are JSON values or ``Unknown``, at any depth. A missing key
    means that the source declares no value.
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
    """Whether the unknown parts become known at deployment of ``id``."""
    location: Location
    """Where the resource is declared."""
    api_version: str | Unknown | None = field(default=None, kw_only=True)
    """The API version that it is sent with; ``None`` where there is none. Only set for types of
    Microsoft.NotificationHubs."""
    properties: Mapping[str, Any] = field(default_factory=dict, repr=False)
    marked: frozenset[str] | None = frozenset()
    """Paths of properties that the source marks as secret, such as ``apnsCredential.token``; ``None`` where the
    source has no marks."""
    locations: Mapping[str, Location] = field(default_factory=dict, repr=False)
    """The location of a property by its path (``sku.name``, ``rights[0]``)."""
    logical_name: str = ""
    """The name that the program gives the resource; empty outside Pulumi."""
    protect: bool | None = None
    """Whether Pulumi refuses to delete or replace it; ``None`` outside Pulumi."""
    retain_on_delete: bool | None = None
    """Whether Pulumi leaves it in Azure when the program drops it; ``None`` outside Pulumi."""
    managed: bool = True
    """Whether the source manages it; false where the source only refers to it."""
    rest: Unknown | None = field(default=None, kw_only=True)
    """The value of every property that ``properties`` lacks, where ARM's ``properties`` as a whole are not known;
    those in ``BESIDE_PROPERTIES`` are not meant."""
    ignored: frozenset[str] = field(default=frozenset(), kw_only=True)
    """Paths of properties that the source declares and the API version does not have, so that Azure ignores them."""
    untold: Unknown | None = None
    """The value of every property, for a resource of which the source says nothing for certain."""
    behind: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Values behind a secret mark that the model does not need, by path: only the owners of keys in them are
    kept."""
    handed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By path of a property that is made from access keys: the ids of the resources that the keys belong to."""
    made_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name of a property, the ids of the access rules and vault secrets that it is made from, where the source
    has these. The source does not say which value in the property is made from which of them."""
    harmless: frozenset[str] = frozenset()
    """Paths of unknown values that are made only of ids, names and places."""
    computable: frozenset[str] = frozenset()
    """Paths of unknown values that anybody can compute from names and ids."""
    written: Written | None = field(default=None, repr=False)
    """The texts in clear in the files that configure the program."""
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Further facts about the resource: ``consumer``, ``role``, ``platforms``, ``bundle_id``."""


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """An output of a stack or a template."""

    name: str
    location: Location
    value: Any = field(repr=False)
    """A JSON value or ``Unknown``."""
    secret: bool | None = False
    """Whether the source marks it as secret; ``None`` where it has no marks."""
    reads_keys: bool = False
    """Whether it is computed from access keys (``listKeys``)."""
    recorded: bool = True
    """Whether its value can be read after the deployment; Azure does not store a secure output of a template."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """Key material in clear text outside the properties of resources."""

    id: str
    """The resource or the file that contains it."""
    place: str
    what: str
    """What it is, in words; never the value."""
    location: Location


def why_absent(record: Record, path: str) -> str:
    """Return why a record has no value at a path: its source declares none, or its API version does not have it."""
    if any(path == above or path.startswith(f"{above}.") for above in record.ignored):
        return f"the API version has no {path}, so that Azure ignores what is declared: see NH603"
    return f"the source declares no {path}"
