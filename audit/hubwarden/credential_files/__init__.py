"""Reads the facts of push credential files, offline and without their secrets.

Every function of ``entry.py`` takes bytes or text and returns facts (``kinds.py``) or a ``Problem``; none raises,
whatever the input. The cryptography library is loaded by the first call that needs it.
"""

from __future__ import annotations

from hubwarden.credential_files.bounded import Inspector, inspect_bounded
from hubwarden.credential_files.entry import (
    inspect,
    inspect_certificate,
    inspect_private_key,
    inspect_token,
    inspect_vapid,
)
from hubwarden.credential_files.kinds import (
    AppInfo,
    Certificate,
    Entitlements,
    Environment,
    GoogleServices,
    Inspected,
    KeyFacts,
    Problem,
    ProblemKind,
    Profile,
    Purpose,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.credential_files.placeholders import placeholder

__all__ = [
    "AppInfo",
    "Certificate",
    "Entitlements",
    "Environment",
    "GoogleServices",
    "Inspected",
    "Inspector",
    "KeyFacts",
    "Problem",
    "ProblemKind",
    "Profile",
    "Purpose",
    "ServiceAccount",
    "SigningKey",
    "VapidKeys",
    "inspect",
    "inspect_bounded",
    "inspect_certificate",
    "inspect_private_key",
    "inspect_token",
    "inspect_vapid",
    "placeholder",
]
