"""What Apple's Technical Note TN2265 said, which is archived."""

from __future__ import annotations

from typing import Final

from hubwarden import citations
from hubwarden.coverage import coverage_references as read
from hubwarden.coverage.statement import Statement
from hubwarden.diagnosis import references

APPLE_STATEMENTS: Final = (
    Statement(
        66,
        "An app registers with registerForRemoteNotificationTypes.",
        "outdated",
        (read.APPLE_REGISTERING,),
        "The call is registerForRemoteNotifications.",
        causes=("no-registrations",),
        otherwise="Only the app's code has it.",
        refuted_words=(r"registerForRemoteNotificationTypes",),
    ),
    Statement(
        67,
        "The app handles a failed registration; the entitlement aps-environment decides the side of the service.",
        "true",
        (read.APPLE_REGISTERING, citations.TOKEN_AUTHENTICATION),
        rules=("NH801", "NH802"),
        causes=("build-side", "no-push-entitlement"),
        commands=("inspect",),
        otherwise="What the app does after a failure, only its code says.",
    ),
    Statement(
        68,
        "codesign shows the entitlements of a build, and the provisioning profile can be read.",
        "true",
        (citations.PROVISIONING_PROFILES, read.APPLE_NOTE),
        rules=("NH801", "NH802", "NH803", "NH806", "NH807"),
        commands=("inspect",),
    ),
    Statement(
        69,
        "The sender must install the Entrust root certificate.",
        "outdated",
        (read.APPLE_BINARY,),
        "Apple's servers use other roots since 2021, and the hub, which does the sending, keeps them itself.",
        otherwise="It is the service's own business.",
        refuted_words=(r"install the Entrust root",),
    ),
    Statement(
        70,
        "Each side of Apple's service needs a certificate of its own.",
        "outdated",
        (citations.APPLE_CERTIFICATE,),
        "New certificates are for both sides. What counts are a certificate's extensions.",
        rules=("NH308", "NH309"),
        causes=("certificate-side",),
        commands=("inspect",),
        refuted_words=(r"each side of Apple's service needs a certificate",),
    ),
    Statement(
        71,
        "The network lets ports 2195, 2196 and 5223 through.",
        "outdated",
        (read.APPLE_BINARY, citations.APPLE_SENDING),
        "2195 and 2196 belong to the binary protocol, which ended in 2021. Devices still use 5223; the hub uses 443.",
        causes=("device-side",),
        otherwise="The devices' network is not read.",
        refuted_words=(r"\b219[56]\b",),
    ),
    Statement(
        72,
        "Ask Apple's feedback service for invalid tokens once a day.",
        "outdated",
        (read.APPLE_BINARY, references.PNS_FEEDBACK),
        "Apple answers 410 to the push itself. The hub offers feedback as files, with the tier Standard.",
        rules=("NH502",),
        causes=("device-gone", "tier-feature"),
        refuted_words=(r"Apple's feedback service",),
    ),
    Statement(
        73,
        "A payload above 2048 bytes fails.",
        "outdated",
        (citations.APPLE_SENDING, citations.TOKEN_AUTHENTICATION),
        "Apple takes 4096 bytes, and 5120 for VoIP.",
        causes=("too-large",),
        figures=("payload",),
        refuted_words=(r"\b2048 bytes\b",),
    ),
    Statement(
        74,
        "Pushes are sent in the simple or the enhanced binary format.",
        "outdated",
        (read.APPLE_BINARY,),
        "It ended on 31 March 2021.",
        otherwise="The hub does the sending.",
        refuted_words=(r"enhanced binary format",),
    ),
    Statement(
        75,
        "A device has another token on each side of the service, and the wrong one is invalid.",
        "true",
        (references.APPLE,),
        rules=("NH301", "NH801"),
        causes=("endpoint-side", "build-side", "shared-hub"),
        figures=("bad-channel",),
    ),
    Statement(
        76,
        "Apple blocks senders that connect again and again; reset the permission and read the device's log.",
        "true",
        (read.APPLE_NOTE,),
        "The first is about senders of one's own, and the hub holds the connections. The rest is for the device.",
        causes=("device-side",),
        otherwise="The hub does the sending, and only the device shows its log.",
    ),
)
