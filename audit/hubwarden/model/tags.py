"""Tags: the value of each may be unknown, and so may a part of its name, which is then in braces."""

from __future__ import annotations

from collections.abc import Mapping

from hubwarden.model.base import Undetermined
from hubwarden.unknown import Unknown

Tags = Mapping[str, str | Unknown]
"""Values by name. A tag with an unknown value is still there."""


def require_names(tags: Tags, field: str) -> None:
    """Raise ``Undetermined`` where the name of a tag is not known: it may be any."""
    if any("{" in name for name in tags):
        raise Undetermined(field, "the name of a tag is not known", cause="unclear")


def tag_value(tags: Tags, name: str, field: str) -> str:
    """Return the value of a tag, in any letter case; empty where there is no such tag.

    ``field`` is the field with the tags, as a baseline names it. Raises ``Undetermined`` where an unknown value
    decides.
    """
    unclear: Unknown | None = None
    for key, value in tags.items():
        if key.lower() != name.lower():
            continue
        if isinstance(value, Unknown):
            unclear = value
        elif value.strip():
            return value
    if unclear is not None:
        reason = f"the value of tag {name} is not known: {unclear.reason}"
        raise Undetermined(field, reason, later=unclear.later, cause=unclear.cause)
    require_names(tags, field)
    return ""


def has_tag(tags: Tags, name: str, field: str) -> bool:
    """Tell whether there is a tag with a value. Raises ``Undetermined`` as ``tag_value`` does."""
    filled = (
        value.present
        for key, value in tags.items()
        if key.lower() == name.lower() and isinstance(value, Unknown)
    )
    return any(filled) or bool(tag_value(tags, name, field))
