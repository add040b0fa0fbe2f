"""How a waiver names a resource: by its name in the report, by its id, or by a pattern for either.

In a pattern, ``*`` and ``?`` match within one part; ``**`` as the last part matches the resource and everything in
it. A pattern must contain one full name of a namespace or hub, so that no pattern matches everything.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from hubwarden.model.scopes import NO_SUBSCRIPTION

_NAMESPACE: Final = "/providers/microsoft.notificationhubs/namespaces/"
_HUB: Final = "notificationhubs"
_ALL: Final = "**"


def is_about(pattern: str, id: str) -> bool:
    """Tell whether the resource or pattern of a waiver matches an id. Letter case does not matter.

    The placeholder for a subscription that a source does not know matches any subscription.
    """
    wanted, text = pattern.lower(), id.lower()
    if wanted == text:
        return True
    if not wanted.startswith("/"):
        parts, hub = _names(text)
        return _fits(parts_of(wanted), parts, hub=hub)
    here, there = parts_of(wanted), parts_of(text)
    if NO_SUBSCRIPTION in (*here[2:3], *there[2:3]):
        here, there = here[3:], there[3:]
    return _fits(here, there, hub=True)


def key_of(pattern: str) -> str | None:
    """Return the key by which the resource of a waiver can be looked up; ``None`` for a pattern.

    If ``is_about`` matches it with an id, ``keys_of`` that id contains this key.
    """
    return None if any(map(_is_open, parts_of(pattern))) else _key(pattern.lower())


def keys_of(id: str) -> frozenset[str]:
    """Return the keys of a resource, by its id: the id itself and its short name."""
    text = id.lower()
    return frozenset((_key(text), "/".join(_names(text)[0])))


def _key(text: str) -> str:
    # Without the subscription, which may be the placeholder of a source that does not know it.
    return "/".join(parts_of(text)[3:]) if text.startswith("/subscriptions/") else text


def what_is_wrong(pattern: str) -> str:
    """Return why a waiver cannot name its resource like this; an empty text where it can."""
    parts = parts_of(pattern.lower().removeprefix("/"))
    if pattern != pattern.strip() or "" in parts:
        return "has an empty part, or blanks at an end"
    if any(_ALL in part for part in parts[:-1]) or (_ALL in parts[-1] and parts[-1] != _ALL):
        return "has ** elsewhere than as its last part"
    if not any(map(_is_open, parts)):
        return ""
    if not pattern.startswith("/"):
        named = parts[:2]
    elif _NAMESPACE in pattern.lower():
        # Below a namespace, types and names alternate.
        inside = parts_of(pattern.lower().partition(_NAMESPACE)[2])
        named = (*inside[:1], *(inside[2:3] if inside[1:2] == (_HUB,) else ()))
    else:
        # A resource outside namespaces must be named in full, except for the subscription.
        rest = (*parts[:1], *parts[2:])
        named = () if _ALL in parts or any(map(_is_open, rest)) else rest
    if any(_is_name(part) for part in named):
        return ""
    return "fits too much: name one namespace or hub in full (shop-ns/*, */orders, shop-ns/**)"


def has_symbol(pattern: str) -> bool:
    """Tell whether a part of a resource is a symbol in braces, whose value is not known."""
    return "{" in pattern


def is_in_full(pattern: str) -> bool:
    """Tell whether every part of a resource is written out, so that it matches one resource only."""
    return not any(map(_is_open, parts_of(pattern)))


def short_name(id: str) -> str:
    """Return a resource as ``namespace/hub/...``; for one outside namespaces, the id."""
    return "/".join(_names(id)[0])


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in a resource, and whether the second one is the name of a hub."""
    at = text.lower().find(_NAMESPACE)
    if at < 0:
        return parts_of(text), False
    parts = parts_of(text[at + len(_NAMESPACE) :])
    found, rest = list(parts[:1]), list(parts[1:])
    hub = [item.lower() for item in rest[:1]] == [_HUB]
    while rest:
        # A resource of another provider, attached to this one: providers/<provider>/<type>/<name>.
        rest = rest[2:] if rest[0].lower() == "providers" else rest
        found += rest[1:2]
        rest = rest[2:]
    return tuple(found), hub


@lru_cache(maxsize=4096)
def parts_of(text: str) -> tuple[str, ...]:
    """Split a text at its slashes, except those inside a symbol in braces."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "{") - (sign == "}" and depth > 0)
        if sign == "/" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(parts)


def _fits(wanted: tuple[str, ...], parts: tuple[str, ...], *, hub: bool) -> bool:
    if wanted and _is_open(wanted[0]) and not hub:
        # Such a pattern writes out the name of a hub, and this id has no hub.
        return False
    if wanted[-1:] == (_ALL,):
        wanted = wanted[:-1]
        parts = parts[: max(len(wanted), 1)]
    return len(wanted) == len(parts) and all(
        part == pattern or (_is_open(pattern) and fnmatchcase(part, pattern.replace("[", "[[]")))
        for pattern, part in zip(wanted, parts, strict=True)
    )


def _is_open(part: str) -> bool:
    """Tell whether a part of a pattern matches several names; inside a symbol, ``*`` and ``?`` do not count."""
    return "{" not in part and ("*" in part or "?" in part)


def _is_name(part: str) -> bool:
    return bool(part) and not _is_open(part) and "{" not in part
