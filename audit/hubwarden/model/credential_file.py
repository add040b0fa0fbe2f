"""A credential file that is compared with the hub that is to use it."""

from __future__ import annotations

from dataclasses import dataclass

from hubwarden.credential_files.kinds import Certificate, ServiceAccount, SigningKey, VapidKeys
from hubwarden.model.base import Subject
from hubwarden.model.credentials import Apns, Browser, FcmV1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CredentialFile(Subject):
    """A signing key, a certificate, a service account or VAPID keys, and what the hub holds."""

    content: SigningKey | Certificate | ServiceAccount | VapidKeys
    apns: Apns | None
    """What the hub reaches Apple's devices with."""
    fcm_v1: FcmV1 | None
    """What the hub reaches Android devices with."""
    browser: Browser | None
    """What the hub reaches browsers with."""
