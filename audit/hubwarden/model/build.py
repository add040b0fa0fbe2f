"""What an app was built with, as far as it decides whether pushes reach it."""

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
    """A provisioning profile, the entitlements or the Firebase settings of one build."""

    kind: Literal["profile", "signature", "entitlements", "google-services"]
    """``signature``: the entitlements that an app is signed with; ``entitlements``: those of a source."""
    environment: ApnsEnvironment | None
    """The side of Apple's service that it registers with (``aps-environment``); ``None``: no push."""
    decided_elsewhere: bool
    """Whether a profile or a signature beside it says what the app is signed with."""
    bundle_id: str | None
    team_ids: tuple[str, ...]
    expires: datetime | None
    """When a profile ends."""
    signature: SignatureState
    by_apple: bool | None
    """Whether Apple signed the profile; ``None`` where the file does not hold the chain that tells."""
    firebase_project: str | None
    hub: ResourceId | None
    """The hub that is to reach it; ``None`` where none was named."""
    apns: Apns | None
    """What that hub reaches Apple's devices with."""
    fcm_v1: FcmV1 | None
    """What that hub reaches Android devices with."""
