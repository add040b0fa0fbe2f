"""Templates: each form that is documented, and a near miss for each."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.registrations.template_bodies import can_be_filled_in
from hubwarden.registrations.template_expressions import parses

GOOD = [
    *("", " ", "Hello", "Hello $(name)", "5 %"),
    *("$(name)", "$( name )", "$(name, 20)", "$(name,20)", "$(a_1)", "$(" + "a" * 120 + ")"),
    *(".(name, 20)", "%(name)", "#(count)", "$(name:{none})", "$(name:{a)b,c}, 5)"),
    *("$(name:{it\\}s})", "{'Hi ' + $(name)}", "{ $(a) + ' ' + .(b, 3) }", '{"a" + $(b)}'),
    *("{'it''s ' + $(a)}", "{#(n)}", "$(a) + $(b)"),
]
BAD = [
    *("$name", "$(name", "$()", "$( )", "$(na me)", "$(na-me)", "$body", "$(name, x)"),
    *("$(name, -1)", "$(name,)", "$(" + "a" * 121 + ")", ".(name)", "%(name, 5)", "#(count, 5)"),
    *("$(name:{none)", "$(name:none)", "$(:{x})", "{'Hi ' + $(name)", "{'Hi $(name)}", "{}"),
    *("{'a' $(b)}", "{'a' + #(n)}", "{'a' +}", "{'a' - $(b)}", "$5 off", "{Hello}", "$(ä)"),
]


@pytest.mark.parametrize("text", GOOD)
def test_an_expression_or_a_text(text):
    assert parses(text)


@pytest.mark.parametrize("text", BAD)
def test_what_is_neither(text):
    assert not parses(text)


@given(st.text(alphabet="$.%#(){}:,+'\"\\ ab1", max_size=40))
def test_any_text_is_one_or_the_other(text):
    assert parses(text) in {True, False}


@given(st.from_regex(r"[A-Za-z0-9_]{1,120}", fullmatch=True), st.integers(0, 999))
def test_any_property_can_stand_in_each_form(name, length):
    for form in (f"$({name})", f"$({name}, {length})", f".({name}, {length})", f"%({name})"):
        assert parses(form)
        assert parses(f"{{'x' + {form}}}")
        assert not parses(form[:-1])


@pytest.mark.parametrize(
    ("platform", "body"),
    [
        ("apple", '{"aps": {"alert": "$(message)", "badge": "#(count)", "sound": null}}'),
        ("fcmv1", '\n{"message": {"data": {"list": ["$(a)", 5, true]}}}\n'),
        ("windows", "<toast launch=\"$(link)\"><text>{'a' + $(b)}</text></toast>"),
        ("windows", '{"raw": "$(a)"}'),
        ("mpns", "<a><!-- $(x --><b>plain</b></a>"),
        ("browser", json.dumps({"title": "$(t:{none})"})),
    ],
)
def test_a_body_that_can_be_filled_in(platform, body):
    assert can_be_filled_in(platform, body)


@pytest.mark.parametrize(
    ("platform", "body"),
    [
        *(("apple", ""), ("apple", "[]"), ("apple", '"$(a)"'), ("apple", '{"a": NaN}')),
        ("apple", '{"aps": {"alert": "$(message"}}'),
        ("apple", '{"aps": ["$(a)", "%(b, 5)"]}'),
        ("fcmv1", '{"message": {"data": {"a": "$(a)"}}'),
        ("adm", "<toast/>"),
        ("windows", '<toast launch="$(link"/>'),
        ("windows", "<toast>$(a)</toasts>"),
        ("windows", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("windows", "plain"),
        ("gcm", "[" * 100_000),
    ],
)
def test_a_body_that_cannot(platform, body):
    assert not can_be_filled_in(platform, body)
