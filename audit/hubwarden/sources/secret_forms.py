"""Recognises keys and other secrets in texts, also in encoded form. The values are not kept."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from hubwarden.credential_files.placeholders import placeholder

_NO_BODY: Final = r"(\s|\\[nr])*(\.\.|…|\*\*|[<\[{]|-----END)"
"""What descriptions write in place of the body of a key."""

_SURE: Final[Mapping[str, re.Pattern[str]]] = {
    words: re.compile(pattern, re.IGNORECASE)
    for words, pattern in (
        (
            "a connection string",
            r"SharedAccessKey[\"']?\s*[=:]\s*[\"']?(?P<value>[^;&,\s\"'{<\[][^;&,\s\"']*)",
        ),
        ("a signature", r"SharedAccessSignature[\s+]+\w+="),
        ("a private key", rf"-----BEGIN [A-Z ]*PRIVATE KEY-----(?!{_NO_BODY})"),
    )
}
"""Forms of texts that certainly are secrets. An empty key in a connection string, or a placeholder, is not one."""

_HINT: Final = re.compile("SharedAccess|PRIVATE KEY", re.IGNORECASE)
"""A text that is part of each of these forms; it is tested first, because testing all forms takes longer."""

MAYBE_KEY: Final = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?!=)")
"""32 bytes in Base64: the form of an access key, but also of a SHA-256 digest."""

SHORTEST_KEY: Final = 44
"""The least length of a text that can contain that form, also in encoded form."""

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-][A-Za-z0-9+/_\-\r\n]{22,}")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2}[\s:,-]?){16,}")
_BASE32: Final = re.compile(r"[A-Z2-7]{32,}", re.IGNORECASE)
_READABLE: Final = re.compile(r"[ -~]{16}")
_DER: Final = re.compile(r"MI[A-Za-z0-9+/\r\n]{60,}={0,2}")
SHORTEST_SECRET: Final = len("SharedAccessKey=x")
"""The least length of a text that can contain one of these forms, also in encoded form."""
_SHORTEST_CODE: Final = 23
"""The least length of an encoded text that is decoded, unless it contains a percent sign."""
_LAYERS: Final = 3
"""The most nested encodings that are decoded."""
_WINDOW: Final = 14
"""The number of a key's letters and digits that cannot be equal by chance: about 70 bits."""


def kind_of_secret(text: str) -> str:
    """Return, in words, the kind of secret that a text certainly contains; empty where it contains none."""
    if len(text) < SHORTEST_SECRET:
        return ""
    for form in forms(text):
        if not _HINT.search(form):
            continue
        for words, pattern in _SURE.items():
            if any(_is_value(found) for found in pattern.finditer(form)):
                return words
    return "a private key" if holds_der_key(text) else ""


def _is_value(found: re.Match[str]) -> bool:
    """Tell whether the match of a form is a value and not a placeholder."""
    value = found.groupdict().get("value")
    return value is None or placeholder(value) is None


def holds_der_key(text: str) -> bool:
    """Tell whether a text contains a private key or a PKCS#12 file in plain Base64."""
    for found in _DER.finditer(text):
        run = re.sub(r"\s", "", found[0]).rstrip("=")
        data = base64.b64decode(run[: len(run) // 4 * 4])
        # A DER sequence that begins with a small version number: PKCS#8 and PKCS#1 (0), SEC1 (1), PKCS#12 (3).
        # Certificates and public keys begin with another sequence.
        head = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
        if data[head : head + 2] == b"\x02\x01" and data[head + 2] in (0, 1, 3):
            return True
    return False


@lru_cache(maxsize=2)  # Several look at the same text, one after the other.
def forms(text: str, layers: int = _LAYERS) -> tuple[str, ...]:
    """Return a text, its decoded forms, and the reverse of each."""
    return tuple(spelling for form in _decoded(text, layers) for spelling in (form, form[::-1]))


def _decoded(text: str, layers: int) -> Iterator[str]:
    yield text
    if not layers or (len(text) < _SHORTEST_CODE and "%" not in text):
        return
    if (plain := unquote(text)) != text:
        yield from _decoded(plain, layers - 1)
    for found in _BASE64.finditer(text):
        run = re.sub(r"\s", "", found[0]).translate(str.maketrans("-_", "+/"))
        # The preceding text may consist of the same letters, so it may begin at any of the next four.
        for shift in range(4):
            part = run[shift:]
            if len(part) % 4 == 1:
                part = part[:-1]
            decoded = base64.b64decode(part + "=" * (-len(part) % 4)).decode("latin-1")
            if _READABLE.search(decoded):
                yield from _decoded(decoded, layers - 1)
    for decoded in _from_bases(text):
        if _READABLE.search(decoded):
            yield from _decoded(decoded, layers - 1)


def _from_bases(text: str) -> Iterator[str]:
    """Yield the decoded forms of hexadecimal and Base32."""
    for found in _HEX.finditer(text):
        yield bytes.fromhex(re.sub(r"[\s:,-]", "", found[0])).decode("latin-1")
    for found in _BASE32.finditer(text):
        run = found[0].upper()
        yield base64.b32decode(run[: len(run) // 8 * 8]).decode("latin-1")


class KnownKeys:
    """Finds known keys in texts: whole or in part, encoded, reversed, in any letter case.

    Each key has an owner; only owners are returned.
    """

    def __init__(self, owners: Mapping[str, str]) -> None:
        self._windows: dict[str, set[str]] = {}
        self._whole = {key: owner for key, owner in owners.items() if len(key) < _WINDOW * 2}
        for key, owner in owners.items():
            for spelling in _spellings(key):
                bare = _bare(spelling)
                for at in range(len(bare) - _WINDOW + 1):
                    self._windows.setdefault(bare[at : at + _WINDOW], set()).add(owner)

    def __bool__(self) -> bool:
        return bool(self._windows or self._whole)

    def owners_in(self, text: str) -> frozenset[str]:
        """Return the owners of the keys in a text."""
        if not self:
            return frozenset()
        found: set[str] = set()
        for form in forms(text):
            bare = _bare(form)
            for at in range(len(bare) - _WINDOW + 1):
                found |= self._windows.get(bare[at : at + _WINDOW], set())
            found |= {owner for key, owner in self._whole.items() if key in form}
        return frozenset(found)


def _spellings(key: str) -> Iterator[str]:
    """Yield a key and other encodings of its bytes; encodings around them are decoded elsewhere."""
    yield key
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return
    yield raw.hex()
    yield base64.b32encode(raw).decode()
    yield base64.b64encode(raw[::-1]).decode()


def _bare(text: str) -> str:
    """Return only the letters and digits of a text, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def texts(value: Any) -> Iterator[str]:
    """Yield every text that a value is or contains, including member names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield str(name)
            yield from texts(item)
    elif isinstance(value, list):
        # A list may be a text in pieces, so its items are also joined.
        if len(value) > 1 and all(isinstance(item, str) for item in value):
            yield "".join(value)
        for item in value:
            yield from texts(item)
