"""The whole symptom table: each message leads to its causes on estates that have them, and on no others."""

import re
from pathlib import Path

import pytest
from diagnosing import BASELINE, diagnosed, proved, standing
from faulty_estates import FAULTY, OF_ANY_SERVICE, OTHER, faulty, without_fault

from factories import context, estate
from hubwarden import citations
from hubwarden.citation import Citation
from hubwarden.diagnosis import references
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.diagnosis.confirming import CONFIRMING, PAGE, confirming_words
from hubwarden.diagnosis.recognition import recognise
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.diagnosis.telemetry_symptoms import (
    CREDENTIAL_REFUSED,
    PLATFORM_SILENT,
    REACH_DROPPED,
    REGISTRATIONS_STOPPED,
    SCHEDULED_PILING_UP,
    SENDS_STOPPED,
)
from hubwarden.diagnosis.weighing import rules_about
from hubwarden.engine import run
from hubwarden.report import ExitCode, Outcome
from hubwarden.severity import Severity

each_symptom = pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda item: item.name)

LINKS = [
    pytest.param(symptom, CAUSES[name], rule, id=f"{symptom.name}: {name}: {rule}")
    for symptom in SYMPTOMS
    for name in (*symptom.causes, *symptom.also)
    for rule in CAUSES[name].rules
]
CLEAN = tuple(without_fault())
MADE = {rule: make() for rule, make in FAULTY.items()}
VIOLATED = {
    rule: {
        known.id
        for known in rules_about(SYMPTOMS)
        if Outcome.FAIL
        in {item.outcome for item in run([known], context(given, demands=BASELINE)).results}
    }
    for rule, given in MADE.items()
}
"""Which rules the estate of a rule violates: it may be more than that one."""


def about(symptom):
    """Return a push service whose credential a symptom can be about."""
    return next(service for service in OTHER if symptom.is_about(service))


@pytest.mark.parametrize(("symptom", "cause", "rule"), LINKS)
def test_a_message_leads_to_the_cause_where_configuration_shows_it(symptom, cause, rule):
    diagnosis = diagnosed([symptom], faulty(rule, about(symptom)))
    found = standing(diagnosis, cause.name)
    assert rule in {item.rule.id for item in found.evidence}
    assert {item.outcome for item in found.evidence} == {Outcome.FAIL}
    if cause.circumstance and cause.name in symptom.also:
        # A tier is no proof that it is the reason of a message that does not speak of tiers.
        assert (found.standing, found.confidence) == (Standing.UNKNOWN, "low")
        assert found in diagnosis.causes
        assert (diagnosis.exit_code(Severity.LOW) == ExitCode.VIOLATIONS) == bool(proved(diagnosis))
        return
    assert found.standing is Standing.PROVED
    assert found.confidence == "high"
    assert found.next in {item.rule.fix for item in found.evidence}
    assert found in diagnosis.causes[: len(proved(diagnosis))]
    assert diagnosis.exit_code(Severity.LOW) == ExitCode.VIOLATIONS


@each_symptom
def test_a_message_proves_nothing_where_nothing_is_wrong(symptom):
    for given in CLEAN:
        diagnosis = diagnosed([symptom], given)
        assert proved(diagnosis) == set()
        assert diagnosis.exit_code(Severity.LOW) == ExitCode.CLEAN


@each_symptom
def test_a_fault_that_has_nothing_to_do_with_a_message_is_no_cause(symptom):
    asked = {rule for name in (*symptom.causes, *symptom.also) for rule in CAUSES[name].rules}
    for rule, given in MADE.items():
        if not asked & VIOLATED[rule]:
            assert proved(diagnosed([symptom], given)) == set()


@pytest.mark.parametrize("rule", OF_ANY_SERVICE)
@each_symptom
def test_a_fault_in_the_credential_of_another_platform_is_no_cause(symptom, rule):
    for service in OTHER:
        if not symptom.is_about(service):
            diagnosis = diagnosed([symptom], faulty(rule, service))
            assert not {name for name in proved(diagnosis) if rule in CAUSES[name].rules}


@pytest.mark.parametrize("rule", sorted({*FAULTY, *OF_ANY_SERVICE}))
def test_what_a_table_of_estates_holds_is_asked_by_some_message(rule):
    assert rule in {link.values[2] for link in LINKS}


@each_symptom
def test_a_message_is_recognised_by_its_own_words_and_by_each_phrase(symptom):
    assert symptom in recognise(symptom.message).symptoms
    for phrase in symptom.phrases:
        text = f"it says: {phrase.replace('...', 'one thing and another')}, at once"
        assert symptom in recognise(text).symptoms, phrase


@each_symptom
def test_a_row_is_complete(symptom):
    assert symptom.causes
    assert not set(symptom.causes) & set(symptom.also)
    assert {*symptom.causes, *symptom.also} <= CAUSES.keys()
    linked = {CAUSES[name] for name in (*symptom.causes, *symptom.also)}
    for cause in linked:  # A cause about other platforms than the message would never be told.
        assert not cause.services or any(map(symptom.is_about, cause.services)), cause.name
    assert symptom.means.endswith(".")
    assert symptom.phrases or symptom.statuses
    assert re.fullmatch(r"https?://[\w./()=:-]+", symptom.reference.address)


COUNTED = (
    CREDENTIAL_REFUSED,
    PLATFORM_SILENT,
    REACH_DROPPED,
    REGISTRATIONS_STOPPED,
    SCHEDULED_PILING_UP,
    SENDS_STOPPED,
)


def test_names_are_told_once_and_every_cause_and_reference_is_used():
    names = [symptom.name for symptom in SYMPTOMS]
    assert len(set(names)) == len(names)
    used = {name for symptom in (*SYMPTOMS, *COUNTED) for name in (*symptom.causes, *symptom.also)}
    assert used == set(CAUSES)
    known = {item for item in vars(references).values() if isinstance(item, Citation)}
    cited = {item for item in vars(citations).values() if isinstance(item, Citation)}
    assert known == {symptom.reference for symptom in SYMPTOMS} - cited


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda item: item.name)
def test_a_cause_is_one_statement_with_something_to_look_at(cause):
    assert cause.says.endswith(".")
    assert cause.look.endswith(".")
    assert cause.confirm
    assert set(cause.confirm) <= CONFIRMING.keys()


def test_the_page_says_how_to_get_each_confirmation():
    page = (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8")
    heads = re.findall(r"^## ([^:]+):", page, re.MULTILINE)
    assert {head.lower() for head in heads} == set(CONFIRMING)


def test_what_would_confirm_names_the_ranks_of_what_nothing_proves():
    found = diagnosed(["bad-device-token"], estate())
    by_rank = dict(enumerate(found.causes, 1))
    told = dict(confirming_words(found))
    for way, words in CONFIRMING.items():
        ranks = [int(rank) for rank in re.findall(r"\d+", told.get(words, ""))]
        assert ranks == [
            rank
            for rank, item in by_rank.items()
            if way in item.cause.confirm and item.standing is not Standing.PROVED
        ]
    assert told
