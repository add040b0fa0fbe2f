"""The commands of the pages about what is live run as they stand there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.policy.baseline import load

TOP = Path(__file__).resolve().parent.parent
PAGES = ("drift.md", "inventory.md")


def blocks(page, language=""):
    text = (TOP / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


COMMANDS = [
    (page, line)
    for page in PAGES
    for block in blocks(page)
    for line in block.splitlines()
    if line.startswith("hubwarden ")
]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a folder with the program, a state that it deployed and a template."""
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml", "infra", "policies"):
        (tmp_path / name).symlink_to(TOP / name)
    shutil.copy(TOP / "tests/data/pulumi/state-prod.json", tmp_path / "state.json")
    shutil.copy(TOP / "tests/data/templates/estate.json", tmp_path / "azuredeploy.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("page", "line"), COMMANDS)
def test_a_command_of_a_page_runs(project, page, line):
    _, *arguments = shlex.split(line)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in {0, 1, 3}, result.stderr


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_puts_into_a_baseline_is_one(tmp_path, page):
    for block in blocks(page, "yaml"):
        path = tmp_path / "baseline.yaml"
        path.write_text(f"version: 1\n{block}", encoding="utf-8")
        assert load(path).baseline


def test_there_are_commands():
    assert {page for page, _ in COMMANDS} == set(PAGES)
