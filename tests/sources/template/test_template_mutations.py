"""Whatever is done to a template, the evaluator ends with a result or an ``InputError``."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from template_records import Evaluated, evaluate

from hubwarden.errors import InputError

DATA = Path(__file__).parents[2] / "data" / "templates"
TEXT = (DATA / "complete.json").read_text(encoding="utf-8")
MODERN = (DATA / "modern.json").read_text(encoding="utf-8")
VALUES = (DATA / "complete.parameters.json").read_text(encoding="utf-8")
TOKEN = re.compile(r'//[^\n]*|"(?:[^"\\]|\\.)*"|\w+|\S|\s+')
WORDS = re.compile(r"'[^']*'|\w+|\S")

STRANGE = st.sampled_from(
    [
        *("null", "[]", "{}", "0", "-1", "1e5", "true", '""', '"[["', '"[]"', "}", ",", ":"),
        *("\"[parameters('prefix')]\"", '"[copyIndex()]"', '"[newGuid()]"', '"[createArray()]"'),
        *("\"[variables('hosts')]\"", '"[range(0, 9999)]"', '"[resourceGroup()]"'),
        *("[" * 150, "\ufeff", "\x00"),
    ]
)


def mutate(text, tokens_of, draw):
    tokens = tokens_of.findall(text)
    for _ in range(draw(st.integers(1, 4))):
        tokens = tokens or [" "]
        at = draw(st.integers(0, len(tokens) - 1))
        other = draw(st.integers(0, len(tokens) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "copy", "strange"])):
            case "drop":
                del tokens[at]
            case "double":
                tokens.insert(at, tokens[at])
            case "swap":
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case "copy":
                tokens[at] = tokens[other]
            case "strange":
                tokens[at] = draw(STRANGE)
    return "".join(tokens)


def paths(value, here=()):
    yield here
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, dict | list):
            yield from paths(item, (*here, key))
        else:
            yield (*here, key)


PLAIN = json.loads(re.sub(r",(\s*})", r"\1", re.sub(r"/\*.*?\*/|\n\s*//[^\n]*", "", TEXT)))
DOCUMENTS = {"complete": PLAIN, "modern": json.loads(MODERN)}
PATHS = [(name, path) for name, item in DOCUMENTS.items() for path in paths(item) if path]
OTHERS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 900)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "[x", "[parameters('watch')]", "[copyIndex()]", "/", "a/b/c"])
    | st.sampled_from(["[parameters('apnsToken')]", "[variables('metrics')]", "[[x]"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "count", "copy", "value", "input"]), inner)
    ),
    max_leaves=5,
)


def replaced(name, path, other):
    document = json.loads(json.dumps(DOCUMENTS[name]))
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = other
    return json.dumps(document)


def outcome(folder, text, values=VALUES):
    secrets = "canary" if values is VALUES else "a value may have become a name, which is shown"
    template, parameters = folder / "t.json", folder / "p.json"
    template.write_text(text, encoding="utf-8")
    parameters.write_text(values or "", encoding="utf-8")
    try:
        result = evaluate(template, parameters if values else None)
    except InputError as error:
        assert secrets not in str(error)  # noqa: PT017
    else:
        assert isinstance(result, Evaluated)
        assert secrets not in repr(result)


QUICK = settings(
    max_examples=150,
)


@QUICK
@given(data=st.data())
def test_tokens(tmp_path, data):
    outcome(tmp_path, mutate(TEXT, TOKEN, data.draw))


@QUICK
@given(data=st.data())
def test_tokens_of_the_modern_form(tmp_path, data):
    outcome(tmp_path, mutate(MODERN, TOKEN, data.draw), None)


@QUICK
@given(data=st.data())
def test_words_of_expressions(tmp_path, data):
    text, values = data.draw(st.sampled_from([(TEXT, VALUES), (MODERN, None)]))
    expressions = re.findall(r'"\[[^"]+\]"', text)
    old = data.draw(st.sampled_from(expressions))
    new = mutate(old[2:-2], WORDS, data.draw).replace("\\", "").replace('"', "")
    outcome(tmp_path, text.replace(old, f'"[{new}]"'), values)


@QUICK
@given(path=st.sampled_from(PATHS), other=OTHERS)
def test_types(tmp_path, path, other):
    outcome(tmp_path, replaced(*path, other), VALUES if path[0] == "complete" else None)


@QUICK
@given(data=st.data())
def test_tokens_of_parameter_files(tmp_path, data):
    outcome(tmp_path, TEXT, mutate(VALUES, TOKEN, data.draw))


@QUICK
@given(raw=st.binary(max_size=60))
def test_any_bytes(tmp_path, raw):
    template = tmp_path / "t.json"
    template.write_bytes(raw)
    with pytest.raises(InputError):
        evaluate(template)


@pytest.mark.parametrize("text", ["{{{}", "[[[", "'''", "((("])
def test_runs_of_marks(tmp_path, text):
    outcome(tmp_path, TEXT.replace("parameters('prefix')", text * 500))


CORPUS = os.environ.get("HUBWARDEN_CORPUS")


@pytest.mark.skipif(not CORPUS, reason="HUBWARDEN_CORPUS is not set")
def test_the_corpus_can_be_read():
    templates = [
        path
        for path in Path(CORPUS or "", "templates").rglob("*.json")
        if "parameters" not in path.name and path.name != "metadata.json"
    ]
    assert templates
    for path in templates:
        result = evaluate(path)
        assert any("notificationhubs" in record.type for record in result.records)
        assert result.gaps == ()
