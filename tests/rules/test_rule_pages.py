"""What holds for the page of every rule: its examples are judged as it says, its fix puts them right."""

import re
from collections import Counter
from datetime import date

import pytest

from hubwarden import citations
from hubwarden.citation import Citation
from hubwarden.coverage import coverage_references
from hubwarden.coverage.statements import STATEMENTS
from hubwarden.diagnosis import references
from hubwarden.discovery import all_rules
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.planned_change import PlannedChange
from hubwarden.model.resources import Stack
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.policy.baseline import load
from hubwarden.policy.waiver_reading import load_waivers
from hubwarden.report import Outcome
from hubwarden.rule_page import BAD, GOOD, SECTIONS, page, sections, waiver, waiver_example
from hubwarden_pulumi.app_keys import SECRETS
from hubwarden_pulumi.names import Names
from hubwarden_pulumi.settings_checks import settings_mistakes
from rule_examples import (
    BLOCK,
    TOP,
    breaks_too,
    examples,
    fixed,
    judged,
    judged_sides,
    side,
    with_changed_settings,
)

NOTHING_LEFT_TO_JUDGE = {"NH106", "NH108", "NH205", "NH206", "NH605"}
"""Rules that forbid the very thing that they judge: a good example has none of it, so that nothing passes."""

OPEN_BESIDES = {"NH213", "NH706", "NH707", "NH807"}
"""Rules that leave something open beside the example: a template does not tell when Azure's own access rules were
changed, nor in which subscription an action group or a workspace is."""

NO_PASS_HERE = {"NH807"}
"""Rules of which no good example can be made: only Apple can sign a profile as Apple."""

OF_WHOLE_FILES = (Build, CredentialFile, PlannedChange, HubTelemetry)
"""What is in files whose lines tell nothing: a finding points at the file."""

BESIDES_TOO = {"NH510"}
"""Rules whose fault is in one place and breaks what is beside the example, too."""

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)


def mistakes(config):
    """Return what the program of the example would refuse of the settings of a stack."""
    parts = {"hubwarden": {}, "azure-native": {}}
    for name, value in config.items():
        owner, _, key = name.partition(":")
        parts[owner][key] = value
    written = parts["hubwarden"]
    names = Names(written["prefix"], "prod")
    return list(settings_mistakes(written, parts["azure-native"], names, lambda _: None))


@each_rule
def test_every_section_is_there_and_says_something(rule):
    written = sections(rule)
    assert tuple(written) == SECTIONS
    assert all(len(text) > 20 for text in written.values())


@each_rule
def test_every_source_has_an_address(rule):
    for source in rule.sources:
        outside = re.fullmatch(r"https://[\w.-]+\.[a-z]+/\S+", source.address)
        assert outside or (TOP / source.address).is_file(), source
        assert ": " in source.title


def test_every_document_is_cited_and_its_address_stands_in_one_place():
    tables = [vars(module).values() for module in (citations, references, coverage_references)]
    own, *others = ([item for item in table if isinstance(item, Citation)] for table in tables)
    addresses = Counter(item.address for table in (own, *others) for item in table)
    assert [address for address, times in addresses.items() if times > 1] == []
    used = {source.address for item in (*all_rules(), *STATEMENTS) for source in item.sources}
    assert {item.address for item in own} <= used


@each_rule
def test_the_bad_example_breaks_this_rule_alone_where_it_says(rule, tmp_path):
    bad, good = examples(rule)
    verdict = judged(bad, good, tmp_path)
    found = verdict.failing(rule)
    assert verdict.broken == sorted([rule.id, *breaks_too(rule, BAD)])
    assert bad.comments or rule.subject is HubTelemetry, "a comment says where the rule points"
    if rule.subject in OF_WHOLE_FILES:
        assert len({item.location.file for item in found}) == 1
        return
    lines = {verdict.text_at(item) for item in found}
    pointed = {bad.comment(line) for line in lines}
    ends = sorted(line.strip()[-60:] for line in lines)
    assert pointed - ({""} if rule.id in BESIDES_TOO else set()) == set(bad.comments), (
        f"the rule points at the lines that end with {ends}: put the comments of the bad example there (that of a whole "
        "resource stands behind its brace), or let the rule name another field in `at`"
    )


@each_rule
def test_the_good_example_passes(rule, tmp_path):
    bad, good = examples(rule)
    verdict = judged(good, bad, tmp_path)
    assert verdict.broken == breaks_too(rule, GOOD)
    none_left = (
        rule.id in NO_PASS_HERE
        or rule.id in NOTHING_LEFT_TO_JUDGE
        or issubclass(rule.subject, Change)
    )
    outcomes = set() if none_left else {Outcome.PASS}
    open_besides = {Outcome.UNDETERMINED} if rule.id in OPEN_BESIDES else set()
    assert verdict.outcomes(rule) - {Outcome.NOT_APPLICABLE} - open_besides == outcomes


@pytest.mark.parametrize(
    "rule",
    # A new key puts nothing in a file right.
    [rule for rule in all_rules() if {change.method for change in rule.changes} - {"POST"}],
    ids=lambda rule: rule.slug,
)
def test_the_requests_put_the_bad_example_right(rule, tmp_path):
    bad, good = examples(rule)
    if good.language == "json":
        verdict = judged(fixed(rule, bad, good), good, tmp_path)
        assert verdict.broken == breaks_too(rule, GOOD)
    if good.language == "diff":
        declared, live = side(bad, "-"), side(bad, "+")
        assert judged_sides(declared, fixed(rule, live, declared), tmp_path).broken == []


@each_rule
def test_the_settings_of_the_program_are_ones_that_it_takes(rule):
    for language, text in BLOCK.findall(sections(rule)["Remediation"]):
        assert language in {"yaml", "sh"}
        if language == "yaml":
            assert "consumers: {}" not in text, "whoever copies it takes every access rule away"
            assert mistakes(with_changed_settings(text)) == []


@each_rule
def test_the_secrets_that_a_page_tells_to_set_are_ones_of_the_program(rule):
    named = re.findall(r"hubwarden:shop-(\w+)", sections(rule)["Remediation"])
    assert set(named) <= set(SECRETS)


@each_rule
def test_the_waiver_on_the_page_is_one(rule, tmp_path):
    if issubclass(rule.subject, Change):
        assert "```" not in waiver(rule)
        return
    assert waiver_example(rule) in page(rule)
    path = tmp_path / "waivers.yaml"
    path.write_text(waiver_example(rule), encoding="utf-8")
    rules = {item.id: item.severity for item in all_rules()}
    waivers = load_waivers(path, rules, load(None).baseline, date(2026, 12, 1))
    assert [item.rule for item in waivers.items] == [rule.id]
    bad, good = examples(rule)
    if f'"{waivers.items[0].resource}"' in bad.text or rule.subject is Stack:
        verdict = judged(bad, good, tmp_path, waivers)
        assert Outcome.WAIVED in verdict.outcomes(rule)
