"""Where the rules about builds come from, beside what other rules cite (``hubwarden.citations``)."""

from __future__ import annotations

from typing import Final

from hubwarden.citation import Citation

APS_ENVIRONMENT: Final = Citation(
    "Apple: APS Environment Entitlement",
    "https://developer.apple.com/documentation/bundleresources/entitlements/aps-environment",
)
PROVISIONING_PROFILES: Final = Citation(
    "Apple: TN3125, Inside code signing: provisioning profiles",
    "https://developer.apple.com/documentation/technotes/tn3125-inside-code-signing-provisioning-profiles",
)
VOIP: Final = Citation(
    "Microsoft: Use APNS VoIP through Notification Hubs",
    "https://learn.microsoft.com/en-us/azure/notification-hubs/voip-apns",
)
FCM_ERRORS: Final = Citation(
    "Firebase: ErrorCode of the FCM v1 REST API",
    "https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode",
)
