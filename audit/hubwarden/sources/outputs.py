"""Tells whether an output gives away a key. No value goes on from here."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.resources import Output
from hubwarden.sources.field_reader import first_unknown
from hubwarden.sources.record import OutputRecord
from hubwarden.unknown import Cause, Unknown

_SURE: Final = re.compile(
    r"SharedAccessKey[\"']?\s*[=:]|SharedAccessSignature[\s+]+\w+=|hubwarden-offline-key"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----",
    re.IGNORECASE,
)
"""Connection strings, signatures, the key that stands in for the real one offline, private keys."""

_MAYBE: Final = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?!=)")
"""32 bytes in Base64, which is what an access key is, and what a SHA-256 digest is, too."""

_LEAST: Final = 16
"""No access key is shorter; what is shorter would be found in every text."""

_IN_CONNECTION: Final = re.compile(
    rf"SharedAccessKey\s*=\s*([^;\s\"']{{{_LEAST},}})", re.IGNORECASE
)
_MEMBERS: Final = ("primarykey", "secondarykey")
"""Members that hold an access key in what Azure answers."""

_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-][A-Za-z0-9+/_\-\r\n]{22,}")
_READABLE: Final = re.compile(r"[ -~]{16}")
_LAYERS: Final = 3
"""How many encodings around each other are taken off."""


def known_keys(values: Iterable[Any]) -> frozenset[str]:
    """Return the access keys that a source tells by their name, wherever in ``values`` they are."""
    return frozenset(key for value in values for key in _keys(value))


def read_output(
    record: OutputRecord, keys: frozenset[str], source: str, stack: str | None
) -> Output:
    """Build the subject for an output; ``keys`` are those that the same source tells."""
    forms = [form for text in _texts(record.value) for form in _forms(text, _LAYERS)]
    known: dict[str, Any] = {"name": record.name}
    unknown: dict[str, str] = {}
    later: frozenset[str] = frozenset()
    causes: dict[str, Cause] = {}
    if record.secret is None:
        unknown |= {"secret": "the source does not show what is marked as secret"}
    else:
        known["secret"] = record.secret
    why = first_unknown(record.value)
    if record.reads_keys or _hands_on(record.value) or any(_is_sure(form, keys) for form in forms):
        known["holds_access_key"] = True
    elif any(_MAYBE.search(form) for form in forms):
        causes["holds_access_key"] = "unclear"
        unknown["holds_access_key"] = (
            f"output {record.name} holds 32 bytes in Base64, which is the form of an access key"
        )
    elif record.secret or why is not None:
        # Marked as secret and no key that can be seen: what was made of which secret is not known.
        reason = "" if why is None else f": {why.reason}"
        if why is not None:
            causes["holds_access_key"] = why.cause
            later = frozenset(["holds_access_key"] if why.later else [])
        unknown["holds_access_key"] = f"the value of output {record.name} is not known{reason}"
    else:
        known["holds_access_key"] = False
    return make(
        Output,
        id=ResourceId(f"{source}/outputs/{record.name}"),
        origin=Origin(source, record.location, stack=stack),
        unknown=unknown,
        later=later,
        causes=causes,
        **known,
    )


def _is_sure(form: str, keys: frozenset[str]) -> bool:
    return _SURE.search(form) is not None or any(key in form for key in keys)


def _hands_on(value: Any) -> bool:
    """Tell whether a secret of the configuration is handed on as it is."""
    if isinstance(value, Mapping):
        return any(_hands_on(item) for item in value.values())
    if isinstance(value, list):
        return any(_hands_on(item) for item in value)
    return isinstance(value, Unknown) and value.symbol == "{secret}"


def _texts(value: Any) -> Iterator[str]:
    """Yield every text that a value is or holds, the names of members among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield str(name)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _forms(text: str, layers: int) -> Iterator[str]:
    """Yield a text and what it says once percent-encoding or Base64 is taken off."""
    yield text
    if not layers:
        return
    if (plain := unquote(text)) != text:
        yield from _forms(plain, layers - 1)
    for found in _BASE64.finditer(text):
        run = re.sub(r"\s", "", found[0]).translate(str.maketrans("-_", "+/"))
        # What stands in front of it may be of the same letters, so it may begin at any of the next four.
        for shift in range(4):
            part = run[shift:]
            if len(part) % 4 == 1:
                part = part[:-1]
            decoded = base64.b64decode(part + "=" * (-len(part) % 4)).decode("latin-1")
            if _READABLE.search(decoded):
                yield from _forms(decoded, layers - 1)


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (found[1] for found in _IN_CONNECTION.finditer(value))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if isinstance(item, str) and len(item) >= _LEAST and str(name).lower() in _MEMBERS:
                yield item
            else:
                yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)
