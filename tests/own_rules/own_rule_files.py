"""Files of own rules, and what is asked of them in tests."""

from contextlib import chdir

import yaml
from click.testing import CliRunner

from hubwarden.cli import main

RULE = {
    "id": "ACME001",
    "name": "namespace-not-standard",
    "title": "A namespace is not of the tier Standard",
    "judges": "namespace",
    "severity": "medium",
    "expression": "resource.tier == 'Standard'",
    "message": "{name} has tier {tier}",
    "why": "The contract says so.",
    "fix": "Set the tier to Standard.",
    "examples": {"good": [{"tier": "Standard"}], "bad": [{"tier": "Free"}], "unknown": [{}]},
}


def rule(**changes):
    return {name: value for name, value in {**RULE, **changes}.items() if value is not None}


def write_rules(folder, *rules, name="own.yaml"):
    """Write a file of rules among the policies of a project, and return the folder of rules."""
    path = folder / "policies" / "rules" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"version": 1, "rules": list(rules)}), encoding="utf-8")
    return path.parent


def run(folder, *arguments):
    with chdir(folder):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result
