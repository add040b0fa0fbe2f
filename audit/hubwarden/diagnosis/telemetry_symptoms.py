"""What only counts show, since nobody gets a message of it, and what it can come from."""

from __future__ import annotations

from typing import Final

from hubwarden import citations
from hubwarden.diagnosis.symptom import Symptom

PLATFORM_SILENT: Final = Symptom(
    "platform-silent",
    "A platform gets no pushes any more",
    "Notification Hubs",
    "No send has a target on this platform: its devices are not registered, or nothing is sent in its format.",
    citations.SUPPORTED_METRICS,
    (),
    ("no-registrations", "format-not-sent", "apns-missing", "fcm-v1-missing", "platform-missing"),
    ("legacy-registrations", "shared-hub", "registrations-expire", "tags"),
    used=True,
)
CREDENTIAL_REFUSED: Final = Symptom(
    "credential-refused",
    "A platform refuses the hub's credential",
    "Notification Hubs",
    "What is refused shows that there is, or was, a credential, whatever a source says.",
    citations.SUPPORTED_METRICS,
    (),
    (),
    ("credential-not-declared", "service-fault"),
    used=True,
)
REACH_DROPPED: Final = Symptom(
    "reach-dropped",
    "Sends reach far fewer devices than before",
    "Notification Hubs",
    "Registrations were lost, or the tags of the sends fit fewer of them.",
    citations.REGISTRATION_MANAGEMENT,
    (),
    ("hub-deleted", "registrations-expire", "tags"),
    ("no-registrations", "app-does-not-register"),
)
REGISTRATIONS_STOPPED: Final = Symptom(
    "registrations-stopped",
    "Devices do not register any more",
    "Notification Hubs",
    "The app does not call the hub, or the hub refuses it.",
    citations.REGISTRATION_MANAGEMENT,
    (),
    ("right-missing", "devices-shut-out", "other-key", "app-does-not-register"),
    ("private-endpoint", "hub-name", "tier-devices", "connection-string"),
)
SENDS_STOPPED: Final = Symptom(
    "sends-stopped",
    "Nothing is sent any more",
    "Notification Hubs",
    "The back end does not call the hub, or the hub refuses it.",
    citations.SUPPORTED_METRICS,
    (),
    ("back-end-silent", "right-missing", "other-key"),
    ("hub-name", "private-endpoint", "connection-string"),
)
SCHEDULED_PILING_UP: Final = Symptom(
    "scheduled-piling-up",
    "Scheduled sends pile up",
    "Notification Hubs",
    "Sends are scheduled for later than meant, or are not made when their time has come.",
    citations.SUPPORTED_METRICS,
    (),
    ("scheduled-too-late", "tier-feature"),
    ("service-fault",),
)
