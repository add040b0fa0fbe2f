import pytest

from hubwarden.arm_templates.expressions import (
    BadExpression,
    Call,
    Literal,
    Member,
    is_expression,
    parse,
    unescape,
)


def test_what_is_an_expression():
    assert is_expression("[concat('a')]")
    assert not is_expression("[[concat('a')]")
    assert not is_expression("[not closed")
    assert not is_expression("plain")
    assert unescape("[[text]") == "[text]"
    assert unescape("text") == "text"


def test_grammar():
    assert parse("[ f ( 'it''s' , -12 ) ]") == Call("f", (Literal("it's"), Literal(-12)))
    assert parse("['text']") == Literal("text")
    assert parse("[own.f()]") == Call("own.f", ())
    assert parse("[f().a[0]['b c']]") == Member(
        Member(Member(Call("f", ()), Literal("a")), Literal(0)), Literal("b c")
    )
    assert parse("[f(g(h()))]") == Call("f", (Call("g", (Call("h", ()),)),))
    assert parse("[f()\n  .a]") == Member(Call("f", ()), Literal("a"))


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[f(]",
        "[f('a' 'b')]",
        "[f('canary]",
        "[f]",
        "[f())]",
        "[f()[0]",
        "[f(,)]",
        "[f();]",
        "[f().]",
        "[1 + 1]",
        f"[{'f(' * 60}{')' * 60}]",
        f"[f(){'.a' * 60}]",
        f"['{'x' * 30_000}']",
        f"[{'9' * 40}]",
    ],
)
def test_refused(text):
    with pytest.raises(BadExpression) as caught:
        parse(text)
    assert "canary" not in str(caught.value)
