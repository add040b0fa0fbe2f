"""Checks a baseline: its shape, and names in it that refer to nothing.

The checks look at the data as it was read, so that one mistake does not hide another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from hubwarden.policy.demands import Baseline, matches
from hubwarden.policy.environment_demands import RULE_ID
from hubwarden.policy.layering import extended_by
from hubwarden.severity import Severity
from hubwarden.shape_checking import Mistake, found_at, mistakes, nearest
from hubwarden.yaml_with_lines import Path_

INHERITED: Final = ("kind", "apns")
"""Keys that every environment needs, and that it may inherit from the one that it extends."""

_RULE_ID: Final = re.compile(RULE_ID)
_NAMED_RULES: Final = (
    ("accepted", "*", "rule"),
    ("environments", "*", "switched_off", "*", "rule"),
)


def shape_mistakes(data: dict[str, Any], below: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield the mistakes in keys and values, as the JSON schema does; ``below`` is the baseline underneath."""
    environments = data.get("environments")
    if not isinstance(environments, dict):
        yield from mistakes(data, Baseline)
        return
    known = below.get("environments", {})
    filled = {
        name: {"kind": "sandbox", "apns": "sandbox", **demands}
        if isinstance(demands, dict)
        else demands
        for name, demands in environments.items()
    }
    yield from mistakes({**data, "environments": filled}, Baseline)
    for name, demands in environments.items():
        named = isinstance(name, str) and isinstance(demands, dict)
        if not named or name in known or isinstance(demands.get("extends"), str):
            continue
        for key in INHERITED:
            if key not in demands:
                yield Mistake(
                    ("environments", name),
                    f"needs {key}: one of production, sandbox; or extends: the environment that it is like",
                )


TO_BE_SAID: Final = ("Say why that is fine.", "Say who makes them.")
"""Reasons that ``hubwarden init`` leaves for a person to write; they do not count as reasons."""


def relation_mistakes(
    data: dict[str, Any],
    below: Mapping[str, Any],
    rules: Mapping[str, Severity] | None,
    changing: Callable[[], Collection[str]] | None = None,
) -> Iterator[Mistake]:
    """Yield names of environments and rules that do not exist; rules are checked where ``rules`` is given.

    ``changing`` returns the names of all fields that drift compares; it is called only where a change is allowed.
    """
    yield from _environments(data, below)
    if changing is not None:
        yield from _unknown_fields(data, changing)
    if rules is not None:
        yield from _unknown_rules(data, rules)
        yield from _lowered_without_reason(data, rules)
    for pattern in (("accepted", "*", "reason"), ("provided_elsewhere", "*", "reason")):
        for path, reason in found_at(data, pattern):
            if reason in TO_BE_SAID:
                yield Mistake(path, "the question of hubwarden init is not answered yet")
    for path, item in found_at(data, ("accepted", "*")):
        if isinstance(item, dict) and item.get("rule") == "*" and item.get("cause") != "not-asked":
            message = 'an acceptance for every rule ("*") must have the cause not-asked'
            yield Mistake((*path, "rule"), message)


def _environments(data: dict[str, Any], below: Mapping[str, Any]) -> Iterator[Mistake]:
    own = data.get("environments")
    given: dict[str, Any] = own if isinstance(own, dict) else {}
    known = [name for name in {**below.get("environments", {}), **given} if isinstance(name, str)]
    named = [
        *found_at(data, ("environments", "*", "extends")),
        *found_at(data, ("drift", "allowed", "*", "environment")),
    ]
    for path, name in named:
        if isinstance(name, str) and name not in known:
            yield Mistake(path, f"there is no environment {name}{nearest(name, known)}")
    for path, _ in found_at(data, ("environments", "*", "extends")):
        chain = [str(path[1]), *extended_by(str(path[1]), given)]
        if chain[0] in chain[1:]:
            way = " -> ".join(chain)
            yield Mistake(path, f"an environment cannot extend itself: {way}")


def _unknown_fields(
    data: dict[str, Any], changing: Callable[[], Collection[str]]
) -> Iterator[Mistake]:
    for path, field in found_at(data, ("drift", "allowed", "*", "field")):
        if isinstance(field, str) and not any(matches(field, name) for name in changing()):
            close = nearest(field, sorted(changing()))
            yield Mistake(path, f"drift compares no field {field}{close}")


def _unknown_rules(data: dict[str, Any], rules: Mapping[str, Severity]) -> Iterator[Mistake]:
    named = [found for pattern in _NAMED_RULES for found in found_at(data, pattern)]
    named += [(path, path[-1]) for path, _ in _severities(data)]
    for path, id in named:
        if isinstance(id, str) and _RULE_ID.fullmatch(id) and id not in rules:
            yield Mistake(path, f"there is no rule {id}{nearest(id, rules)}")


def _lowered_without_reason(
    data: dict[str, Any], rules: Mapping[str, Severity]
) -> Iterator[Mistake]:
    for path, given in _severities(data):
        own = rules.get(str(path[-1]))
        word = given.upper() if isinstance(given, str) else ""
        if own is not None and word in Severity.__members__ and Severity[word] < own:
            yield Mistake(
                path,
                f"{path[-1]} has severity {own.word}; to lower it, write "
                f"{{severity: {given}, reason: ...}}",
            )


def _severities(data: dict[str, Any]) -> Iterator[tuple[Path_, Any]]:
    return found_at(data, ("environments", "*", "severities", "*"))
