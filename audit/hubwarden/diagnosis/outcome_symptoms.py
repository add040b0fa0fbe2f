"""What Notification Hubs tells of a push: in a test send, in message telemetry and in feedback."""

from __future__ import annotations

from typing import Final

from hubwarden import citations
from hubwarden.diagnosis import references
from hubwarden.diagnosis.symptom import Symptom

_REFUSED_HANDLE: Final = (
    "endpoint-side",
    "certificate-side",
    "build-side",
    "build-of-another-project",
    "account-of-another-project",
    "legacy-registrations",
)
"""Why a platform refuses a token that is one."""

_REFUSED_CREDENTIAL: Final = (
    "certificate-unusable",
    "signing-key",
    "service-account",
    "placeholder",
    "credential-incomplete",
    "wns-token-service",
    "adm-token-service",
    "vapid-pair",
    "endpoint-unknown",
)

OUTCOME_SYMPTOMS: Final = (
    Symptom(
        "handle-invalid",
        "The Push Notification System handle for the registration is invalid",
        "Notification Hubs",
        "The platform does not know the device's token: it is of the other side, of another project or none. "
        "The hub deletes the registration.",
        references.HANDLE,
        ("handle for the registration is invalid",),
        _REFUSED_HANDLE,
        ("shared-hub", "side-changed", "token-wrong", "device-gone"),
    ),
    Symptom(
        "bad-channel",
        "Bad channel",
        "Notification Hubs",
        "The platform called the device's token or channel invalid. The hub deletes the registration.",
        references.PNS_ERRORS,
        ("bad channel", "bad or expired channel"),
        _REFUSED_HANDLE,
        ("shared-hub", "side-changed", "token-wrong", "device-gone"),
    ),
    Symptom(
        "expired-channel",
        "Expired channel",
        "Notification Hubs",
        "The token or channel was valid and is no more.",
        references.PNS_ERRORS,
        ("expired channel",),
        ("device-gone",),
        ("side-changed",),
    ),
    Symptom(
        "wrong-channel",
        "Wrong channel",
        "Notification Hubs",
        "The token is of another app or project than the credential.",
        references.PNS_ERRORS,
        ("wrong channel",),
        ("build-of-another-project", "account-of-another-project", "build-of-another-app"),
        ("wns-app", "certificate-topic"),
    ),
    Symptom(
        "token-provider-wrong",
        "The Token obtained from the Token Provider is wrong",
        "Notification Hubs",
        "The platform refused the access token that the hub's credential gave, or the registration is bad.",
        citations.FIXER,
        ("token obtained from the token provider is wrong", "wrong token"),
        (
            "placeholder",
            "credential-incomplete",
            "wns-token-service",
            "service-account",
            "account-of-another-project",
        ),
        ("wns-app", "adm-token-service", "fcm-legacy", "account-rights", "token-wrong"),
        services=("wns", "fcm_v1", "fcm_legacy", "adm"),
    ),
    Symptom(
        "token-provider-unreachable",
        "TokenProviderUnreachable",
        "Notification Hubs",
        "The hub could not reach the token service of the platform.",
        references.SDK_FEEDBACK,
        ("token provider unreachable", "token provider interface error"),
        ("wns-token-service", "adm-token-service"),
        ("service-fault",),
    ),
    Symptom(
        "pns-credentials",
        "PNS Authentication Error",
        "Notification Hubs",
        "The platform refused the hub's credential.",
        citations.FIXER,
        ("pns authentication error", "invalid pns credentials", "invalid credentials"),
        _REFUSED_CREDENTIAL,
        (
            "certificate-side",
            "other-key-in-hub",
            "key-of-another-team",
            "account-of-another-project",
            "fcm-legacy",
            "two-credentials",
            "key-revoked",
            "key-limited",
            "account-rights",
            "wns-app",
        ),
    ),
    Symptom(
        "pns-unreachable",
        "PNS unreachable",
        "Notification Hubs",
        "The hub could not reach the platform.",
        references.PNS_ERRORS,
        ("pns unreachable", "pns unavailable", "pns interface error"),
        ("endpoint-unknown", "service-fault"),
        ("unprotected-endpoint", "windows-phone"),
    ),
    Symptom(
        "pns-throttled",
        "The PNS did not accept the notification because the associated credentials are being throttled",
        "Notification Hubs",
        "The platform takes no more for now.",
        references.OUTCOMES,
        ("pns throttled", "credentials are being throttled", "is being throttled"),
        ("too-fast",),
    ),
    Symptom(
        "delivered",
        "The notification was delivered successfully to the PNS",
        "Notification Hubs",
        "The platform took the push. That is all that a hub can know.",
        references.OUTCOMES,
        (
            "delivered successfully to the pns",
            "successfully sent to the push notification system",
        ),
        ("device-side",),
    ),
    Symptom(
        "no-target",
        "NoTargetFound",
        "Notification Hubs",
        "No registration of this hub fits the tags and the platform of the send.",
        citations.FIXER,
        ("no target found", "no targets", "no target applications", "no target is found"),
        ("no-credentials", "tags", "no-registrations", "legacy-registrations"),
        ("registrations-expire", "hub-name", "apns-missing", "fcm-v1-missing", "platform-missing"),
    ),
)
