"""From an ARM template to the records of what it deploys.

    resources   one record each, also of kinds that the auditor does not judge
    outputs     those of nested deployments are named ``deployment/output``
    gaps        what is deployed and could not be read

A resource whose condition is not known is recorded, so that what is wrong with it is found, and is a
gap too, since it may not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hubwarden.errors import InputError
from hubwarden.sources.record import OutputRecord, Record
from hubwarden.sources.template.declarations import declare_outputs, scope_of, target_of
from hubwarden.sources.template.document import Object, member, read
from hubwarden.sources.template.parameters import read_parameter_file
from hubwarden.sources.template.resources import declare_all
from hubwarden.sources.template.scope import Env, Gap, Run, Target

__all__ = ["Evaluated", "Gap", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What a template deploys."""

    records: tuple[Record, ...]
    outputs: tuple[OutputRecord, ...]
    gaps: tuple[Gap, ...]


def evaluate(template: Path, parameters: Path | None = None) -> Evaluated:
    """Evaluate a template, with the values of a parameter file where there is one.

    Raises ``InputError`` for a file that cannot be read or that Azure would refuse as a whole.
    """
    run = Run(str(template))
    try:
        _evaluate(read(template), parameters, run)
    except RecursionError:
        raise InputError("refers to itself, or is nested too deeply", file=run.file) from None
    return Evaluated(tuple(run.records), tuple(run.outputs), tuple(run.gaps))


def _evaluate(root: object, parameters: Path | None, run: Run) -> None:
    if not isinstance(root, Object) or member(root, "resources") is None:
        raise InputError("is no ARM template: it has no 'resources'", file=run.file)
    scope = scope_of(root, run, target_of(root, Target()), "", {})
    if parameters is not None:
        scope.given = read_parameter_file(parameters, scope)
    env = Env(scope)
    declare_all(member(root, "resources"), env, 0)
    declare_outputs(root, env, "")
