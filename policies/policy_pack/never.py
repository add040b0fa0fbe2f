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


def is_never_shown(field: str) -> bool:
    """Tell whether a field (``FcmV1.in_clear``) is one that no pack sees."""
    return field.endswith(".in_clear")
