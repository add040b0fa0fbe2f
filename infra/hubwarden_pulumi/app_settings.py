"""The settings of one app: its platforms, its credentials for push services, its consumers."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pulumi
from msgspec import UNSET, UnsetType

from hubwarden.facts import APNS_ENDPOINTS, ApnsEnvironment
from hubwarden_pulumi.app_keys import (
    ApnsKeys,
    AppKeys,
    FcmLegacyKeys,
    FcmV1Keys,
    MpnsKeys,
    WnsKeys,
)
from hubwarden_pulumi.stack_file_values import Platform

ReadSecret = Callable[[str], pulumi.Output[str]]
"""Returns a secret of an app (marked as secret) by its name without the app's prefix."""


@dataclass(frozen=True, slots=True)
class ApnsToken:
    """A token (.p8 key) for Apple's push service."""

    key_id: str
    team_id: str
    bundle_id: str
    token: pulumi.Output[str] = field(repr=False)
    """The body of the key: Base64 without the PEM header and footer."""


@dataclass(frozen=True, slots=True)
class ApnsCertificate:
    """A certificate for Apple's push service."""

    thumbprint: str | None
    bundle_id: str | None
    """Not sent to Azure; declared so that it can be compared with the certificate."""
    certificate: pulumi.Output[str] = field(repr=False)
    """The .p12 file in Base64."""
    password: pulumi.Output[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Apns:
    """How a hub reaches Apple's push service."""

    credential: ApnsToken | ApnsCertificate
    endpoint: str
    endpoint_setting: str
    """The path of the setting that decides the endpoint."""


@dataclass(frozen=True, slots=True)
class FcmV1:
    """A service account for Firebase Cloud Messaging."""

    project_id: str
    client_email: str
    private_key: pulumi.Output[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FcmLegacy:
    """A server key for the legacy interface, which Google has shut down."""

    endpoint: str | None
    api_key: pulumi.Output[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wns:
    """A package at the Windows push service."""

    package_sid: str
    endpoint: str | None
    secret_key: pulumi.Output[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mpns:
    """A certificate for the push service of Windows Phone, which is closed."""

    thumbprint: str
    certificate: pulumi.Output[str] = field(repr=False)
    certificate_key: pulumi.Output[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConsumerSettings:
    """A user of a hub, with an access rule of its own."""

    name: str
    role: str
    rights: tuple[str, ...]
    identity: str | None
    """The object id of the managed identity or service principal that reads the connection string; ``None``:
    nobody."""


@dataclass(frozen=True, slots=True)
class App:
    """One app with one hub."""

    name: str
    platforms: tuple[Platform, ...]
    apns: Apns | None
    fcm_v1: FcmV1 | None
    fcm_legacy: FcmLegacy | None
    wns: Wns | None
    mpns: Mpns | None
    registration_ttl: str | None
    """The lifetime of a registration, as in ``90.00:00:00``; ``None``: it never expires."""
    consumers: tuple[ConsumerSettings, ...]

    @property
    def path(self) -> str:
        """The path of the app in the stack file."""
        return f"apps.{self.name}"

    def secret_key(self, secret: str) -> str:
        """Return the configuration key of one of the app's secrets."""
        return f"{self.name}-{secret}"

    @property
    def push_services(self) -> tuple[str, ...]:
        """The push services that the app has credentials for, named as in the metric tables."""
        configured = {
            "apns": self.apns,
            "fcm_v1": self.fcm_v1,
            "fcm_legacy": self.fcm_legacy,
            "wns": self.wns,
            "mpns": self.mpns,
        }
        return tuple(name for name, credential in configured.items() if credential is not None)


def app_of(name: str, keys: AppKeys, environment: ApnsEnvironment, secret: ReadSecret) -> App:
    """Return the settings of one app; ``environment`` is the environment of Apple's service for the stack."""
    consumers = keys.consumers.items()
    return App(
        name=name,
        platforms=keys.platforms,
        apns=_apns(f"apps.{name}.apns", keys.apns, environment, secret),
        fcm_v1=_fcm_v1(keys.fcm_v1, secret),
        fcm_legacy=_fcm_legacy(keys.fcm_legacy, secret),
        wns=_wns(keys.wns, secret),
        mpns=_mpns(keys.mpns, secret),
        registration_ttl=keys.registration_ttl or None,
        consumers=tuple(
            ConsumerSettings(who, item.role, item.rights, item.identity or None)
            for who, item in consumers
        ),
    )


def _apns(
    path: str, keys: ApnsKeys | UnsetType, environment: ApnsEnvironment, secret: ReadSecret
) -> Apns | None:
    if isinstance(keys, UnsetType):
        return None
    given = [key for key in ("endpoint", "environment") if getattr(keys, key) is not UNSET]
    credential: ApnsToken | ApnsCertificate
    if keys.mode == "token":
        credential = ApnsToken(
            keys.key_id or "", keys.team_id or "", keys.bundle_id or "", secret("apnsToken")
        )
    else:
        credential = ApnsCertificate(
            keys.thumbprint or None,
            keys.bundle_id or None,
            secret("apnsCertificate"),
            secret("apnsCertificatePassword"),
        )
    return Apns(
        credential=credential,
        endpoint=keys.endpoint or APNS_ENDPOINTS[keys.mode, keys.environment or environment],
        endpoint_setting=f"{path}.{given[0]}" if given else "environment",
    )


def _fcm_v1(keys: FcmV1Keys | UnsetType, secret: ReadSecret) -> FcmV1 | None:
    if isinstance(keys, UnsetType):
        return None
    return FcmV1(keys.project_id, keys.client_email, secret("fcmPrivateKey"))


def _fcm_legacy(keys: FcmLegacyKeys | UnsetType, secret: ReadSecret) -> FcmLegacy | None:
    if isinstance(keys, UnsetType):
        return None
    return FcmLegacy(keys.endpoint or None, secret("fcmLegacyKey"))


def _wns(keys: WnsKeys | UnsetType, secret: ReadSecret) -> Wns | None:
    if isinstance(keys, UnsetType):
        return None
    return Wns(keys.package_sid, keys.endpoint or None, secret("wnsSecretKey"))


def _mpns(keys: MpnsKeys | UnsetType, secret: ReadSecret) -> Mpns | None:
    if isinstance(keys, UnsetType):
        return None
    return Mpns(keys.thumbprint, secret("mpnsCertificate"), secret("mpnsCertificateKey"))
