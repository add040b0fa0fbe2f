"""Evaluates an ARM template: from the file to what it deploys.

    resources   resources of every provider outputs     outputs of nested deployments are named
    ``deployment/output`` gaps        parts of the deployment that could not be read

A resource with an unknown condition counts as deployed, so that its faults are found. It is a gap, too, since it
may not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hubwarden.arm_templates.declarations import deployment_target, outputs_of, scope_of
from hubwarden.arm_templates.deployed import Deployment
from hubwarden.arm_templates.json_with_lines import (
    Object,
    member,
    parse_with_comments,
    read_text,
)
from hubwarden.arm_templates.parameters import read_parameter_file
from hubwarden.arm_templates.placing import place_all
from hubwarden.arm_templates.resource_declarations import declare_all
from hubwarden.arm_templates.scope import Env, Run, Target
from hubwarden.errors import InputError


def evaluate(
    template: Path,
    parameters: Path | None = None,
    name_of: Callable[[Path], str] = str,
    text: str | None = None,
) -> Deployment:
    """Evaluate a template, with the values of a parameter file where there is one.

    ``name_of`` returns the name of a file for messages; ``text`` is the text of the template if it was read before.

    Raises ``InputError`` for a file that cannot be read or that Azure would refuse as a whole.
    """
    run = Run(name_of(template))
    try:
        text = read_text(template, run.file) if text is None else text
        root, comments = parse_with_comments(text, run.file)
        _evaluate(root, parameters, run, name_of)
    except RecursionError:
        raise InputError("refers to itself, or is nested too deeply", file=run.file) from None
    return Deployment(
        run.file,
        root,
        comments,
        tuple(run.resources),
        tuple(run.outputs),
        tuple(run.gaps),
        tuple(run.leaks),
        run.opaque,
    )


def _evaluate(root: Any, parameters: Path | None, run: Run, name_of: Callable[[Path], str]) -> None:
    if not isinstance(root, Object) or member(root, "resources") is None:
        raise InputError("is not an ARM template: it has no 'resources'", file=run.file)
    scope = scope_of(root, run, deployment_target(root, Target()), "", {})
    if parameters is not None:
        scope.given = read_parameter_file(parameters, name_of(parameters), scope)
    env = Env(scope)
    declare_all(place_all(root, env, 0), run)
    run.outputs.extend(outputs_of(root, env, ""))
