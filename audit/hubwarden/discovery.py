"""Finds rules by the folder that they stand in: one rule, one file, no list to keep."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pkgutil
from functools import cache
from pathlib import Path

import hubwarden.rules
from hubwarden.model.change import Change
from hubwarden.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by id.

    Raises ``TypeError`` where a file holds no rule or several, has another name than its rule, or
    stands in another topic's folder, and where an id is used twice.
    """
    found: dict[str, Rule] = {}
    for module_info in pkgutil.walk_packages(hubwarden.rules.__path__, "hubwarden.rules."):
        if module_info.ispkg:
            continue
        module = importlib.import_module(module_info.name)
        rules = [
            var
            for var in vars(module).values()
            if isinstance(var, Rule) and var.check.__module__ == module.__name__
        ]
        if len(rules) != 1:
            raise TypeError(f"{module_info.name} holds {len(rules)} rules; a file holds one")
        rule = rules[0]
        expected = f"hubwarden.rules.{rule.topic}.{rule.slug.replace('-', '_')}"
        if module_info.name != expected:
            raise TypeError(f"{rule.id} is in {module_info.name}; it belongs in {expected}")
        if rule.id in found:
            raise TypeError(f"{rule.id} is used twice: {found[rule.id].slug} and {rule.slug}")
        found[rule.id] = rule
    return tuple(found[id] for id in sorted(found))


def about_changes() -> tuple[Rule, ...]:
    """Return the rules about what differs between two estates."""
    return tuple(rule for rule in all_rules() if issubclass(rule.subject, Change))


def about_estates() -> tuple[Rule, ...]:
    """Return all other rules: those about what one estate holds."""
    return tuple(rule for rule in all_rules() if not issubclass(rule.subject, Change))


def find_rule(name: str) -> Rule | None:
    """Return the rule with an id or a slug, in any letter case."""
    wanted = name.lower()
    return next(
        (all_rule for all_rule in all_rules() if wanted in (all_rule.id.lower(), all_rule.slug)),
        None,
    )


@cache
def rule_set_digest() -> str:
    """Return the SHA-256 over the files of all rules, hexadecimal: it names this very rule set."""
    digest = hashlib.sha256()
    for rule in all_rules():
        digest.update(rule.id.encode())
        digest.update(Path(inspect.getfile(rule.check)).read_bytes())
    return digest.hexdigest()
