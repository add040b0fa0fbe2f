"""A run writes over nothing that it reads, and a policy that is there is never passed over."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

TOP = Path(__file__).parent.parent
USAGE = 2
SAVE = TOP / "tests/data/save-format-1"
KNOWN = '{"hubwarden": "known findings", "version": 1}\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(TOP / "tests/data/pulumi/state-prod.json", "state.json")
    shutil.copytree(SAVE, "save")
    Path("policies").mkdir()
    Path("policies/baseline.yaml").write_text("version: 1\n", encoding="utf-8")
    Path("policies/waivers.yaml").write_text("version: 1\nwaivers: []\n", encoding="utf-8")
    Path("other.yaml").write_text("version: 1\n", encoding="utf-8")
    assert run("known", "write", "known.jsonl", "state:state.json").exit_code in (0, 3)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, [str(item) for item in arguments])


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


LOST = {
    "a state by -o": ["check", "state:state.json", "-o", "state.json"],
    "a state by a format": ["check", "state:state.json", "--format", "json=./state.json"],
    "the baseline beside": ["check", "state:state.json", "-o", "policies/baseline.yaml"],
    "a baseline that is named": [
        *("check", "state:state.json", "--baseline-file", "other.yaml", "-o", "other.yaml"),
    ],
    "the waivers": ["check", "saved:save", "-o", "policies/waivers.yaml"],
    "known findings": [
        *("check", "state:state.json", "--known", "known.jsonl", "--format", "csv=known.jsonl"),
    ],
    "a part of a save": ["check", "saved:save", "--format", "json=save/facts.json"],
    "a new file in a save": ["inventory", "saved:save", "-o", "save/report.txt"],
    "one side of drift": ["drift", "state:state.json", "saved:save", "-o", "state.json"],
    "an inspected file": ["inspect", "state.json", "-o", "state.json"],
    "a source of known write": ["known", "write", "state.json", "state:state.json"],
    "a diagnosed state": [
        *("diagnose", "--says", "BadDeviceToken", "state:state.json", "-o", "state.json"),
    ],
}


@pytest.mark.parametrize("arguments", LOST.values(), ids=LOST)
def test_nothing_that_is_read_is_written_over(folder, arguments):
    before = contents(folder)
    result = run(*arguments)
    assert result.exit_code == USAGE, result.output
    assert result.stdout == ""
    assert contents(folder) == before


def test_a_link_to_what_is_read_is_not_written_through(folder):
    Path("link.json").symlink_to("state.json")
    before = contents(folder)
    assert run("check", "state:state.json", "-o", "link.json").exit_code == USAGE
    assert contents(folder) == before


def test_what_cannot_be_written_is_told_before_anything_is_saved(folder):
    for target in ("nowhere/report.txt", "policies"):
        result = run("check", "azure:", "--save", "new", "-o", target)
        assert result.exit_code == USAGE
        assert target in result.stderr
    assert run("check", "azure:", "--save", "new", "-o", "new").exit_code == USAGE
    assert run("check", "azure:", "--save", "new", "-o", "new/report").exit_code == USAGE
    assert not Path("new").exists()


def test_other_files_are_written_and_written_over(folder):
    for _ in range(2):
        result = run("check", "saved:save", "--format", "json=report.json", "-o", "report.txt")
        assert result.exit_code != USAGE or "names no file" in result.stderr
        result = run("check", "saved:save", "--format", "json=report.json", "--format", "text")
        assert result.exit_code != USAGE, result.output
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["results"]


@pytest.mark.parametrize("name", ["baseline", "waivers"])
def test_a_policy_that_leads_nowhere_is_an_error(folder, name):
    own = Path(f"policies/{name}.yaml")
    own.unlink()
    own.symlink_to("nothing.yaml")
    result = run("check", "state:state.json")
    assert result.exit_code == USAGE
    assert f"{name}.yaml" in result.stderr
    own.unlink()
    own.mkdir()
    assert run("check", "state:state.json").exit_code == USAGE


@pytest.mark.parametrize("ending", ["yml", "json"])
def test_a_policy_of_another_ending_is_told(folder, ending):
    shutil.copytree(TOP / "infra", "infra")
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml"):
        shutil.copy(TOP / name, name)
    Path("policies/baseline.yaml").rename(f"policies/baseline.{ending}")
    result = run("check", "state:state.json")
    assert result.exit_code == USAGE
    assert f"policies/baseline.{ending} is not read" in result.stderr


def test_the_question_of_init_is_no_answer(folder):
    entry = (
        "{rule: NH114, source: 'state:*', field: ApnsToken.content, reason: Say why that is fine.}"
    )
    Path("policies/baseline.yaml").write_text(f"version: 1\naccepted:\n- {entry}\n", "utf-8")
    result = run("check", "state:state.json")
    assert result.exit_code == USAGE
    assert "baseline.yaml:3" in result.stderr
    answered = entry.replace("Say why that is fine.", "Inspected before.")
    Path("policies/baseline.yaml").write_text(f"version: 1\naccepted:\n- {answered}\n", "utf-8")
    assert run("check", "state:state.json").exit_code != USAGE


def test_init_names_a_source_that_was_cut_off(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    whole = (TOP / "tests/data/pulumi/state-prod.json").read_bytes()
    Path("state.json").write_bytes(whole[: len(whole) // 2])
    Path("settings.json").write_text("{", encoding="utf-8")
    result = run("init")
    assert "state.json" in result.output
    assert "settings.json" not in result.output


def test_known_findings_go_to_a_pipe_too(folder):
    result = run("known", "write", "/dev/null", "state:state.json")
    assert result.exit_code in (0, 3)
