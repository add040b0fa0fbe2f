"""The excerpts of the README are what the command prints."""

import re
from pathlib import Path

from click.testing import CliRunner

from hubwarden.cli import main
from inspection import credential_files

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")

_CHANGES = re.compile(r"\(\w{12}\)|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d UTC by \S+)?|\b[0-9A-F]{40}\b")


def _excerpt(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```\n(.*?)```\n<!-- /{name} -->", README, re.DOTALL)
    assert found, f"the README has no excerpt {name}"
    return found[1]


def _same_every_day(text: str) -> str:
    return _CHANGES.sub("...", text)


def test_output_of_the_audit(monkeypatch):
    monkeypatch.chdir(TOP)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0
    assert _same_every_day(result.stdout) == _same_every_day(_excerpt("output"))


def test_the_violation_is_one_that_the_edit_gives():
    assert "NH202 runtime-rule-with-manage [high]" in _excerpt("violation")
    assert "violations (exit code 1)" in _excerpt("violation")


def test_the_certificate_mix_up(monkeypatch, tmp_path):
    key = credential_files.private_key("RSA")
    certificate = credential_files.certificate("development", "RSA")
    (tmp_path / "push.p12").write_bytes(credential_files.p12(certificate, key))
    monkeypatch.setenv("P12_PASSWORD", credential_files.CANARY)
    monkeypatch.chdir(tmp_path)
    command = ["inspect", "push.p12", "--password-env", "P12_PASSWORD"]
    day = ["--as-of", "2026-11-23"]
    result = CliRunner().invoke(main, [*command, "--environment", "production", *day])
    assert result.exit_code == 1
    assert _same_every_day(result.stdout) == _same_every_day(_excerpt("mix-up"))
