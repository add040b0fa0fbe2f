"""One resource as Pulumi knows it, and what its URN says."""

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
    """Whether a provider makes it; a component is only a group of others."""
    inputs: dict[str, Any] = field(repr=False)
    """Inputs in azure-native's spelling; values are JSON values or ``Unknown``, at any depth."""
    secrets: frozenset[str] | None
    """Paths of inputs that are marked as secret; ``None`` where that is not told."""
    behind: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What is behind the mark of a secret that is not read further, by its path."""
    protect: bool = False
    retain_on_delete: bool | None = None
    """``None`` where that is not told."""
    location: Location | None = None
    """Where the program makes it."""
    parent: str = ""
    remote: bool = False
    """Whether a provider of its own makes its children, which are then not told one by one."""
    external: bool = False
    """Whether the program only reads it, and somebody else manages it."""
    ignored: bool = False
    """Whether the program changes none of its properties, so that what is deployed holds."""
    provider: str = ""
    """URN of the provider that makes it, or an empty text where the program names none."""
    provider_version: str = ""
    """Version of the provider that the program asks for, or an empty text where it asks for none."""
    id: str = ""
    """ARM id; unknown parts are symbols in braces."""
    later: bool = False
    """Whether there are such parts, which the deployment makes known."""
    outputs: dict[str, Any] = field(default_factory=dict, repr=False)
    outputs_in_clear: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Texts among the outputs that no mark hides, by their path; empty where that is not told."""
    secret_outputs: frozenset[str] | None = frozenset()
    """Names of outputs that are marked as secret; ``None`` where that is not told."""
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """URNs that an input is made from, by the input's name."""


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
    """Take a URN apart; raises ``ValueError`` for a text that is none."""
    head, project, types, name = text.split("::", 3)
    prefix = "urn:pulumi:"
    if not head.startswith(prefix):
        raise ValueError("a URN begins with urn:pulumi:")
    return Urn(head.removeprefix(prefix), project, types.rpartition("$")[2], name)
