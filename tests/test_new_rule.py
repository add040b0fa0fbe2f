"""``make new-rule`` writes what passes lint and fails its own test until it is filled in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden import new_rule
from hubwarden.errors import UsageError
from hubwarden.rule import TOPICS

TOP = Path(__file__).resolve().parent.parent
# One for each kind of subject that a skeleton begins with.
FREE = ("NH299", "NH499", "NH699")


def run(*command, folder, **variables):
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("id", FREE)
def test_a_skeleton_passes_lint_and_its_test_says_that_it_is_not_written(tmp_path, id):
    ended = run("-m", "hubwarden.new_rule", id, "some-bad-pattern", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "CONTRIBUTING.md names; make generate; make quick lint" in ended.stderr
    topic = TOPICS[id[2]]
    rule = tmp_path / f"audit/hubwarden/rules/{topic}/some_bad_pattern.py"
    test = tmp_path / f"tests/rules/{topic}/test_some_bad_pattern.py"
    assert f'"{id}"' in rule.read_text(encoding="utf-8")
    # Ruff finds out by the folders what is the project's own.
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    (tmp_path / "tests/factories.py").touch()
    (tmp_path / "audit/hubwarden/report.py").touch()
    for folder in rule.relative_to(tmp_path).parents[:-2]:
        (tmp_path / folder / "__init__.py").touch()
    # As the recipe in the Makefile does it: a long name wraps.
    for check in (["format", "--quiet"], ["check"], ["format", "--check"]):
        linted = run(
            "-m", "ruff", *check, "--no-cache", rule, test,
            folder=tmp_path,
        )  # fmt: skip
        assert linted.returncode == 0, linted.stdout
    tested = run(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"),
        *("-c", TOP / "pyproject.toml", "--rootdir", TOP, test),
        folder=tmp_path,
    )
    assert tested.returncode == 1
    assert f"{id} is not written yet: fill in rule and cases" in tested.stdout
    assert "3 failed" in tested.stdout


def test_the_rule_itself_is_typed(tmp_path):
    run("-m", "hubwarden.new_rule", "NH699", "some-bad-pattern", folder=tmp_path)
    path = tmp_path / "audit/hubwarden/rules/governance/some_bad_pattern.py"
    typed = run(
        "-m", "mypy", "--strict", "--follow-imports=silent", path, folder=TOP, MYPYPATH=str(TOP / "audit")
    )  # fmt: skip
    assert typed.returncode == 0, typed.stdout


REFUSED = {
    "an id that is taken": ("NH202", "some-bad-pattern", "NH202 is taken: NH202"),
    "a name that is taken": ("NH699", "alert-missing", "alert-missing is taken: NH505"),
    "another form of id": ("N699", "some-bad-pattern", "not the id of a rule"),
    "a topic that there is not": ("NH099", "some-bad-pattern", "not the id of a rule"),
    "small letters": ("nh699", "some-bad-pattern", "not the id of a rule"),
    "four digits": ("NH6991", "some-bad-pattern", "not the id of a rule"),
    "a rule about drift": ("NH799", "some-bad-pattern", "a class of change of its own"),
    "one word": ("NH699", "bad", "not a name for a rule"),
    "capitals": ("NH699", "Some-Bad", "not a name for a rule"),
    "a way out of the folder": ("NH699", "../some-bad", "not a name for a rule"),
    "a demand": ("NH699", "require-alert", "not a name for a rule"),
    "a name without end": ("NH699", "a-" + "b" * 60, "not a name for a rule"),
}


@pytest.mark.parametrize(("id", "slug", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_rule_is_refused_and_nothing_is_written(tmp_path, id, slug, said):
    ended = run("-m", "hubwarden.new_rule", id, slug, folder=tmp_path)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_next_free_id_is_named(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    new_rule.main(["NH401", "some-bad-pattern"])
    assert "the next free id of network is NH4" in capsys.readouterr().err
    assert new_rule.main(["NH401"]) == 2
    assert "make new-rule ID=" in capsys.readouterr().err


def test_no_file_is_written_over(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert new_rule.main(["NH699", "some-bad-pattern"]) == 0
    assert new_rule.main(["NH698", "some-bad-pattern"]) == 2
    assert "is there already" in capsys.readouterr().err


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_words_do_more_than_be_refused(id, slug):
    with pytest.raises(UsageError):
        new_rule.skeleton(id, slug)
