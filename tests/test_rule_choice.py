"""The options --only and --exclude: which rules are asked, and that the report says which are not."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.cli import main
from hubwarden.commands.rule_choice import left_out
from hubwarden.discovery import about_estates, all_rules
from hubwarden.errors import UsageError
from inspection import credential_files

CLEAN, VIOLATIONS, USAGE, INCOMPLETE = 0, 1, 2, 3
TEMPLATE = Path(__file__).parent / "data" / "templates" / "estate.json"
IDS = frozenset(rule.id for rule in about_estates())
SLUGS = {rule.slug: rule.id for rule in about_estates()}


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def check(*arguments):
    return run("check", f"template:{TEMPLATE}", "--as-of", "2026-01-01", *arguments)


def told(*arguments):
    """Return the document of the JSON format, whose exit code is the one of the process."""
    result = check("--format", "json", *arguments)
    document = json.loads(result.stdout)
    assert document["summary"]["exit_code"] == result.exit_code
    return document


def asked(only=(), exclude=()):
    return IDS - left_out(only, exclude)


def of_topic(digit):
    return {id for id in IDS if id[2] == digit}


# What is only to be asked, what is excluded, and what is asked.
CHOICES = {
    "nothing chosen": ([], [], IDS),
    "an id": (["NH101"], [], {"NH101"}),
    "small letters": (["nh101"], [], {"NH101"}),
    "a slug": ([about_estates()[0].slug], [], {about_estates()[0].id}),
    "a topic": (["NH2xx"], [], of_topic("2")),
    "a large X": (["NH2XX"], [], of_topic("2")),
    "an x in the middle": (["NH1x1"], [], {id for id in IDS if re.fullmatch(r"NH1\d1", id)}),
    "every rule": (["NHxxx"], [], IDS),
    "with commas": (["NH101,NH201, NH301"], [], {"NH101", "NH201", "NH301"}),
    "repeated": (["NH101", "NH201"], [], {"NH101", "NH201"}),
    "named twice": (["NH101", "NH101,NH1xx"], [], of_topic("1")),
    "excluded": ([], ["NH2xx", "NH101"], IDS - of_topic("2") - {"NH101"}),
    "excluded wins": (["NH2xx"], ["NH201"], of_topic("2") - {"NH201"}),
    "excluded and not asked anyway": (["NH2xx"], ["NH101"], of_topic("2")),
}


@pytest.mark.parametrize("case", CHOICES.values(), ids=CHOICES)
def test_what_is_asked(case):
    only, exclude, expected = case
    assert asked(only, exclude) == expected


# The arguments, and words of the message.
USAGE_ERRORS = {
    "no rule of that id": (["--only", "NH199"], "'NH199' names no rule"),
    "a rule that is near": (["--only", "NH199"], "NH109"),
    "a slug with a mistake": (["--only", "runtime-rule-with-manag"], "runtime-rule-with-manage"),
    "a pattern without a rule": (["--exclude", "NH9xx"], "NH8xx"),
    "part of a slug": (["--only", "runtime"], "hubwarden rules"),
    "an empty name": (["--only", ""], "'' names no rule"),
    "a comma at the end": (["--only", "NH101,"], "'' names no rule"),
    "all that is wrong at once": (
        ["--only", "no,NH101", "--exclude", "way"],
        "'no', 'way' name no",
    ),
    "nothing is left": (["--only", "NH2xx", "--exclude", "NHxxx"], "no rule is left"),
    "everything is excluded": (["--exclude", "NHxxx"], "no rule is left"),
}


@pytest.mark.parametrize("case", USAGE_ERRORS.values(), ids=USAGE_ERRORS)
@pytest.mark.parametrize("command", [["check", f"template:{TEMPLATE}"], ["inspect", str(TEMPLATE)]])
def test_what_names_no_rule_is_refused(case, command):
    arguments, words = case
    result = run(*command, *arguments)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert words in result.stderr


NAMES = st.sampled_from(sorted({*IDS, *SLUGS, "NH1xx", "NHx0x", "nhxx1"}))


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_only_and_exclude_are_opposites(names):
    every = {rule.id for rule in all_rules()}
    assert left_out(names, []) == every - left_out([], names)
    assert left_out([",".join(names)], []) == left_out(names, [])


@given(st.lists(st.text(max_size=12), max_size=3), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_is_a_choice_or_a_usage_error(only, exclude):
    try:
        found = left_out(only, exclude)
    except UsageError:
        return
    assert found < IDS


# -- what the report says


def without_evidence(document):
    return sorted(json.dumps(item, sort_keys=True) for item in document["results"])


@pytest.mark.parametrize("choice", [["--only", "NH2xx,NH301"], ["--exclude", "NH1xx"]])
def test_a_rule_says_the_same_whichever_others_are_asked(choice):
    every, some = told(), told(*choice)
    not_asked = set(some["evidence"]["not_asked"])
    assert not_asked
    assert every["evidence"]["not_asked"] == []
    kept = [item for item in every["results"] if item["rule"] not in not_asked]
    assert 0 < len(kept) < len(every["results"])
    assert without_evidence(some) == without_evidence({"results": kept})
    assert some["evidence"]["rules"] + len(not_asked) == every["evidence"]["rules"] == len(IDS)


def test_the_head_lists_what_was_not_asked():
    lines = check("--exclude", "NH1xx", "--exclude", "NH201").stdout.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("  not asked"))
    end = next(index for index, line in enumerate(lines) if line.startswith("  not judged"))
    count = len(of_topic("1")) + 1
    assert f"{count} of {len(IDS)} rules" in lines[start]
    assert "the exit code speaks of the others only" in lines[start]
    assert set(re.findall(r"NH\d{3}", " ".join(lines[start + 1 : end]))) == {
        *of_topic("1"),
        "NH201",
    }
    assert " ".join(lines[-3:-1]).endswith(f", {count} rules not asked")


def test_nothing_is_said_where_every_rule_is_asked():
    assert "not asked" not in check("--only", "NHxxx").stdout
    assert "not asked" not in check().stdout


def test_the_exit_code_speaks_of_the_rules_that_were_asked():
    every = told()
    assert every["summary"]["exit_code"] == VIOLATIONS
    judged = {item["rule"] for item in every["results"]}
    bad = {item["rule"] for item in every["results"] if item["outcome"] == "fail"}
    open_ = {
        item["rule"]
        for item in every["results"]
        if item["outcome"] == "undetermined" and item["accepted"] is None
    }
    clean, failed = judged - bad - open_, min(bad)
    assert check("--only", ",".join(clean)).exit_code == CLEAN
    assert check("--only", ",".join({failed, *clean})).exit_code == VIOLATIONS
    assert check("--only", ",".join({min(open_ - bad), *clean})).exit_code == INCOMPLETE


def test_rules_that_judge_nothing_prove_nothing():
    # It judges files of credentials, which a template has none of.
    result = check("--only", "NH810")
    assert result.exit_code == INCOMPLETE
    assert "the rules that were asked: they have nothing to judge here" in result.stdout


def test_rules_about_files_are_chosen_too(tmp_path):
    path = tmp_path / "AuthKey.p8"
    path.write_bytes(credential_files.key_file())
    every = json.loads(run("inspect", path, "--format", "json").stdout)
    rules = sorted({item["rule"] for item in every["results"]})
    result = run("inspect", path, "--format", "json", "--only", rules[0])
    some = json.loads(result.stdout)
    assert {item["rule"] for item in some["results"]} == {rules[0]}
    # Rules that no file is judged by were not left out by anybody.
    assert some["evidence"]["rules"] == 1
    assert len(some["evidence"]["not_asked"]) == every["evidence"]["rules"] - 1
    assert run("inspect", path, "--only", "NH501").exit_code == INCOMPLETE


def test_rules_about_differences_are_for_drift():
    result = run("check", f"template:{TEMPLATE}", "--only", "NH7xx")
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "hubwarden drift asks them" in result.stderr
