"""The JSON schema of a baseline, for editors, made from the declaration of its keys in ``demands``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from hubwarden.policy.baseline_checks import INHERITED
from hubwarden.policy.demands import Baseline


def baseline_schema(packaged: Iterable[str]) -> dict[str, Any]:
    """Return the schema; ``packaged`` are the environments of the packaged baseline.

    It refuses what ``shape_mistakes`` refuses. Names that refer to nothing, such as a rule that does not exist,
    are only found when the baseline is read.
    """
    schema = msgspec.json.schema(Baseline)
    environment = schema["$defs"]["Environment"]
    # An environment may inherit these; the code below says which one needs them.
    environment["required"] = [name for name in environment["required"] if name not in INHERITED]
    needs = {
        "anyOf": [
            {"required": ["extends"], "properties": {"extends": {"type": "string"}}},
            {"required": list(INHERITED)},
        ]
    }

    def own(below: Iterable[str]) -> dict[str, Any]:
        known = dict.fromkeys(below, True)
        return {
            "properties": {"environments": {"properties": known, "additionalProperties": needs}}
        }

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Baseline of Hubwarden",
        **schema,
        "if": {"properties": {"extends": {"const": "nothing"}}, "required": ["extends"]},
        "then": own(()),
        "else": own(sorted(packaged)),
    }
