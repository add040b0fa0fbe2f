"""The keys of one app in a stack file, with their values and meaning."""

from typing import Annotated, Final

from msgspec import UNSET, UnsetType

from hubwarden.facts import ApnsEnvironment, ApnsMode
from hubwarden_pulumi.stack_file_values import (
    BundleId,
    Endpoint,
    Guid,
    Lifetime,
    Name,
    Platforms,
    Rights,
    Section,
    Text,
    key,
)

SECRETS: Final = (
    "apnsToken",
    "apnsCertificate",
    "apnsCertificatePassword",
    "fcmPrivateKey",
    "fcmLegacyKey",
    "wnsSecretKey",
    "mpnsCertificate",
    "mpnsCertificateKey",
)
"""The secrets that an app may need; each is a configuration key of its own, such as ``shop-apnsToken``."""


class ApnsKeys(Section, frozen=True):
    """How a hub reaches Apple's push service.

    The settings of the other mode may stay in the file, so that a team can change the mode and change it back.
    """

    mode: Annotated[ApnsMode, key("A signing key (.p8) or a certificate (.p12).", "token")]
    environment: Annotated[
        ApnsEnvironment | UnsetType,
        key("The side of Apple's service; left out, that of the stack.", "production"),
    ] = UNSET
    endpoint: Annotated[
        Endpoint | UnsetType,
        key(
            "An address in place of the one for mode and environment.",
            "https://api.push.apple.com:443/3/device",
        ),
    ] = UNSET
    key_id: Annotated[
        Text | UnsetType, key("Id of the key; needed with a token.", "7KQ2M9XW4T")
    ] = UNSET
    team_id: Annotated[
        Text | UnsetType, key("Id of the team; needed with a token.", "LM83PD5R2C")
    ] = UNSET
    bundle_id: Annotated[
        BundleId | UnsetType,
        key(
            "Bundle identifier of the app; needed with a token. With a certificate it is compared with "
            "the certificate and not sent.",
            "example.lindenmarkt.shop",
        ),
    ] = UNSET
    thumbprint: Annotated[
        Text | UnsetType,
        key("Thumbprint of the certificate.", "40F58BFFE2A430B0158C19B011CF4154DDCEB029"),
    ] = UNSET


class FcmV1Keys(Section, frozen=True):
    """A service account for Firebase Cloud Messaging."""

    project_id: Annotated[Text, key("Id of the Firebase project.", "lindenmarkt-shop")]
    client_email: Annotated[
        Text,
        key(
            "client_email of the service account.",
            "push@lindenmarkt-shop.iam.gserviceaccount.com",
        ),
    ]


class FcmLegacyKeys(Section, frozen=True):
    """A server key for the legacy interface, which Google has shut down."""

    endpoint: Annotated[
        Endpoint | UnsetType, key("Its address.", "https://fcm.googleapis.com/fcm/send")
    ] = UNSET


class WnsKeys(Section, frozen=True):
    """A package at the Windows push service."""

    package_sid: Annotated[Text, key("SID of the package.", "ms-app://s-1-15-2-1")]
    endpoint: Annotated[
        Endpoint | UnsetType,
        key("Where tokens are made.", "https://login.live.com/accesstoken.srf"),
    ] = UNSET


class MpnsKeys(Section, frozen=True):
    """A certificate for the push service of Windows Phone, which is closed."""

    thumbprint: Annotated[Text, key("Thumbprint.", "40F58BFFE2A430B0158C19B011CF4154DDCEB029")]


class ConsumerKeys(Section, frozen=True):
    """A user of a hub, with an access rule of its own."""

    role: Annotated[Name, key("What it is; the baseline says what each role may do.", "backend")]
    rights: Annotated[
        Rights,
        key("Rights of its access rule. Manage needs Listen and Send.", ["Send"]),
    ]
    identity: Annotated[
        Guid | UnsetType,
        key(
            "Object id of the managed identity or service principal that may read the connection string.",
            "5f0b7c9e-3d61-4a52-9f1e-8c2d4b6a7e10",
        ),
    ] = UNSET


class AppKeys(Section, frozen=True):
    """One app with one hub. A platform without a section gets no credentials in the hub."""

    platforms: Annotated[Platforms, key("What the app runs on.", ["ios", "android"])]
    consumers: Annotated[
        dict[Name, ConsumerKeys],
        key("By name, who uses the hub.", {"orders": {"role": "backend", "rights": ["Send"]}}),
    ]
    apns: Annotated[
        ApnsKeys | UnsetType,
        key("Apple.", {"mode": "certificate"}),
    ] = UNSET
    fcm_v1: Annotated[
        FcmV1Keys | UnsetType,
        key("Firebase.", {"projectId": "lindenmarkt-shop", "clientEmail": "push@example.com"}),
    ] = UNSET
    fcm_legacy: Annotated[
        FcmLegacyKeys | UnsetType, key("The legacy interface of Firebase.", {})
    ] = UNSET
    wns: Annotated[WnsKeys | UnsetType, key("Windows.", {"packageSid": "ms-app://s-1-15-2-1"})] = (
        UNSET
    )
    mpns: Annotated[MpnsKeys | UnsetType, key("Windows Phone.", {"thumbprint": "40F58BFFE2A4"})] = (
        UNSET
    )
    registration_ttl: Annotated[
        Lifetime | UnsetType,
        key("Time after which a registration ends; left out, never.", "90.00:00:00"),
    ] = UNSET
