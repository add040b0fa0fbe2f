import codecs

import pytest

from hubwarden.arm_templates.json_with_lines import MAX_BYTES, line_of, member, parse, read_json
from hubwarden.errors import InputError

TEXT = """{
  // a comment
  "name": "one
two", /* another
  */ "list": [
    1,
    {"inner": true,},
    null,
  ],
  "Last": -1.5e3
}
"""


def test_values_and_lines():
    document = parse(TEXT, "f")
    assert document == {
        "name": "one\ntwo",
        "list": [1, {"inner": True}, None],
        "Last": -1500.0,
    }
    assert document.line == 1
    assert document.lines == {"name": 3, "list": 5, "Last": 10}
    assert document["list"].lines == [6, 7, 8]
    assert line_of(document["list"][1], "INNER") == 7


def test_member_names_have_no_letter_case():
    document = parse(TEXT, "f")
    assert member(document, "last") == -1500.0
    assert member(document, "NAME") == "one\ntwo"
    assert member(document, "other") is None
    assert member(["no object"], "name") is None


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": "\xc3\xa9"}',
        codecs.BOM_UTF8 + b'{"a": "\xc3\xa9"}',
        codecs.BOM_UTF16_LE + '{"a": "é"}'.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + '{"a": "é"}'.encode("utf-16-be"),
    ],
)
def test_encodings(tmp_path, raw):
    path = tmp_path / "f.json"
    path.write_bytes(raw)
    assert read_json(path, str(path)) == {"a": "é"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n", None, "is empty"),
        ('{\n"canary" 1}', 2, "':' is expected"),
        ('{"a": 1\n"canary": 2}', 2, "',' or '}' is expected"),
        ('{\n"a": 1,\n"A": "canary"}', 3, "first on line 2"),
        ('["a"\n', 2, "',' or ']' is expected"),
        ('{"a":\n canary}', 2, "value is expected"),
        ("{'canary': 1}", 1, "double quotes"),
        ('[1,\n"canary', 2, "not closed"),
        ('[1,\n"canary\\x"]', 2, "wrong escape"),
        ('["\\ud800canary"]', 1, "Unicode"),
        ("{}\n/* canary", 2, "comment is not closed"),
        ("{} canary", 1, "more text"),
        ("[01]", 1, "not valid"),
        ("[1e999]", 1, "not valid"),
        ("[NaN]", 1, "value is expected"),
        (f"[{'9' * 5000}]", 1, "too long"),
        ("[" * 100_000, 1, "levels deep"),
    ],
)
def test_malformed(text, line, message):
    with pytest.raises(InputError, match=message) as caught:
        parse(text, "f.json")
    assert caught.value.file == "f.json"
    assert caught.value.line == line
    assert "canary" not in str(caught.value)


def test_unreadable_files(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_json(tmp_path / "missing.json", str(tmp_path / "missing.json"))
    with pytest.raises(InputError, match="cannot be read"):
        read_json(tmp_path, str(tmp_path))
    path = tmp_path / "f.json"
    path.write_bytes(b'{\n"a": "\xff"}')
    with pytest.raises(InputError, match="not UTF-8") as caught:
        read_json(path, str(path))
    assert caught.value.line == 2


def test_huge_files_are_refused(tmp_path):
    path = tmp_path / "f.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # It takes no room on the disk.
    with pytest.raises(InputError, match="larger than"):
        read_json(path, str(path))
