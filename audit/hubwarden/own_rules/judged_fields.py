"""What an organisation's own rule can judge, and which fields it may use.

Only fields in these tables reach an expression; others, such as secrets, never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from hubwarden.own_rules.expression_fields import Judged, Told, text
from hubwarden.own_rules.judged_credentials import CREDENTIALS
from hubwarden.own_rules.judged_resources import RESOURCES

JudgedWord = Literal[
    "access rule",
    "action group",
    "adm credential",
    "alert",
    "apns certificate",
    "apns credential",
    "apns signing key",
    "browser credential",
    "build",
    "change",
    "credential",
    "diagnostic setting",
    "fcm v1 credential",
    "hub",
    "key use",
    "lock",
    "log store",
    "namespace",
    "output",
    "planned change",
    "private endpoint",
    "processing rule",
    "role assignment",
    "stack",
    "wns credential",
]
"""The values of the key ``judges`` in a rule."""

JUDGED: Final[Mapping[JudgedWord, Judged]] = {
    word: (RESOURCES | CREDENTIALS)[word] for word in get_args(JudgedWord)
}
"""The fields of each kind that a rule can judge, by the word in ``judges``."""

SURROUNDINGS: Final[Mapping[str, Told]] = {
    "environment": text("the environment of the baseline that the resource belongs to"),
    "environment_kind": text("production or sandbox: what the baseline calls that environment"),
    "now": Told("timestamp", "the moment of the run, or the end of the day of --as-of"),
}
"""Further variables of every expression, under these names."""


def fields_of(word: JudgedWord) -> Mapping[str, Told]:
    """Return every field that an expression about a kind may use, as examples and messages name it."""
    return {**JUDGED[word].fields, **SURROUNDINGS}


def in_expression(name: str) -> str:
    """Return the spelling of a field in an expression."""
    return name if name in SURROUNDINGS else f"resource.{name}"
