"""Compares declared with live resources: every difference becomes a ``Change``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast, get_args

from hubwarden.drift import difference_kinds, value_words
from hubwarden.drift.declared_places import Declared
from hubwarden.drift.field_comparison import Difference, differences
from hubwarden.drift.log_keeping import keeps_shorter
from hubwarden.drift.pairing import Paired, homes_of, pair, place
from hubwarden.model.base import Subject, Undetermined, make, value_or_none
from hubwarden.model.change import NO_LOG, Change
from hubwarden.model.estate import Estate
from hubwarden.model.resources import AccessRule, DiagnosticSetting, Lock, LogStore, RoleGrant
from hubwarden.model.roles import DenyAssignment, RoleDefinition
from hubwarden.model.source_info import Gap, Kind
from hubwarden.secret import Secret, shown

COLLECTIONS: Final = (
    "namespaces",
    "hubs",
    "access_rules",
    "diagnostic_settings",
    "alerts",
    "action_groups",
    "processing_rules",
    "locks",
    "private_endpoints",
    "role_grants",
    "role_definitions",
    "deny_assignments",
    "log_stores",
)
"""The kinds of resources that are compared; a container comes before what it contains."""

_ON_SCOPES: Final = (Lock, RoleGrant, DenyAssignment)
"""Kinds that can be attached to anything; a live source has those that concern a namespace."""

_BY_AZURE_POLICY: Final = "setbypolicy-"
"""The prefix of diagnostic settings that Azure Policy creates (its built-in definitions)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison."""

    changes: tuple[Change, ...]
    resources: int
    """The number of resources found on both sides."""
    fields: int
    """The number of their fields that could be compared."""
    outside: Mapping[str, int]
    """By collection, the number of live resources that are neither declared nor judged: outside declared groups and
    namespaces, log stores that keep declared logs long enough, and roles that are not assigned to anybody."""

    gaps: tuple[Gap, ...]
    """The gaps of the live side."""


def compare(declared: Estate, live: Estate) -> Comparison:
    """Compare two estates.

    Raises ``Ambiguous`` where a resource may be the same as several resources of the other side.
    """
    paired = _paired(declared, live)
    live = _as_read(live, paired)
    scope = Declared.of(declared, paired)
    changes: list[Change] = []
    fields = 0
    outside = Counter[str]()
    for name in COLLECTIONS:
        found: Paired[Any] = paired[name]
        for mine, its in found.pairs:
            for difference in differences(mine, its):
                if difference is None or difference.uncompared is None:
                    fields += 1
                if difference is not None:
                    changes.append(_changed(mine, its, difference))
        changes += _missing(name, found, scope, live)
        for its in found.extra:
            judged = _is_judged(its, found, scope, declared)
            if judged is False:
                outside[name] += 1
            elif not _by_azure(its):
                why = _why_not_extra(its, found, declared) if judged is True else judged
                changes.append(_extra(its, scope, why))
    resources = sum(len(found.pairs) for found in paired.values())
    return Comparison(tuple(changes), resources, fields, outside, live.gaps)


def _paired(declared: Estate, live: Estate) -> dict[str, Paired[Any]]:
    """Pair all kinds of resources; the places of paired namespaces help to place other resources."""
    namespaces = pair(declared.namespaces, live.namespaces)
    homes = homes_of(namespaces.pairs)
    others = {
        name: pair(getattr(declared, name), getattr(live, name), homes)
        for name in COLLECTIONS
        if name != "namespaces"
    }
    return {"namespaces": namespaces, **others}


def _as_read(live: Estate, paired: Mapping[str, Paired[Any]]) -> Estate:
    """Return the live estate; its gap "there is no hub" is dropped where it has other declared resources.

    A source without a hub may be the wrong one, but not if it has the namespace, its logs or its alerts.
    """
    if not any(found.pairs for found in paired.values()):
        return live
    return replace(live, gaps=tuple(gap for gap in live.gaps if not gap.found_nothing))


def _changed(mine: Subject, its: Subject, difference: Difference) -> Change:
    subject, field = difference.subject, difference.field
    if difference.uncompared is not None:
        kind = difference_kinds.of_unknown_field(subject, field)
    else:
        kind = difference_kinds.of_field(subject, field, difference.declared, difference.live)
    return _make(
        kind,
        mine,
        its,
        origin=replace(subject.origin, managed=mine.origin.managed),
        field=f"{type(subject).__name__}.{field}",
        at_field=difference.at or field,
        uncompared=difference.uncompared,
        digest=difference.digest,
        **_values(difference),
    )


def _values(difference: Difference) -> dict[str, str]:
    """Return both values in words; ``differs`` for both where one is a secret or came with a secret."""
    both = (difference.declared, difference.live)
    if any(isinstance(item, Secret) for item in both):
        return {"declared": value_words.DIFFERS, "live": value_words.DIFFERS}
    texts = [item for item in both if isinstance(item, str)]
    if texts and shown("", *texts):
        return {"declared": value_words.DIFFERS, "live": value_words.DIFFERS}
    if difference.uncompared is not None:
        return {"declared": "not compared", "live": "not compared"}
    return {"declared": value_words.words(both[0]), "live": value_words.words(both[1])}


def _missing(
    collection: str, found: Paired[Any], scope: Declared, live: Estate
) -> Iterator[Change]:
    for mine in found.missing:
        if scope.is_below_missing(mine):
            continue
        if isinstance(mine, AccessRule) and mine.azure_default:
            continue
        field = f"{type(mine).__name__}.removed"
        yield _make(
            difference_kinds.of_missing(mine),
            mine,
            mine,
            origin=mine.origin,
            field=field,
            at_field="",
            uncompared=_why_not_missing(field, collection, mine, live),
            declared=value_words.summary(mine),
            live="",
        )


def _why_not_missing(
    field: str, collection: str, mine: Subject, live: Estate
) -> Undetermined | None:
    """Return why it is not certain that a resource is missing; ``None`` where it certainly is."""
    for gap in live.gaps:
        # The scopes of the gap are not compared: ids of a declaration may lack their subscription.
        if not gap.opens or collection in gap.opens:
            reason = f"the live source could not be read to its end: {gap.what}"
            return Undetermined(field, reason, cause="unread")
    if collection in get_args(Kind):
        for info in live.sources:
            if cast(Kind, collection) not in info.complete:
                words = collection.replace("_", " ")
                return Undetermined(field, f"{info.name} does not tell all {words}")
    if (
        isinstance(mine, RoleGrant)
        and not mine.id.exact
        and value_or_none(mine, "principal") is None
    ):
        return Undetermined(field, "who has the role, and its name, are not known")
    return _why_not_looked_at(field, mine, live)


def _why_not_looked_at(field: str, mine: Subject, live: Estate) -> Undetermined | None:
    """Return why the live source does not cover the place where a resource is declared; ``None`` if it does."""
    for info in live.sources:
        if _is_outside(mine, info.name):
            return Undetermined(field, f"{info.name} was asked for nothing that is not in it")
        if info.asked_as and not _is_near(mine, live):
            return Undetermined(
                field, f"{info.name} tells that of groups with a namespace in scope alone"
            )
    subscription = place(mine.id.text).subscription
    told = live.index("subscriptions told", lambda: _subscriptions(live))
    if subscription and "" not in told and subscription not in told:
        return Undetermined(field, f"the live source shows nothing of subscription {subscription}")
    return None


def _is_outside(mine: Subject, source: str) -> bool:
    """Tell whether a resource is outside the scope of a live source, where that scope is a resource."""
    _, named, rest = source.partition("azure:/")
    if not named:
        return False
    asked, here = place(rest), place(mine.id.text)
    if asked.group and here.group not in ("", asked.group) and "{" not in here.group:
        return True
    return bool(asked.path) and not f"{here.path}/".startswith(f"{asked.path}/")


def _is_near(mine: Subject, live: Estate) -> bool:
    """Tell whether a live source covers what a declared lock, role or deny assignment is attached to."""
    scope = value_or_none(mine, "scope") if isinstance(mine, _ON_SCOPES) else None
    if scope is None or "{" in (group := place(scope.text).group):
        return True
    holders = (*live.namespaces, *live.hubs)
    groups = live.index("groups told", lambda: {place(item.id.text).group for item in holders})
    return not group or group in groups


def _subscriptions(live: Estate) -> frozenset[str]:
    return frozenset(
        place(item.id.text).subscription for name in COLLECTIONS for item in getattr(live, name)
    )


def _why_not_extra(its: Subject, found: Paired[Any], declared: Estate) -> Undetermined | None:
    """Return why it is not certain that a resource is not declared; ``None`` where it certainly is not."""
    field = f"{type(its).__name__}.added"
    if declared.gaps:
        reason = "what is declared could not be read to its end; it may be declared there"
        return Undetermined(field, reason, cause="unread")
    if isinstance(its, RoleGrant) and any(not mine.id.exact for mine in found.missing):
        return Undetermined(field, "it may be one that is declared and not known in all parts")
    return None


def _is_judged(
    its: Subject, found: Paired[Any], scope: Declared, declared: Estate
) -> bool | Undetermined:
    """Tell whether a live resource that is not declared is judged; the reason where that is not known."""
    if isinstance(its, LogStore):
        return keeps_shorter(its, found.pairs, declared)
    # A role definition without assignments changes nothing.
    return not isinstance(its, RoleDefinition) and scope.holds(its)


def _extra(its: Subject, scope: Declared, why: Undetermined | None) -> Change:
    return _make(
        difference_kinds.of_extra(its),
        its,
        its,
        origin=replace(its.origin, stack=its.origin.stack or scope.stack_of(its)),
        field=f"{type(its).__name__}.added",
        at_field="",
        uncompared=why,
        declared="",
        live=value_words.summary(its),
    )


def _by_azure(its: Subject) -> bool:
    """Tell whether Azure, or Azure Policy of the organisation, creates a resource by itself."""
    if isinstance(its, AccessRule):
        return bool(value_or_none(its, "azure_default"))
    return isinstance(its, DiagnosticSetting) and its.id.name.lower().startswith(_BY_AZURE_POLICY)


def _make(kind: type[Change], mine: Subject, its: Subject, **known: Any) -> Change:
    modified = value_or_none(its, "modified") if isinstance(its, AccessRule) else None
    told = {} if modified is None else {"at": modified}
    known.setdefault("digest", "")
    unknown = {name: NO_LOG for name in ("actor", "at") if name not in told}
    id = its.id if its.id.exact else mine.id
    return make(kind, id=id, resource=value_words.resource(mine), unknown=unknown, **told, **known)
