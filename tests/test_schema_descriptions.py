"""Editors explain every key that a user writes, and every key of a report: the schemas describe all of them."""

import json
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
SCHEMAS = sorted(
    path.relative_to(TOP)
    for folder in ("audit", "infra", "docs")
    for path in (TOP / folder).rglob("*.schema.json")
    # Not described yet: those of `inventory` and `diagnose`.
    if path.name not in ("inventory.schema.json", "diagnosis.schema.json")
)
CONDITIONS = ("if", "then", "else", "not", "required", "enum", "const", "default", "examples")
"""Keywords that say what must hold of keys, or have values: they declare no key."""


def undescribed(schema, path=""):
    """Yield the paths of the keys that a schema declares without saying what they are for."""
    if isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from undescribed(part, f"{path}/{number}")
    if not isinstance(schema, dict):
        return
    for keyword, part in schema.items():
        if keyword in CONDITIONS:
            continue
        if keyword not in ("properties", "patternProperties", "$defs"):
            yield from undescribed(part, f"{path}/{keyword}")
            continue
        for name, declared in part.items():
            here = f"{path}/{keyword}/{name}"
            if keyword != "$defs" and not str(declared.get("description", "")).strip():
                yield here
            yield from undescribed(declared, here)


@pytest.mark.parametrize("path", SCHEMAS, ids=str)
def test_every_key_of_a_shipped_schema_has_a_description(path):
    missing = list(undescribed(json.loads((TOP / path).read_text(encoding="utf-8"))))
    assert not missing, (
        f"{path}: describe these, with key(...) at the field or in reports/parts/report_keys.py, then make generate: {missing}"
    )


def test_the_schemas_that_ship_are_found():
    names = {path.name for path in SCHEMAS}
    assert {"baseline.schema.json", "own-rules.schema.json", "waivers.schema.json"} <= names
    assert {"stack_file.schema.json", "report.schema.json", "drift.schema.json"} <= names


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"properties": {"type": "string"}}},
        {"properties": {"a": {"description": " "}}},
        {"anyOf": [{"type": "null"}, {"properties": {"a": {}}}]},
        {"items": {"patternProperties": {"^a": {}}}},
        {"$defs": {"enum": {"properties": {"a": {"type": "null"}}}}},
    ],
)
def test_a_key_without_description_is_found_wherever_it_stands(schema):
    assert len(list(undescribed(schema))) == 1


def test_a_condition_declares_no_key():
    known = {"properties": {"if": {"description": "When.", "enum": [{"properties": {}}]}}}
    assert list(undescribed({**known, "if": {"properties": {"a": {"const": 1}}}})) == []
