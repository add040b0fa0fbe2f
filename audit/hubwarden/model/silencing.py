"""Which alert processing rules apply to alerts on a resource."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.id_index import IdIndex
from hubwarden.model.resources import ProcessingRule


def processing_rules_over(estate: Estate, id: ResourceId) -> Iterator[ProcessingRule]:
    """Yield the processing rules whose scope contains a resource, or may contain it."""
    index = estate.index(
        "processing rules by scope",
        lambda: IdIndex(estate.processing_rules, lambda rule: rule.scopes),
    )
    for rule in index.around(id):
        if _may_hold(rule, id):
            yield rule


def _may_hold(rule: ProcessingRule, resource: ResourceId) -> bool:
    try:
        return any(scope.may_contain(resource) for scope in rule.scopes)
    except Undetermined:
        return True
