"""All causes that symptoms lead to."""

from __future__ import annotations

from typing import Final

from hubwarden.diagnosis.apple_causes import APPLE_CAUSES
from hubwarden.diagnosis.device_causes import DEVICE_CAUSES
from hubwarden.diagnosis.platform_causes import PLATFORM_CAUSES
from hubwarden.diagnosis.service_causes import SERVICE_CAUSES

CAUSES: Final = {
    cause.name: cause
    for cause in (*APPLE_CAUSES, *PLATFORM_CAUSES, *DEVICE_CAUSES, *SERVICE_CAUSES)
}
"""Every cause by its name."""
