"""What a shell completes, asked as click's scripts for bash, zsh and fish ask."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.discovery import all_rules
from hubwarden.reports import names

BASH = shutil.which("bash")
BASELINE = "version: 1\nenvironments:\n  staging: {extends: sandbox, match: {stacks: [staging]}}\n"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / "Pulumi.yaml").write_text("name: acme\nruntime: python\n", encoding="utf-8")
    for stack in ("prod", "preview", "test"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text("config: {}\n", encoding="utf-8")
    # A program that is run would say so.
    (tmp_path / "__main__.py").write_text("raise SystemExit('it was run')\n", encoding="utf-8")
    (tmp_path / "states").mkdir()
    for name in ("states/stack one.json", "states/stack.txt", "azuredeploy.json", ".hidden.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def completed(*words):
    """Return what completes the last of the words; an empty one is none yet. fish hands over whole words."""
    asked = {
        "_HUBWARDEN_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["hubwarden", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ended = CliRunner().invoke(main, prog_name="hubwarden", env=asked)
    assert ended.exit_code == 0, ended.output
    lines = [line for line in ended.stdout.splitlines() if line]
    assert all(line.startswith(("plain,", "file,", "dir,")) for line in lines), lines
    return [line.partition(",")[2] for line in lines]


IDS = [rule.id for rule in all_rules()]


@pytest.mark.parametrize("words", [("explain",), ("check", "--only"), ("drift", "--exclude")])
def test_rules(words):
    assert completed(*words, "") == IDS
    assert completed(*words, "nh2") == [id for id in IDS if id.startswith("NH2")]
    assert completed(*words, "public-s") == ["public-send-or-manage"]
    assert completed(*words, "zz") == []


def test_a_list_of_rules_goes_on_after_a_comma():
    assert completed("check", "--only", "NH101,NH40") == [
        f"NH101,{id}" for id in IDS if id.startswith("NH40")
    ]
    assert completed("explain", "NH101,NH40") == []


@pytest.mark.parametrize("command", ["check", "drift"])
def test_formats(command):
    assert completed(command, "--format", "") == list(names())
    assert completed(command, "--format", "s") == ["sarif"]
    assert completed(command, "--format", "json=states/") == [
        "json=states/stack one.json",
        "json=states/stack.txt",
    ]
    assert completed(command, "--format", "jsn=states/") == []


def test_formats_are_those_of_the_command():
    assert completed("rules", "--format", "") == ["json", "text"]
    assert "ics" in completed("inspect", "--format", "")
    assert "ics" not in completed("check", "--format", "")


@pytest.mark.parametrize("command", ["check", "drift", "inspect", "inventory", "diagnose"])
def test_environments(command, project):
    assert completed(command, "--environment", "") == ["production", "sandbox"]
    (project / "policies").mkdir()
    baseline = project / "policies/baseline.yaml"
    baseline.write_text(BASELINE, encoding="utf-8")
    assert completed(command, "--environment", "s") == ["sandbox", "staging"]
    other = project / "other.yaml"
    other.write_text(BASELINE.replace("staging", "stress"), encoding="utf-8")
    named = ("--baseline-file", "other.yaml", "--environment", "s")
    assert completed(command, *named) == ["sandbox", "stress"]
    # A baseline with mistakes is told by the command; a shell suggests nothing.
    baseline.write_text("version: 1\nenvironment: {}\n", encoding="utf-8")
    assert completed(command, "--environment", "s") == []


@pytest.mark.parametrize("words", [("check",), ("drift", "azure:"), ("inspect", "--hub")])
def test_sources(words):
    assert completed(*words, "") == [
        "azure:", "preview:",
        "program:preview", "program:prod", "program:test",
        "saved:", "state:", "template:",
    ]  # fmt: skip
    assert completed(*words, "pr") == [
        "preview:", "program:preview", "program:prod", "program:test",
    ]  # fmt: skip
    assert completed(*words, "program:pr") == ["program:preview", "program:prod"]
    assert completed(*words, "template:") == ["template:azuredeploy.json", "template:states/"]
    assert completed(*words, "template:.h") == ["template:.hidden.json"]
    assert completed(*words, "state:states/") == ["state:states/stack one.json"]
    assert completed(*words, "state:nowhere/") == []
    assert completed(*words, "azure:") == []
    assert completed(*words, "bicep:") == []


def test_a_source_as_bash_splits_it():
    assert completed("check", "program", ":") == ["preview", "prod", "test"]
    assert completed("check", "program", ":", "pro") == ["prod"]
    assert completed("check", "azure:", "state", ":", "sta") == ["states/"]
    # A stack that is called like a kind is none, and neither is a colon after something else.
    assert completed("check", "program:prod", ":") == []


def test_without_a_project_there_are_no_stacks(project):
    (project / "Pulumi.yaml").unlink()
    assert completed("check", "program:") == []
    (project / "Pulumi.yaml").write_text("name: [", encoding="utf-8")
    assert completed("check", "program:") == []


def test_nothing_slow_is_loaded_for_it(project):
    """Neither Pulumi nor a client of Azure, and for what is no rule no rule."""
    code = (
        "import sys\n"
        "from hubwarden.cli import main\n"
        "try:\n    main(prog_name='hubwarden')\n"
        "finally:\n    print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    asked = {
        **os.environ,
        "_HUBWARDEN_COMPLETE": "bash_complete",
        "COMP_WORDS": "hubwarden check program:",
        "COMP_CWORD": "2",
    }
    ended = subprocess.run(
        [sys.executable, "-c", code], env=asked, capture_output=True, text=True, check=True
    )
    assert "program:prod" in ended.stdout
    loaded = set(ended.stderr.split())
    assert "hubwarden.commands.check" in loaded
    for slow in ("pulumi", "pulumi_azure_native", "azure", "aiohttp", "grpc", "pydantic"):
        assert slow not in loaded


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(shell, monkeypatch):
    ended = CliRunner().invoke(
        main, prog_name="hubwarden", env={"_HUBWARDEN_COMPLETE": f"{shell}_source"}
    )
    assert ended.exit_code == 0
    assert f"_HUBWARDEN_COMPLETE={shell}_complete" in ended.stdout


@pytest.mark.skipif(BASH is None, reason="there is no bash")
def test_bash_takes_what_the_script_replies(project):
    """Source the script as docs/completion.md says, and complete a word as bash splits it."""
    programs = Path(sys.executable).parent
    assert (programs / "hubwarden").exists()
    script = (
        'eval "$(_HUBWARDEN_COMPLETE=bash_source hubwarden)"\n'
        "COMP_WORDS=(hubwarden check program : pro) COMP_CWORD=4\n"
        "_hubwarden_completion hubwarden\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    ended = subprocess.run(
        [BASH, "--noprofile", "--norc", "-c", script],
        env={**os.environ, "PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout == "prod\n", ended.stderr
