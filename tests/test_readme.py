"""The excerpts of the README are what the command prints."""

import re
from pathlib import Path

from click.testing import CliRunner

from hubwarden.cli import main

TOP = Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")

_CHANGES = re.compile(r"\(\w{12}\)|\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d UTC by \S+)?")


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
