"""The command ``inventory`` on real sources."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

TOP = Path(__file__).resolve().parent.parent
STATE = TOP / "tests" / "data" / "pulumi" / "state-prod.json"
FORMATS = ("text", "csv", "json", "markdown", "html")
CANARY = "canary-c0ffee"


def run(*arguments):
    result = CliRunner().invoke(main, ["inventory", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def sections(*arguments):
    result = run(*arguments, "--format", "json")
    document = json.loads(result.stdout)
    assert document["exit_code"] == result.exit_code
    return {section["name"]: section for section in document["sections"]}


@pytest.fixture(autouse=True)
def _at_the_top(monkeypatch):
    monkeypatch.chdir(TOP)


def test_program_and_state_list_the_same_rules_credentials_and_alerts():
    program, state = sections("program:prod"), sections(f"state:{STATE}")
    for name in ("access_rules", "credentials", "alerts", "hubs"):
        assert program[name]["rows"] == state[name]["rows"], name
    assert len(program["access_rules"]["rows"]) == 10
    assert len(program["keys"]["rows"]) == 5


def test_both_stacks():
    found = sections("program:prod", "program:test")
    assert {row["environment"] for row in found["namespaces"]["rows"]} == {"production", "sandbox"}
    assert len(found["hubs"]["rows"]) == 4


@pytest.mark.parametrize("name", ["estate", "modern", "complete"])
def test_templates(name):
    found = sections(f"template:tests/data/templates/{name}.json")
    assert found["hubs"]["rows"]


def test_the_date_of_a_rule_that_azure_does_not_know_is_unknown(tmp_path):
    document = json.loads(STATE.read_text(encoding="utf-8"))
    dates = iter(["0001-01-01T00:00:00Z", "2026-03-01T12:30:00Z", "not a date"])
    for resource in document["deployment"]["resources"]:
        if resource["type"].endswith("AuthorizationRule"):
            resource["inputs"]["modifiedTime"] = next(dates, "2025-01-01T00:00:00+00:00")
    path = tmp_path / "state.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    section = sections(f"state:{path}")["access_rules"]
    told = [row["last change"] for row in section["rows"]]
    assert told.count("2026-03-01 12:30 UTC") == 1
    assert told.count("2025-01-01 00:00 UTC") == 2
    reasons = [row.get("last change", "") for row in section["unknown"]]
    assert reasons.count("Azure does not tell when it was changed") == 1


@pytest.mark.parametrize("format_", FORMATS)
def test_no_secret_is_listed(tmp_path, format_):
    text = STATE.read_text(encoding="utf-8")
    document = json.loads(text)
    for resource in document["deployment"]["resources"]:
        inputs = resource.get("inputs", {})
        for name, members in {
            "fcmV1Credential": ["privateKey"],
            "apnsCredential": ["token"],
        }.items():
            for member in members:
                if name in inputs:
                    inputs[name][member] = CANARY
        if resource["type"].endswith("AuthorizationRule"):
            inputs["primaryKey"] = CANARY
        if resource["type"].endswith("Namespace"):
            inputs["tags"]["owner"] = CANARY
    path = tmp_path / "state.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    result = run(f"state:{path}", "--format", format_)
    assert result.exit_code == 0
    assert CANARY not in result.stdout + result.stderr


def test_what_declares_nothing_is_incomplete(tmp_path):
    path = tmp_path / "empty.json"
    path.write_text(
        '{"$schema": "x", "contentVersion": "1.0.0.0", "resources": []}', encoding="utf-8"
    )
    result = run(f"template:{path}")
    assert result.exit_code == 3
    assert "declares no namespace and no hub" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Missing argument"),
        (["program:prod", "--format", "xml"], "formats: csv, html, json, markdown, text"),
        (["cloud:x"], "'cloud'"),
        (["program:prod", "--environment", "moon"], "no environment moon"),
    ],
)
def test_usage(arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_output_goes_to_a_file(tmp_path):
    result = run("program:prod", "--format", "csv", "-o", tmp_path / "inventory.csv")
    assert (result.exit_code, result.stdout) == (0, "")
    written = (tmp_path / "inventory.csv").read_bytes()
    assert written.startswith(b"section,item,value,")
    assert written.count(b"\r\n") == written.count(b"\n")
