"""What an ARM template deploys: its resources and outputs, and what could not be read.

Values are JSON values or ``Unknown``, and either may be wrapped in ``Tainted`` (``tainted_values.py``), at
any depth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hubwarden.arm_templates.json_with_lines import Object
from hubwarden.location import Location


@dataclass(frozen=True, slots=True)
class DeployedResource:
    """A resource that the template deploys."""

    type: str
    """The ARM resource type in lower case; for an extension resource, without the type of what it extends."""
    id: str
    """ARM resource id; unknown parts are symbols in braces."""
    name: str
    """Full name with parents, as in ``namespace/hub``; unknown parts are symbols in braces."""
    exact: bool
    """Whether ``id`` has no unknown part."""
    api_version: Any
    """Its ``apiVersion``: a text or ``Unknown``; ``None`` where it has none."""
    body: Object = field(repr=False)
    """Its evaluated members with their lines, without type, name, condition and copy."""
    extends: Any = field(default=None, repr=False)
    """The id of the resource that it extends: a text or ``Unknown``; ``None`` for ordinary resources."""
    scope_line: int | None = None
    """The line of its ``scope``; ``None`` where it has none."""

    @property
    def line(self) -> int:
        """The line that it begins on."""
        return self.body.line


@dataclass(frozen=True, slots=True)
class DeployedOutput:
    """An output; the output of a nested deployment is named ``deployment/output``."""

    name: str
    location: Location
    value: Any = field(repr=False)
    secure: bool
    """Whether its type is ``securestring`` or ``secureobject``."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret in a plain parameter of a nested deployment, whose deployment history stores it."""

    deployment: str
    """The name of the nested deployment."""
    parameter: str
    is_key: bool
    """Whether it contains access keys; otherwise it comes from a secure parameter."""
    location: Location


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a deployment that could not be read."""

    what: str
    """The part, in words for the user: ``linked template of deployment 'network'``."""
    reason: str
    """Why it could not be read, in words."""
    location: Location


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything that a template deploys."""

    file: str
    """The name of the template in messages."""
    root: Object = field(repr=False)
    """The template as it is written."""
    comments: tuple[tuple[int, str], ...] = field(repr=False)
    """The comments of the file outside values, with the lines that they begin on."""
    resources: tuple[DeployedResource, ...]
    outputs: tuple[DeployedOutput, ...]
    gaps: tuple[Gap, ...]
    leaks: tuple[Leak, ...]
    opaque: Callable[[str], str]
    """Replaces a symbol by one that reveals nothing of it; equal symbols stay equal."""

    def at(self, line: int | None) -> Location:
        """Return a location in the template."""
        return Location(self.file, line)
