"""What a template makes, as the rest of a source has it."""

from dataclasses import dataclass

from hubwarden.arm_templates import evaluation
from hubwarden.arm_templates.deployed import Gap
from hubwarden.sources.record import OutputRecord, Record
from hubwarden.sources.template.records import outputs_of, records_of


@dataclass(frozen=True)
class Evaluated:
    records: tuple[Record, ...]
    outputs: tuple[OutputRecord, ...]
    gaps: tuple[Gap, ...]


def evaluate(template, parameters=None):
    deployment = evaluation.evaluate(template, parameters)
    return Evaluated(records_of(deployment), outputs_of(deployment), deployment.gaps)
