"""How reports describe an inspected file: its kind, its facts in words, and its expiry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from hubwarden.credential_files import (
    AppInfo,
    Certificate,
    Entitlements,
    GoogleServices,
    Inspected,
    KeyFacts,
    Problem,
    Profile,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.credential_files.forms import ACCOUNT_IN_BASE64
from hubwarden.credential_files.inspected_file import InspectedFile

KINDS: Final = {
    Certificate: "certificate",
    SigningKey: "APNs signing key",
    ServiceAccount: "service account of Google",
    VapidKeys: "VAPID keys",
    Profile: "provisioning profile",
    Entitlements: "entitlements",
    AppInfo: "settings of an Apple app",
    GoogleServices: "Firebase settings of an Android app",
    Problem: "not read",
}

WARNINGS: Final = (7, 30, 60)
"""The days before an expiry at which to warn."""


HOW_TO_OPEN: Final = (
    "name the variable that holds its password: --password-env NAME; "
    "or use --password-file, --password-prompt"
)
_SAME_FORM: Final = (
    "a key for the App Store Connect API or for Sign in with Apple looks the same; only Apple's developer "
    "account shows what a key is for"
)


def kind(file: InspectedFile) -> str:
    """Return what a file is, in words."""
    found = file.found
    if isinstance(found, SigningKey) and not found.usable and found.key is not None:
        return f"{found.key.algorithm} private key"
    return f"{KINDS[type(found)]}{' in Base64' if file.form == ACCOUNT_IN_BASE64 else ''}"


def expiry(found: Inspected | Problem) -> datetime | None:
    """Return when a credential or profile expires; ``None`` where it does not expire."""
    if isinstance(found, Certificate):
        return found.not_after
    return found.expires if isinstance(found, Profile) else None


def days_left(found: Inspected | Problem, at: datetime) -> int | None:
    """Return the days until it expires, negative afterwards; ``None`` where it does not expire."""
    end = expiry(found)
    if end is None:
        return None
    days = (end.date() - at.astimezone(UTC).date()).days
    return days if end > at else min(days, -1)


def warning(days: int) -> str:
    """Return the warning for the days that are left; empty while there is enough time."""
    if days < 0:
        return f"expired {-days} days ago"
    near = next((limit for limit in WARNINGS if days <= limit), None)
    return "" if near is None else f"{days} days left: {near} or less"


def warnings(file: InspectedFile, at: datetime) -> list[str]:
    """Return the warnings about a file: that it expires, and that a hub does not accept its form."""
    days = days_left(file.found, at)
    return list(filter(None, ["" if days is None else warning(days), file.form]))


def facts(file: InspectedFile, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield the facts of a file as pairs of name and value."""
    for name, value in _fields(file.found):
        said = _words(value)
        if said:
            yield name.replace("_", " "), said
    if isinstance(file.found, SigningKey) and file.found.usable:
        yield "note", _SAME_FORM
    if isinstance(file.found, Problem) and file.found.kind == "password needed":
        yield "to open it", HOW_TO_OPEN
    for said in warnings(file, at):
        yield "warning", said


def plain(file: InspectedFile) -> dict[str, Any]:
    """Return the facts of a file as JSON values."""
    return {name: msgspec.to_builtins(value, order="sorted") for name, value in _fields(file.found)}


def _fields(found: Inspected | Problem) -> Iterator[tuple[str, Any]]:
    for name in found.__dataclass_fields__:
        yield name, getattr(found, name)


def _words(value: Any) -> str:
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, KeyFacts):
        return f"{value.algorithm} {value.curve or value.size or ''}".strip()
    if isinstance(value, datetime):
        return (
            f"{value.date()} {value:%H:%M} UTC"  # %Y writes early years with fewer than four digits
        )
    if isinstance(value, frozenset):
        return " and ".join(sorted(value)) or "neither production nor sandbox"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
