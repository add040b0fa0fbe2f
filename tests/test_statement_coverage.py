"""The table of what guides say: no row without an answer, nothing named that is not there, nothing refuted relied on."""

import re
from dataclasses import replace
from pathlib import Path

import click
import pytest

from hubwarden import citations
from hubwarden.citation import Citation
from hubwarden.cli import main
from hubwarden.coverage import coverage_references
from hubwarden.coverage.coverage_page import coverage_page, reached
from hubwarden.coverage.statement import REFUTED, Statement
from hubwarden.coverage.statements import STATEMENTS
from hubwarden.diagnosis import references
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.discovery import all_rules
from hubwarden.metrics.figures import FORMULAS

TOP = Path(__file__).resolve().parent.parent
RULES = {rule.id: rule for rule in all_rules()}

each = pytest.mark.parametrize("statement", STATEMENTS, ids=lambda item: str(item.number))
each_refuted = pytest.mark.parametrize(
    "statement",
    [item for item in STATEMENTS if item.verdict in REFUTED],
    ids=lambda item: str(item.number),
)


def texts():
    """Yield every text of ours on which a reader may act, with its name."""
    for rule in RULES.values():
        yield rule.id, f"{rule.page}\n{rule.fix}"
    for cause in CAUSES.values():
        yield cause.name, f"{cause.says} {cause.look}"
    for symptom in SYMPTOMS:
        yield symptom.name, symptom.means


def test_the_statements_are_numbered_in_order_without_a_gap():
    assert [item.number for item in STATEMENTS] == list(range(1, 77))


@each
def test_every_statement_has_an_answer(statement):
    assert statement.says.endswith(".")
    assert statement.sources
    assert statement.today or statement.verdict == "true"
    assert statement.covered


def test_a_statement_that_nothing_covers_is_seen():
    bare = Statement(1, "Pushes are blue.", "true", (references.TAGS,))
    assert not bare.covered
    assert replace(bare, otherwise="Only the device's screen shows it.").covered


@each
def test_what_covers_a_statement_is_there(statement):
    assert set(statement.rules) <= set(RULES)
    assert set(statement.causes) <= set(CAUSES)
    assert set(statement.figures) <= {figure.name for figure in FORMULAS}
    for words in statement.commands:
        command = main
        for word in words.split():
            command = command.get_command(click.Context(command), word)
            assert command is not None, words
    for named in (statement.rules, statement.causes, statement.figures, statement.commands):
        assert len(set(named)) == len(named)


def test_every_address_is_one_and_every_page_is_used():
    pages = {
        name: value
        for name, value in vars(coverage_references).items()
        if isinstance(value, Citation)
    }
    used = {page for item in STATEMENTS for page in item.sources}
    assert set(pages.values()) <= used
    for page in used:
        assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+/\S+[^\s.,]", page.address), page
    assert len({page.address for page in used}) == len(used)


@each_refuted
def test_a_refuted_statement_is_known_by_its_own_words(statement):
    assert statement.refuted_words
    for pattern in statement.refuted_words:
        assert list(replace(statement, refuted_words=(pattern,)).relied_on_in(statement.says))


@each_refuted
def test_no_text_relies_on_a_refuted_statement(statement):
    for name, text in texts():
        assert not list(statement.relied_on_in(text)), name


@pytest.mark.parametrize(
    ("number", "text", "found"),
    [
        (73, "Keep it small: more than 2048\nbytes are refused.", True),
        (73, "Keep it small: more than 4096 bytes are refused.", False),
        (53, "Grant notification hubs data sender to the app.", True),
        (53, "Grant Contributor on the namespace.", False),
        (71, "Open port 2196 for feedback.", True),
        (71, "Open port 5223 for the devices.", False),
    ],
)
def test_a_text_that_relies_on_one_is_found(number, text, found):
    assert bool(list(STATEMENTS[number - 1].relied_on_in(text))) is found


def test_only_refuted_statements_have_words_that_may_not_be_said():
    assert [item.number for item in STATEMENTS if item.refuted_words] == [
        item.number for item in STATEMENTS if item.verdict in REFUTED
    ]


def test_a_rule_that_comes_from_a_guide_is_reached_from_its_statement():
    """A rule that names a guide as its source is in a row; what no row reaches is listed below the table."""
    guides = (citations.FIXER.title, coverage_references.APPLE_NOTE.title)
    from_guides = {
        rule.id for rule in RULES.values() if any(guide in str(rule.sources) for guide in guides)
    }
    assert from_guides
    assert from_guides <= reached(STATEMENTS)
    _, _, below = coverage_page().partition("## Rules that no statement asks for")
    assert set(re.findall(r"NH\d{3}", below)) == set(RULES) - reached(STATEMENTS)


@each
def test_the_page_of_a_rule_names_the_statements_about_it(statement):
    for id, rule in RULES.items():
        text = (TOP / f"docs/rules/{rule.slug}.md").read_text(encoding="utf-8")
        _, _, said = text.partition("## What guides say")
        line = f"- {escaped(statement.says)} *{statement.verdict}*\n"
        assert (line in said) is (id in statement.rules), id


def escaped(text):
    return re.sub(r"([|*_<>#\[\]])", r"\\\1", text)


def test_no_link_of_the_page_leads_nowhere():
    page = TOP / "docs/rules/coverage.md"
    links = re.findall(r"\]\(([^)#]+?)(?:#([^)]+))?\)", page.read_text(encoding="utf-8"))
    assert len(links) > 200
    for link, anchor in links:
        if "://" not in link:
            text = (page.parent / link).read_text(encoding="utf-8")
            assert not anchor or f"### {anchor}\n" in text


def test_every_row_of_the_page_has_four_cells():
    rows = [line for line in coverage_page().splitlines() if re.match(r"\| \d", line)]
    assert len(rows) == len(STATEMENTS)
    for row in rows:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        assert len(cells) == 4
        assert all(cells)
