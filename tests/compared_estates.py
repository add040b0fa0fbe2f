"""Estates that are compared: one with every kind of resource, and the same as another source tells it."""

from dataclasses import replace

from factories import (
    ALL_KINDS,
    UNKNOWN,
    adm,
    alerts,
    apns,
    apns_certificate,
    browser,
    credentials,
    deny_assignment,
    estate,
    fcm_legacy,
    fcm_v1,
    hub,
    hub_id,
    mpns,
    namespace,
    origin,
    processing_rule,
    role_definition,
    role_grant,
    wns,
)
from hubwarden.drift.comparison import COLLECTIONS, compare
from hubwarden.model.base import ResourceId, Subject, Undetermined, make
from hubwarden.model.source_info import Gap, SourceInfo

LIVE = "state:live.json"
_OWN = ("id", "origin", "unknown", "later", "causes", "undeclared")


def full(**overrides):
    """Return an estate that has every kind of resource that is compared."""
    other = ResourceId(f"{hub_id()}-kiosk")
    kiosk = credentials(
        apns=apns(token=None, certificate=apns_certificate(), id=other), wns=wns(id=other)
    )
    all_of = credentials(
        apns=apns(),
        fcm_v1=fcm_v1(),
        fcm_legacy=fcm_legacy(),
        wns=wns(),
        mpns=mpns(),
        adm=adm(),
        browser=browser(),
    )
    fields = {
        "namespaces": [namespace(credentials=credentials(wns=wns()))],
        "hubs": [hub(credentials=all_of), hub(id=other, credentials=kiosk)],
        "alerts": alerts()[:3],
        "processing_rules": [processing_rule(silences=False)],
        "role_grants": [role_grant()],
        "deny_assignments": [deny_assignment()],
        "role_definitions": [role_definition("own", ["*/read"], ["Microsoft.Web/*"])],
    }
    return estate(**{**fields, **overrides})


def known(subject):
    """Return the fields of a subject that are known."""
    found = {}
    for name in type(subject).__dataclass_fields__:
        if name in _OWN:
            continue
        try:
            found[name] = getattr(subject, name)
        except Undetermined:
            continue
    return found


def remade(subject, /, **changes):
    """Return a subject with other values; a field that is ``None`` in ``without`` is not known."""
    without = changes.pop("without", ())
    fields = {**known(subject), **changes}
    unknown = {**subject.unknown, **dict.fromkeys(without, "nobody told it")}
    kept = {name: value for name, value in fields.items() if name not in without}
    own = {"id": subject.id, "origin": subject.origin, "undeclared": subject.undeclared}
    for name in _OWN:
        if name in kept:
            own[name] = kept.pop(name)
    return make(
        type(subject), **own, unknown={k: v for k, v in unknown.items() if k not in kept}, **kept
    )


def map_parts(subject, change):
    """Return a subject with ``change`` made to it and to every part of it."""
    parts = {
        name: map_parts(value, change)
        if isinstance(value, Subject)
        else tuple(map_parts(item, change) for item in value)
        if isinstance(value, tuple) and value and isinstance(value[0], Subject)
        else value
        for name, value in known(subject).items()
    }
    return change(remade(subject, **parts))


def map_estate(given, change):
    """Return an estate with ``change`` made to every subject and every part of one."""
    collections = {
        name: tuple(map_parts(item, change) for item in getattr(given, name))
        for name in COLLECTIONS
    }
    return replace(given, **collections)


def as_live(given):
    """Return an estate as another source tells it."""
    moved = map_estate(given, lambda item: remade(item, origin=origin(source=LIVE, stack=None)))
    info = SourceInfo(LIVE, "1" * 64, ("live.json",), given.sources[0].complete, ())
    return replace(moved, sources=(info,))


def drifted(live, declared=None):
    """Return the declared estate with what differs from the live one."""
    declared = full() if declared is None else declared
    return replace(declared, changes=compare(declared, live).changes)


def live_with(collection, **changes):
    """Return the drift where the first resource of a collection has other values live.

    A value that is given as ``UNKNOWN`` is not known.
    """
    live = as_live(full())
    subject = getattr(live, collection)[0]
    return drifted(replaced(live, collection, 0, remade(subject, **known_and_not(changes))))


def known_and_not(changes):
    without = tuple(name for name, value in changes.items() if value is UNKNOWN)
    return {**{k: v for k, v in changes.items() if k not in without}, "without": without}


def live_without(collection, *, gaps=(), complete=ALL_KINDS):
    """Return the drift where nothing of a collection is live."""
    live = as_live(full(complete=complete))
    return drifted(replace(live, **{collection: ()}, gaps=tuple(gaps)))


def live_also(collection, subject, *, gaps=(), **changes):
    """Return the drift where a collection has one resource more live; ``gaps`` are those of what is declared."""
    live = as_live(full(**{collection: [*getattr(full(), collection), subject]}))
    return drifted(live, full(gaps=gaps, **changes))


UNREAD = Gap("state:live.json", "the rest", "it was forbidden")


def parts(subject, path=()):
    """Yield a subject and its parts, each with the path of fields that leads to it."""
    yield path, subject
    for name, value in known(subject).items():
        if isinstance(value, Subject):
            yield from parts(value, (*path, name))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Subject):
                    yield from parts(item, (*path, name, index))


def with_part(subject, path, part):
    """Return a subject with another part at a path."""
    if not path:
        return part
    name, *rest = path
    value = getattr(subject, name)
    if rest and isinstance(rest[0], int):
        index, *below = rest
        changed = with_part(value[index], below, part)
        return remade(subject, **{name: (*value[:index], changed, *value[index + 1 :])})
    return remade(subject, **{name: with_part(value, rest, part)})


def replaced(given, collection, index, subject):
    """Return an estate with another subject in a collection."""
    items = list(getattr(given, collection))
    items[index] = subject
    return replace(given, **{collection: tuple(items)})
