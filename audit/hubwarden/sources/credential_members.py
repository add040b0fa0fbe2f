"""What holds for the members of every push credential: in clear, a placeholder, missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hubwarden.credential_files import placeholder
from hubwarden.credential_files.placeholders import A_WORD, space_around, unresolved
from hubwarden.sources.conversions import ABSENT
from hubwarden.sources.field_reader import FieldReader
from hubwarden.unknown import Unknown, gravest

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
"""Secrets that are one line. Keys and certificates are files, whose line breaks mean nothing; a password
may have blanks, and whether it opens the certificate is seen there."""


def take_in_clear(fields: FieldReader, secret_fields: tuple[str, ...]) -> None:
    """Read which of the secret members stand in clear."""
    if fields.record.marked is None:
        fields.miss("in_clear", "the source does not show what is marked as secret")
        return
    in_clear, unclear, cause = [], "", gravest()
    for path in secret_fields:
        value = fields.value(path)
        written = fields.record.written
        if written and isinstance(value, str) and (place := written.place_of(value)):
            # However the program marks it: it has been readable where it stands.
            fields.stand(f"in_clear.{path}", place)
            in_clear.append(path)
            continue
        if value is ABSENT or value == "" or fields.marked(path):
            continue
        if isinstance(value, Unknown):
            unclear = f"whether {path} is protected depends on its value: {value.reason}"
            cause = gravest(cause, value.cause)
        else:
            in_clear.append(path)
    # What certainly stands in clear is told, whatever else is not known.
    if unclear and not in_clear:
        fields.miss("in_clear", unclear, cause=cause)
    else:
        fields.put("in_clear", tuple(in_clear))


def take_placeholders(
    fields: FieldReader, secret_fields: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Read what stands in a member in place of a value."""
    found, unclear, later, cause = {}, "", True, gravest()
    tests: dict[str, Callable[[str], str | None]] = {
        **dict.fromkeys(names, unresolved),
        **dict.fromkeys(secret_fields, placeholder),
        **dict.fromkeys(_SHORT_SECRETS & set(secret_fields), _short_secret),
    }
    for path, test in tests.items():
        value = fields.value(path)
        if isinstance(value, Unknown):
            unclear = f"what stands in {path} is not known: {value.reason}"
            later = later and value.later
            cause = gravest(cause, value.cause)
        elif isinstance(value, str) and value and (words := test(value)):
            found[path] = words
    if found.get("certificateKey") == A_WORD:
        # A password may be any word; whether it opens the certificate is seen there.
        del found["certificateKey"]
    if unclear and not found:
        fields.miss("placeholders", unclear, later=later, cause=cause)
    else:
        fields.put("placeholders", found)


def take_missing(fields: FieldReader, required: tuple[str, ...]) -> None:
    """Read which members are missing without which the credential is of no use."""
    missing, unclear = [], None
    for path in required:
        fields.note(f"missing.{path}", path)
        value = fields.value(path)
        if value is ABSENT or (isinstance(value, str) and not value.strip()):
            missing.append(path)
        elif isinstance(value, Unknown) and not value.present:
            unclear = value
    if set(missing) == {"packageSid", "secretKey"} and "wnsCertificate" in required:
        fields.miss("missing", "a certificate stands in place of package SID and secret")
    elif unclear is not None and not missing:
        fields.lack("missing", unclear)
    else:
        fields.put("missing", tuple(missing))


def _short_secret(value: str) -> str | None:
    return placeholder(value) or space_around(value)
