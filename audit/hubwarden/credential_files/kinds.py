"""What can be told of a push credential file: facts only, never material.

No field holds a private key, a password or any other secret value, so every one of these may be
shown, logged and written to a report. Texts of a file (``name``, ``bundle_id``, ``client_email`` and
the like) are told only where they are short, printable and of the form that such values have; they
are not to be trusted as markup.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

Environment = Literal["production", "sandbox"]
"""The two sides of Apple's push service; ``sandbox`` is what Apple also calls development."""

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
    """What a certificate is for."""

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
    """Bits; 0 where the algorithm has but one size and the library does not tell it."""
    curve: str
    """``secp256r1`` and the like; empty for RSA."""
    public_digest: str = field(default="", compare=False)
    """SHA-256 of the public half, in hexadecimal: it tells keys apart and gives nothing away."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of a container that a push service would be shown."""

    purpose: Purpose
    environments: frozenset[Environment]
    """By Apple's extensions; empty where it has neither."""
    topics: tuple[str, ...]
    """The topics that the certificate lists itself (universal and VoIP certificates)."""
    alert_topics: tuple[str, ...]
    """Those of them that alerts may be sent to; others are for VoIP or a watch face."""
    bundle_id: str | None
    """The subject's UID."""
    team_id: str | None
    """The subject's OU."""
    name: str
    """The subject's CN: a hint only."""
    not_before: datetime
    not_after: datetime
    key: KeyFacts
    thumbprint: str
    """SHA-1, upper-case hexadecimal, as Azure writes it."""
    has_private_key: bool
    private_key_fits: bool | None
    """Whether the private key belongs to the certificate; ``None`` where there is no key, or where
    it stands encrypted in a PEM file and no password is given."""
    container: str
    """``PKCS#12``, ``PEM`` or ``DER``."""
    more_certificates: int
    """How many others the container holds, those of the certificate's own chain left out."""
    issuer: str
    """The issuer's CN; empty where it has none."""
    names_apple: bool
    """Whether the issuer's name is one of Apple's: where it is, that is no proof, since nobody checks the
    signature; a certificate that names another issuer, or itself, is not by Apple."""
    key_problem: str = ""
    """Why its private key cannot be used, where the certificate can be read all the same."""
    irregular: str = ""
    """How it departs from the standard, so that others may refuse it."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key on its own: a token signing key of Apple (.p8), where it is usable."""

    key: KeyFacts | None
    usable: bool
    """Whether it is what Apple hands out: EC, P-256, PKCS#8, not encrypted."""
    pem_markers: bool
    """Whether PEM markers, or line breaks written as ``\\n``, stand in it; only matters in a hub's
    token field, which takes the bare Base64 body."""
    key_id: str | None
    """From the file name ``AuthKey_XXXXXXXXXX.p8``."""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """A service account of Google (FCM v1)."""

    project_id: str | None
    client_email: str | None
    """The address; empty where what stands there has no form that addresses have."""
    email_project: str | None
    """The project that the address's domain names; ``None`` where its form is not recognised."""
    key: KeyFacts | None
    usable: bool
    """Whether its private key can be read and is an RSA key."""
    private_key_id: str | None


@dataclass(frozen=True, slots=True)
class VapidKeys:
    """The keys of browser push."""

    public_ok: bool
    """Whether it is an uncompressed point of P-256."""
    private_ok: bool
    """Whether it is a private key of P-256."""
    pair_fits: bool | None
    """Whether they belong together; ``None`` where one of them is not well-formed."""
    subject: str | None
    """The ``mailto:`` or ``https:`` address; ``None`` where it is missing or is neither."""
    public_digest: str = field(default="", compare=False)
    """As that of ``KeyFacts``; empty where the public key is not well-formed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A provisioning profile of Apple (.mobileprovision, .provisionprofile)."""

    name: str
    team_ids: tuple[str, ...]
    bundle_id: str | None
    """The application identifier without the team before it."""
    environment: Environment | None
    """From ``aps-environment``; ``None`` where the profile grants no push."""
    expires: datetime
    devices: int | None
    """How many devices it names; ``None`` where it names none."""
    all_devices: bool
    signature: SignatureState
    """Whether the signature fits the certificate that stands beside it. That alone proves no
    origin: see ``signer`` and ``apple_chain``."""
    signer: str | None
    """The common name of the certificate that signed. Apple's own says that it signs provisioning
    profiles; the certificates that Apple issues to developers lead to the same root."""
    apple_chain: bool | None
    """Whether the signer's chain ends at a root of Apple; ``None`` where the file does not hold
    the whole chain. Nothing is said of expiry or revocation."""
    developer_certificates: tuple[str, ...]
    """Thumbprints of the certificates that may sign the app."""


@dataclass(frozen=True, slots=True)
class Entitlements:
    """The entitlements of an app."""

    environment: Environment | None
    """From ``aps-environment``; ``None``: no push entitlement."""
    bundle_id: str | None
    team_id: str | None
    signed: bool = False
    """Whether they were taken out of a signed app: they stand in its binary, or the team and the bundle
    are filled in. Those of a source tree say less: the profile decides when the app is signed."""
    variable: bool = False
    """Whether ``aps-environment`` is a build variable, so that the side is not known."""


@dataclass(frozen=True, slots=True)
class AppInfo:
    """What an app says of itself (Info.plist)."""

    bundle_id: str | None
    executable: str | None
    """The file name of its binary; ``None`` where what stands there is no file name."""


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
    """Why nothing can be told of a file."""

    kind: ProblemKind
    what: str
    """In plain words; holds no value of the file."""

    @property
    def leaves_open(self) -> bool:
        """Whether it may be good all the same: our look ended early, or nobody says what is taken."""
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
"""Greatest size of a file that is looked into."""
TOO_LARGE: Final = "it is larger than 10 MB"
