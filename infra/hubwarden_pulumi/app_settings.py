"""The settings of one app: its platforms, its credentials at the push services, its consumers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import pulumi

from hubwarden.facts import APNS_ENDPOINTS, RIGHTS, ApnsEnvironment, ApnsMode
from hubwarden_pulumi.reading import GUID, NAME, Section, form

Platform = Literal["ios", "android", "windows"]

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
"""Secrets that an app may need; each is a key of its own, such as ``shop-apnsToken``."""

ReadSecret = Callable[[str], pulumi.Output[str]]
"""Returns the secret at a key, marked as secret, and notes a mistake where there is none."""

_ENDPOINT: Final = form(r"\S{1,256}", "must be an address without spaces")
_BUNDLE_ID: Final = form(
    r"(?=.{1,155}\Z)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    "must be a bundle identifier of letters, digits, hyphens and periods, as in com.example.app",
)
_TTL: Final = form(
    r"(?:[1-9]\d{0,6}|10[0-5]\d{5})\.(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d",
    "must be a time of at least one day, written days.hours:minutes:seconds, as in 90.00:00:00",
)


@dataclass(frozen=True, slots=True)
class ApnsToken:
    """A token (.p8 key) for Apple's push service."""

    key_id: str
    team_id: str
    bundle_id: str
    token: pulumi.Output[str] = field(repr=False)
    """The key's body: base64 text without the PEM header and footer."""


@dataclass(frozen=True, slots=True)
class ApnsCertificate:
    """A certificate for Apple's push service."""

    thumbprint: str | None
    bundle_id: str | None
    """Azure is not told it; it is declared to be compared with the certificate."""
    certificate: pulumi.Output[str] = field(repr=False)
    """The .p12 file, in base64."""
    password: pulumi.Output[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Apns:
    """How a hub reaches Apple's push service."""

    credential: ApnsToken | ApnsCertificate
    endpoint: str
    endpoint_setting: str
    """Path of the setting that decides the endpoint."""


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
    """Somebody who uses a hub through an access rule of its own."""

    name: str
    role: str
    rights: tuple[str, ...]
    identity: str | None
    """Object id of the managed identity or service principal that reads the connection string."""


@dataclass(frozen=True, slots=True)
class App:
    """One app, which has one hub."""

    name: str
    platforms: tuple[Platform, ...]
    apns: Apns | None
    fcm_v1: FcmV1 | None
    fcm_legacy: FcmLegacy | None
    wns: Wns | None
    mpns: Mpns | None
    registration_ttl: str | None
    """Time after which a registration ends, as in ``90.00:00:00``; ``None``: never."""
    consumers: tuple[ConsumerSettings, ...]

    @property
    def path(self) -> str:
        """Where the stack file describes the app."""
        return f"apps.{self.name}"

    def secret_key(self, secret: str) -> str:
        """Return the configuration key of one of the app's secrets."""
        return f"{self.name}-{secret}"

    @property
    def push_services(self) -> tuple[str, ...]:
        """Push services that the app has credentials for, by the names of the metric tables."""
        configured = {
            "apns": self.apns,
            "fcm_v1": self.fcm_v1,
            "fcm_legacy": self.fcm_legacy,
            "wns": self.wns,
            "mpns": self.mpns,
        }
        return tuple(name for name, credential in configured.items() if credential is not None)


def read_app(name: str, section: Section, environment: ApnsEnvironment, secret: ReadSecret) -> App:
    """Read one app; ``secret`` takes the secret's name without the app's."""
    app = App(
        name=name,
        platforms=section.choices("platforms", get_args(Platform)),
        apns=_apns(section.section("apns"), environment, secret),
        fcm_v1=_fcm_v1(section.section("fcmV1"), secret),
        fcm_legacy=_fcm_legacy(section.section("fcmLegacy"), secret),
        wns=_wns(section.section("wns"), secret),
        mpns=_mpns(section.section("mpns"), secret),
        registration_ttl=section.optional_text("registrationTtl", _TTL),
        consumers=_consumers(section.section("consumers", required=True)),
    )
    section.close()
    return app


def _apns(section: Section | None, environment: ApnsEnvironment, secret: ReadSecret) -> Apns | None:
    if section is None:
        return None
    mode = section.choice("mode", get_args(ApnsMode))
    side = section.choice("environment", get_args(ApnsEnvironment), environment)
    override = section.optional_text("endpoint", _ENDPOINT)
    decides = next((key for key in ("endpoint", "environment") if section.has(key)), None)
    # The settings of the other mode may stay in the file: a team that changes the mode and changes it
    # back need not look them up again.
    thumbprint = section.optional_text("thumbprint")
    token_keys = ("keyId", "teamId")
    credential: ApnsToken | ApnsCertificate
    if mode == "token":
        key_id, team_id = (section.text(key) for key in token_keys)
        bundle_id = section.text("bundleId", _BUNDLE_ID)
        credential = ApnsToken(key_id, team_id, bundle_id, secret("apnsToken"))
    else:
        for key in token_keys:
            section.optional_text(key)
        bundle_id_given = section.optional_text("bundleId", _BUNDLE_ID)
        credential = ApnsCertificate(
            thumbprint,
            bundle_id_given,
            secret("apnsCertificate"),
            secret("apnsCertificatePassword"),
        )
    section.close()
    return Apns(
        credential=credential,
        endpoint=override or APNS_ENDPOINTS[mode, side],
        endpoint_setting=section.at(decides) if decides else "environment",
    )


def _fcm_v1(section: Section | None, secret: ReadSecret) -> FcmV1 | None:
    if section is None:
        return None
    found = FcmV1(section.text("projectId"), section.text("clientEmail"), secret("fcmPrivateKey"))
    section.close()
    return found


def _fcm_legacy(section: Section | None, secret: ReadSecret) -> FcmLegacy | None:
    if section is None:
        return None
    found = FcmLegacy(section.optional_text("endpoint", _ENDPOINT), secret("fcmLegacyKey"))
    section.close()
    return found


def _wns(section: Section | None, secret: ReadSecret) -> Wns | None:
    if section is None:
        return None
    found = Wns(
        section.text("packageSid"),
        section.optional_text("endpoint", _ENDPOINT),
        secret("wnsSecretKey"),
    )
    section.close()
    return found


def _mpns(section: Section | None, secret: ReadSecret) -> Mpns | None:
    if section is None:
        return None
    found = Mpns(
        section.text("thumbprint"), secret("mpnsCertificate"), secret("mpnsCertificateKey")
    )
    section.close()
    return found


def _consumers(section: Section | None) -> tuple[ConsumerSettings, ...]:
    if section is None:
        return ()
    return tuple(_consumer(name, inner) for name, inner in section.named().items())


def _consumer(name: str, section: Section) -> ConsumerSettings:
    rights = section.choices("rights", RIGHTS)
    if "Manage" in rights and set(rights) != set(RIGHTS):
        section.mistake("rights", "Azure gives Manage only together with Listen and Send")
    found = ConsumerSettings(
        name=name,
        role=section.text("role", NAME),
        rights=rights,
        identity=section.optional_text("identity", GUID),
    )
    section.close()
    return found
