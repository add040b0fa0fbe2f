"""What a template makes, as the rest of a source has it."""

from dataclasses import dataclass, replace

from hubwarden.arm_templates import evaluation
from hubwarden.arm_templates.deployed import Gap
from hubwarden.sources.record import OutputRecord, Record
from hubwarden.sources.template.flatten import plain
from hubwarden.sources.template.records import outputs_of, records_of


@dataclass(frozen=True)
class Evaluated:
    records: tuple[Record, ...]
    outputs: tuple[OutputRecord, ...]
    gaps: tuple[Gap, ...]


def evaluate(template, parameters=None):
    deployment = evaluation.evaluate(template, parameters)
    # As they are evaluated: that a value which is not known can be no key is told elsewhere.
    outputs = tuple(
        replace(record, value=plain(output.value, deployment, lambda _symbol: False))
        for record, output in zip(outputs_of(deployment), deployment.outputs, strict=True)
    )
    return Evaluated(records_of(deployment), outputs, deployment.gaps)
