"""Facts about the members of push credentials: in clear text, a placeholder, missing, or unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from hubwarden.credential_files import placeholder
from hubwarden.credential_files.placeholders import A_WORD, space_around, unresolved
from hubwarden.sources.conversions import ABSENT
from hubwarden.sources.field_reader import FieldReader
from hubwarden.unknown import Unknown, gravity

_NAMELESS: Final = re.compile(r"\{\w*\}")
"""Symbols that only name a kind of value, such as ``{secret}``, so that equal ones need not be equal values."""

_SHORT_SECRETS: Final = frozenset(
    (
        "appSecret",
        "baiduApiKey",
        "baiduSecretKey",
        "clientSecret",
        "googleApiKey",
        "secretKey",
        "vapidPrivateKey",
    )
)
"""Secrets of a single line. Keys and certificates are files, in which line breaks do not matter. A password may
contain blanks; whether it is right shows when it opens the certificate."""


def take_in_clear(fields: FieldReader, secret_fields: tuple[str, ...]) -> None:
    """Read which of the secret members are in clear text."""
    if fields.record.marked is None:
        fields.miss("in_clear", "the source does not show what is marked as secret")
        return
    in_clear, open_ = [], dict[str, Unknown]()
    for path in secret_fields:
        value = fields.value(path)
        written = fields.record.written
        if written and isinstance(value, str) and (place := written.place_of(value)):
            # Whatever the program marks as secret, the value is readable in that file.
            fields.stand(f"in_clear.{path}", place)
            in_clear.append(path)
            continue
        if value is ABSENT or value == "" or fields.marked(path):
            continue
        if isinstance(value, Unknown):
            open_[path] = value
        else:
            in_clear.append(path)
    # Members certainly in clear text are reported even if others are not known.
    if open_ and not in_clear:
        path, value = _gravest(open_)
        why = f"whether {path} is protected depends on its value: {value.reason}"
        fields.miss("in_clear", why, cause=value.cause)
    else:
        fields.put("in_clear", tuple(in_clear))


def take_placeholders(
    fields: FieldReader, secret_fields: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Read which members have a placeholder instead of a value."""
    found, open_ = {}, dict[str, Unknown]()
    for path, test in _tests(secret_fields, names).items():
        value = fields.value(path)
        if isinstance(value, Unknown):
            open_[path] = value
        elif isinstance(value, str) and value and (words := test(value)):
            found[path] = words
    if found.get("certificateKey") == A_WORD:
        # A password may be any word; whether it is right shows when it opens the certificate.
        del found["certificateKey"]
    if open_ and not found:
        path, value = _gravest(open_)
        later = all(item.later for item in open_.values())
        why = f"what stands in {path} is not known: {value.reason}"
        fields.miss("placeholders", why, later=later, cause=value.cause)
    else:
        fields.put("placeholders", found)


@cache  # Each push service has its own members.
def _tests(
    secret_fields: tuple[str, ...], names: tuple[str, ...]
) -> Mapping[str, Callable[[str], str | None]]:
    """Return, for each member, the test that returns in words why its value is a placeholder."""
    return {
        **dict.fromkeys(names, unresolved),
        **dict.fromkeys(secret_fields, placeholder),
        **dict.fromkeys(_SHORT_SECRETS & set(secret_fields), _short_secret),
    }


def take_missing(fields: FieldReader, required: tuple[str, ...]) -> None:
    """Read which of the required members are missing."""
    missing, unclear = [], None
    for path in required:
        fields.note(f"missing.{path}", path)
        value = fields.value(path)
        if value is ABSENT or (isinstance(value, str) and not value.strip()):
            missing.append(path)
        elif isinstance(value, Unknown) and not value.present:
            unclear = value
    if set(missing) == {"packageSid", "secretKey"} and "wnsCertificate" in required:
        fields.miss("missing", "a certificate replaces package SID and secret")
    elif unclear is not None and not missing:
        fields.lack("missing", unclear)
    else:
        fields.put("missing", tuple(missing))


def _gravest(open_: Mapping[str, Unknown]) -> tuple[str, Unknown]:
    """Return the unknown member with the worst cause (see ``gravity``); of equal ones the last, a secret."""
    return max(reversed(list(open_.items())), key=lambda item: gravity(item[1].cause))


def _short_secret(value: str) -> str | None:
    return placeholder(value) or space_around(value)


def take_symbols(fields: FieldReader, paths: Sequence[str]) -> None:
    """Read the symbols of the unknown values."""
    values = {path: fields.value(path) for path in paths}
    symbols = {path: value.symbol for path, value in values.items() if isinstance(value, Unknown)}
    nameless = any(_NAMELESS.fullmatch(symbol) for symbol in symbols.values())
    fields.put("symbols", {} if nameless else symbols)
