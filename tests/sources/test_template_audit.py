"""A template of our own through the whole command: verdicts, secrets, and a thousand mutations."""

import json
import logging
import random
import re
import shutil
import traceback
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

DATA = Path(__file__).resolve().parent.parent / "data" / "templates"
TEMPLATE = (DATA / "estate.json").read_text(encoding="utf-8")
PARAMETERS = (DATA / "estate.parameters.json").read_text(encoding="utf-8")

SECRETS = (
    "legacy-server-key-of-nobody",
    "MIIKcertificateofnobody",
    "password-of-nobody",
    "token-of-nobody",
)


def _run(folder, *options):
    arguments = [
        "check",
        f"template:{folder / 'estate.json'}",
        "--parameters",
        str(folder / "estate.parameters.json"),
        *options,
    ]
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # Away from this project: the packaged baseline holds.
    shutil.copy(DATA / "estate.json", tmp_path)
    shutil.copy(DATA / "estate.parameters.json", tmp_path)
    return tmp_path


def test_verdicts(folder):
    result = _run(folder, "--environment", "production", "--format", "json")
    report = json.loads(result.stdout)
    lines = (folder / "estate.json").read_text(encoding="utf-8").splitlines()
    found = {
        (item["rule"], lines[item["location"]["line"] - 1].strip().split(":")[0].strip('"'))
        for item in report["results"]
        if item["outcome"] == "fail"
    }
    assert result.exit_code == 1
    assert found == {
        ("NH101", "apnsCertificate"),
        ("NH106", "gcmCredential"),
        ("NH107", "{"),
        ("NH109", "gcmCredential"),
        ("NH109", "apnsCertificate"),
        ("NH109", "certificateKey"),
        ("NH111", "apnsCertificate"),
        ("NH114", "token"),
        ("NH201", "connection"),
        ("NH205", "{"),
        ("NH301", "endpoint"),
        ("NH502", "sku"),
        ("NH508", "scopes"),
        ("NH602", "tags"),
    }
    undetermined = {item["rule"] for item in report["results"] if item["outcome"] == "undetermined"}
    # A template does not tell what is made elsewhere, nor who uses a rule; nor what a vault holds.
    elsewhere = {"NH202", "NH203", "NH204", "NH211", "NH504", "NH505", "NH601"}
    # Whether zones are used is decided by the region where a template is silent.
    assert undetermined == elsewhere | {"NH117", "NH118", "NH607"}


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize("verbose", [[], ["--verbose"]])
def test_no_secret_is_shown(format_, verbose, folder, caplog):
    with caplog.at_level(logging.DEBUG):
        result = _run(folder, "--format", format_, *verbose)
    known = result.output + caplog.text
    assert [secret for secret in SECRETS if secret in known] == []


def _mutations(text, count, seed):
    """Yield broken versions of a document: parts dropped, doubled, swapped, or of another type."""
    dice = random.Random(seed)
    tokens = re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+|\s+', text)
    values = ["null", "[]", "{}", "0", "-1e9", "true", '""', '"[x("', '"[parameters(1)]"', '"ü"']
    for _ in range(count):
        changed = list(tokens)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(changed))
            match dice.randrange(5):
                case 0:
                    del changed[at]
                case 1:
                    changed.insert(at, changed[at])
                case 2:
                    changed[at] = dice.choice(values)
                case 3:
                    other = dice.randrange(len(changed))
                    changed[at], changed[other] = changed[other], changed[at]
                case _:
                    changed[at] = changed[at][: len(changed[at]) // 2]
        yield "".join(changed)


def _judge_mutation(folder, **texts):
    for name, text in texts.items():
        (folder / f"estate{name}.json").write_text(text, encoding="utf-8")
    result = _run(folder, "--environment", "production")
    known = "".join(traceback.format_exception(result.exception)) if result.exception else ""
    assert result.exit_code in {0, 1, 2, 3}, known
    assert result.exception is None or isinstance(result.exception, SystemExit), known
    assert "Traceback" not in result.output
    assert "broken" not in result.output or result.exit_code == 2
    return result


def test_a_thousand_mutations_of_the_template(folder):
    codes = [
        _judge_mutation(folder, **{"": text}).exit_code
        for text in _mutations(TEMPLATE, 1000, seed=7)
    ]
    # The mutations reach both the reader and the rules.
    assert {1, 2} <= set(codes)


def test_mutations_of_the_parameter_file(folder):
    for text in _mutations(PARAMETERS, 200, seed=11):
        _judge_mutation(folder, **{".parameters": text})
