"""Finds the rules by walking the folder ``rules``: one rule, one file, and no list to maintain."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

import hubwarden.rules
from hubwarden.model.change import Change
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.rule import TOPICS, Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by id.

    Raises ``TypeError`` where a file does not hold exactly one rule, is named otherwise than its rule, or is in
    another topic's folder, and where an id or a slug (present or former) is used twice.
    """
    found: dict[str, Rule] = {}
    slugs: dict[str, str] = {}
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
        for slug in rule.slugs:
            if slug in slugs:
                raise TypeError(f"{slug} is used twice: by {slugs[slug]} and {rule.id}")
            slugs[slug] = rule.id
    return tuple(found[id] for id in sorted(found))


def about_changes(own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """Return the rules about the differences between two estates; ``own`` are the organisation's own rules."""
    return tuple(rule for rule in (*all_rules(), *own) if issubclass(rule.subject, Change))


def about_estates(own: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """Return the rules about what one estate holds: all others."""
    beside = Change | HubTelemetry
    return tuple(rule for rule in (*all_rules(), *own) if not issubclass(rule.subject, beside))


def about_telemetry() -> tuple[Rule, ...]:
    """Return the rules about what was counted for a hub."""
    return tuple(rule for rule in all_rules() if issubclass(rule.subject, HubTelemetry))


def find_rule(name: str, own: Sequence[Rule] = ()) -> Rule | None:
    """Return the rule with an id, a slug or a former slug, in any letter case; ``None`` where there is none."""
    wanted = name.lower()
    return next(
        (known for known in (*all_rules(), *own) if wanted in (known.id.lower(), *known.slugs)),
        None,
    )


def rule_names(own: Sequence[Rule] = ()) -> dict[str, str]:
    """Return the ids of all rules by every name that a user may write: id, slug and former slugs."""
    return {name: rule.id for rule in (*all_rules(), *own) for name in (rule.id, *rule.slugs)}


def nearest_rules(names: Iterable[str], own: Sequence[Rule] = ()) -> str:
    """Return a hint that names the rules closest to those of ``names`` that no rule has."""
    known = {name.lower(): name for name in (*_PATTERNS, *rule_names(own))}
    near = [match for name in names for match in _nearest(name, known)]
    lists = "'hubwarden rules' lists them all"
    return f"nearest: {', '.join(dict.fromkeys(near))}; {lists}" if near else lists


def _nearest(name: str, known: Mapping[str, str]) -> list[str]:
    """Return the rules with one digit otherwise than an id, then those with the next numbers; else names that are alike."""
    if _ID.fullmatch(name) is None:
        return [known[match] for match in get_close_matches(name.lower(), known)]

    def distance(id: str) -> tuple[bool, int]:
        others = sum(one != other for one, other in zip(id[2:], name[2:], strict=True))
        return others > 1, abs(int(id[2:]) - int(name[2:]))

    return sorted(sorted(id for id in known.values() if _ID.fullmatch(id)), key=distance)[:3]


_ID: Final = re.compile("NH[0-9]{3}", re.IGNORECASE)
_PATTERNS: Final = tuple(f"NH{digit}xx" for digit in TOPICS)


@cache
def rule_set_digest() -> str:
    """Return the SHA-256 over the files of all rules, hexadecimal, by which a report names its rule set."""
    digest = hashlib.sha256()
    for rule in all_rules():
        digest.update(rule.id.encode())
        digest.update(Path(inspect.getfile(rule.check)).read_bytes())
    return digest.hexdigest()
