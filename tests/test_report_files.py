"""Several reports in one run: where each goes, what a terminal changes, and the paths that pipelines look for."""

import csv
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import junitparser
import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.discovery import all_rules
from hubwarden.reports import names

TEMPLATES = Path(__file__).parent / "data" / "templates"
STATE = Path(__file__).parent / "data" / "pulumi" / "state-test.json"
USAGE, VIOLATIONS, INCOMPLETE = 2, 1, 3


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    shutil.copy(TEMPLATES / "estate.json", tmp_path / "estate.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def check(*more):
    return run("check", "template:estate.json", *more)


def test_every_format_is_written_in_one_run(folder):
    asked = [f"--format={name}=out.{name}" for name in names() if name != "text"]
    result = check(*asked, "--format", "text")
    assert result.exit_code == VIOLATIONS
    assert result.stdout.startswith("Hubwarden ")
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))["version"] >= 2
    assert json.loads(Path("out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert list(junitparser.JUnitXml.fromfile("out.junit"))
    assert list(csv.reader(Path("out.csv").read_text(encoding="utf-8").splitlines()))
    for name in ("markdown", "github", "azure-devops"):
        assert "violations, and incomplete" in Path(f"out.{name}").read_text(encoding="utf-8")
    assert {path.name for path in folder.iterdir()} == {
        "estate.json",
        *(f"out.{name}" for name in names() if name != "text"),
    }


def test_nothing_goes_to_standard_output_where_every_format_has_a_file():
    assert check("--format", "json=out.json").stdout == ""


def test_o_is_for_the_format_without_a_file():
    result = check("--format", "json", "--format", "csv=out.csv", "-o", "out.json")
    assert result.stdout == ""
    assert json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert Path("out.csv").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--format", "json", "--format", "text"], "would both go to standard output"),
        (["--format", "json", "--format", "text", "-o", "x"], "would both go to x"),
        (["--format", "json=x", "-o", "y"], "-o y is for the format that names no file"),
        (["--format", "json=x", "--format", "csv=./x"], "two reports would be written to"),
        (["--format", "json=x", "--format", "csv", "-o", "x"], "two reports would be written to"),
        (["--format", "json="], "--format json= names no file"),
        (["--format", "sarfi"], "nearest: sarif; formats: azure-devops, "),
        (["--format", "ics"], "there is no format 'ics'"),
        (["--format", "=x"], "there is no format ''"),
    ],
)
@pytest.mark.parametrize("command", ["check", "drift"])
def test_usage(folder, command, more, words):
    sources = ["template:estate.json"] * (2 if command == "drift" else 1)
    result = run(command, *sources, *more)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert words in result.stderr
    assert [path.name for path in folder.iterdir()] == ["estate.json"]


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(folder):
    result = check("--format", "json=missing/out.json")
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "missing/out.json cannot be written" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["estate.json"]


@pytest.mark.parametrize("format_", ["csv", "html", "markdown", "json", "text"])
def test_the_inventory_is_written_so_too(format_):
    result = run("inventory", "template:estate.json", "--format", f"{format_}=out", "--format=csv")
    assert result.stdout.startswith("section,")
    assert Path("out").read_text(encoding="utf-8")
    assert (
        "formats: csv, html, json, markdown, text"
        in run("inventory", "a:b", "--format", "x").stderr
    )


def test_rules_as_json():
    document = json.loads(run("rules", "--format", "json").stdout)
    assert document["version"] == 1
    assert [item["id"] for item in document["rules"]] == [rule.id for rule in all_rules()]
    assert all(item["title"] and item["fix"] and item["sources"] for item in document["rules"])
    first = document["rules"][0]
    assert first["fix_kind"] == "set"
    assert "## Why it matters" in first["page"]
    assert first["sources"][0]["address"].startswith("https://learn.microsoft.com/")
    assert run("rules", "--format", "xml").exit_code == USAGE


def in_terminal(columns=90, **variables):
    """Return what a run prints to a terminal of so many columns."""
    master, slave = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm"} | variables
    command = [sys.executable, "-m", "hubwarden", "check", "template:estate.json"]
    with subprocess.Popen(command, stdout=slave, stdin=slave, env=environment) as process:
        os.close(slave)
        told = b""
        while part := _read(master):
            told += part
        process.wait()
    os.close(master)
    return told.decode().replace("\r\n", "\n")


def _read(master):
    try:
        return os.read(master, 65536)
    except OSError:  # Linux: nobody writes any more.
        return b""


def test_colours_and_the_width_are_the_terminals():
    told = in_terminal()
    plain = re.sub(r"\x1b\[[\d;]*m", "", told)
    assert plain != told
    assert 80 < max(map(len, plain.splitlines())) <= 90
    assert max(map(len, check().stdout.splitlines())) > 90


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_they_are_not_wanted(variables):
    assert "\x1b" not in in_terminal(**variables)


def places(name):
    document = json.loads(Path(name).read_text(encoding="utf-8"))
    return {
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in document["runs"][0]["results"]
        for place in result["locations"]
    }


def test_pipelines_are_told_paths_from_the_top_of_the_repository(folder, monkeypatch):
    (folder / ".git").mkdir()
    (folder / "deploy").mkdir()
    shutil.move("estate.json", "deploy/estate.json")
    monkeypatch.chdir(folder / "deploy")
    github = check("--format", "sarif=out.sarif", "--format", "github").stdout
    assert places("out.sarif") == {"deploy/estate.json"}
    assert "file=deploy/estate.json," in github
    # A person stands where the command was run.
    assert "\nestate.json\n" in check().stdout


def test_paths_stay_as_they_are_where_there_is_no_repository(monkeypatch):
    check("--format", "sarif=out.sarif")
    assert places("out.sarif") == {"estate.json"}


def test_drift_and_inspect_have_the_formats(folder):
    shutil.copy(STATE, folder / "a.json")
    drift = run("drift", "state:a.json", "state:a.json", "--format", "sarif")
    assert json.loads(drift.stdout)["runs"][0]["automationDetails"]["id"] == "hubwarden/drift/"
    (folder / "x.p8").write_text("-----BEGIN PRIVATE KEY-----\nx\n", encoding="utf-8")
    inspected = run("inspect", "x.p8", "--format", "junit=out.xml", "--format", "ics")
    assert inspected.stdout.startswith("BEGIN:VCALENDAR")
    assert list(junitparser.JUnitXml.fromfile("out.xml"))


def test_no_message_is_a_command(folder):
    result = run("check", "template:##vso[task.complete]x.json")
    assert result.exit_code == USAGE
    assert "##vso[" not in result.stderr
