"""What the tests of diagnoses have in common: a diagnosis of an estate that is made by hand."""

from dataclasses import replace

from factories import baseline, context
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.diagnosis.weighing import rules_about, weigh
from hubwarden.engine import run
from hubwarden.report import Report
from judging import EVIDENCE

BASELINE = baseline()
BY_NAME = {symptom.name: symptom for symptom in SYMPTOMS}


def diagnosed(symptoms, given):
    """Weigh the causes of symptoms, by name or as they are, on an estate."""
    known = [BY_NAME.get(item, item) for item in symptoms]
    its_context = context(given, demands=BASELINE)
    judgement = run(rules_about(known), its_context)
    assert judgement.crashes == ()
    found = sorted(name for name in its_context.environments_in_scope() if name)
    evidence = replace(EVIDENCE, sources=given.sources, environments=tuple(found))
    return weigh(known, Report(evidence, judgement.results, given.gaps, judgement.crashes))


def proved(diagnosis):
    return {item.cause.name for item in diagnosis.causes if item.standing is Standing.PROVED}


def standing(diagnosis, name):
    """Return what a diagnosis says of one cause."""
    everything = (*diagnosis.causes, *diagnosis.not_applicable, *diagnosis.ruled_out)
    (found,) = (item for item in everything if item.cause is CAUSES[name])
    return found
