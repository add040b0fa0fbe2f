"""The stand-in's tables for Notification Hubs against the published OpenAPI document.

The folder is named by HUBWARDEN_CORPUS; where it is missing, this fails.
"""

import json
import os
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

from engine.azure_native_standin import changes, sdk
from engine.azure_native_standin.shapes import ACTIONS, SHAPES

NAMED = os.environ.get("HUBWARDEN_CORPUS") and Path(os.environ["HUBWARDEN_CORPUS"]).resolve()
VERSION = "2023-10-01-preview"
TYPES = [token for token in SHAPES if token.startswith("azure-native:notificationhubs:")]

COMMON = {
    "TrackedResource": {
        "properties": {
            "location": {"type": "string", "x-ms-mutability": ["read", "create"]},
            "tags": {"type": "object", "additionalProperties": {"type": "string"}},
        }
    },
    "ProxyResource": {"properties": {}},
}
"""What the document takes from Azure's common types, which the corpus does not have."""

each_type = pytest.mark.parametrize("token", TYPES)


@cache
def document():
    assert NAMED, "HUBWARDEN_CORPUS names the folder of the corpus"
    folder = NAMED / "openapi" / VERSION
    return json.loads((folder / "notificationhubs.json").read_text(encoding="utf-8"))


def resolved(schema):
    """Return a schema with what it refers to."""
    reference = schema.get("$ref", "")
    name = reference.rpartition("/")[2]
    found = document()["definitions"][name] if reference.startswith("#") else COMMON.get(name, {})
    merged = {**(resolved(found) if "$ref" in found else found), **schema}
    for parent in merged.get("allOf", ()):
        above = resolved(parent)
        merged["properties"] = {**above.get("properties", {}), **merged.get("properties", {})}
    return merged


def written(token):
    """Return the schema of the body of a type's PUT."""
    put = document()["paths"][SHAPES[token].path]["put"]
    return resolved(next(item["schema"] for item in put["parameters"] if item.get("in") == "body"))


def leaves(schema, at=()):
    """Yield the place and the schema of everything that a PUT may set."""
    for name, inner in schema.get("properties", {}).items():
        found = resolved(inner)
        if found.get("readOnly"):
            continue
        yield (*at, name), found
        yield from leaves(resolved(found["items"]) if "items" in found else found, (*at, name))


def inputs(cls, skipped=(), above=""):
    """Yield the path and the hint of every property that a program may set."""
    for name, hint in sdk.properties(cls).items():
        if name in skipped:
            continue
        yield above + name, hint
        for alternative in (*sdk.alternatives(hint), *sdk.alternatives(sdk.item_hint(hint))):
            if sdk.is_object(alternative):
                yield from inputs(alternative, above=f"{above}{name}.")


def placed(token):
    shape = SHAPES[token]
    return {
        shape.place(path): hint
        for path, hint in inputs(sdk.resource(token).arguments, shape.parameters)
    }


def kind(hint):
    for alternative in sdk.alternatives(hint):
        if isinstance(alternative, type) and issubclass(alternative, Enum):
            return "string", sorted(member.value for member in alternative)
    kinds = {str: "string", int: "integer", bool: "boolean"}
    alternative = sdk.alternatives(hint)[0]
    return kinds.get(alternative) or (
        "object" if sdk.is_object(alternative) else str(alternative).partition("[")[0]
    ), None


@each_type
def test_path_and_version_are_the_documents(token):
    assert SHAPES[token].path in document()["paths"]
    assert document()["info"]["version"] == VERSION == sdk.resource(token).api_version


@pytest.mark.parametrize("token", ACTIONS)
def test_actions_are_the_documents(token):
    assert "post" in document()["paths"][ACTIONS[token]]
    assert sdk.function_version(token) == VERSION


@each_type
def test_every_property_is_where_the_table_puts_it(token):
    """All that the SDK has is in the document there, and all that the document has is in the SDK."""
    ours = {place[:-1] if place[-1] == "properties" else place for place in placed(token)}
    theirs = {place for place, _ in leaves(written(token)) if place[-1] != "properties"}
    assert ours == theirs


@each_type
def test_kinds_and_enumerations_agree(token):
    theirs = dict(leaves(written(token)))
    for place, outer in placed(token).items():
        many = "items" in theirs[place]
        schema = resolved(theirs[place]["items"]) if many else theirs[place]
        said, allowed = kind(sdk.item_hint(outer) if many else outer)
        if "additionalProperties" in schema:
            assert "Mapping" in said
        else:
            assert said == schema.get("type", "object"), place
        assert allowed == (sorted(schema["enum"]) if "enum" in schema else None), place


@each_type
def test_what_is_required_agrees(token):
    """The region is the exception: where the program has none, the provider fills it in."""
    arguments, shape, schema = sdk.resource(token).arguments, SHAPES[token], written(token)
    theirs = {(name,) for name in schema.get("required", ()) if name != "location"}
    for place, inner in leaves(schema):
        theirs |= {(*place, name) for name in _required(inner)}
    ours = {shape.place(name) for name in sdk.required(arguments) - set(shape.parameters)}
    for path, hint in inputs(arguments, shape.parameters):
        for alternative in (*sdk.alternatives(hint), *sdk.alternatives(sdk.item_hint(hint))):
            if sdk.is_object(alternative):
                ours |= {shape.place(f"{path}.{name}") for name in sdk.required(alternative)}
    assert ours == {place for place in theirs if place[-1] != "properties"}


def _required(schema):
    return (resolved(schema["items"]) if "items" in schema else schema).get("required", ())


@each_type
def test_what_replaces_is_what_cannot_be_updated(token):
    theirs = {
        place[-1]
        for place, schema in leaves(written(token))
        if len(place) == 1 + (place[0] == "properties")
        and "create" in schema.get("x-ms-mutability", ())
        and "update" not in schema["x-ms-mutability"]
    }
    assert changes.create_only(token) == theirs


@each_type
def test_answers_of_the_examples_have_no_output_that_the_sdk_does_not_know(token):
    get = document()["paths"][SHAPES[token].path]["get"]
    examples = [
        json.loads((NAMED / "openapi" / VERSION / item["$ref"]).read_text(encoding="utf-8"))
        for item in get["x-ms-examples"].values()
    ]
    assert examples
    for example in examples:
        outputs = SHAPES[token].outputs(example["responses"]["200"]["body"])
        assert outputs.keys() - {"id"} <= sdk.resource(token).outputs.keys()
