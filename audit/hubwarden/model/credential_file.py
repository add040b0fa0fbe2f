"""A credential file that is compared with the hub that will use it."""

from __future__ import annotations

from dataclasses import dataclass

from hubwarden.credential_files.kinds import Certificate, ServiceAccount, SigningKey, VapidKeys
from hubwarden.model.base import Subject
from hubwarden.model.credentials import Apns, Browser, FcmV1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CredentialFile(Subject):
    """A signing key, certificate, service account or VAPID keys, and the credentials of the hub."""

    content: SigningKey | Certificate | ServiceAccount | VapidKeys
    apns: Apns | None
    """The hub's credential for Apple's devices."""
    fcm_v1: FcmV1 | None
    """The hub's credential for Android devices."""
    browser: Browser | None
    """The hub's credential for browsers."""
