"""Failures say what is wrong and what to do, and print no value."""

import errno
import os
import tempfile

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

USAGE = 2
INCOMPLETE = 3


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_the_calls_that_led_to_a_defect_are_shown_without_values(monkeypatch):
    def inner():
        raise ValueError("canary-1")

    def broken(*_arguments, **_options):
        try:
            inner()
        except ValueError as error:
            raise RuntimeError("canary-2") from error

    monkeypatch.setattr("hubwarden.commands.check.compose", broken)
    monkeypatch.setenv("HUBWARDEN_DEBUG", "1")
    result = run("check", "template:x.json")
    assert result.exit_code == INCOMPLETE
    lines = result.stderr.splitlines()
    assert any(line.endswith(", in broken") for line in lines)
    assert any(line.endswith(", in inner") for line in lines)
    assert any("commands/check.py, line " in line for line in lines)
    assert "  builtins.ValueError" in lines
    assert "canary" not in result.stderr


def _full_disk():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "canary")


def _no_temporary_folder():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/canary/none"])
        tempfile._get_default_tempdir()


@pytest.mark.parametrize(
    ("fault", "said", "what_to_do"),
    [
        (_full_disk, "the disk is full", "free some space"),
        (_no_temporary_folder, "there is no folder for temporary files", "set TMPDIR"),
    ],
)
def test_what_the_machine_lacks_is_said(monkeypatch, fault, said, what_to_do):
    def broken(*_arguments, **_options):
        fault()

    monkeypatch.setattr("hubwarden.commands.check.compose", broken)
    result = run("check", "template:x.json")
    assert result.exit_code == INCOMPLETE
    assert said in result.stderr
    assert what_to_do in result.stderr
    assert "failed with" not in result.stderr
    assert "canary" not in result.stderr


@pytest.mark.parametrize(
    ("name", "said", "what_to_do"),
    [
        (
            "main.bicep",
            "is written in Bicep",
            "az bicep build --file main.bicep; then name main.json",
        ),
        ("main.bicepparam", "is written in Bicep", "az bicep build-params --file main.bicepparam"),
        ("MAIN.TF", "belongs to Terraform, which is not read yet", "azure:SUBSCRIPTION"),
        ("plan.tfplan", "belongs to Terraform, which is not read yet", "azure:SUBSCRIPTION"),
    ],
)
def test_a_template_of_another_language_says_what_to_do(tmp_path, name, said, what_to_do):
    (tmp_path / name).write_text("param x string = 'canary'", encoding="utf-8")
    result = run("check", f"template:{tmp_path / name}")
    assert result.exit_code == USAGE
    assert said in result.stderr
    assert what_to_do in result.stderr
    assert "canary" not in result.stderr


def test_a_template_whose_name_only_holds_such_a_word_is_read(tmp_path):
    path = tmp_path / "bicep.tf-notes.json"
    path.write_text("{}", encoding="utf-8")
    assert "Bicep" not in run("check", f"template:{path}").stderr
    assert "Terraform" not in run("check", f"template:{path}").stderr


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["check", "templates:x.json"], "nearest: template:; program:STACK"),
        (["check", "progam:prod"], "nearest: program:; program:STACK"),
        (["check", "gopher:x"], "  program:STACK"),
        (["check", "template:x", "--environment", "prodution"], "nearest: production; it has"),
        (["check", "template:x", "--environment", "qqq"], "  it has production"),
    ],
)
def test_a_name_that_does_not_exist_leads_to_the_nearest(arguments, near):
    assert near in run(*arguments).stderr
