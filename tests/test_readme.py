"""The excerpts of the README are what the command prints."""

import re

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from readme_excerpts import EXCERPTS, README, TOP, excerpt, same_every_day

LONGEST_CLEAN_REPORT = 25
LONGEST_README = 250
PAGES = [*TOP.glob("*.md"), *TOP.glob("docs/**/*.md")]


@pytest.mark.parametrize("name", EXCERPTS)
def test_an_excerpt_is_what_the_command_prints(name):
    _, printed = EXCERPTS[name]
    assert same_every_day(excerpt(name)) == same_every_day(printed()), "run make generate"


def test_every_excerpt_of_the_readme_is_known():
    found = set(re.findall(r"<!-- ([^/].*?) -->", README.read_text(encoding="utf-8")))
    # The pack's is what the engine prints: a test of the engine compares it.
    assert found - {"pack"} == {name for name, (path, _) in EXCERPTS.items() if path == README}


def test_the_report_of_the_example_is_clean_and_short():
    report = excerpt("output")
    assert report.endswith("clean (exit code 0)\n")
    assert len(report.splitlines()) <= LONGEST_CLEAN_REPORT


def test_the_violation_is_one_that_the_edit_gives():
    assert "NH202 runtime-rule-with-manage: " in excerpt("violation")
    assert excerpt("violation").endswith("violations (exit code 1)\n")


def test_the_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) < LONGEST_README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(TOP).as_posix())
def test_links_lead_to_files(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_commands_of_the_readme_are_there():
    text = README.read_text(encoding="utf-8")
    commands = set(re.findall(r"hubwarden ([a-z]+) ", text))
    assert {"check", "drift", "inspect", "inventory", "init"} <= commands
    for command in commands:
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, command
    targets = set(re.findall(r"^    make ([a-z]+)", text, re.MULTILINE))
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")
    assert targets == {target for target in targets if f"\n{target}:" in makefile} != set()
