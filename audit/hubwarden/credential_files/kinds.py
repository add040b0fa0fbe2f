"""The facts of push credential files, without key material.

No field holds a private key, a password or any other secret value, so all of this may be shown, logged and written
to reports. Texts from a file (``name``, ``bundle_id``, ``client_email`` and the like) are kept only where they are
short, printable and of the form that such values have; they must still be escaped in markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

Environment = Literal["production", "sandbox"]
"""The two environments of Apple's push service; Apple also calls ``sandbox`` development."""

SignatureState = Literal["valid", "invalid", "unsigned", "not checked"]

ProblemKind = Literal[
    "not a credential",
    "malformed",
    "wrong password",
    "unsupported cipher",
    "wrong password or unsupported cipher",
    "password needed",
    "too large",
    "took too long",
    "too much memory",
    "unclear form",
]


class Purpose(StrEnum):
    """The purpose that a certificate was issued for."""

    ALERT_PUSH = "alert push"
    VOIP = "VoIP push"
    CODE_SIGNING = "code signing"
    WEBSITE = "website push"
    MDM = "device management"
    PASS = "Wallet pass"  # noqa: S105
    WATCH = "watch push"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The kind of a key."""

    algorithm: str
    """``RSA``, ``EC`` or the name of another algorithm."""
    size: int
    """The size in bits; 0 where the algorithm has only one size and the library does not give it."""
    curve: str
    """``secp256r1`` and the like; empty for RSA."""
    public_digest: str = field(default="", compare=False)
    """SHA-256 of the public half, in hexadecimal: it identifies the key and reveals nothing of the private half."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of a container that the push service would see."""

    purpose: Purpose
    environments: frozenset[Environment]
    """From the extensions that Apple adds; empty where the certificate has neither."""
    topics: tuple[str, ...]
    """The topics in the certificate itself (universal and VoIP certificates)."""
    alert_topics: tuple[str, ...]
    """The topics among these that accept alerts; others are for VoIP or watch complications."""
    bundle_id: str | None
    """The UID in the subject."""
    team_id: str | None
    """The OU in the subject."""
    name: str
    """The CN in the subject; only a hint."""
    not_before: datetime
    not_after: datetime
    key: KeyFacts
    thumbprint: str
    """SHA-1, upper-case hexadecimal, as Azure writes it."""
    has_private_key: bool
    private_key_fits: bool | None
    """Whether the private key belongs to the certificate; ``None`` where there is no key, or where it is encrypted
    in a PEM file and no password is given."""
    container: str
    """``PKCS#12``, ``PEM`` or ``DER``."""
    more_certificates: int
    """The number of other certificates in the container, without the certificate's own chain."""
    issuer: str
    """The CN of the issuer; empty where it has none."""
    names_apple: bool
    """Whether the issuer's name is one of Apple's. True proves nothing, since the signature is not checked; false
    means that the certificate names another issuer, or itself, and so is not by Apple."""
    key_problem: str = ""
    """Why the private key cannot be used, although the certificate can be read; else empty."""
    irregular: str = ""
    """How it deviates from the standard, so that other software may refuse it; else empty."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key without a certificate; where ``usable``, a token signing key of Apple (.p8)."""

    key: KeyFacts | None
    usable: bool
    """Whether it has the form that Apple issues: EC, P-256, PKCS#8, not encrypted."""
    pem_markers: bool
    """Whether it contains PEM markers, or line breaks written as ``\\n``; this matters only in a hub's token field,
    which takes the bare Base64 body."""
    key_id: str | None
    """From the file name ``AuthKey_XXXXXXXXXX.p8``."""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A Google service account (FCM v1)."""

    project_id: str | None
    client_email: str | None
    """The e-mail address; an empty text where the value is not an address, ``None`` where there is no value."""
    email_project: str | None
    """The project in the domain of the address; ``None`` where its form is not known."""
    key: KeyFacts | None
    usable: bool
    """Whether the private key can be read and is an RSA key."""
    private_key_id: str | None


@dataclass(frozen=True, slots=True)
class VapidKeys:
    """The keys for browser push."""

    public_ok: bool
    """Whether the public key is an uncompressed point on P-256."""
    private_ok: bool
    """Whether the private key is a P-256 key."""
    pair_fits: bool | None
    """Whether the keys belong together; ``None`` where one of them is malformed."""
    subject: str | None
    """The ``mailto:`` or ``https:`` address; ``None`` where it is missing or something else."""
    public_digest: str = field(default="", compare=False)
    """As in ``KeyFacts``; empty where the public key is malformed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A provisioning profile by Apple (.mobileprovision, .provisionprofile)."""

    name: str
    team_ids: tuple[str, ...]
    bundle_id: str | None
    """The application identifier without its team prefix."""
    environment: Environment | None
    """From ``aps-environment``; ``None`` where the profile does not allow push."""
    expires: datetime
    devices: int | None
    """The number of devices in it; ``None`` where it lists none."""
    all_devices: bool
    signature: SignatureState
    """Whether the signature fits the certificate in the file. That alone does not prove who signed it: see
    ``signer`` and ``apple_chain``."""
    signer: str | None
    """The common name of the signer's certificate. Apple's own names the signing of provisioning profiles;
    certificates that Apple issues to developers have the same root."""
    apple_chain: bool | None
    """Whether the signer's chain ends at a root of Apple; ``None`` where the file does not contain the whole chain.
    Expiry and revocation are not checked."""
    developer_certificates: tuple[str, ...]
    """Thumbprints of the certificates that may sign the app, SHA-1, upper-case hexadecimal."""


@dataclass(frozen=True, slots=True)
class Entitlements:
    """The entitlements of an app."""

    environment: Environment | None
    """From ``aps-environment``; ``None``: no push entitlement."""
    bundle_id: str | None
    team_id: str | None
    signed: bool = False
    """Whether they come from a signed app: from its binary, or from a file with team and bundle filled in.
    Entitlements of a source tree are less certain, since the profile decides when the app is signed."""
    variable: bool = False
    """Whether ``aps-environment`` is a build variable, so that the environment is not known."""


@dataclass(frozen=True, slots=True)
class AppInfo:
    """Facts from an app's Info.plist."""

    bundle_id: str | None
    executable: str | None
    """The file name of the app's binary; ``None`` where the value is not a file name."""


@dataclass(frozen=True, slots=True)
class GoogleServices:
    """The Firebase settings of an Android app (google-services.json)."""

    project_id: str | None
    project_number: str | None
    packages: tuple[str, ...]


Inspected = (
    Certificate
    | SigningKey
    | ServiceAccount
    | VapidKeys
    | Profile
    | Entitlements
    | AppInfo
    | GoogleServices
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file has no facts."""

    kind: ProblemKind
    what: str
    """The reason in plain words; contains no value of the file."""

    @property
    def leaves_open(self) -> bool:
        """Whether the file may still be good: reading it stopped early, or it is not documented what is
        accepted.
        """
        return self.kind in _LEFT_OPEN


_LEFT_OPEN: Final = (
    "wrong password or unsupported cipher",
    "unsupported cipher",
    "too large",
    "took too long",
    "too much memory",
    "unclear form",
)

MAX_BYTES: Final = 10 * 1024 * 1024
"""The largest file that is inspected, in bytes."""
TOO_LARGE: Final = "it is larger than 10 MB"
