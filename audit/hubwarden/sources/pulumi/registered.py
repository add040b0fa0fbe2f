"""One resource as Pulumi registers it, and the parts of its URN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hubwarden.location import Location

STACK_TYPE: Final = "pulumi:pulumi:Stack"


@dataclass(slots=True)
class Registered:
    """One resource of a stack."""

    urn: str
    type: str
    """Type token: ``azure-native:notificationhubs:Namespace``."""
    name: str
    """Logical name."""
    custom: bool
    """Whether a provider creates it; a component only groups other resources."""
    inputs: dict[str, Any] = field(repr=False)
    """Inputs as azure-native spells them; values are JSON values or ``Unknown``, at any depth."""
    secrets: frozenset[str] | None
    """Paths of inputs that are marked as secret; ``None`` where the document has no marks."""
    behind: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Values behind a secret mark that are not read further, by path."""
    protect: bool = False
    retain_on_delete: bool | None = None
    """Whether Pulumi leaves it in Azure when the program drops it; ``None`` where that is not known."""
    location: Location | None = None
    """Where the program registers it."""
    parent: str = ""
    remote: bool = False
    """Whether a component provider makes its children, which are then not listed one by one."""
    external: bool = False
    """Whether the program only reads it and somebody else manages it."""
    ignored: bool = False
    """Whether the program ignores changes to all of its properties, so that the deployed values count."""
    provider: str = ""
    """URN of its provider; an empty text where the program names none."""
    provider_version: str = ""
    """The provider version that the program asks for; an empty text where it asks for none."""
    id: str = ""
    """ARM id; unknown parts are symbols in braces."""
    later: bool = False
    """Whether the id has unknown parts that become known at deployment."""
    outputs: dict[str, Any] = field(default_factory=dict, repr=False)
    outputs_in_clear: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Texts in the outputs that no secret mark hides, by their path; empty where the document has no outputs."""
    secret_outputs: frozenset[str] | None = frozenset()
    """Names of outputs that are marked as secret; ``None`` where the document has no marks."""
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """URNs of the resources that an input is made from, by the name of the input."""


def provider_urn(reference: str) -> str:
    """Return the URN in a reference to a provider: ``<URN>::<id>``."""
    return reference.rpartition("::")[0]


@dataclass(frozen=True, slots=True)
class Urn:
    """The parts of a URN: ``urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>``."""

    stack: str
    project: str
    type: str
    name: str


def parse_urn(text: str) -> Urn:
    """Split a URN into its parts; raises ``ValueError`` for a text that is not a URN."""
    head, project, types, name = text.split("::", 3)
    prefix = "urn:pulumi:"
    if not head.startswith(prefix):
        raise ValueError("a URN begins with urn:pulumi:")
    return Urn(head.removeprefix(prefix), project, types.rpartition("$")[2], name)
