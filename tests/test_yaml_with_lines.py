import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hubwarden import yaml_with_lines
from hubwarden.errors import InputError
from hubwarden.paths import display_path
from hubwarden.yaml_with_lines import read_yaml

CANARY = "canary-9b7e"


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "settings.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


DOCUMENT = """\
# comment
name: shop

apps:
  first:
    rights: [Listen,
      Send]
  "second":
  - one
  - two: 2
"""

LINES = {
    ("name",): 2,
    ("apps",): 4,
    ("apps", "first"): 5,
    ("apps", "first", "rights"): 6,
    ("apps", "first", "rights", 0): 6,
    ("apps", "first", "rights", 1): 7,
    ("apps", "second"): 8,
    ("apps", "second", 0): 9,
    ("apps", "second", 1): 10,
    ("apps", "second", 1, "two"): 10,
}


def test_every_key_and_item_has_its_line(write):
    assert dict(read_yaml(write(DOCUMENT), "file.yaml").lines) == LINES


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("apps", "first", "rights", 1), 7),
        (("apps", "first", "missing"), 5),
        (("apps", "nobody", "at", "all"), 4),
        (("nothing",), None),
        ((), None),
    ],
)
def test_a_path_that_is_not_there_has_the_line_of_what_is_around_it(write, path, line):
    assert read_yaml(write(DOCUMENT), "file.yaml").line(path) == line


@pytest.mark.parametrize("content", ["", "# nothing\n", "---\n"])
def test_an_empty_file_holds_nothing(write, content):
    lined = read_yaml(write(content), "file.yaml")
    assert (lined.data, dict(lined.lines)) == (None, {})


def test_a_byte_order_mark_is_no_part_of_the_first_key(write):
    assert read_yaml(write(b"\xef\xbb\xbfname: shop\n"), "file.yaml").data == {"name": "shop"}


def test_the_name_in_messages_can_be_given(write):
    assert read_yaml(write("a: 1"), "default").file == "default"


WORDS = {
    "yes": "yes",
    "off": "off",
    "12:30:00": "12:30:00",
    "2026-01-31": "2026-01-31",
    "true": True,
    "False": False,
    "0": 0,
    "4711": 4711,
    "-1": -1,
    "'4711'": "4711",
    "1.5": 1.5,
    "~": None,
}


@pytest.mark.parametrize(("word", "value"), WORDS.items())
def test_plain_words_are_read_as_pulumi_reads_them(write, word, value):
    assert read_yaml(write(f"{word}: {word}"), "file.yaml").data == {value: value}


def test_a_mapping_can_be_laid_under_another(write):
    lined = read_yaml(write("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n"), "file.yaml")
    assert lined.data["b"] == {"x": 1, "y": 3}


BAD = {
    "not UTF-8": (b"a: \xff\xfe", 1, "UTF-8"),
    "not YAML": (f"a: 1\nb: [{CANARY}\nc: 2\n", 3, "not valid YAML"),
    "a tab": (f"a:\n\t{CANARY}: 1\n", 2, "not valid YAML"),
    "a control character": (f"a: {CANARY}\x00", None, "not valid YAML"),
    "two documents": (f"a: 1\n---\nb: {CANARY}\n", 2, "not valid YAML"),
    "a Python object": (f"a: 1\nb: !!python/name:os.{CANARY}\n", 2, "not valid YAML"),
    "an unknown alias": (f"a: *{CANARY}\n", 1, "not valid YAML"),
    "a number that is none": (f"a: !!int {CANARY}\n", None, "not valid YAML"),
    "a merge of a text": (f"a:\n  <<: {CANARY}\n", 2, "not valid YAML"),
    "a key twice": (f"a:\n  b: {CANARY}\n  b: 2\n", 3, "twice"),
    "a key twice, differently quoted": (f"b: {CANARY}\n'b': 2\n", 2, "twice"),
    "a list as a key": (f"a: 1\n? [{CANARY}]\n: 2\n", 2, "not plain text"),
    "nested beyond reason": (f"a: {CANARY}\nb: " + "[" * 9_000 + "]" * 9_000, None, "too deep"),
    "aliases that multiply": (
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n"
            for below, name in zip("abcdefg", "bcdefgh", strict=True)
        ),
        None,
        "multiply",
    ),
    "an alias to itself": ("a: &a [*a]\n", None, "too deep"),
    "larger than any settings": (b"# " + b"x" * 5_000_001, None, "larger"),
}


@pytest.mark.parametrize(("content", "line", "says"), BAD.values(), ids=BAD)
def test_a_malformed_file_is_explained_and_never_quoted(write, content, line, says):
    path = write(content)
    with pytest.raises(InputError, match=says) as caught:
        read_yaml(path, "file.yaml")
    assert caught.value.file == "file.yaml"
    assert caught.value.line == line
    assert CANARY not in str(caught.value)


def test_a_file_nested_without_end_does_not_end_python(write):
    # In a process of its own: the parser is written in C, and recurses.
    path = write("[" * 1_000_000)
    code = "import sys, pathlib; from hubwarden.yaml_with_lines import *; read_yaml(pathlib.Path(sys.argv[1]), 'file.yaml')"
    result = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "InputError" in result.stderr


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path / "missing.yaml", "file.yaml")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path, "file.yaml")


def test_names_are_relative_to_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert display_path(tmp_path / "a" / "b.yaml") == os.path.join("a", "b.yaml")  # noqa: PTH118
    assert display_path(Path("/elsewhere/b.yaml")) == "/elsewhere/b.yaml"


scalars = st.none() | st.booleans() | st.integers() | st.text()
keys = st.text(min_size=1)
documents = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=20
)


class Dumper(yaml.SafeDumper):
    """Puts in quotes what would be read as no text: which words those are depends on the version of YAML."""

    yaml_implicit_resolvers = yaml_with_lines._Loader.yaml_implicit_resolvers


@given(documents)
def test_what_was_written_is_read(tmp_path_factory, document):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(yaml.dump(document, Dumper=Dumper), encoding="utf-8")
    lined = read_yaml(path, "file.yaml")
    assert lined.data == document
    assert set(lined.lines) == set(paths(document, ()))


def paths(value, above):
    if not isinstance(value, dict | list):
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*above, key)
        yield from paths(inner, (*above, key))


@given(st.binary() | st.text(alphabet="ab:-[]{}&*!|>#'\"\n \t?,%@<~").map(str.encode))
def test_no_file_fails_in_any_other_way(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        read_yaml(path, "file.yaml")
