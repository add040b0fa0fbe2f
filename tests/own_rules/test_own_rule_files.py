"""Files of own rules: all mistakes at once, each with its place; rules test tries the examples."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hubwarden import docs
from hubwarden.errors import InputError, UsageError
from hubwarden.own_rules.own_rule_file import OwnRuleFile, own_rules_schema
from hubwarden.own_rules.own_rule_reading import load_own_rules
from hubwarden.shape_checking import mistakes
from own_rules.own_rule_files import RULE, rule, run, write_rules

TOP = Path(__file__).resolve().parents[2]
OK, FOUND, USAGE = 0, 1, 2


def errors(folder, *rules, taken=None):
    with pytest.raises(InputError) as error:
        load_own_rules(write_rules(folder, *rules), taken or {}, folder)
    return [str(item) for item in error.value.mistakes]


def test_a_folder_that_is_not_there_and_an_empty_one_hold_no_rules(tmp_path):
    assert load_own_rules(tmp_path / "rules", {}).rules == ()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "README.md").write_text("x")
    (tmp_path / "rules" / "own.schema.json").write_text("{}")
    assert load_own_rules(tmp_path / "rules", {}) == load_own_rules(tmp_path / "none", {})


def test_rules_are_read_from_all_files_in_the_order_of_their_ids(tmp_path):
    write_rules(tmp_path, rule(id="ZED100", name="z"), name="a.yaml")
    folder = write_rules(tmp_path, rule(), name="team/b.yaml").parent
    found = load_own_rules(folder, {}, tmp_path)
    assert [item.id for item in found.rules] == ["ACME001", "ZED100"]
    assert found.folder == "policies/rules"
    assert found.rules[0].declared_at == "policies/rules/team/b.yaml:2"
    assert found.rules[0].slug == "namespace-not-standard"
    assert found.rules[0].topic == "own"
    assert len(found.digest) == 64
    write_rules(tmp_path, rule(fix="Another."), name="team/b.yaml")
    assert load_own_rules(folder, {}, tmp_path).digest != found.digest


# A mistake in one rule, and what is said of it.
MISTAKES = {
    "an id of Hubwarden's": ({"id": "NH901"}, "id: must be a prefix of your own"),
    "a line behind the id": ({"id": "ACME001\n"}, "id: must be a prefix of your own"),
    "a short id": ({"id": "ACME01"}, "id: must be a prefix of your own"),
    "a name that is no slug": ({"name": "Not Standard"}, "name: must be small letters"),
    "no title": ({"title": None}, "rules.0: needs title"),
    "blanks for a reason": ({"why": "  "}, "why: needs a text, not blanks alone"),
    "another kind": ({"judges": "namespaces"}, "did you mean namespace?"),
    "a severity": ({"severity": "grave"}, "severity: must be one of info, low"),
    "a key": ({"expresion": "x"}, "expresion: is not known here; did you mean expression?"),
    "an expression": ({"expression": "resource.teir == ''"}, "did you mean resource.tier?"),
    "a name like an id": ({"name": "nh101"}, "name: nh101 reads like an id"),
    "a name like a pattern": ({"name": "nh1xx"}, "name: nh1xx reads like an id"),
    "a field in the message": ({"message": "{teir}"}, "message: there is no field teir"),
    "a map in the message": ({"message": "{tags}"}, "message: the field tags is not quoted"),
    "no good example": (
        {"examples": {**RULE["examples"], "good": []}},
        "examples.good: must be a list with at least one item",
    ),
    "no bad examples": (
        {"examples": {"good": [{}], "unknown": [{}]}},
        "examples: needs bad",
    ),
    "an address that is none": (
        {"sources": [{"title": "t", "address": "wiki"}]},
        "sources.0.address: must be an address",
    ),
    "a taken id": ({"id": "ACME900"}, "id: ACME900 is taken: a rule has it"),
    "a taken name": ({"name": "taken"}, "name: taken is taken: NH101 has it"),
}


@pytest.mark.parametrize(("change", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_file_line_and_field(tmp_path, change, said):
    (found,) = errors(tmp_path, rule(**change), taken={"ACME900": "a rule", "taken": "NH101"})
    assert said in found
    assert found.startswith("policies/rules/own.yaml:")


# A value of an example, by the type of its field, and what is said of it.
VALUES = {
    "a text": ("namespace", {"tier": 3}, "must be a text"),
    "no value": ("namespace", {"tier": None}, "always has a value"),
    "a flag": ("namespace", {"zone_redundant": "yes"}, "must be true or false"),
    "a number": ("alert", {"severity": 1.5}, "must be a whole number"),
    "a flag for a number": ("alert", {"severity": True}, "must be a whole number"),
    "a number without end": ("alert", {"severity": 2**63}, "must be a whole number"),
    "a list": ("namespace", {"public_rights": "Send"}, "must be a list of texts"),
    "a list of numbers": ("namespace", {"public_rights": [1]}, "must be a list of texts"),
    "a map": ("namespace", {"tags": ["a"]}, "must be a mapping of texts to texts"),
    "a map of numbers": ("namespace", {"tags": {"a": 1}}, "must be a mapping of texts to texts"),
    "a map with a number": ("namespace", {"tags": {1: "a"}}, "must be a mapping of texts"),
    "a map of lists": ("namespace", {"ranges": {"Send": "x"}}, "to lists of texts"),
    "a moment": ("hub", {"now": "today"}, "must be a moment"),
    "a moment without a zone": ("hub", {"now": "2026-01-01T00:00:00"}, "must be a moment"),
    "a length": ("hub", {"registration_ttl": "3 days"}, "must be a length of time"),
    "a number for a length": ("hub", {"registration_ttl": 3}, "must be a length of time"),
    "a field": ("hub", {"registration_tll": "24h"}, "did you mean registration_ttl?"),
    "a field as in the expression": ("hub", {"resource.name": "x"}, "is no field of a rule"),
}


@pytest.mark.parametrize(("kind", "values", "said"), VALUES.values(), ids=VALUES)
def test_a_mistake_in_an_example_is_told(tmp_path, kind, values, said):
    examples = {"good": [{"name": "x"}], "bad": [{"name": "y"}], "unknown": [values]}
    (found,) = errors(
        tmp_path,
        rule(judges=kind, expression="resource.name == 'x'", message="m", examples=examples),
    )
    assert f"rules.0.examples.unknown.0.{next(iter(values))}" in found
    assert said in found


def test_an_example_may_have_every_value_of_its_type(tmp_path):
    examples = {
        "good": [{"registration_ttl": "1h30m"}, {"registration_ttl": "5400s", "now": None}],
        "bad": [{"registration_ttl": "24h"}],
        "unknown": [{"registration_ttl": None}, {}],
    }
    del examples["good"][1]["now"]
    folder = write_rules(
        tmp_path,
        rule(
            judges="hub",
            expression="resource.registration_ttl == duration('90m')",
            message="m",
            examples=examples,
        ),
    )
    cases = load_own_rules(folder, {}).cases
    assert [case.found for case in cases] == [case.word for case in cases]


def test_all_mistakes_of_all_files_come_at_once(tmp_path):
    write_rules(tmp_path, rule(severity="grave"), rule(name="b", message="{x}"), name="a.yaml")
    (tmp_path / "policies/rules/c.yaml").write_text("version: [")
    (tmp_path / "policies/rules/d.yaml").write_text("[]")
    write_rules(tmp_path, rule(title=""), name="b.yaml")
    found = errors(tmp_path, rule(name="other"))
    text = "\n".join(found)
    for place in ("a.yaml:", "b.yaml:", "c.yaml:", "d.yaml:", "own.yaml:"):
        assert place in text
    # The same id stands in two files; the first file has it.
    assert "ACME001 is taken: policies/rules/a.yaml:" in text


def test_the_command_tells_all_of_it_and_judges_nothing(tmp_path):
    write_rules(tmp_path, rule(severity="grave"), name="a.yaml")
    write_rules(tmp_path, rule(title=""), name="b.yaml")
    (tmp_path / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    for arguments in (["rules", "test"], ["rules"], ["explain", "ACME001"], ["check", "program:x"]):
        result = run(tmp_path, *arguments)
        assert result.exit_code == USAGE
        assert "2 files have 2 mistakes:" in result.stderr
        assert result.stdout == ""


def test_a_file_with_another_ending_is_not_passed_over(tmp_path):
    folder = write_rules(tmp_path, rule(), name="own.yml")
    with pytest.raises(UsageError, match=r"own\.yml is not read"):
        load_own_rules(folder, {})


def test_what_looks_like_rules_and_is_not_read_is_refused(tmp_path):
    """Rules that nobody asks would be silence that looks like a pass."""
    folder = write_rules(tmp_path / "project", rule())
    elsewhere = write_rules(tmp_path / "elsewhere", rule(id="ACME002", name="another"))
    for name, make, says in (
        ("team", lambda path: path.symlink_to(elsewhere), "team is a link to a folder"),
        ("OWN.YAML", lambda path: path.write_text("version: 1\n"), "OWN.YAML is not read"),
        ("gone.yaml", lambda path: path.symlink_to(tmp_path / "gone"), "gone.yaml is not read"),
        ("pipe.yaml", os.mkfifo, "pipe.yaml is not read"),
    ):
        path = folder / name
        make(path)
        with pytest.raises(UsageError, match=says):
            load_own_rules(folder, {})
        path.unlink()
    assert [item.id for item in load_own_rules(folder, {}).rules] == ["ACME001"]
    for make in (lambda path: path.touch(), lambda path: path.symlink_to(tmp_path / "gone")):
        alone = tmp_path / "alone"
        make(alone)
        with pytest.raises(UsageError, match="alone is not a folder"):
            load_own_rules(alone, {})
        alone.unlink()
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert load_own_rules(link, {}).rules


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(RULE),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*RULE, "rules", "version", "x"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_a_file_is_told_or_read(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("rules")
    text = yaml.safe_dump(data)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    with suppress(InputError):
        assert {item.id for item in load_own_rules(folder, {}).rules} <= {"ACME001"}


def test_the_schema_takes_what_is_read_and_refuses_what_is_not(tmp_path):
    schema = own_rules_schema()
    whole = {"version": 1, "rules": [rule()]}
    jsonschema.validate(whole, schema)
    assert mistakes(whole, OwnRuleFile) == []
    for change in ({"id": "NH901"}, {"severity": "x"}, {"judges": "x"}, {"why": None}, {"y": 1}):
        wrong = {"version": 1, "rules": [rule(**change)]}
        assert mistakes(wrong, OwnRuleFile)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)
    # A prefix may begin with NH where letters follow.
    jsonschema.validate({"version": 1, "rules": [rule(id="NHS001")]}, schema)
    for path in ("docs/own-rules.schema.json", "audit/hubwarden/policy/own-rules.schema.json"):
        assert json.loads((TOP / path).read_text("utf-8")) == json.loads(json.dumps(schema))
        assert docs.files()[path] == (TOP / path).read_text("utf-8")


# rules test


def test_examples_that_are_as_written_end_with_0(tmp_path):
    write_rules(tmp_path, rule(), rule(id="ACME002", name="b"))
    (tmp_path / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    result = run(tmp_path, "rules", "test")
    assert result.exit_code == OK
    assert result.stdout == "2 rules, 6 examples: all as written\n"


# Examples of which one is another than it says, and what it is.
OTHERS = {
    "good": ({"good": [{"tier": "Free"}]}, "is to be good and is bad"),
    "bad": ({"bad": [{"tier": "Free"}, {"tier": "Standard"}]}, "is to be bad and is good"),
    "unknown": ({"unknown": [{"tier": "Free"}]}, "is to be unknown and is bad"),
    "not known": ({"good": [{}]}, "is to be good and is unknown (it has no answer"),
}


@pytest.mark.parametrize(("examples", "said"), OTHERS.values(), ids=OTHERS)
def test_an_example_that_is_not_as_written_ends_with_1(tmp_path, examples, said):
    write_rules(tmp_path, rule(examples={**RULE["examples"], **examples}))
    result = run(tmp_path, "rules", "test", "--baseline-file", baseline_beside(tmp_path))
    assert result.exit_code == FOUND
    assert f"own.yaml:{line_of(tmp_path, examples)}: ACME001: {said}" in result.stdout
    assert "examples: 1 not as written" in result.stdout


def baseline_beside(folder):
    path = folder / "policies" / "baseline.yaml"
    path.write_text("version: 1\n")
    return path


def line_of(folder, examples):
    """Return the line of the last example of a word."""
    (word,) = examples
    text = (folder / "policies/rules/own.yaml").read_text().splitlines()
    start = next(number for number, line in enumerate(text) if line.strip() == f"{word}:")
    return start + 1 + len(examples[word])


def test_without_rules_or_without_the_library_it_is_a_usage_error(tmp_path, monkeypatch):
    (tmp_path / "Pulumi.yaml").write_text("name: x\nruntime: python\n")
    result = run(tmp_path, "rules", "test")
    assert result.exit_code == USAGE
    assert "there are no rules of your own" in result.stderr
    write_rules(tmp_path, rule())
    monkeypatch.setitem(sys.modules, "cel_expr_python", None)
    result = run(tmp_path, "rules", "test")
    assert result.exit_code == USAGE
    assert "python -m pip install 'hubwarden[rules]'" in result.stderr


def test_an_option_before_the_command_is_not_passed_over(tmp_path):
    result = run(tmp_path, "rules", "--project", tmp_path, "test")
    assert result.exit_code == USAGE
    assert "--project stands before test" in result.stderr
