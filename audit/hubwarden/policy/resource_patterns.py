"""How a waiver names a resource: as the report prints it, as its id, or as a pattern for either.

A pattern knows ``*`` and ``?`` within a part, and ``**`` as its last part, for the resource and all in it. It
names one namespace or hub in full, so that none fits everything.
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
    """Tell whether a resource, or a pattern, of a waiver is that of an id. Letter case does not matter.

    The subscription that stands in for one that a source does not tell fits any.
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
    """Return by what the resource of a waiver is found among others; ``None`` for a pattern.

    Whatever ``is_about`` says is about the resource has this key among its own.
    """
    return None if any(map(_is_open, parts_of(pattern))) else _key(pattern.lower())


def keys_of(id: str) -> frozenset[str]:
    """Return the keys of a resource, by its id: of the id itself and of its short name."""
    text = id.lower()
    return frozenset((_key(text), "/".join(_names(text)[0])))


def _key(text: str) -> str:
    # Whichever subscription stands there, since one may stand in for another.
    return "/".join(parts_of(text)[3:]) if text.startswith("/subscriptions/") else text


def what_is_wrong(pattern: str) -> str:
    """Return why a waiver cannot name its resource so; an empty text where it can."""
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
        # The names of types stand before the names of resources.
        inside = parts_of(pattern.lower().partition(_NAMESPACE)[2])
        named = (*inside[:1], *(inside[2:3] if inside[1:2] == (_HUB,) else ()))
    else:
        # What is in no namespace is named in full, but for the subscription.
        rest = (*parts[:1], *parts[2:])
        named = () if _ALL in parts or any(map(_is_open, rest)) else rest
    if any(_is_name(part) for part in named):
        return ""
    return "fits too much: name one namespace or hub in full (shop-ns/*, */orders, shop-ns/**)"


def has_symbol(pattern: str) -> bool:
    """Tell whether a part of a resource is not known by name, but by a symbol in braces."""
    return "{" in pattern


def is_in_full(pattern: str) -> bool:
    """Tell whether every part of a resource is written out: it fits one resource alone."""
    return not any(map(_is_open, parts_of(pattern)))


def short_name(id: str) -> str:
    """Return the names of a namespace, and of what is in it down to a resource; of another, the id."""
    return "/".join(_names(id)[0])


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names of a resource, and whether the second one is that of a hub."""
    at = text.lower().find(_NAMESPACE)
    if at < 0:
        return parts_of(text), False
    parts = parts_of(text[at + len(_NAMESPACE) :])
    found, rest = list(parts[:1]), list(parts[1:])
    hub = [item.lower() for item in rest[:1]] == [_HUB]
    while rest:
        # Resources of other providers are on this one: providers/<provider>/<type>/<name>.
        rest = rest[2:] if rest[0].lower() == "providers" else rest
        found += rest[1:2]
        rest = rest[2:]
    return tuple(found), hub


@lru_cache(maxsize=4096)
def parts_of(text: str) -> tuple[str, ...]:
    """Split a text at its slashes; those in a symbol in braces are a part of it."""
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
        # The name that such a pattern gives in full is that of a hub, and here is none.
        return False
    if wanted[-1:] == (_ALL,):
        wanted = wanted[:-1]
        parts = parts[: max(len(wanted), 1)]
    return len(wanted) == len(parts) and all(
        part == pattern or (_is_open(pattern) and fnmatchcase(part, pattern.replace("[", "[[]")))
        for pattern, part in zip(wanted, parts, strict=True)
    )


def _is_open(part: str) -> bool:
    """Tell whether a part of a pattern fits several names; in a symbol, nothing is a pattern."""
    return "{" not in part and ("*" in part or "?" in part)


def _is_name(part: str) -> bool:
    return bool(part) and not _is_open(part) and "{" not in part
