"""What an ARM template deploys: its resources and outputs, and what of them could not be read.

Values are JSON values, ``Unknown``, or either of them ``Tainted`` (``tainted_values.py``), at any depth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hubwarden.arm_templates.json_with_lines import Object
from hubwarden.location import Location


@dataclass(frozen=True, slots=True)
class DeployedResource:
    """One resource that is deployed."""

    type: str
    """ARM resource type, lower case, without the type of a resource that it extends."""
    id: str
    """ARM resource id; unknown parts are symbols in braces."""
    name: str
    """Full name with parents, as in ``namespace/hub``; unknown parts are symbols in braces."""
    exact: bool
    """Whether ``id`` has no unknown part."""
    api_version: Any
    """The API version that it is sent with: a text, ``Unknown``, or ``None`` where none is written."""
    body: Object = field(repr=False)
    """Its members as they are evaluated, without type, name, condition and loop; they keep their lines."""
    extends: Any = field(default=None, repr=False)
    """The id of the resource that it extends: a text, or unknown. ``None`` for ordinary resources."""
    scope_line: int | None = None
    """The line of its ``scope``."""

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.body.line


@dataclass(frozen=True, slots=True)
class DeployedOutput:
    """One output; that of a nested deployment is named ``deployment/output``."""

    name: str
    location: Location
    value: Any = field(repr=False)
    secure: bool
    """Whether it is declared as ``securestring`` or ``secureobject``."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that goes into a plain parameter of a nested deployment, whose history records it."""

    deployment: str
    """Name of the nested deployment."""
    parameter: str
    is_key: bool
    """Whether it is made from access keys; else it comes from a secure parameter."""
    location: Location


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a template deploys and that could not be read."""

    what: str
    """What it is, in words for the user: ``linked template of deployment 'network'``."""
    reason: str
    """Why it could not be read."""
    location: Location


@dataclass(frozen=True, slots=True)
class Deployment:
    """All that a template deploys."""

    file: str
    """The template, as messages name it."""
    root: Object = field(repr=False)
    """The template as it is written."""
    comments: tuple[tuple[int, str], ...] = field(repr=False)
    """The comments between the values of the file, with their lines."""
    resources: tuple[DeployedResource, ...]
    outputs: tuple[DeployedOutput, ...]
    gaps: tuple[Gap, ...]
    leaks: tuple[Leak, ...]
    opaque: Callable[[str], str]
    """Returns for a symbol one that shows nothing of it; equal ones stay equal."""

    def at(self, line: int | None) -> Location:
        """Return a place in the file."""
        return Location(self.file, line)
