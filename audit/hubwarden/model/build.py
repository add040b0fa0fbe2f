"""Facts about a build of an app that decide whether pushes reach it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hubwarden.credential_files.kinds import SignatureState
from hubwarden.facts import ApnsEnvironment
from hubwarden.model.base import ResourceId, Subject
from hubwarden.model.credentials import Apns, FcmV1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Build(Subject):
    """One file of a build: a provisioning profile, signature, entitlements or google-services.json."""

    kind: Literal["profile", "signature", "entitlements", "google-services"]
    """``signature``: entitlements inside a signed app; ``entitlements``: an entitlements file of its sources."""
    environment: ApnsEnvironment | None
    """The environment of Apple's service for its device tokens (``aps-environment``); ``None``: no push."""
    decided_elsewhere: bool
    """Whether a profile or a signature next to it decides what the app is signed with."""
    bundle_id: str | None
    team_ids: tuple[str, ...]
    expires: datetime | None
    """When the profile expires."""
    signature: SignatureState
    by_apple: bool | None
    """Whether Apple signed the profile; ``None`` where the file lacks the certificates to decide it."""
    firebase_project: str | None
    hub: ResourceId | None
    """The hub that has to reach the app; ``None`` where the user names none."""
    apns: Apns | None
    """That hub's credential for Apple's devices."""
    fcm_v1: FcmV1 | None
    """That hub's credential for Android devices."""
