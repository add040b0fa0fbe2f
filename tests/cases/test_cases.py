"""Small inputs with a known right answer: each comes out as wanted, and for the reason that is known.

The folder is named by HUBWARDEN_CASES; where it is missing, this fails. ``reasons.json`` names for each case
the rule or the gap that gives the answer.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

TOP = Path(__file__).parents[2]
REASONS = json.loads((Path(__file__).parent / "reasons.json").read_text(encoding="utf-8"))
NAMED = os.environ.get("HUBWARDEN_CASES") and Path(os.environ["HUBWARDEN_CASES"]).resolve()
BUILD = "builds/build-testflight with templates/voip-hub.json"


def _cases():
    if not NAMED:
        return []
    file = NAMED / "cases.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_folder_is_there():
    assert NAMED, "HUBWARDEN_CASES names the folder of the cases"
    assert {case["case"] for case in _cases()} == REASONS.keys()


def _command(case, folder):
    """Return the arguments of a case; the current folder becomes the project that it is judged in."""
    name, kind = case["case"], case["case"].partition("/")[0]
    if name == BUILD:
        hub = NAMED / "templates" / "voip-hub.json"
        arguments = [
            "inspect",
            "--hub",
            f"template:{hub}",
            "--app",
            str(NAMED / "builds/build-testflight"),
        ]
        return [*arguments, "--parameters", str(hub.with_suffix(".parameters.json"))]
    path = NAMED / name
    if kind == "stacks":
        for entry in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml"):
            shutil.copy(TOP / entry, folder)
        for entry in ("infra", "policies"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(TOP / entry, folder / entry, ignore=ignored)
        git = shutil.which("git")
        subprocess.run([git, "apply", "--unsafe-paths", path], cwd=folder, check=True)
        os.chdir(folder)
        return ["check", "program:prod"]
    os.chdir(TOP)
    if kind == "documents":
        source = "state" if path.name.startswith("state-") else "preview"
        return ["check", f"{source}:{path}"]
    baseline = NAMED / "templates" / case["baseline"]
    values = path.with_suffix(".parameters.json")
    parameters = ["--parameters", str(values)] if values.is_file() else []
    arguments = ["check", f"template:{path}", "--environment", "production"]
    return [*arguments, "--baseline-file", str(baseline), *parameters]


def _judge(case, folder):
    arguments = [*_command(case, folder), "--format", "json", "--as-of", "2026-11-26"]
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, json.loads(result.stdout) if result.stdout else {}, result.stderr


def _outcomes(report, rule):
    return {result["outcome"] for result in report["results"] if result["rule"] == rule}


def _open(report):
    """Return the rules that speak against a clean report."""
    return {
        result["rule"]
        for result in report["results"]
        if result["outcome"] == "fail"
        or (result["outcome"] == "undetermined" and result["accepted"] is None)
    }


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["case"])
def test_case(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, report, said = _judge(case, tmp_path)
    want, _, rule = case["want"].partition(":")
    reason = REASONS[case["case"]]
    if want == "clean":
        assert code == 0, (_open(report), report["gaps"])
    elif want == "read":
        assert code in (0, 1, 3), said
        assert report["gaps"] == []
    elif want == "fails":
        assert "fail" in _outcomes(report, rule), _outcomes(report, rule)
        assert reason in said + json.dumps(report)
    elif want == "passes":
        assert _outcomes(report, rule) == {"pass"}
    elif want == "unfailed":
        assert not _outcomes(report, rule) & {"fail", "undetermined"}
    else:
        assert want == "unclean"
        assert code in ((1, 2, 3) if case["case"].startswith("stacks/") else (1, 3))
        if re.fullmatch(r"NH\d{3}", reason):
            assert reason in _open(report), (code, _open(report), report["gaps"])
        else:
            gaps = [f"{gap['what']}: {gap['reason']}" for gap in report.get("gaps", ())]
            assert any(reason in text for text in [*gaps, said]), (code, _open(report), gaps, said)
