"""The table of properties against the OpenAPI documents that it was taken from."""

import json

import pytest
from test_corpus import NAMED

from hubwarden.api_versions import ADDED, DOCUMENTED, LISTED, TYPES

# Members of every resource of Azure, and keys, which are secrets wherever they are written.
LEFT_OUT = {"id", "location", "name", "tags", "type", "primaryKey", "secondaryKey"}


def document(version):
    path = NAMED / "openapi" / version / "notificationhubs.json"
    return json.loads(path.read_text(encoding="utf-8-sig"))


def members(schema, found, definitions):
    """Gather the members of a schema and of what it is made of; documents beside this one count not."""
    reference = schema.get("$ref", "")
    if reference.startswith("#/definitions/"):
        members(definitions[reference.rpartition("/")[2]], found, definitions)
    for above in schema.get("allOf", ()):
        members(above, found, definitions)
    found |= schema.get("properties", {})
    return found


def paths(schema, definitions, above=""):
    for name, item in members(schema, {}, definitions).items():
        if name == "properties":
            yield from paths(item, definitions, above)
        elif not item.get("readOnly") and (above or name not in LEFT_OUT):
            yield f"{above}{name}"
            yield from paths(item.get("items", item), definitions, f"{above}{name}.")


def writable(version):
    """Return by type what a request can set."""
    known = document(version)
    found = {}
    for path, calls in known["paths"].items():
        namespace, *parts = path.partition("/providers/")[2].lower().split("/")
        bodies = [
            item for item in calls.get("put", {}).get("parameters", ()) if item.get("in") == "body"
        ]
        for body in bodies:
            kind = "/".join([namespace, *parts[::2]])
            found[kind] = set(paths(body["schema"], known["definitions"]))
    return found


@pytest.fixture(scope="module")
def documents():
    assert NAMED, "HUBWARDEN_CORPUS names the folder of the corpus"
    return {version: writable(version) for version in DOCUMENTED}


def test_every_document_is_in_the_table():
    assert sorted(path.name for path in (NAMED / "openapi").iterdir()) == sorted(DOCUMENTED)
    source = (NAMED / "arm-recorded" / "SOURCE.md").read_text(encoding="utf-8")
    listed = source.partition("api-supported-versions")[2].partition(": ")[2].strip()
    assert set(listed.split(", ")) == LISTED


@pytest.mark.parametrize("kind", TYPES)
def test_the_table_is_what_the_documents_say(documents, kind):
    newest = documents[DOCUMENTED[-1]][kind]
    since = {
        path: next(version for version in DOCUMENTED if path in documents[version][kind])
        for path in newest
    }
    late = {
        path: version
        for path, version in since.items()
        if version != DOCUMENTED[0] and since.get(path.rpartition(".")[0]) != version
    }
    late = {path: version for path, version in late.items() if path not in LEFT_OUT}
    assert late == ADDED.get(kind, {})


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_goes_away(documents, kind):
    for path, first in ADDED.get(kind, {}).items():
        for version in DOCUMENTED[DOCUMENTED.index(first) :]:
            assert path in documents[version][kind]
