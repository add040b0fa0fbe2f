"""A small reader and writer of DER, which also reads the BER that Apple's profiles may use.

It looks at a structure before the cryptography library does: what it is, and how much it would cost to open. It
copies only leaf values, and depth and number of values are limited. Functions raise ``Refused`` for malformed data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hubwarden.credential_files.problems import Refused

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
OID: Final = 0x06
UTF8_STRING: Final = 0x0C
PRINTABLE_STRING: Final = 0x13
IA5_STRING: Final = 0x16
SEQUENCE: Final = 0x30
SET: Final = 0x31

_CONSTRUCTED: Final = 0x20
_INDEFINITE: Final = 0x80
_HIGH_TAG: Final = 0x1F
_MAX_DEPTH: Final = 24
_MAX_ELEMENTS: Final = 20_000
_MAX_LENGTH_BYTES: Final = 4
_MAX_OID_BYTES: Final = 64


@dataclass(frozen=True, slots=True, repr=False)
class Element:
    """One value with its tag and content."""

    tag: int
    """The identifier byte: class, constructed bit and tag number."""
    content: memoryview
    raw: memoryview
    """The whole value: header and content."""


def context(number: int) -> int:
    """Return the context-specific tag of a constructed value with this number."""
    return 0xA0 | number


def _broken() -> Refused:
    return Refused("malformed", "its ASN.1 structure is broken")


def _header(data: memoryview, at: int) -> tuple[int, int, int | None]:
    """Return the tag, the position of the content, and its length (``None``: indefinite)."""
    if at + 2 > len(data):
        raise _broken()
    tag, length = data[at], data[at + 1]
    start = at + 2
    if tag & _HIGH_TAG == _HIGH_TAG:  # no structure read here has such a tag
        raise _broken()
    if length == _INDEFINITE:
        if not tag & _CONSTRUCTED:
            raise _broken()
        return tag, start, None
    if length > _INDEFINITE:
        count = length & 0x7F
        if count > _MAX_LENGTH_BYTES or start + count > len(data):
            raise _broken()
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > len(data):
        raise _broken()
    return tag, start, length


def _end_of_contents(data: memoryview, at: int) -> int:
    """Return the position of the two zero bytes that end a value of indefinite length."""
    depth = 1
    for _ in range(_MAX_ELEMENTS):
        if bytes(data[at : at + 2]) == b"\0\0":
            depth -= 1
            if not depth:
                return at
            at += 2
            continue
        _, start, length = _header(data, at)
        if length is None:
            depth += 1
            if depth > _MAX_DEPTH:
                raise _broken()
            at = start
        else:
            at = start + length
    raise _broken()


def _read(data: memoryview, at: int) -> tuple[Element, int]:
    tag, start, length = _header(data, at)
    if length is None:
        end = _end_of_contents(data, start)
        after = end + 2
    else:
        end = after = start + length
    return Element(tag, data[start:end], data[at:after]), after


def read_element(data: bytes | memoryview) -> Element:
    """Return the first value in ``data``."""
    return _read(memoryview(data), 0)[0]


def children(element: Element) -> list[Element]:
    """Return the values inside a constructed value."""
    if not element.tag & _CONSTRUCTED:
        raise _broken()
    found: list[Element] = []
    at = 0
    while at < len(element.content):
        child, at = _read(element.content, at)
        found.append(child)
        if len(found) > _MAX_ELEMENTS:
            raise _broken()
    return found


def only(element: Element) -> Element:
    """Return the only value inside a constructed value."""
    return at(children(element), 0)


def at(elements: Sequence[Element], index: int, tag: int | None = None) -> Element:
    """Return the value at an index; ``tag`` is the tag that it must have."""
    if index >= len(elements) or (tag is not None and elements[index].tag != tag):
        raise _broken()
    return elements[index]


def octets(element: Element, depth: int = 0) -> bytes:
    """Return the bytes of an octet string, joined where BER has split it."""
    if not element.tag & _CONSTRUCTED:
        return bytes(element.content)
    if depth > 2:  # noqa: PLR2004 - deeper than any writer splits
        raise _broken()
    return b"".join(octets(part, depth + 1) for part in children(element))


def integer(element: Element) -> int:
    """Return the value of an integer."""
    if element.tag != INTEGER or not element.content:
        raise _broken()
    return int.from_bytes(element.content, "big", signed=True)


def oid(element: Element) -> str:
    """Return an object identifier in dotted form."""
    content = element.content
    if element.tag != OID or not 0 < len(content) <= _MAX_OID_BYTES:
        raise _broken()
    arcs: list[int] = []
    value = 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    if not arcs:
        raise _broken()
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def write(tag: int, *contents: bytes | memoryview) -> bytes:
    """Return the encoding of a value with this tag and this content."""
    content = b"".join(contents)
    size = len(content)
    if size < _INDEFINITE:
        return bytes([tag, size]) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, _INDEFINITE | len(digits)]) + digits + content
