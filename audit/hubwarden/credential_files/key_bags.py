"""Removes the private keys from a PKCS#12 container, so that its certificates can be opened without them.

The library opens a container as a whole or not at all: a damaged key would hide a certificate that is intact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hubwarden.credential_files import der, keys
from hubwarden.credential_files.problems import Refused

DATA: Final = "1.2.840.113549.1.7.1"
KEY: Final = "1.2.840.113549.1.12.10.1.1"
SHROUDED_KEY: Final = "1.2.840.113549.1.12.10.1.2"
NESTED: Final = "1.2.840.113549.1.12.10.1.6"
"""The types of contents and of bags (RFC 7292)."""

MAX_NESTING: Final = 3
_WRAPPED: Final = der.context(0)


@dataclass(frozen=True, slots=True, repr=False)
class KeyBag:
    """A private key in a container, still encrypted if it is there."""

    data: bytes
    encrypted: bool

    def opened(self, password: bytes | None) -> keys.PrivateKey | None:
        """Return the key; ``None`` where it cannot be opened."""
        try:
            return self._load(password)
        except Refused:
            return None

    def problem(self, password: bytes | None) -> str:
        """Return what is wrong with the key; empty where nothing is known to be wrong."""
        try:
            self._load(password)
        except Refused as refused:
            if refused.problem.kind == "malformed":
                return refused.problem.what
            if refused.problem.kind == "wrong password":
                return "its private key is damaged, or has another password than the container"
        return ""

    def _load(self, password: bytes | None) -> keys.PrivateKey:
        return keys.load(self.data, password or b"", encrypted=self.encrypted)


def without_keys(data: bytes) -> tuple[bytes, list[KeyBag]]:
    """Return a container without its MAC and its private keys, and the keys.

    The MAC covers what is removed, so it is removed, too. Keys inside an encrypted part stay in it.
    """
    version, safe, *_ = der.children(der.read_element(data))
    kind, wrapped = der.children(safe)
    found: list[KeyBag] = []
    contents = [
        _content(content, found)
        for content in der.children(der.read_element(der.octets(der.only(wrapped))))
    ]
    rest = der.write(der.SEQUENCE, *contents)
    return der.write(der.SEQUENCE, version.raw, _data(kind, rest)), found


def _content(content: der.Element, found: list[KeyBag]) -> bytes | memoryview:
    kind, inner, *_ = der.children(content)
    if der.oid(kind) != DATA:
        return content.raw
    bags = der.read_element(der.octets(der.only(inner)))
    return _data(kind, der.write(der.SEQUENCE, *_other_bags(bags, found)))


def _data(kind: der.Element, content: bytes) -> bytes:
    return der.write(
        der.SEQUENCE, kind.raw, der.write(_WRAPPED, der.write(der.OCTET_STRING, content))
    )


def _other_bags(
    bags: der.Element, found: list[KeyBag], depth: int = 0
) -> Iterator[bytes | memoryview]:
    for bag in der.children(bags):
        kind, value, *rest = der.children(bag)
        inner = der.only(value)
        match der.oid(kind):
            case item if item in (KEY, SHROUDED_KEY):
                found.append(KeyBag(bytes(inner.raw), item == SHROUDED_KEY))
            case item if item == NESTED and depth < MAX_NESTING:
                inside = der.write(der.SEQUENCE, *_other_bags(inner, found, depth + 1))
                yield der.write(
                    der.SEQUENCE, kind.raw, der.write(_WRAPPED, inside), *(x.raw for x in rest)
                )
            case _:
                yield bag.raw
