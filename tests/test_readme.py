"""The excerpts of the README are what the command prints."""

import re

import pytest

from readme_excerpts import EXCERPTS, README, excerpt, same_every_day

LONGEST_CLEAN_REPORT = 25


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
