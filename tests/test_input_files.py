"""Sources from standard input, and text as Windows PowerShell writes it."""

import codecs
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.cli import main
from hubwarden.errors import InputError
from hubwarden.input_files import as_text, as_utf8
from hubwarden.yaml_with_lines import read_yaml

TOP = Path(__file__).resolve().parent.parent
DATA = Path(__file__).parent / "data"
SOURCES = {
    "template": DATA / "templates" / "estate.json",
    "state": DATA / "pulumi" / "state-test.json",
    "preview": DATA / "pulumi" / "preview-first-test.json",
}
PROJECT = ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml", "infra", "policies")
USAGE = 2


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, given=b""):
    return CliRunner().invoke(main, [str(item) for item in arguments], input=given)


def verdicts(*arguments, given=b""):
    """Return the exit code, and what was said of which resource."""
    result = run("check", *arguments, "--format", "json", given=given)
    document = json.loads(result.stdout)
    told = {
        (item["rule"], item["outcome"], item["subject"].rpartition("/")[2])
        for item in document["results"]
        # What is no resource is named by its source.
        if item["kind"] not in ("Stack", "Output")
    }
    return result.exit_code, told, document["evidence"]["sources"]


@pytest.mark.parametrize("kind", SOURCES)
def test_a_source_from_standard_input_is_judged_as_the_file_is(kind):
    raw = SOURCES[kind].read_bytes()
    code, told, [source] = verdicts(f"{kind}:-", given=raw)
    code_of_file, told_of_file, [file] = verdicts(f"{kind}:{SOURCES[kind]}")
    assert (code, told) == (code_of_file, told_of_file)
    assert told
    assert source["name"] == f"{kind}:-"
    assert source["digest"] == file["digest"]


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_a_file_as_windows_writes_it_is_judged_as_another_is(kind, encoding):
    mark = {
        "utf-16-le": codecs.BOM_UTF16_LE,
        "utf-16-be": codecs.BOM_UTF16_BE,
        "utf-8": codecs.BOM_UTF8,
    }[encoding]
    text = SOURCES[kind].read_text(encoding="utf-8").replace("\n", "\r\n")
    Path("x.json").write_bytes(mark + text.encode(encoding))
    assert verdicts(f"{kind}:x.json")[:2] == verdicts(f"{kind}:{SOURCES[kind]}")[:2]


def test_lines_are_told_of_such_a_file():
    Path("x.json").write_bytes('{\r\n"resources": [\r\n}'.encode("utf-16"))
    assert "x.json:3: " in run("check", "template:x.json").stderr
    assert "x.json:3: " in run("check", "state:x.json").stderr


@pytest.mark.parametrize("name", ["Pulumi.yaml", "Pulumi.test.yaml", "policies/baseline.yaml"])
def test_a_project_of_such_files_is_judged_as_another_is(folder, name):
    for item in PROJECT:
        (shutil.copytree if (TOP / item).is_dir() else shutil.copy)(TOP / item, folder / item)
    before = verdicts("program:test")[:2]
    path = folder / name
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-16"))
    assert verdicts("program:test")[:2] == before


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'{"a":\n"\xff"}', "x.json:2: is not UTF-8 text"),
        (codecs.BOM_UTF16_LE + b"{\0\x00\xd8", "x.json: is not UTF-16 text"),
        ("{}".encode("utf-16-le"), "x.json: is UTF-16 without a byte-order mark"),
        ("{}".encode("utf-16-be"), "x.json: is UTF-16 without a byte-order mark"),
    ],
)
@pytest.mark.parametrize("kind", SOURCES)
def test_what_is_no_text_is_told_with_what_to_do(kind, raw, words):
    Path("x.json").write_bytes(raw)
    result = run("check", f"{kind}:x.json")
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert words in result.stderr
    assert "Out-File -Encoding utf8" in result.stderr


def test_yaml_that_is_no_text_is_told_with_what_to_do(folder):
    path = folder / "x.yaml"
    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(InputError, match=r"x.yaml:2: is not UTF-8 text") as caught:
        read_yaml(path, "x.yaml")
    assert "Out-File" in caught.value.hint


@pytest.mark.parametrize(
    "command",
    [
        ["check", "state:-", "preview:-"],
        ["check", "template:-", "state:-"],
        ["drift", "state:-", "preview:-"],
        ["drift", "state:-", "state:-"],
        ["inventory", "state:-", "template:-"],
    ],
)
def test_standard_input_is_one_source(command):
    result = run(*command, given=SOURCES["state"].read_bytes())
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "cannot both be read: there is one standard input" in result.stderr


def test_one_source_that_is_named_twice_is_one():
    assert (
        run("check", "state:-", "state:-", given=SOURCES["state"].read_bytes()).exit_code != USAGE
    )


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("given", [b"", b"\n", b"no json"])
def test_standard_input_without_a_source_is_told(kind, given):
    result = run("check", f"{kind}:-", given=given)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "-:" in result.stderr


def test_drift_takes_one_side_from_standard_input():
    state = SOURCES["state"]
    result = run("drift", "state:-", f"state:{state}", given=state.read_bytes())
    assert result.exit_code in (0, 3)
    assert "Violations" not in result.stdout


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_every_text_is_read_in_every_form(text):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert as_text(text.encode(encoding), "x") == text
        assert as_utf8(text.encode(encoding), "x") == text.encode()
