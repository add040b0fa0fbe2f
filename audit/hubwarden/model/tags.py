"""Tags: of each the value may be unknown by itself."""

from __future__ import annotations

from collections.abc import Mapping

from hubwarden.model.base import Undetermined
from hubwarden.unknown import Unknown

Tags = Mapping[str, str | Unknown]
"""Value by name. A tag whose value is not known is there; every name is known."""


def tag_value(tags: Tags, name: str, field: str) -> str:
    """Return the value of a tag, whatever its letter case; empty where there is none.

    ``field`` is what holds the tags, as a baseline names it. Raises ``Undetermined`` where the value
    decides and is not known.
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
    return ""


def has_tag(tags: Tags, name: str, field: str) -> bool:
    """Tell whether there is a tag with a value. Raises ``Undetermined`` as ``tag_value`` does."""
    filled = (
        value.present
        for key, value in tags.items()
        if key.lower() == name.lower() and isinstance(value, Unknown)
    )
    return any(filled) or bool(tag_value(tags, name, field))
