"""The command ``tags check``."""

import json
from contextlib import suppress

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.cli import main
from hubwarden.errors import InputError
from hubwarden.tag_expressions.device_tags import read_devices

CANARY = "c4n4ry7cVn3Qw9ZpL0x"


def run(*arguments):
    result = CliRunner().invoke(main, ["tags", "check", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "devices"
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("expression", "code", "words"),
    [
        ("(location_Boston && !follows_Cardinals)", 0, "can match  yes"),
        ("a", 0, "parses     1 tag\n"),
        ("a || A", 0, "parses     2 tags, 1 different"),
        ("!a", 0, "yes, also devices without any tag"),
        ("a || !a", 0, "yes, every device"),
        ("a && b || c", 0, "&& at character 3 beside ||"),
        ("a && !a", 1, "no: it contradicts itself"),
        ("a" * 121, 1, "not kept: the tag at character 1: it has 121 characters, and 120 are the most"),
        (" && ".join("abcdefg"), 1, "it names 7 tags, and 6 are the most with && or !"),
        (" && ".join("abcdefghijklm"), 1, "not tried: it has too many different tags"),
    ],
)  # fmt: skip
def test_an_expression(expression, code, words):
    result = run(expression)
    assert (result.exit_code, result.stderr) == (code, "")
    assert words in result.stdout


def test_one_that_does_not_parse():
    result = run("a & b")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "does not parse, at character 3: & is no operator: && is" in result.stderr


@pytest.mark.parametrize("expression", [f"a b{CANARY}", f"Endpoint=sb://{CANARY}/", f"'{CANARY}'"])
def test_no_part_of_what_does_not_parse_is_printed(expression):
    result = run(expression)
    assert result.exit_code == 2
    assert CANARY not in result.stderr


DEVICES = [["politics", "uid:1"], ["Sports"], [], ["sports", "politics"]]


@pytest.mark.parametrize(
    "content",
    [
        "politics, uid:1\nSports\n\n_\nsports,politics\n",
        json.dumps(DEVICES),
        json.dumps([{"installationId": "x", "tags": tags} for tags in DEVICES[:3]] + [DEVICES[3]]),
        "\ufeff" + json.dumps([{"tags": []}, *DEVICES[:2], DEVICES[3]]),
        "politics,uid:1\r\nSports\r\n_\r\nsports,politics",
    ],
)
def test_how_many_devices_of_a_file_match(file, content):
    for expression, count in (("sports", 2), ("sports && politics", 1), ("!politics", 2)):
        result = run(expression, "--against", file(content))
        assert result.exit_code == 0
        assert f"in file    {count} of 4 devices match" in result.stdout


def test_none_of_a_file_matches(file):
    result = run("Tag_A && Tag_B", "--against", file("Tag_A\nTag_B\n"))
    assert result.exit_code == 1
    assert "0 of 2 devices match" in result.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it lists no device"),
        ("\n \n", "it lists no device"),
        ("[]", "it lists no device"),
        (f"a\n{CANARY}!", ":2: line 2, tag 1: it has a character that tags do not have"),
        (f"a,,{CANARY}", "line 1, tag 2: it is empty"),
        (f"{CANARY * 10}", "line 1, tag 1: it has 190 characters, and 120 are the most"),
        (",".join(f"{CANARY}{n}" for n in range(61)), "it has 61 tags, and a device has 60 at most"),
        (f'["{CANARY}"]', "[0]: it must be a list of texts"),
        (f'[["a"], ["b", 1, "{CANARY}"]]', "[1]: it must be a list of texts"),
        (f'[{{"tags": "{CANARY}"}}]', "[0].tags: it must be a list of texts"),
        (f'[{{"tags": ["a"]}}, {{"x": "{CANARY}"}}]', '[1]: it has no member "tags"'),
        (f'[["a"], {{"Tags": ["{CANARY}"]}}]', '[1]: it has no member "tags"; a device without tags is written as'),
        (f'[{{"tags": null, "x": "{CANARY}"}}]', "[0].tags: it must be a list of texts"),
        ("[{}]", '[0]: it has no member "tags"'),
        (f'[["a"], ["{CANARY} x"]]', "[1], tag 1: it has a character"),
        (f'[["{CANARY}",\n', "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_told_without_its_tags(file, content, words):
    path = file(content)
    result = run("a", "--against", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(path) in result.stderr
    assert words in result.stderr
    assert CANARY not in result.stderr


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00a")
    assert "not text in UTF-8" in run("a", "--against", tmp_path / "binary").stderr
    assert "cannot be read" in run("a", "--against", tmp_path / "none").stderr
    assert run("a", "--against", tmp_path).exit_code == 2


@given(content=st.text(max_size=60))
def test_no_file_is_too_strange(content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "strange"
    path.write_text(content, encoding="utf-8", newline="")
    with suppress(InputError):
        assert read_devices(path)
