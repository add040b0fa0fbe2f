"""What a policy pack is never shown, and the rules that it therefore leaves to the auditor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hubwarden.discovery import all_rules
from hubwarden.model.build import Build

MISSING: Final[Mapping[str, tuple[str, ...]]] = {
    "whether a value is marked as secret": ("NH109",),
    "another stack": ("NH304", "NH305", "NH306", "NH307"),
    "a build": tuple(rule.id for rule in all_rules() if rule.subject is Build),
}
"""What a pack is not shown, and the rules that would have to see it."""

RULES: Final = frozenset(rule for rules in MISSING.values() for rule in rules)
"""Rules without a policy."""


def is_never_shown(field: str) -> bool:
    """Tell whether a field (``FcmV1.in_clear``) is one that no pack sees."""
    return field.endswith(".in_clear")
