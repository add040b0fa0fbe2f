"""One registration of a device, for as long as it is looked at: nothing of it is kept or printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Platform = Literal[
    "apple",
    "gcm",
    "fcmv1",
    "windows",
    "mpns",
    "adm",
    "baidu",
    "browser",
    "xiaomi",
    "unknown",
]
"""The push service of a registration, as Notification Hubs names it; ``unknown``: a kind that is not known here."""

KINDS: Final[dict[str, Platform]] = {
    "Apple": "apple",
    "Gcm": "gcm",
    "FcmV1": "fcmv1",
    "Windows": "windows",
    "Mpns": "mpns",
    "Adm": "adm",
    "Baidu": "baidu",
    "Browser": "browser",
    "Xiaomi": "xiaomi",
}
"""By the word before ``RegistrationDescription`` (``@azure/notification-hubs``, registrationSerializer)."""
HANDLES: Final[dict[Platform, tuple[str, ...]]] = {
    "apple": ("DeviceToken",),
    "gcm": ("GcmRegistrationId",),
    "fcmv1": ("FcmV1RegistrationId",),
    "windows": ("ChannelUri",),
    "mpns": ("ChannelUri",),
    "adm": ("AdmRegistrationId",),
    "baidu": ("BaiduUserId", "BaiduChannelId"),
    "browser": ("Endpoint",),
    "xiaomi": ("XiaomiRegistrationId",),
}
"""The elements that name the device to its push service (the same source)."""


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration."""

    platform: Platform
    handle: str = field(repr=False)
    """What names the device to its push service; empty where it is not told."""
    id: str = field(default="", repr=False)
    tags: tuple[str, ...] = field(default=(), repr=False)
    is_template: bool = False
    template: str = field(default="", repr=False)
    """The body of the template."""
    template_name: str = field(default="", repr=False)
    expires: str = field(default="", repr=False)
    """When it expires, as the service writes it; empty where it is not told."""
