"""What holds for every rule and for the table that tests it."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from factories import estate, results
from hubwarden import __version__
from hubwarden.discovery import all_rules, find_rule
from hubwarden.new_rule import MARK
from hubwarden.report import Outcome
from hubwarden.rule import TOPICS
from hubwarden.rule_page import REMEDIATION, WHY, sections

HERE = Path(__file__).parent

# What a case may expect whose id begins with this word.
EXPECTATIONS = {
    "good": {"PASS", "NOT_APPLICABLE", None},
    "bad": {"FAIL"},
    "unknown": {"UNDETERMINED"},
    "not applicable": {"NOT_APPLICABLE"},
    "none": {None},
}

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)


def cases(rule):
    """Return the word that each case's id begins with, and the outcome that it expects."""
    path = HERE / rule.topic / f"test_{rule.slug.replace('-', '_')}.py"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.param":
            id = next(keyword.value for keyword in node.keywords if keyword.arg == "id")
            expected = node.args[1]
            outcome = expected.attr if isinstance(expected, ast.Attribute) else None
            yield ast.literal_eval(id).partition(":")[0], outcome


def version(text):
    return tuple(int(part) for part in text.split("."))


def test_ids_and_slugs_are_used_once():
    rules = all_rules()
    assert len(rules) >= 32
    assert len({rule.id for rule in rules}) == len(rules)
    assert len({rule.slug for rule in rules}) == len(rules)


@each_rule
def test_id_and_name(rule):
    assert re.fullmatch(r"NH[1-9]\d\d", rule.id)
    module = Path(inspect.getfile(rule.check))
    assert rule.slug == module.stem.replace("_", "-")
    assert rule.topic == module.parent.name == TOPICS[rule.id[2]]
    assert find_rule(rule.id.lower()) is find_rule(rule.slug.upper()) is rule


@each_rule
def test_slug_names_the_bad_pattern(rule):
    # "allow alert-missing" must read well in a waiver.
    assert not rule.slug.startswith(("allow", "disallow", "no-dis", "require", "must"))


@each_rule
def test_page(rule):
    assert rule.page.partition("\n")[0].endswith(".")
    assert 10 < len(rule.title) < 100
    assert "\n" not in rule.title
    assert {WHY, REMEDIATION} <= set(sections(rule))
    assert all(len(text) > 20 for text in sections(rule).values())


@each_rule
def test_declaration(rule):
    assert rule.sources
    assert all(": " in source.title for source in rule.sources), "says who demands it and where"
    assert rule.fix.endswith(".")
    assert version(rule.since) <= version(__version__)


@each_rule
def test_nothing_is_left_to_fill_in(rule):
    table = HERE / rule.topic / f"test_{rule.slug.replace('-', '_')}.py"
    for path in (Path(inspect.getfile(rule.check)), table):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert MARK not in line, f"{path}:{number} is still to be written"


@each_rule
def test_table_of_the_rule(rule):
    found = list(cases(rule))
    missing = {"good", "bad", "unknown"} - {word for word, _ in found}
    assert not missing, (
        f"{rule.id} has no case whose id begins with {' or '.join(sorted(missing))}, such as "
        'pytest.param(..., id="good: both allowed")'
    )
    for word, outcome in found:
        assert word in EXPECTATIONS, (
            f"the id of a case begins with one of {', '.join(EXPECTATIONS)}"
        )
        assert outcome in EXPECTATIONS[word], f"a case that begins with {word} expects {outcome}"


def test_every_table_is_of_a_rule():
    tables = {(path.parent.name, path.stem) for path in HERE.glob("*/test_*.py")}
    rules = {
        (all_rule.topic, f"test_{all_rule.slug.replace('-', '_')}") for all_rule in all_rules()
    }
    assert tables == rules


@pytest.mark.parametrize("stack", ["prod", "test"])
@each_rule
def test_a_compliant_estate_fails_nothing(rule, stack):
    outcomes = {result.outcome for result in results(rule.id, estate(stack))}
    assert outcomes <= {Outcome.PASS, Outcome.NOT_APPLICABLE}
