"""What a component tells about where its resources come from.

A component has a declaration among its inputs, so it is told before the first of its resources, and
stands in previews and states. An auditor reads it there and can lead a finding back to the line of the
stack file. A declaration holds names and paths only: no
value, no secret, no output of a resource.

A settings path is a key of the stack file without the project's name: ``apps.shop.apns.keyId``. The
paths on the left are those of azure-native's inputs; ``""`` stands for the resource as a whole.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from hubwarden_pulumi.settings import TAGS


class Declared(TypedDict):
    """What is told of one resource."""

    settings: Mapping[str, str]
    """Settings paths by input path."""
    consumer: NotRequired[str]
    """Of an access rule: who uses it."""
    role: NotRequired[str]
    """Of an access rule: the consumer's role."""
    platforms: NotRequired[Sequence[str]]
    """Of a hub: the platforms of its app."""
    bundle_id: NotRequired[str]
    """Of a hub: the bundle identifier of its app for Apple's platforms."""


def tagged(settings: Mapping[str, str]) -> dict[str, str]:
    """Add the paths of the tags to a resource's settings paths."""
    return {**settings, **{f"tags.{tag}": setting for tag, setting in TAGS.items()}}


def declaration(
    resources: Mapping[str, Declared], *, environment: str | None = None
) -> dict[str, Any]:
    """Return the inputs with which a component begins.

    ``resources`` is keyed by the logical names of the component's own resources; ``environment`` is
    what the stack claims to be, told by one component only.
    """
    known: dict[str, Any] = {"resources": {name: dict(item) for name, item in resources.items()}}
    if environment is not None:
        known |= {"environment": environment, "settings": {"environment": "environment"}}
    return {"hubwarden": known}
