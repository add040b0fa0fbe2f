"""What is not known is never taken for good: facts are hidden from all rules at once."""

import os
from dataclasses import fields, replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from engine_estates import COLLECTIONS, COMPLIANT, NEGLECTED, STRICT, rebuilt
from factories import (
    context,
    estate,
    plain_secret,
    results,
)
from hubwarden.discovery import about_estates, all_rules
from hubwarden.engine import run
from hubwarden.model.base import ResourceId, Subject, make
from hubwarden.model.credentials import (
    CREDENTIALS,
    ApnsCertificate,
    ApnsToken,
    Credentials,
)
from hubwarden.model.source_info import Gap
from hubwarden.policy.demands import Accepted
from hubwarden.report import ExitCode, Outcome, Report
from hubwarden.rule import Severity
from judging import EVIDENCE


def test_every_rule_finds_something_in_the_neglected_estate():
    judgement = run(all_rules(), context(NEGLECTED, demands=STRICT))
    failed = {item.rule.id for item in judgement.results if item.outcome is Outcome.FAIL}
    silent = {rule.id for rule in about_estates()} - failed
    assert not silent, f"make `neglected` in tests/engine_estates.py break {sorted(silent)}"
    assert failed <= {rule.id for rule in about_estates()}
    assert judgement.crashes == ()


_ABOUT = ("id", "origin", "unknown", "later", "causes")


def own_fields(subject):
    return [field.name for field in fields(subject) if field.name not in _ABOUT]


def named(id, _source):
    """Return the id as it is."""
    return id


def unnamed(id, source):
    """Return the id with a symbol in place of the name, as of a template that computes it."""
    return ResourceId(f"{id.text.rpartition('/')[0]}/{{Name}}", exact=False, source=source)


def hidden(subject, hide, name=named):
    """Return the subject without the fields, its own and those of its parts, that ``hide`` chooses.

    ``name`` makes its id of the one that it has and of its source.
    """
    known, unknown = {}, dict(subject.unknown)
    for field in own_fields(subject):
        if field in unknown:
            continue
        if hide(f"{type(subject).__name__}.{field}"):
            unknown[field] = "it is hidden"
            continue
        value = getattr(subject, field)
        known[field] = hidden(value, hide, name) if isinstance(value, Subject) else value
    id = name(subject.id, subject.origin.source)
    return make(type(subject), id=id, origin=subject.origin, unknown=unknown, **known)


def outcomes_of_all(given):
    """Return the outcomes by rule and subject."""
    judgement = run(all_rules(), context(given, demands=STRICT))
    assert judgement.crashes == ()
    found = {}
    for item in judgement.results:
        found.setdefault((item.rule.id, item.source, item.subject), set()).add(item.outcome)
    return found


@cache
def outcomes_before():
    return [(given, outcomes_of_all(given)) for given in (NEGLECTED, COMPLIANT)]


FIELDS = sorted(
    {
        f"{type(item).__name__}.{name}"
        for part in (NEGLECTED, COMPLIANT)
        for collection in COLLECTIONS
        for item in getattr(part, collection)
        for name in own_fields(item)
    }
    | {
        f"{kind.__name__}.{name}"
        for kind in (*CREDENTIALS, Credentials, ApnsToken, ApnsCertificate)
        for name in own_fields(kind)
    }
)


EXAMPLES = int(os.environ.get("HUBWARDEN_EXAMPLES", "40"))
"""How many random estates: a few by default, 20,000 for a thorough run."""


def hiding(chosen, random):
    """Return a change that takes some of the chosen fields away."""

    def hide(field):
        return field in chosen and random.random() < 0.7

    return lambda them: [hidden(item, hide) for item in them]


SOME = st.sets(st.sampled_from(FIELDS), max_size=4)


@settings(max_examples=EXAMPLES)
@given(chosen=SOME, random=st.randoms())
def test_hiding_fields_never_makes_a_failure_pass_nor_a_pass_fail(chosen, random):
    for full, before_all in outcomes_before():
        after = outcomes_of_all(rebuilt(full, hiding(chosen, random)))
        for key, before in before_all.items():
            if Outcome.FAIL in before:
                assert after[key] & {Outcome.FAIL, Outcome.UNDETERMINED}, key
            else:
                assert Outcome.FAIL not in after.get(key, ()), key


@settings(max_examples=EXAMPLES)
@given(earlier=SOME, chosen=SOME, random=st.randoms())
def test_hiding_more_never_answers_what_was_open(earlier, chosen, random):
    """What fails or is undetermined does not pass, nor cease to apply, when less of it is known."""
    for full in (NEGLECTED, COMPLIANT):
        less = rebuilt(full, hiding(earlier, random))
        before = outcomes_of_all(less)
        after = outcomes_of_all(rebuilt(less, hiding(chosen, random)))
        for key, outcomes in before.items():
            if outcomes & {Outcome.FAIL, Outcome.UNDETERMINED}:
                assert after.get(key, set()) & {Outcome.FAIL, Outcome.UNDETERMINED}, key


ACCEPTED_FIELDS = {"NH114": "ApnsToken.content", "NH117": "FcmV1.content"}
ACCEPTING = structs.replace(
    STRICT,
    accepted=tuple(
        Accepted(rule, "*", field, "no key is here") for rule, field in ACCEPTED_FIELDS.items()
    ),
)


def code_of(given):
    judgement = run(all_rules(), context(given, demands=ACCEPTING))
    report = Report(EVIDENCE, judgement.results, given.gaps, judgement.crashes)
    accepted = {
        (item.rule.id, item.field, item.cause) for item in judgement.results if item.accepted
    }
    return report.exit_code(Severity.LOW), accepted


@settings(max_examples=EXAMPLES)
@given(earlier=SOME, chosen=SOME, random=st.randoms())
def test_hiding_never_makes_an_exit_code_clean_unless_that_is_accepted(earlier, chosen, random):
    less = rebuilt(COMPLIANT, hiding(earlier, random))
    before, _ = code_of(less)
    after, accepted = code_of(rebuilt(less, hiding(chosen, random)))
    if before != ExitCode.CLEAN and after == ExitCode.CLEAN:
        assert accepted
        assert accepted <= {(rule, field, "not-told") for rule, field in ACCEPTED_FIELDS.items()}


OF_THE_NAME_ALONE = frozenset()
"""Ids of rules that read nothing of their subject but its name, which a source tells even where it tells nothing else."""

NAMES = {"with its name": named, "without its name": unnamed}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("rule", about_estates(), ids=lambda rule: rule.slug)
def test_a_rule_passes_nothing_of_which_nothing_is_known(rule, name):
    if name is named and rule.id in OF_THE_NAME_ALONE:
        return
    # Where a secret stands in clear nothing is compliant.
    every_kind = replace(COMPLIANT, plain_secrets=(plain_secret(),))
    blank = rebuilt(every_kind, lambda them: [hidden(item, lambda _: True, name) for item in them])
    outcomes = {item.outcome for item in results(rule.id, context(blank, demands=STRICT))}
    # What an environment does not demand needs no knowledge of the subject.
    settled = outcomes - {Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE}
    assert not settled, (
        f"{rule.id} says {', '.join(sorted(settled))} of a subject of which no field is known. If it judges a name, let it "
        "raise Undetermined where that has a symbol in braces, and add its id to OF_THE_NAME_ALONE if it reads no field"
    )
    assert Outcome.UNDETERMINED in outcomes, f"{rule.id} leaves nothing open: {outcomes}"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)
def test_absence_is_no_fact_where_the_source_is_not_complete(rule):
    bare = {"diagnostic_settings": [], "alerts": [], "action_groups": [], "locks": []}
    full = {
        item.subject for item in results(rule.id, estate(**bare)) if item.outcome is Outcome.FAIL
    }
    for incomplete in (
        estate(complete=(), **bare),
        estate(gaps=[Gap("program:prod", "a file", "unreadable")], **bare),
    ):
        found = results(rule.id, incomplete)
        assert {item.subject for item in found if item.outcome is Outcome.UNDETERMINED} == full
        assert Outcome.FAIL not in {item.outcome for item in found}


def test_a_gap_of_another_source_takes_no_fact_away():
    given = estate(alerts=[], gaps=[Gap("program:test", "a file", "unreadable")])
    assert {item.outcome for item in results("NH505", given)} == {Outcome.FAIL}
