"""Push credentials, one noun per push service.

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
    """What every credential has."""

    in_clear: tuple[str, ...]
    """Names of the secret fields whose material the source holds unprotected."""
    placeholders: Mapping[str, str]
    """What stands in a field in place of or beside its value, in words, by the field's name."""
    missing: tuple[str, ...]
    """Names of the fields that the push service needs and that have no value."""
    symbols: Mapping[str, str]
    """What names the values that the source does not tell, by the member that is sent: within a source,
    equal ones are equal values. Empty where one of them has no such name."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ApnsToken(Subject):
    """Token authentication with Apple: a signing key (.p8) and the names that belong to it."""

    key: Secret
    key_id: str | None
    """The key's identifier at Apple, 10 characters (``kid``)."""
    team_id: str | None
    """The developer team, 10 characters (``iss``)."""
    bundle_id: str | None
    """The app's bundle identifier, which is the push topic."""
    content: SigningKey | Problem
    """What is in the key, or why that cannot be told."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ApnsCertificate(Subject):
    """Certificate authentication with Apple."""

    material: Secret | None
    """The .p12 file, Base64; none where only the thumbprint is told."""
    thumbprint: str | None
    bundle_id: str | None
    """The app's bundle identifier, where the source declares it."""
    content: Certificate | Problem
    """What is in the certificate, or why that cannot be told."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Apns(Credential):
    """The credential for Apple Push Notification service."""

    endpoint: str | None
    """Where the hub delivers to: a URL or, with certificates, a host name."""
    token: ApnsToken | None
    certificate: ApnsCertificate | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FcmV1(Credential):
    """The credential for Firebase Cloud Messaging, HTTP v1."""

    project_id: str
    client_email: str | None
    private_key: Secret
    content: KeyFacts | Problem
    """What is in the private key, or why that cannot be told."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FcmLegacy(Credential):
    """The credential for the retired legacy API of Firebase (``gcmCredential``)."""

    api_key: Secret
    endpoint: str | None
    """Where the hub delivers to; ``None``: where Azure does by itself."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wns(Credential):
    """The credential for Windows Notification Service."""

    package_sid: str | None
    secret_key: Secret | None
    token_url: str | None
    """Where the hub fetches its access; ``None``: where Azure does by itself."""


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
    """Where the hub fetches its access."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EndpointCredential(Credential):
    """A credential that says at which address its push service is."""

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
    """Whom the push service may write to, as a URL."""
    public_key: str | None
    private_key: Secret | None
    content: VapidKeys | Problem
    """Whether the two keys are well-formed and fit, or why that cannot be told."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Xiaomi(EndpointCredential):
    """The credential for Xiaomi Mi Push."""

    app_secret: Secret | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Credentials(Subject):
    """The push credentials that a hub or a namespace holds; ``None`` where it holds none of a kind."""

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
    """By the field's name, what a credential is if it is there, where the source does not tell whether it is."""


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
