"""The symptom table: every message that is known."""

from __future__ import annotations

from typing import Final

from hubwarden.diagnosis.apple_symptoms import APPLE_SYMPTOMS
from hubwarden.diagnosis.outcome_symptoms import OUTCOME_SYMPTOMS
from hubwarden.diagnosis.platform_symptoms import PLATFORM_SYMPTOMS
from hubwarden.diagnosis.sdk_symptoms import SDK_SYMPTOMS
from hubwarden.diagnosis.service_symptoms import SERVICE_SYMPTOMS

SYMPTOMS: Final = (
    *OUTCOME_SYMPTOMS,
    *SERVICE_SYMPTOMS,
    *SDK_SYMPTOMS,
    *APPLE_SYMPTOMS,
    *PLATFORM_SYMPTOMS,
)
"""All symptoms, in the order of the page."""
