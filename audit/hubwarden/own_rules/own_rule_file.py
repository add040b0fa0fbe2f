"""The files of an organisation's own rules: their keys, declared as types, and the JSON schema for editors."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Struct

from hubwarden.own_rules.judged_fields import JudgedWord
from hubwarden.policy.environment_demands import OWN_RULE_ID, SeverityWord, Text, key

SCHEMA_TITLE: Final = "Rules of Hubwarden's user, version 1"

Example = dict[Text, Any]
"""The known fields of a resource, by name; null for an optional field without a value."""


class Examples(Struct, frozen=True, forbid_unknown_fields=True):
    """Resources that the rule is tried on by ``hubwarden rules test``."""

    good: Annotated[
        tuple[Example, ...], key("Resources that are fine.", [{"tier": "Standard"}], min_length=1)
    ]
    bad: Annotated[
        tuple[Example, ...], key("Resources that break the rule.", [{"tier": "Free"}], min_length=1)
    ]
    unknown: Annotated[
        tuple[Example, ...],
        key("Resources of which too little is known: {} knows nothing.", [{}], min_length=1),
    ]


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """A document that demands what a rule demands."""

    title: Annotated[Text, key("Who demands it, and in which document.", "Finance: cost centres")]
    address: Annotated[
        str,
        key(
            "Where it can be read.",
            "https://wiki.example/cost-centres",
            pattern=r"^https?://[^\s()\[\]]+$(?!\n)",
            extra={"says": "must be an address that begins with https://"},
        ),
    ]


class OwnRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of an organisation's own."""

    id: Annotated[
        str,
        key(
            "A prefix of your own, two to ten capital letters, and three digits; never NH and digits.",
            "ACME001",
            pattern=f"^{OWN_RULE_ID}$(?!\\n)",
            extra={
                "says": "must be a prefix of your own and three digits, such as ACME001, not NH"
            },
        ),
    ]
    name: Annotated[
        str,
        key(
            "A readable name for what is wrong: small letters, digits and hyphens.",
            "namespace-without-cost-centre",
            pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$(?!\n)",
            extra={"says": "must be small letters, digits and hyphens, such as tag-missing"},
        ),
    ]
    title: Annotated[
        Text, key("One sentence that says what is wrong.", "A namespace has no cost centre.")
    ]
    judges: Annotated[JudgedWord, key("What the rule judges.", "namespace")]
    severity: Annotated[SeverityWord, key("How grave it is.", "medium")]
    expression: Annotated[
        Text,
        key("CEL: true where the resource is fine.", "'costCentre' in resource.tag_names"),
    ]
    message: Annotated[
        Text,
        key("What is wrong; {name} is replaced by that field.", "{name} has no tag costCentre"),
    ]
    why: Annotated[Text, key("Why it matters.", "Finance bills by this tag.")]
    fix: Annotated[Text, key("What to change.", "Set the tag costCentre.")]
    examples: Annotated[Examples, key("Resources that the rule is tried on.")]
    sources: Annotated[
        tuple[Source, ...],
        key(
            "Where the demand is written.",
            [{"title": "Finance: cost centres", "address": "https://wiki.example/cost-centres"}],
        ),
    ] = ()


class OwnRuleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of rules."""

    version: Annotated[Literal[1], key("The version of this format.", 1)]
    rules: Annotated[tuple[OwnRule, ...], key("The rules.", min_length=1)]


def own_rules_schema() -> dict[str, Any]:
    """Return the JSON schema of a file of rules; mistakes in expressions and examples are only found on reading."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA_TITLE,
        **msgspec.json.schema(OwnRuleFile),
    }
