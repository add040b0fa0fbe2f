"""Who holds which role where, and who is handed which key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Final, NamedTuple

from hubwarden.drift.pairing import is_same_id, place
from hubwarden.listing.inventory_table import Cell, Row, cell, place_of
from hubwarden.listing.role_powers import POWERS, power
from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.key_uses import KeyUse
from hubwarden.model.resources import RoleGrant
from hubwarden.model.roles import NOT_READING_KEYS, READING_KEYS

_MOST: Final = 10
"""The most namespaces that a cell names; a longer list becomes a number."""


def role_holders(estate: Estate) -> Iterator[Row]:
    """Yield the role assignments that apply to a namespace or hub in scope, or may apply to one.

    An assignment that gives different powers over different resources gets several rows.
    """
    for grant in estate.role_grants:
        try:
            reached = _reached(estate, grant.scope)
        except Undetermined as why:
            yield _row(grant, Cell("", why.reason), _powers(estate, grant, grant.id))
            continue
        by_powers: dict[tuple[Cell, ...], list[str]] = {}
        powers: tuple[Cell, ...] | None = None
        for target in reached.certain:
            if powers is None or estate.deny_assignments:
                powers = _powers(estate, grant, target)
            by_powers.setdefault(powers, []).append(_name(target))
        for key, names in by_powers.items():
            yield _row(grant, Cell(_some(names)), key)
        if reached.unclear:
            reason = f"whether it reaches {_some(map(_name, reached.unclear))} depends on parts of ids that are not known"
            target = grant.scope if _is_below_namespace(grant.scope) else reached.unclear[0]
            yield _row(grant, Cell("", reason), _powers(estate, grant, target))
        elif not reached.certain and _is_above_subscriptions(grant.scope):
            reason = "which namespaces a management group holds is not known"
            yield _row(grant, Cell("", reason), _powers(estate, grant, grant.id))


class _Reached(NamedTuple):
    """The namespaces inside a scope, or the one namespace or hub that is, or contains, the scope."""

    certain: list[ResourceId]
    unclear: list[ResourceId]


def _reached(estate: Estate, scope: ResourceId) -> _Reached:
    index = estate.index("namespaces and hubs by scope", partial(_by_scope, estate))
    text = scope.text.lower().rstrip("/")
    found = index.get(text, [])
    if not found and "/microsoft.notificationhubs/" in text:
        # A scope below a hub or a namespace, such as an access rule.
        parts = text.split("/")
        above = ("/".join(parts[:end]) for end in range(len(parts) - 1, 8, -1))
        found = next((index[item] for item in above if item in index), [])
    certain = [item for item in found if scope.exact or item.source == scope.source]
    if certain and _is_below_namespace(scope):
        return _Reached(certain, [])
    known = {item.text.lower() for item in certain}
    unclear = [item for item in index.get("", []) if item.text.lower() not in known]
    if not scope.exact:
        unclear = [item for item in _outermost(estate) if item.text.lower() not in known]
    return _Reached(certain, [item for item in unclear if _may_hold(scope, item)])


def _by_scope(estate: Estate) -> Mapping[str, list[ResourceId]]:
    """Return what each scope contains, by its lower-case id; under the empty text, ids that are not fully known."""
    found: dict[str, list[ResourceId]] = {}
    for id in _outermost(estate):
        parts = id.text.lower().split("/")
        for end in range(3, len(parts) + 1):
            found.setdefault("/".join(parts[:end]), []).append(id)
        if not id.exact or not place(id.text).subscription:
            found.setdefault("", []).append(id)
    for hub in estate.hubs:
        if hub.id not in found.get(hub.id.text.lower(), ()):
            found.setdefault(hub.id.text.lower(), []).append(hub.id)
    return found


def _outermost(estate: Estate) -> list[ResourceId]:
    """Return the namespaces in scope, and the hubs whose namespace is not in scope."""
    known = {item.id.text.lower() for item in estate.namespaces}
    hubs = (hub.id for hub in estate.hubs if hub.namespace.text.lower() not in known)
    return [*(item.id for item in estate.namespaces), *hubs]


def _may_hold(scope: ResourceId, id: ResourceId) -> bool:
    """Tell whether a scope could contain a namespace or lie in it, whatever the unknown parts are."""
    pieces = id.text.split("/")
    wanted = scope.text.rstrip("/").split("/")
    length = min(len(pieces), len(wanted))
    if "/".join(wanted[:2]).lower() != "/subscriptions":
        return False
    mine = ResourceId("/".join(wanted[:length]), scope.exact, scope.source)
    its = ResourceId("/".join(pieces[:length]), id.exact, id.source)
    return is_same_id(mine, its) is not False


def _is_below_namespace(scope: ResourceId) -> bool:
    return "/notificationhubs/" in scope.text.lower()


def _is_above_subscriptions(scope: ResourceId) -> bool:
    text = scope.text.lower()
    return text == "/" or text.startswith("/providers/microsoft.management/")


def _powers(estate: Estate, grant: RoleGrant, target: ResourceId) -> tuple[Cell, ...]:
    return tuple(cell(partial(power, estate, grant, target, name)) for name in POWERS)


def _row(grant: RoleGrant, on: Cell, powers: tuple[Cell, ...]) -> Row:
    return {
        "principal": cell(lambda: grant.principal),
        "kind": cell(lambda: grant.principal_kind),
        "role": cell(lambda: _role(grant)),
        "scope": cell(lambda: _short(grant.scope)),
        "held": cell(lambda: "eligible" if grant.eligible else "active"),
        "on": on,
        **dict(zip(POWERS, powers, strict=True)),
    }


def _some(names: Iterator[str] | list[str]) -> str:
    known = sorted(names)
    return ", ".join(known) if len(known) <= _MOST else f"{len(known)} namespaces"


def _short(scope: ResourceId) -> str:
    """Return the last two parts of a scope: its type and its name."""
    return "/".join(scope.text.strip("/").split("/")[-2:]) or "/"


def _name(id: ResourceId) -> str:
    return "/".join(str(item) for item in place_of(id).values() if str(item))


def keys(estate: Estate) -> Iterator[Row]:
    """Yield a row for each place that is handed an access key."""
    by_scope: dict[str, list[RoleGrant]] = {}
    for grant in estate.role_grants:
        try:
            by_scope.setdefault(grant.scope.text.lower().rstrip("/"), []).append(grant)
        except Undetermined:
            continue
    for use in estate.key_uses:
        yield _key(use, by_scope)


def _key(use: KeyUse, by_scope: Mapping[str, list[RoleGrant]]) -> Row:
    return {
        **_rule(use),
        "resource": cell(lambda: use.id.name),
        "place": cell(lambda: use.place),
        "only stored": cell(lambda: use.stored),
        "roles on it": cell(lambda: _roles_on(use, by_scope)),
    }


def _rule(use: KeyUse) -> Row:
    try:
        return {**place_of(use.rule), "rule": Cell(use.rule.name)}
    except Undetermined as why:
        return dict.fromkeys(("namespace", "hub", "rule"), Cell("", why.reason))


def _roles_on(use: KeyUse, by_scope: Mapping[str, list[RoleGrant]]) -> list[str]:
    """Return who has a role on the secret that stores a key, or on the vault that contains it."""
    if not use.stored:
        return []
    parts = use.id.text.lower().split("/")
    above = ("/".join(parts[:end]) for end in range(3, len(parts) + 1))
    grants = chain.from_iterable(by_scope.get(scope, []) for scope in above)
    return sorted({_holder(grant) for grant in grants})


def _holder(grant: RoleGrant) -> str:
    return f"{cell(lambda: grant.principal)} ({cell(lambda: _role(grant))})"


def _role(grant: RoleGrant) -> str:
    """Return the name of a built-in role, or the last part of another role's id."""
    name = grant.role.name
    return {**READING_KEYS, **NOT_READING_KEYS}.get(name.lower(), name)
