"""The mutants of a rule, and what is said of those that its tests do not notice."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hubwarden.discovery import all_rules
from mutation.__main__ import main, summary
from mutation.mutants import Mutant, mutants
from mutation.running import Verdict, table_of

TOP = Path(__file__).resolve().parents[2]

# A piece of a function, and what it is changed into, one at a time.
CHANGES = {
    "a comparison": ("x = a < b", ["a <= b", "a >= b"]),
    "two comparisons": ("x = a < b == c", ["a <= b == c", "a >= b == c", "a < b != c"]),
    "in": ("x = a in b", ["a not in b"]),
    "is": ("x = a is None", ["a is not None"]),
    "and": ("x = a and b", ["a or b"]),
    "or": ("x = a or b", ["a and b"]),
    "not": ("x = not a", ["a"]),
    "any": ("x = any(a)", ["all"]),
    "a sum": ("x = a + b", ["a - b"]),
    "a union": ("x = a | b", ["a & b"]),
    "a number": ("x = 3", ["4"]),
    "a flag": ("x = True", ["False"]),
    "a word": ("x = 'tier'", ["'tier-changed'"]),
    "a condition": ("if a: b = c", ["if True:", "if False:"]),
    "a condition inside": ("x = a if b else c", ["a if True else c", "a if False else c"]),
    "a condition of a loop": ("x = [a for a in b if a]", ["[a for a in b]"]),
    "of a loop that yields": ("x = f(a for a in b if a)", ["(a for a in b)"]),
    "of a mapping": ("x = {a: 1 for a in b if a}", ["{a: 1 for a in b}", "2"]),
    "a yield": ("yield a", ["yield from ()"]),
    "a yield of several": ("yield from a", ["yield from ()"]),
    "a call": ("a.append(b)", ["pass"]),
    "an error": ("raise A(b)", ["pass"]),
    "a result": ("return a", ["return None"]),
    "an end": ("return", ["pass"]),
    "no": ("return False", ["True"]),
}


@pytest.mark.parametrize(("text", "expected"), CHANGES.values(), ids=CHANGES)
def test_each_change_is_made_by_itself(text, expected):
    source = f"def f(a, b, c):\n    {text}\n"
    found = list(mutants(source))
    assert [item.name.rpartition(" -> ")[2] for item in found] == expected
    for item in found:
        assert ast.dump(ast.parse(item.source)) != ast.dump(ast.parse(source))
        assert item.line == 2


# What is left alone.
ALONE = (
    "import a",
    "def f():\n    '''Words.'''",
    "'''Words of the module.'''",
    "@rule('NH101', severity=3)\ndef f(a: int = 3) -> bool:\n    '''Words.'''",
    "x: Final[int]",
    "def f():\n    x = 'words for people'",
    "def f():\n    x = f'{3} words'",
    "def f():\n    return None",
    "def f():\n    yield from ()",
)


@pytest.mark.parametrize("source", ALONE)
def test_declarations_and_words_are_left_alone(source):
    assert list(mutants(source)) == []


def test_changes_that_read_alike_are_numbered():
    names = [item.name for item in mutants("def f():\n    x = 1\n    y = 1\n")]
    assert names == ["1 -> 2", "1 -> 2 #2"]


@pytest.mark.parametrize("rule", all_rules()[::9], ids=lambda rule: rule.slug)
def test_every_mutant_of_a_rule_is_a_program(rule):
    found = list(mutants(Path(inspect.getfile(rule.check)).read_text(encoding="utf-8")))
    assert found
    assert len({item.name for item in found}) == len(found)
    for item in found:
        compile(item.source, "mutant", "exec")
    assert table_of(rule).is_file()


def verdict(name, *, noticed):
    return Verdict("a-rule", Mutant(name, 1, ""), noticed)


NOTICED = [verdict(f"{number}", noticed=True) for number in range(9)]

# What was found, what is explained, the exit code and a word of what is said.
ENDS = {
    "all are noticed": (NOTICED, {}, 0, "100.00% noticed"),
    "one is not": ([*NOTICED, verdict("x", noticed=False)], {}, 1, "1 of these not explained"),
    "it is explained": (
        [*NOTICED, verdict("x", noticed=False)],
        {"a-rule": {"x": "why"}},
        0,
        "90.00% noticed, 1 survive, 0 of these not explained",
    ),
    "the explanation is old": (NOTICED, {"a-rule": {"x": "why"}}, 1, "x: is noticed"),
    "of another rule": (NOTICED, {"b-rule": {"x": "why"}}, 0, "100.00%"),
    "too many are not": (
        [*NOTICED[:8], verdict("x", noticed=False), verdict("y", noticed=False)],
        {"a-rule": {"x": "why", "y": "why"}},
        1,
        "80.00%",
    ),
    "none": ([], {}, 1, "0 mutants"),
}


@pytest.mark.parametrize(("found", "explained", "code", "said"), ENDS.values(), ids=ENDS)
def test_what_it_ends_with(found, explained, code, said, capsys):
    assert summary({"a-rule": "access"}, found, explained) == code
    assert said in capsys.readouterr().out


def test_it_counts_by_topic(capsys):
    found = [*NOTICED, Verdict("b-rule", Mutant("x", 1, ""), noticed=False)]
    assert summary({"a-rule": "access", "b-rule": "network"}, found, {}) == 1
    said = capsys.readouterr().out
    assert "9 of 9 noticed in the topic access\n0 of 1 noticed in the topic network\n" in said


def test_a_name_that_no_rule_has_is_an_error(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["tier-not-alowed"])
    assert ended.value.code == 2
    assert "no rule and no topic is named tier-not-alowed" in capsys.readouterr().err


def test_the_tests_of_a_rule_notice_its_mutants():
    done = subprocess.run(
        [sys.executable, "-m", "mutation", "connection-string-in-output"],
        cwd=TOP,
        env={**os.environ, "PYTHONPATH": "tests:tests/engine"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " mutants of 1 rules: " in done.stdout
