"""Access tokens: JSON web tokens without a signature, with the principal and the audience.

Anybody on this machine could write one; the local Azure holds nothing worth protecting.
"""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any, Final

import msgspec

from hubwarden_local_azure.tenant import Principal, Tenant

LIFETIME: Final = 3600
"""The lifetime of a token in seconds; those of Entra ID are valid for 60 to 90 minutes."""


def issue(principal: Principal, tenant: Tenant, audience: str, now: float) -> str:
    """Return a token for ``principal`` with the claims of an access token of version 1.0."""
    claims: dict[str, Any] = {
        "aud": audience,
        "iss": f"https://sts.windows.net/{tenant.id}/",
        "iat": int(now),
        "nbf": int(now),
        "exp": int(now) + LIFETIME,
        "oid": principal.id,
        "sub": principal.id,
        "tid": tenant.id,
        "uti": uuid.uuid4().hex[:22],
        "ver": "1.0",
    }
    if principal.kind == "User":
        claims |= {"upn": principal.name, "unique_name": principal.name, "idtyp": "user"}
    else:
        claims |= {"appid": principal.application, "idtyp": "app"}
    return unsigned(claims)


def unsigned(claims: dict[str, Any]) -> str:
    """Return a JSON web token without a signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join([*(_encode(msgspec.json.encode(part)) for part in parts), ""])


def claims_of(token: str) -> dict[str, Any]:
    """Return the claims of a token; empty where it is not a JSON web token."""
    return _object(token, 1)


def header_of(token: str) -> dict[str, Any]:
    """Return the header of a token; empty where it is not a JSON web token."""
    return _object(token, 0)


def decode(text: str) -> bytes:
    """Decode Base64 in its URL-safe alphabet without padding; empty where it is not that."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def _object(token: str, part: int) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004  # Header, claims and signature.
        return {}
    try:
        found = msgspec.json.decode(decode(parts[part]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
