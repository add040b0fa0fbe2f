"""What a rule of an organisation's own can judge, and which fields of it the rule may ask.

The tables say it all: what is not in them, such as a secret, never reaches an expression.
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
"""What ``judges`` in a rule's declaration can say."""

JUDGED: Final[Mapping[JudgedWord, Judged]] = {
    word: (RESOURCES | CREDENTIALS)[word] for word in get_args(JudgedWord)
}
"""What a rule can judge, by the word for it."""

SURROUNDINGS: Final[Mapping[str, Told]] = {
    "environment": text("the environment of the baseline that the resource belongs to"),
    "environment_kind": text("production or sandbox: what the baseline calls that environment"),
    "now": Told("timestamp", "the moment of the run, or the end of the day of --as-of"),
}
"""What every expression may ask besides, under these very names."""


def fields_of(word: JudgedWord) -> Mapping[str, Told]:
    """Return all that an expression about a kind may ask, as examples and messages name it."""
    return {**JUDGED[word].fields, **SURROUNDINGS}


def in_expression(name: str) -> str:
    """Return how an expression spells a field."""
    return name if name in SURROUNDINGS else f"resource.{name}"
