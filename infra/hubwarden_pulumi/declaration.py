"""What a component declares about the origin of its resources.

The declaration is an input of the component, so it is registered before the component's first resource, and is part
of previews and states. An auditor reads it there and can trace a finding back to a line of the stack file. A
declaration contains only names and paths: no values, no secrets, no outputs of resources.

A settings path is a key of the stack file without the project's name: ``apps.shop.apns.keyId``. The paths on the
left are those of azure-native's inputs; ``""`` means the resource as a whole.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from hubwarden_pulumi.settings import TAGS


class Declared(TypedDict):
    """The declaration about one resource."""

    settings: Mapping[str, str]
    """The settings paths by input path."""
    consumer: NotRequired[str]
    """For an access rule: its consumer."""
    role: NotRequired[str]
    """For an access rule: the role of its consumer."""
    platforms: NotRequired[Sequence[str]]
    """For a hub: the platforms of its app."""
    bundle_id: NotRequired[str]
    """For a hub: the bundle identifier of its app for Apple's platforms."""


def tagged(settings: Mapping[str, str]) -> dict[str, str]:
    """Return a resource's settings paths together with those of the tags."""
    return {**settings, **{f"tags.{tag}": setting for tag, setting in TAGS.items()}}


def declaration(
    resources: Mapping[str, Declared], *, environment: str | None = None
) -> dict[str, Any]:
    """Return the inputs of a component that contain its declaration.

    ``resources`` has the logical names of the component's own resources as keys. ``environment`` is the environment
    that the stack claims; only one component declares it.
    """
    known: dict[str, Any] = {"resources": {name: dict(item) for name, item in resources.items()}}
    if environment is not None:
        known |= {"environment": environment, "settings": {"environment": "environment"}}
    return {"hubwarden": known}
