"""Apple's property lists: provisioning profiles, entitlements and Info.plist."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any, Final
from xml.parsers.expat import ExpatError

from hubwarden.credential_files import cms
from hubwarden.credential_files.kinds import AppInfo, Entitlements, Environment, Profile
from hubwarden.credential_files.problems import Refused
from hubwarden.credential_files.text_forms import displayable, displayable_as

BINARY: Final = b"bplist00"
_MAX_BYTES: Final = 2 * 1024 * 1024
_MAX_TAGS: Final = 200_000
_ENVIRONMENTS: Final[dict[str, Environment]] = {
    "production": "production",
    "development": "sandbox",
}
_PUSH: Final = ("aps-environment", "com.apple.developer.aps-environment")
_IDENTIFIER: Final = ("application-identifier", "com.apple.application-identifier")
_TEAM: Final = "com.apple.developer.team-identifier"
_ENTITLEMENT: Final = re.compile(
    r"(com\.apple\.(developer|security|application-identifier)|aps-environment$"
    r"|application-identifier$|keychain-access-groups$|get-task-allow$)"
)
_IDENTIFIER_FORM: Final = re.compile(r"[A-Za-z0-9.*_-]{1,155}")
_TEAM_FORM: Final = re.compile(r"[A-Za-z0-9]{1,20}")
_EXECUTABLE_FORM: Final = re.compile(r"(?!\.{1,2}$)[^/\\:\0]{1,100}")
_VARIABLE: Final = re.compile(r"\$[({]|^\s*__\w+__\s*$|#\{|\{\{")
_NO_SIDE: Final = "its aps-environment is neither development nor production"
_INFO_FILE: Final = re.compile(r"(^|[/!\\])Info\.plist$", re.IGNORECASE)
_OF_APPS: Final = frozenset({"CFBundleIdentifier", "CFBundleExecutable"})
_ENTITLEMENTS_FILE: Final = re.compile(
    r"\.(entitlements|xcent)$|entitlements[^/\\]*\.plist$", re.IGNORECASE
)
_TEAM_PREFIX: Final = re.compile(r"([A-Z0-9]{10})\.(.+)", re.DOTALL)


def inspect_plist(data: bytes, name: str) -> Profile | Entitlements | AppInfo:
    """Return the facts of a property list that is not signed."""
    found = _parse(data)
    if _is_profile(found):
        return _profile(found, cms.Signed(data, "unsigned"))
    if _INFO_FILE.search(name) and not found.keys().isdisjoint(_OF_APPS):
        return AppInfo(
            displayable_as(_IDENTIFIER_FORM, found.get("CFBundleIdentifier")),
            displayable_as(_EXECUTABLE_FORM, found.get("CFBundleExecutable")),
        )
    if _ENTITLEMENTS_FILE.search(name) or any(map(_ENTITLEMENT.match, found)):
        return _entitlements(found)
    raise Refused("not a credential", "it is a property list of another kind")


def entitlements_of_signature(data: bytes) -> Entitlements:
    """Return the entitlements in a code signature; empty data means no entitlements."""
    found = _entitlements(_parse(data)) if data else Entitlements(None, None, None)
    if found.variable:
        raise Refused("malformed", _NO_SIDE)
    return replace(found, signed=True)


def inspect_signed(data: bytes) -> Profile:
    """Return the facts of a signed property list."""
    signed = cms.read_signed(data)
    if not signed.content.lstrip().startswith((b"<", BINARY)):
        raise Refused("not a credential", "it is signed data, but no property list")
    found = _parse(signed.content)
    if not _is_profile(found):
        raise Refused("not a credential", "it is a signed property list, but no profile")
    return _profile(found, signed)


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > _MAX_BYTES or data.count(b"<") > _MAX_TAGS:
        raise Refused("too large", "it is larger than property lists of its kind")
    if b"<!ENTITY" in data.replace(b"\0", b""):  # UTF-16 has zero bytes between
        raise Refused("malformed", "it declares XML entities")
    try:
        found = plistlib.loads(data)
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
    ):
        raise Refused("malformed", "its property list is broken") from None
    except RecursionError:
        raise Refused("malformed", "its property list is nested too deeply") from None
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise Refused("not a credential", "it is a property list of another kind")
    return found


def _is_profile(found: Mapping[str, Any]) -> bool:
    return "Entitlements" in found and not found.keys().isdisjoint(
        {"ExpirationDate", "TeamIdentifier", "ProvisionedDevices", "ApplicationIdentifierPrefix"}
    )


def _profile(found: Mapping[str, Any], signed: cms.Signed) -> Profile:
    entitlements = found["Entitlements"]
    expires = found.get("ExpirationDate")
    if not isinstance(entitlements, dict) or not isinstance(expires, datetime):
        raise Refused("malformed", "its profile has no expiry date or no entitlements")
    bundle_id, _ = _identifier(entitlements)
    devices = found.get("ProvisionedDevices")
    return Profile(
        name=displayable(found.get("Name")) or "",
        team_ids=tuple(
            team
            for item in _list(found.get("TeamIdentifier"))
            if (team := displayable_as(_TEAM_FORM, item)) is not None
        ),
        bundle_id=bundle_id,
        environment=_environment(entitlements),
        expires=expires.replace(tzinfo=UTC),  # dates in property lists are UTC without a zone
        devices=len(devices) if isinstance(devices, list) else None,
        all_devices=found.get("ProvisionsAllDevices") is True,
        signature=signed.signature,
        signer=signed.signer,
        apple_chain=signed.apple_chain,
        developer_certificates=tuple(
            sha1(item, usedforsecurity=False).hexdigest().upper()
            for item in _list(found.get("DeveloperCertificates"))
            if isinstance(item, bytes)
        ),
    )


def _entitlements(found: Mapping[str, Any]) -> Entitlements:
    bundle_id, team_id = _identifier(found)
    # In a source tree, team and bundle are variables or missing.
    written = next((found[key] for key in _IDENTIFIER if key in found), None)
    signed = isinstance(written, str) and _TEAM_PREFIX.fullmatch(written) is not None
    side = next((found[key] for key in _PUSH if key in found), None)
    variable = isinstance(side, str) and _VARIABLE.search(side) is not None
    return Entitlements(
        None if variable else _environment(found),
        bundle_id,
        team_id,
        signed=signed and bundle_id is not None,
        variable=variable,
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _environment(entitlements: Mapping[str, Any]) -> Environment | None:
    value = next((entitlements[key] for key in _PUSH if key in entitlements), None)
    if value is None:
        return None
    found = _ENVIRONMENTS.get(value) if isinstance(value, str) else None
    if found is None:
        raise Refused("malformed", _NO_SIDE)
    return found


def _identifier(entitlements: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the bundle and the team; both are ``None`` for build variables such as ``$(...)``.

    The prefix of the bundle is the team in newer apps only; older apps have a prefix of their own.
    """
    written = next((entitlements[key] for key in _IDENTIFIER if key in entitlements), None)
    whole = displayable_as(_IDENTIFIER_FORM, written)
    team_id = displayable_as(_TEAM_FORM, entitlements.get(_TEAM))
    match = _TEAM_PREFIX.fullmatch(whole or "")
    if match is None:
        return whole, team_id
    return match[2], team_id
