"""Push credentials, one class per push service.

A credential's ``id`` is the id of the hub or namespace that holds it. Key material is a ``Secret``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hubwarden.credential_files.kinds import Certificate, KeyFacts, Problem, SigningKey, VapidKeys
from hubwarden.model.base import Subject
from hubwarden.secret import Secret


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Credential(Subject):
    """The fields that every credential has."""

    in_clear: tuple[str, ...]
    """The names of the secret fields whose key material is in clear text in the source."""
    placeholders: Mapping[str, str]
    """Placeholder text in a field instead of (or next to) its value, in words, by the name of the field."""
    missing: tuple[str, ...]
    """The names of the required fields that have no value."""
    symbols: Mapping[str, str]
    """The symbols of the values that the source does not say, by the name of the property in the request. Within
    one source, equal symbols mean equal values. Empty if any of these values has no symbol."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ApnsToken(Subject):
    """Token authentication with Apple: a signing key (.p8) and its identifiers."""

    key: Secret
    key_id: str | None
    """The identifier of the key at Apple, 10 characters (``kid``)."""
    team_id: str | None
    """The identifier of the developer team, 10 characters (``iss``)."""
    bundle_id: str | None
    """The app's bundle identifier, which is the push topic."""
    content: SigningKey | Problem
    """The parsed key, or why it could not be parsed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ApnsCertificate(Subject):
    """Certificate authentication with Apple."""

    material: Secret | None
    """The .p12 file in Base64; ``None`` where the source has only the thumbprint."""
    thumbprint: str | None
    bundle_id: str | None
    """The app's bundle identifier, if the source declares it."""
    content: Certificate | Problem
    """The parsed certificate, or why it could not be parsed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apns(Credential):
    """The credential for Apple Push Notification service."""

    endpoint: str | None
    """The address that the hub delivers to: a URL or, with certificates, a host name."""
    token: ApnsToken | None
    certificate: ApnsCertificate | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FcmV1(Credential):
    """The credential for Firebase Cloud Messaging, HTTP v1."""

    project_id: str
    client_email: str | None
    private_key: Secret
    content: KeyFacts | Problem
    """The parsed private key, or why it could not be parsed."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FcmLegacy(Credential):
    """The credential for the retired legacy API of Firebase (``gcmCredential``)."""

    api_key: Secret
    endpoint: str | None
    """The address that the hub delivers to; ``None``: Azure's default."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wns(Credential):
    """The credential for Windows Notification Service."""

    package_sid: str | None
    secret_key: Secret | None
    token_url: str | None
    """Where the hub gets its access token; ``None``: Azure's default."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mpns(Credential):
    """The credential for the retired Microsoft Push Notification Service (Windows Phone)."""

    thumbprint: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Adm(Credential):
    """The credential for Amazon Device Messaging."""

    client_id: str | None
    client_secret: Secret | None
    token_url: str | None
    """Where the hub gets its access token."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EndpointCredential(Credential):
    """A credential that contains the address of its push service."""

    endpoint: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Baidu(EndpointCredential):
    """The credential for Baidu Cloud Push."""

    api_key: Secret | None
    secret_key: Secret | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Browser(Credential):
    """The credential for browser push (VAPID)."""

    subject: str | None
    """The contact address for the push service, as a URL (``mailto:`` or ``https:``)."""
    public_key: str | None
    private_key: Secret | None
    content: VapidKeys | Problem
    """Whether the two keys are well-formed and belong together, or why that is not known."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Xiaomi(EndpointCredential):
    """The credential for Xiaomi Mi Push."""

    app_secret: Secret | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Credentials(Subject):
    """The push credentials of a hub or a namespace; ``None`` for a push service without one."""

    apns: Apns | None
    fcm_v1: FcmV1 | None
    fcm_legacy: FcmLegacy | None
    wns: Wns | None
    mpns: Mpns | None
    adm: Adm | None
    baidu: Baidu | None
    browser: Browser | None
    xiaomi: Xiaomi | None
    if_set: Mapping[str, Credential]
    """By field, a credential that exists only under a condition whose value the source does not say."""


SERVICES = (
    "apns",
    "fcm_v1",
    "fcm_legacy",
    "wns",
    "mpns",
    "adm",
    "baidu",
    "browser",
    "xiaomi",
)
"""The fields of ``Credentials``, one per push service."""

CREDENTIALS: tuple[type[Credential], ...] = (
    Apns,
    FcmV1,
    FcmLegacy,
    Wns,
    Mpns,
    Adm,
    Baidu,
    Browser,
    Xiaomi,
)
"""The kinds of credential, in the order of ``SERVICES``."""
