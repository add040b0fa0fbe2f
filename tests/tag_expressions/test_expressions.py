"""Parsing and judging tag expressions, against Python's own evaluation of the same expression."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.tag_expressions.expression import matches, tags_in
from hubwarden.tag_expressions.expression_judging import judge, matching
from hubwarden.tag_expressions.expression_parsing import LONGEST_EXPRESSION, NoExpression, parse

NAMES = ("a", "B", "c:1", "uid:x@y", "_-", "42")


def python_says(text, tags):
    """Evaluate an expression by Python: another parser, and another precedence table."""
    known = {name: f"({name.lower() in tags!r})" for name in NAMES}
    words = re.sub(
        "|".join(map(re.escape, sorted(NAMES, key=len, reverse=True))), lambda m: known[m[0]], text
    )
    words = words.replace("&&", " and ").replace("||", " or ").replace("!", " not ")
    return bool(eval(words.strip()))  # noqa: S307 - made of the names above


def every_device():
    lower = [name.lower() for name in NAMES]
    for count in range(len(lower) + 1):
        yield from map(frozenset, itertools.combinations(lower, count))


def joined(operator):
    return operator.join


# An expression as text: an operand of && or ! that has an operator itself stands in parentheses.
OPERAND = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map("!{}".format),
        inner.map("( {} )".format),
        st.lists(inner, min_size=2, max_size=3).map(joined(" && ")).map("({})".format),
        st.lists(inner, min_size=2, max_size=3).map(joined("||")).map("({})".format),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} || {p[1]} && {p[2]})"),
    ),
    max_leaves=8,
)  # fmt: skip
EXPRESSIONS = st.one_of(
    OPERAND,
    st.lists(OPERAND, min_size=2, max_size=4).map(joined(" || ")),
    st.tuples(OPERAND, OPERAND).map(joined("&&")),
)


@given(EXPRESSIONS)
def test_an_expression_means_what_python_takes_it_for(text):
    parsed = parse(text).expression
    devices = list(every_device())
    expected = [python_says(text, tags) for tags in devices]
    assert [matches(parsed, tags) for tags in devices] == expected
    assert matching(parsed, devices) == sum(expected)
    judged = judge(parsed)
    assert judged.can_match is any(expected)
    assert judged.matches_all is all(expected)
    assert judged.matches_untagged is python_says(text, frozenset())
    assert judged.mentions == sum(text.count(name) for name in ("a", "B", "c:1", "uid", "_-", "42"))


@given(EXPRESSIONS)
def test_letter_case_does_not_matter(text):
    upper, lower = parse(text.upper()).expression, parse(text.lower()).expression
    for tags in itertools.islice(every_device(), 20):
        assert matches(upper, tags) is matches(lower, tags)


def fault(text):
    try:
        parse(text)
    except NoExpression as error:
        return error
    return None


@given(st.text(alphabet="ab &|!()$\t\n{}é", max_size=30))
def test_a_text_is_an_expression_or_has_a_place_at_fault(text):
    error = fault(text)
    if error is None:
        assert list(tags_in(parse(text).expression))
    else:
        assert 1 <= error.at <= len(text) + 1
        assert error.why


@pytest.mark.parametrize(
    ("text", "at", "why"),
    [
        ("", 1, "it is empty"),
        ("   ", 4, "it is empty"),
        ("a &&", 5, "a tag is missing at the end"),
        ("a || ", 6, "a tag is missing at the end"),
        ("!", 2, "a tag is missing at the end"),
        ("&& a", 1, "a tag is missing before it"),
        ("a || && b", 6, "a tag is missing before it"),
        ("()", 2, "a tag is missing before it"),
        ("a & b", 3, "& is no operator"),
        ("a | b", 3, "| is no operator"),
        ("a &&& b", 5, "a tag is missing before it"),
        ("a b", 3, "&& or || is missing before it"),
        ("a !b", 3, "&& or || is missing before it"),
        ("a and b", 3, "&& or || is missing before it"),
        ("(a b)", 4, "&& or || is missing before it"),
        ("(a", 1, "this parenthesis is not closed"),
        ("x && (a || (b)", 6, "this parenthesis is not closed"),
        ("a)", 2, "a parenthesis is closed that was not opened"),
        ("a || b, c", 7, "&& or || is missing before it"),
        ("a || 'b'", 6, "tags are made of letters"),
        ("user+1", 5, "&& or || is missing before it"),
        ("$Device:{x}", 1, "only $InstallationId:{...} and $UserId:{...}"),
        ("$InstallationId:x", 1, "only $InstallationId:{...} and $UserId:{...}"),
        ("a\n&& b", 2, "&& or || is missing before it"),
        ("(" * 60 + "a" + ")" * 60, 52, "are within each other"),
        ("!" * 60 + "a", 52, "are within each other"),
        ("a" * (LONGEST_EXPRESSION + 1), LONGEST_EXPRESSION + 1, "longer than"),
    ],
)  # fmt: skip
def test_what_does_not_parse_says_where_and_why(text, at, why):
    with pytest.raises(NoExpression) as caught:
        parse(text)
    assert (caught.value.at, why in caught.value.why) == (at, True), caught.value.why


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a || b && c", (8,)),
        ("a && b || c", (3,)),
        ("a && b || c && d", (3, 13)),
        ("a || (b && c)", ()),
        ("(a || b) && c", ()),
        ("!(a || b && c)", (10,)),
        ("a && b && c", ()),
    ],
)
def test_where_precedence_decides_is_told(text, places):
    assert parse(text).mixed_at == places


def named(count, operator=" || "):
    return operator.join(f"t{number}" for number in range(count))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a" * 120, True),
        ("a" * 121, False),
        (named(20), True),
        (named(21), False),
        (named(6, " && "), True),
        (named(7, " && "), False),
        (f"({named(5)}) && x", True),
        (f"({named(6)}) && x", False),
        (f"!({named(6)})", True),
        (f"!({named(7)})", False),
        (" || ".join(["a"] * 21), False),
        ("café", False),
        ("$InstallationId:{414859070245429103-3182682546582875035123-1}", True),
        ("$installationid:{x} || $UserId:{y=z}", True),
    ],
)
def test_limits(text, kept):
    judged = judge(parse(text).expression)
    assert (not judged.beyond) is kept
    assert judged.fine is kept


@pytest.mark.parametrize(
    ("text", "can_match"),
    [
        ("a && !a", False),
        ("A && !a", False),
        ("(a || b) && !a && !b", False),
        ("!(a || !a)", False),
        ("$UserId:{x} && $UserId:{y}", False),
        ("$UserId:{x} && $userid:{X}", True),
        ("$UserId:{x} && $InstallationId:{y}", True),
        ("$UserId:{x} || $UserId:{y}", True),
        ("a && !b", True),
        (named(21), True),
        (named(13, " && "), None),
    ],
)
def test_contradictions(text, can_match):
    assert judge(parse(text).expression).can_match is can_match
