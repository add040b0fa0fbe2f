"""Expressions: each way in which one could answer for what is not known is shut, and the rest works."""

import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubwarden.errors import UsageError
from hubwarden.own_rules.cel_expressions import Refused, compiled
from hubwarden.own_rules.judged_fields import JUDGED, JudgedWord, fields_of, in_expression

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def answer(text, word="namespace", **values):
    return compiled(text, word).answer(values)


def refusal(text, word="namespace"):
    with pytest.raises(Refused) as refused:
        compiled(text, word)
    return str(refused.value)


# An expression, and a word of why it is refused: each has an answer in CEL where the field is not known.
SILENT = {
    "has": ("has(resource.tier)", "has() would take"),
    "has of a key": ("has(resource.tags.owner)", "has() would take"),
    "in": ("'tier' in resource", "no value by itself"),
    "size": ("resource.size() > 0", "no value by itself"),
    "size as a function": ("size(resource) > 0", "no value by itself"),
    "equality": ("resource == {}", "no value by itself"),
    "inequality": ("resource != {'tier': ''}", "no value by itself"),
    "exists": ("resource.exists(k, k == 'tier')", "no value by itself"),
    "all": ("resource.all(k, k != 'tier')", "no value by itself"),
    "exists_one": ("resource.exists_one(k, true)", "no value by itself"),
    "filter": ("resource.filter(k, true).size() == 0", "no value by itself"),
    "map": ("resource.map(k, k).size() == 0", "no value by itself"),
    "in a list": ("[resource].size() == 1 && resource.tier == ''", "no value by itself"),
    "its type": ("type(resource) == map", "no value by itself"),
    "as any type": ("dyn(resource) == dyn({})", "no value by itself"),
    "optional": ("resource.?tier.hasValue()", "cannot be compiled"),
    "null": ("resource.tier == null", "cannot be compiled"),
    "null of an optional field": ("resource.protect == null", "cannot be compiled"),
    "another type": ("resource.tier != 1", "cannot be compiled"),
    "another type of an optional field": ("resource.protect != 'yes'", "cannot be compiled"),
}


@pytest.mark.parametrize(("text", "why"), SILENT.values(), ids=SILENT)
def test_what_would_answer_for_what_is_not_known_is_refused(text, why):
    assert why in refusal(text)


# Expressions whose one field, ``resource.zone_redundant``, is not known.
OPEN = (
    "resource.zone_redundant",
    "!resource.zone_redundant",
    "resource.zone_redundant == resource.zone_redundant",
    "resource.zone_redundant != resource.zone_redundant",
    "resource.zone_redundant in [true, false]",
    "!(resource.zone_redundant in [])",
    "resource.zone_redundant ? true : true",
    "[resource.zone_redundant].size() == 1",
    "{'a': resource.zone_redundant}.size() == 1",
    "'a' in {'a': resource.zone_redundant}",
    "type(resource.zone_redundant) == bool",
    "dyn(resource.zone_redundant) != 1",
    "string(resource.zone_redundant) != ''",
    "[1].all(i, resource.zone_redundant)",
    "![1].exists(i, resource.zone_redundant)",
    "[1, 2].map(i, resource.zone_redundant).size() == 2",
    "[1, 2].filter(i, resource.zone_redundant).size() == 0",
    "resource.zone_redundant || false",
    "resource.zone_redundant && true",
)


@pytest.mark.parametrize("text", OPEN)
def test_what_depends_on_an_unknown_has_no_answer(text):
    assert answer(text).holds is None
    assert answer(text, zone_redundant=True).holds is not None


def test_what_is_certain_whatever_is_unknown_is_answered():
    either = "resource.tier == 'Standard' || resource.zone_redundant"
    assert answer(either, tier="Standard").holds is True
    assert answer(either, tier="Free").holds is None
    both = "resource.tier == 'Standard' && resource.zone_redundant"
    assert answer(both, tier="Free").holds is False
    assert answer(both, tier="Standard").holds is None


@given(
    tier=st.sampled_from(["Standard", "Free", None]),
    zones=st.sampled_from([True, False, None]),
    access=st.sampled_from([True, False, None]),
    text=st.recursive(
        st.sampled_from(
            ["resource.tier == 'Standard'", "resource.zone_redundant", "resource.public_access"]
        ),
        lambda part: st.one_of(
            part.map(lambda item: f"!({item})"),
            st.tuples(part, st.sampled_from(["&&", "||"]), part).map(
                lambda three: "({}) {} ({})".format(*three)
            ),
        ),
        max_leaves=5,
    ),
)
def test_an_answer_is_the_same_whatever_the_unknown_is(tier, zones, access, text):
    """Where some field is not known, an answer is that of every way to fill it in."""
    values = {"tier": tier, "zone_redundant": zones, "public_access": access}
    known = {name: value for name, value in values.items() if value is not None}
    said = answer(text, **known).holds
    choices = {"tier": ("Standard", "Free"), "zone_redundant": (True, False)}
    choices["public_access"] = (True, False)
    whole = [{}]
    for name, either in choices.items():
        own = either if values[name] is None else (values[name],)
        whole = [{**item, name: value} for item in whole for value in own]
    answers = {answer(text, **item).holds for item in whole}
    assert None not in answers
    assert said is None or answers == {said}


def test_an_optional_field_without_a_value_is_asked_for_first():
    safe = "!resource.has_role || resource.role != 'device'"
    assert answer(safe, "access rule", role=None).holds is True
    assert answer(safe, "access rule", role="device").holds is False
    assert answer(safe, "access rule").holds is None
    hasty = answer("resource.role != 'device'", "access rule", role=None)
    assert hasty == (None, "there is no role: ask resource.has_role first")


# What fails in an expression, and a word of why it has no answer.
FAILING = {
    "a key": ("resource.tags['owner'] != ''", {"tags": {}}, "a key that is not there"),
    "an item": ("resource.public_rights[3] != ''", {"public_rights": []}, "an item"),
    "zero": ("1 / size(resource.name) != 1", {"name": ""}, "divides by zero"),
    "modulus": ("1 % size(resource.name) != 1", {"name": ""}, "divides by zero"),
    "overflow": ("size(resource.name) + 9223372036854775807 != 1", {"name": "x"}, "too large"),
    "a regular expression": ("!resource.name.matches('(')", {"name": "x"}, "regular expression"),
    "a conversion": ("int(resource.name) != 1", {"name": "canary"}, "converted"),
    "steps": (
        "!resource.tag_names.exists(a, resource.tag_names.exists(b, a + b == ''))",
        {"tag_names": ["x"] * 200},
        "too many items",
    ),
    "half a character": ("resource.name != 'x'", {"name": "\ud800"}, "no answer"),
    "half a character in a list": (
        "resource.tag_names != ['x']",
        {"tag_names": ["\udfff"]},
        "no answer",
    ),
    "another type than declared": ("resource.name != 'x'", {"name": 3}, "no answer"),
}


@pytest.mark.parametrize(("text", "values", "why"), FAILING.values(), ids=FAILING)
def test_what_fails_has_no_answer_and_quotes_no_value(text, values, why):
    found = answer(text, **values)
    assert found.holds is None
    assert why in found.reason
    assert "canary" not in found.reason


def test_a_moment_and_a_length_of_time():
    assert answer("resource.not_after - now > duration('720h')", "apns certificate",
                  not_after=NOW + timedelta(days=31), now=NOW).holds  # fmt: skip
    late = answer("resource.window <= duration('1h')", "alert", window=timedelta(hours=2))
    assert late.holds is False


def test_the_fields_that_an_expression_asks():
    text = "resource.tags.exists(name, name == 'tier') || environment == 'x'"
    assert set(compiled(text, "namespace").fields) == {"tags", "environment"}
    # A name of its own that a loop gives hides the field.
    assert set(compiled("resource.tag_names.all(now, now != '')", "hub").fields) == {"tag_names"}
    assert set(compiled("resource . tier == 'x'", "namespace").fields) == {"tier"}
    assert set(compiled("resource.has_role", "access rule").fields) == {"role"}


# What is wrong with an expression, and what is said of it.
WRONG = {
    "a field with a mistake": ("resource.teir == ''", "did you mean resource.tier?"),
    "a field of another kind": ("resource.rights == []", "knows no resource.rights"),
    "no field": ("1 == 1", "asks no field"),
    "a text": ("resource.tier", "must be true or false"),
    "any type": ("dyn(resource.tier)", "must be true or false"),
    "not ended": ("resource.tier ==", "line 1, column 17"),
    "on the second line": ("resource.tier\n== 1", "line 2, column 1"),
    "too deep": ("(" * 40 + "resource.zone_redundant" + ")" * 40, "too deep"),
    "too long": ("resource.tier == '" + "x" * 100_000 + "'", "too long"),
    "no text": ("resource.tier == '\ud800'", "no text"),
    "a number in a text": ("resource.tier.startsWith(1)", "cannot be compiled"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_an_expression_is_said(text, said):
    assert said in refusal(text)


@given(st.text(max_size=60) | st.text("resource.ti()[]'|&!=1 ", max_size=60))
@example("\0")
@example("resource.tier\0")
def test_no_text_breaks_the_compiler(text):
    with suppress(Refused):
        assert compiled(text, "namespace").answer({"tier": "Free"}).holds in {True, False, None}


@pytest.mark.parametrize("word", get_args(JudgedWord))
def test_every_field_of_every_kind_can_be_asked(word):
    assert set(JUDGED) == set(get_args(JudgedWord))
    for name, told in fields_of(word).items():
        variable = in_expression(name)
        expression = compiled(f"{variable} == {variable}", word)
        assert set(expression.fields) == {name}
        if told.optional:
            assert answer(f"resource.has_{name}", word, **{name: None}).holds is False


def test_without_the_library_the_line_that_installs_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "cel_expr_python", None)
    with pytest.raises(UsageError) as error:
        compiled("resource.tier == ''", "namespace")
    assert error.value.hint == "python -m pip install 'hubwarden[rules]'"
