"""Which processing rules hold for alerts on a resource."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import ProcessingRule


def processing_rules_over(estate: Estate, id: ResourceId) -> Iterator[ProcessingRule]:
    """Yield the processing rules whose scope holds a resource, or may hold it."""
    exact, unclear = estate.index("processing_rules", lambda: _by_scope(estate.processing_rules))
    found: dict[int, ProcessingRule] = {}
    parts = id.text.lower().split("/")
    for end in range(1, len(parts) + 1):
        for rule in exact.get("/".join(parts[:end]), ()):
            found[rule_key(rule)] = rule
    yield from found.values()
    for rule in unclear if id.exact else estate.processing_rules:
        if rule_key(rule) not in found and _may_hold(rule, id):
            yield rule


def rule_key(rule: ProcessingRule) -> int:
    """Return what tells processing rules apart, of which several may have the same id."""
    return id(rule)


def _may_hold(rule: ProcessingRule, resource: ResourceId) -> bool:
    try:
        return any(scope.may_contain(resource) for scope in rule.scopes)
    except Undetermined:
        return True


def _by_scope(
    rules: tuple[ProcessingRule, ...],
) -> tuple[dict[str, list[ProcessingRule]], list[ProcessingRule]]:
    """Return the rules by the text of each scope, and those of which a scope is not known."""
    exact: dict[str, list[ProcessingRule]] = {}
    unclear = []
    for rule in rules:
        try:
            scopes = rule.scopes
        except Undetermined:
            unclear.append(rule)
            continue
        for scope in scopes:
            exact.setdefault(scope.text.lower().rstrip("/"), []).append(rule)
        if not all(scope.exact for scope in scopes):
            unclear.append(rule)
    return exact, unclear
