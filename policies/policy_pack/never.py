"""What a policy pack is never shown, and the rules that it therefore leaves to the auditor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RULES: Final[Mapping[str, str]] = {
    "NH109": "whether a value is marked as secret",
    "NH304": "another stack",
    "NH305": "another stack",
    "NH306": "another stack",
    "NH307": "another stack",
}
"""Rules without a policy, and what they would have to see."""

_FIELDS: Final = ("in_clear", "retain_on_delete")


def is_never_shown(field: str) -> bool:
    """Tell whether a field (``Namespace.retain_on_delete``) is one that no pack sees."""
    return field.rpartition(".")[2] in _FIELDS
