"""Writes DER, and the BER with indefinite lengths that Apple's tools write."""


def tlv(tag, *contents):
    content = b"".join(contents)
    return bytes([tag]) + length(len(content)) + content


def length(number):
    if number < 0x80:
        return bytes([number])
    digits = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


def sequence(*contents):
    return tlv(0x30, *contents)


def integer(number):
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(content):
    return tlv(0x04, content)


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    found = b""
    for arc in (40 * first + second, *rest):
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(arc & 0x7F | 0x80)
        found += bytes(reversed(digits))
    return tlv(0x06, found)


def split(data):
    """Return the values that stand one after the other in ``data``: (tag, content, whole)."""
    found, at = [], 0
    while at < len(data):
        start, size = at + 2, data[at + 1]
        if size >= 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[at + 2 : start], "big")
        found.append((data[at], data[start : start + size], data[at : start + size]))
        at = start + size
    return found


def indefinite(tag, *contents):
    return bytes([tag, 0x80]) + b"".join(contents) + b"\0\0"


def signed_as_ber(signed):
    """Return signed data with indefinite lengths, and its content in pieces."""
    ((_, content, _),) = split(signed)
    (_, _, kind), (_, wrapped, _) = split(content)
    ((_, fields, _),) = split(wrapped)
    version, algorithms, inner, *rest = split(fields)
    (_, _, inner_kind), (_, data, _) = split(inner[1])
    ((_, text, _),) = split(data)
    half = len(text) // 2
    pieces = indefinite(0x24, octets(text[:half]), octets(text[half:]))
    return indefinite(
        0x30,
        kind,
        indefinite(
            0xA0,
            indefinite(
                0x30,
                version[2],
                algorithms[2],
                indefinite(0x30, inner_kind, indefinite(0xA0, pieces)),
                *(whole for _, _, whole in rest),
            ),
        ),
    )
