"""Previews and states that are malformed, of another kind or of a newer version."""

import json

import pytest
from pulumi_documents import (
    BASELINE,
    DATA,
    KINDS,
    MARK,
    PROD,
    envelope,
    estate,
    judged,
    load,
    named,
    refused,
    resources,
    run,
    small,
    verdicts,
)

from hubwarden.errors import InputError
from hubwarden.sources.opening import open_source

# Malformed files.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", ": is empty"),
        (b" \n", ": is empty"),
        (b"\n\n{]", ":3: is not valid JSON"),
        (b'{"version": 3,\n"deployment', ":2: is not valid JSON"),
        (b"NaN", ":1: is not valid JSON"),
        (b"\x00\x01\x02", ":1: is not valid JSON"),
        (
            b'{"steps": [{"op": "\xff"}], "deployment": {"resources": [{"urn": "\xff"}]}}',
            ": is not UTF-8 text",
        ),
        (b'{"version": 3}\n{"version": 3}\n', ":2: goes on after the document"),
        (b"[]", ":1: expected object, got array"),
        (b"null", ":1: expected object, got null"),
        (b'"text"', ":1: expected object, got str"),
        (b"[" * 100_000, ""),
        (b'{"a":' * 100_000, ": is nested too deeply"),
        (b'{"steps":1, "deployment":1, "x": "a\x01"', ""),
        (b'{"x": "a\x01", "steps": 1, "deployment": 1}', ""),
        ("{]".encode("utf-16"), ":1: is not valid JSON"),
        ("{}".encode("utf-16-le"), ": is UTF-16 without a byte-order mark"),
        (b'{"a": "\\ud800"}', ""),
    ],
    ids=range(18),
)
def test_no_document(tmp_path, kind, text, message):
    error = refused(tmp_path, kind, text)
    assert message in str(error)
    assert error.file


@pytest.mark.parametrize("kind", KINDS)
def test_no_file(tmp_path, kind):
    for path in (tmp_path, tmp_path / "none", tmp_path / ("a" * 300), BASELINE / "x"):
        with pytest.raises(InputError, match="cannot be read"):
            open_source(f"{kind}:{path}", None, None)
        assert run(f"{kind}:{path}").exit_code == 2


@pytest.mark.parametrize("kind", KINDS)
def test_events_are_no_document(tmp_path, kind):
    error = refused(tmp_path, kind, (DATA / "events-first-test.jsonl").read_bytes())
    assert "goes on after the document" in str(error)
    assert "stream of events" in error.hint
    first = (DATA / "events-first-test.jsonl").read_bytes().splitlines()[0]
    assert f"is not a {kind}" in str(refused(tmp_path, kind, first))


@pytest.mark.parametrize(("kind", "other"), [("preview", "state"), ("state", "preview")])
def test_the_one_given_as_the_other(tmp_path, kind, other):
    for document in (small(other), {"version": 3, "checkpoint": {}} if other == "state" else None):
        if document:
            error = refused(tmp_path, kind, document)
            assert f"is not a {kind}" in str(error)
            assert f"use {other}:FILE" in error.hint


@pytest.mark.parametrize("kind", KINDS)
def test_any_other_json_is_told_how_to_write_one(tmp_path, kind):
    for document in ({}, {"a": 1}, {"version": 3}, {"result": "succeeded", "resources": []}):
        error = refused(tmp_path, kind, document)
        assert f"is not a {kind}" in str(error)
        assert "write it with: pulumi" in error.hint


WRONG = {
    "urn": (1, "expected str, got int"),
    "type": (None, "expected str, got null"),
    "custom": ("yes", "expected bool, got str"),
    "id": ([MARK], "expected str, got array"),
    "inputs": (MARK, "expected object | null, got str"),
    "protect": (MARK, "expected bool, got str"),
    "propertyDependencies": ({MARK: MARK}, "expected array | null, got str"),
    "stackTrace": ([MARK], "expected object, got str"),
    "initErrors": ([1], "expected str, got int"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", WRONG)
def test_a_value_of_the_wrong_type_is_told_with_line_and_field(tmp_path, kind, field):
    value, message = WRONG[field]
    document = small(kind)
    item = named(document, "shop.hub")
    index = resources(document).index(item)
    item[field] = value
    error = refused(tmp_path, kind, document)
    assert message in str(error)
    base = f"steps.{index}.newState" if kind == "preview" else f"deployment.resources.{index}"
    assert error.field.startswith(f"{base}.{field}")
    lines = (tmp_path / "document.json").read_text().splitlines()
    assert f'"{field}"' in lines[error.line - 1] or field in ("stackTrace", "initErrors")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["urn", "type", "custom"])
def test_a_field_that_is_missing(tmp_path, kind, field):
    document = small(kind)
    del named(document, "shop.hub")[field]
    error = refused(tmp_path, kind, document)
    assert f"object missing {field}" in str(error)
    assert error.line


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "urn", ["", "text", "urn:pulumi:prod", "urn:other:prod::p::t::n", "::::::"]
)
def test_no_urn(tmp_path, kind, urn):
    document = small(kind)
    named(document, "shop.hub")["urn"] = urn
    error = refused(tmp_path, kind, document)
    assert "is not a URN" in str(error)
    assert error.field.endswith(".urn")
    line = (tmp_path / "document.json").read_text().splitlines()[error.line - 1]
    assert f'"urn": "{urn}"' in line


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", ["inputs", "outputs"])
@pytest.mark.parametrize("secret", [False, True])
def test_values_that_are_nested_too_deeply(tmp_path, kind, part, secret):
    for depth in (110, 200, 480, 900):
        value = "x"
        for index in range(depth):
            value = {"a": value} if index % 2 else [value]
        document = small(kind)
        owner = named(document, "shop.hub")
        owner[part] = {"apnsCredential": envelope(value) if secret else value}
        text = json.dumps(document)
        assert "is nested too deeply" in str(refused(tmp_path, kind, text.encode()))


@pytest.mark.parametrize("kind", KINDS)
def test_two_stacks_in_one_document(tmp_path, kind):
    document = small(kind)
    item = named(document, "namespace")
    item["urn"] = item["urn"].replace(":prod::", ":test::")
    assert "holds resources of several stacks" in str(refused(tmp_path, kind, document))


@pytest.mark.parametrize("kind", KINDS)
def test_places_that_are_none(tmp_path, kind):
    document = small(kind)
    item = named(document, "namespace")
    for position in (
        f"project:///a.py#{'9' * 5000}",
        "project:///a.py",
        "a.py#1",
        "",
        "project:///../a#1",
    ):
        item["sourcePosition"] = position
        item["stackTrace"] = [{}, {"sourcePosition": position}]
        (namespace,) = estate(tmp_path, kind, document).namespaces
        assert str(namespace.origin.location).endswith("document.json")
    item["stackTrace"] = [
        {"sourcePosition": "project:///x/site-packages/a.py#1"},
        {"sourcePosition": "project:///a.py#7,3"},
    ]
    (namespace,) = estate(tmp_path, kind, document).namespaces
    assert str(namespace.origin.location) == "a.py:7"


def test_a_byte_order_mark_is_passed_over_and_is_part_of_the_digest(tmp_path):
    for kind in KINDS:
        plain = json.dumps(small(kind)).encode()
        item = estate(tmp_path, kind, plain)
        other = estate(tmp_path, kind, b"\xef\xbb\xbf" + plain)
        assert [hub.id for hub in item.hubs] == [hub.id for hub in other.hubs]
        assert item.sources[0].digest != other.sources[0].digest
        assert ":2: is not valid JSON" in str(refused(tmp_path, kind, b"\xef\xbb\xbf\n{]"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_newer_versions_write_is_passed_over(tmp_path, kind):
    document = load(PROD[kind])
    before = verdicts(judged(tmp_path, kind, document))
    document["new"] = {"a": [1, None]}
    for resource in resources(document):
        resource |= {"new": [{}], "initErrors": None, "outputs": resource.get("outputs"), "x": None}
        resource["stackTrace"] = [{}, *(resource.get("stackTrace") or []), {"new": 1}]
        resource["propertyDependencies"] = {
            key: value or None
            for key, value in (resource.get("propertyDependencies") or {}).items()
        }
    assert verdicts(judged(tmp_path, kind, document)) == before
