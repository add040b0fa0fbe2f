"""Push credential files of every kind, made anew: functions that return bytes.

Keys are made once for each run. ``every_file`` has one of each, by name; ``gives_away`` tells whether a
text has a secret of theirs in it.
"""

import base64
import hashlib
import hmac
import json
import plistlib
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from inspection.der_writing import (
    integer,
    octets,
    oid,
    sequence,
    signed_as_ber,
    split,
    tlv,
)

BUNDLE = "com.example.app"
TEAM = "AB12CD34EF"
KEY_ID = "K3YID00001"
PROJECT = "example-project"
CANARY = "canary-passphrase"
PASSWORD = CANARY.encode()
NOT_BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2034, 1, 1, tzinfo=UTC)
APPLE = "1.2.840.113635.100"
NULL = b"\x05\x00"
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
PLAIN = serialization.NoEncryption()
PKCS8 = serialization.PrivateFormat.PKCS8
PKCS1 = serialization.PrivateFormat.TraditionalOpenSSL  # for EC keys: SEC1
AES = pkcs12.PBES.PBESv2SHA256AndAES256CBC
TRIPLE_DES = pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC
DATA = oid("1.2.840.113549.1.7.1")


def topics_extension(**kinds):
    """The value of Apple's list of topics: each topic with its kind behind it."""
    return sequence(
        *(
            part
            for topic, kind in kinds.items()
            for part in (tlv(0x0C, topic.encode()), sequence(tlv(0x0C, kind.encode())))
        )
    )


UNIVERSAL = topics_extension(
    **{BUNDLE: "app", f"{BUNDLE}.voip": "voip", f"{BUNDLE}.complication": "complication"}
)
PRODUCTION = {f"{APPLE}.6.3.2": NULL}
# name of the kind: common name, UID, extensions by Apple, further key usages
KINDS = {
    "development": ("Apple Development IOS Push Services: ", BUNDLE, {f"{APPLE}.6.3.1": NULL}, []),
    "production": ("Apple Production IOS Push Services: ", BUNDLE, PRODUCTION, []),
    "universal": (
        "Apple Push Services: ",
        BUNDLE,
        {f"{APPLE}.6.3.1": NULL, **PRODUCTION, f"{APPLE}.6.3.6": UNIVERSAL},
        [],
    ),
    "voip": (
        "VoIP Services: ",
        BUNDLE,
        {
            f"{APPLE}.6.3.1": NULL,
            **PRODUCTION,
            f"{APPLE}.6.3.3": tlv(0x0C, BUNDLE.encode()),
            f"{APPLE}.6.3.4": tlv(0x0C, f"{BUNDLE}.voip".encode()),
        },
        [],
    ),
    "watch": (
        "WatchKit Services: ",
        BUNDLE,
        {**PRODUCTION, f"{APPLE}.6.3.6": topics_extension(**{f"{BUNDLE}.complication": "complication"})},
        [],
    ),
    "code signing": ("Apple Distribution: ", TEAM, {f"{APPLE}.6.1.7": NULL}, [ExtendedKeyUsageOID.CODE_SIGNING]),
    "website": ("Website Push ID: ", "web.com.example", {**PRODUCTION, f"{APPLE}.6.1.17": NULL}, []),
    "mdm": ("APSP:", "com.apple.mgmt.External.0001", PRODUCTION, []),
    "pass": (
        "Pass Type ID: ",
        "pass.com.example",
        {**PRODUCTION, f"{APPLE}.6.1.16": tlv(0x0C, b"pass.com.example")},
        [x509.ObjectIdentifier(f"{APPLE}.4.14")],
    ),
    "none": ("example.com ", None, {}, [ExtendedKeyUsageOID.SERVER_AUTH]),
}  # fmt: skip


def private_key(algorithm="EC", which=0):
    """A key of this run; ``which`` tells several apart."""
    return _private_key(algorithm, which)


@cache
def _private_key(algorithm, which):
    if algorithm == "RSA":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP384R1() if algorithm == "P-384" else ec.SECP256R1())


APPLES = x509.Name(
    [
        x509.NameAttribute(
            NameOID.COMMON_NAME, "Apple Worldwide Developer Relations Certification Authority"
        ),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "G4"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Apple Inc."),
        x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
    ]
)
"""The name that Apple's authority has; its key is one of this run."""


def subject(name, uid=None, unit=TEAM):
    attributes = [(NameOID.USER_ID, uid), (NameOID.COMMON_NAME, name)]
    attributes.append((NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in attributes if value])


def issue(name, key, issuer=None, issuer_key=None, extensions=(), *, ca=False):
    """A certificate; without an issuer it is signed with its own key."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer or name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(issuer_key or key, hashes.SHA256())


def authority(which="root"):
    """(certificate, key) of the root, or of the authority below it."""
    return _authority(which)


@cache
def _authority(which):
    key = private_key("EC", which)
    if which == "root":
        return issue(subject("Example Root", unit="CA"), key, ca=True), key
    root, root_key = authority()
    return issue(APPLES, key, root.subject, root_key, ca=True), key


def certificate(kind="production", algorithm="EC", which=0):
    """A certificate of a kind of ``KINDS``."""
    return _certificate(kind, algorithm, which)


@cache
def _certificate(kind, algorithm, which):
    name, uid, extensions, usages = KINDS[kind]
    ca, ca_key = authority("below")
    found = [
        x509.UnrecognizedExtension(x509.ObjectIdentifier(extension), value)
        for extension, value in extensions.items()
    ]
    found.append(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, *usages]))
    key = private_key(algorithm, which)
    return issue(subject(f"{name}{uid or ''}".strip(), uid), key, ca.subject, ca_key, found)


def p12(cert=None, key=None, password=PASSWORD, cipher=AES, *, more=(), rounds=2048):
    """A container as the cryptography library writes it; ``password=None``: not encrypted."""
    how = PLAIN
    if password is not None:
        digest = hashes.SHA1() if cipher is TRIPLE_DES else hashes.SHA256()  # noqa: S303
        builder = serialization.PrivateFormat.PKCS12.encryption_builder().hmac_hash(digest)
        how = builder.kdf_rounds(rounds).key_cert_algorithm(cipher).build(password)
    return pkcs12.serialize_key_and_certificates(b"push", key, cert, list(more) or None, how)


def p12_rc2():
    """A container as Keychain exports it: RC2 of 40 bits, Triple DES for the key.

    The library does not write these; this one is from ``openssl pkcs12 -export -legacy``. Its key
    exists nowhere else.
    """
    return base64.b64decode(_RC2)


def p12_parts(container):
    """The encoded parts of a container, without the seal."""
    ((_, fields, _),) = split(container)
    (_, content, _) = split(fields)[1]
    ((_, safe, _),) = split(split(content)[1][1])
    ((_, parts, _),) = split(safe)
    return [whole for _, _, whole in split(parts)]


def p12_of(*parts, password=PASSWORD, rounds=1, sealed=True):
    """A container of encoded parts, which the library does not write: several keys, no seal."""
    safe = sequence(*parts)
    content = sequence(DATA, tlv(0xA0, octets(safe)))
    if not sealed:
        return sequence(integer(3), content)
    salt = b"saltsalt"
    text = (password.decode() + "\0").encode("utf-16-be") if password is not None else b""
    key = b"\x03" * 64 + salt * 8 + (text * 64)[: -(-len(text) // 64) * 64]
    for _ in range(rounds):
        key = hashlib.sha1(key, usedforsecurity=False).digest()
    digest = hmac.digest(key, safe, "sha1")
    algorithm = sequence(oid("1.3.14.3.2.26"), NULL)
    seal = sequence(sequence(algorithm, octets(digest)), octets(salt), integer(rounds))
    return sequence(integer(3), content, seal)


def p12_two_keys():
    return p12_of(
        *p12_parts(p12(certificate(), private_key())),
        *p12_parts(p12(certificate("development", which=1), private_key("EC", 1))),
    )


def p12_stranger():
    """A key that fits no certificate."""
    first = p12_parts(p12(certificate(which=1), private_key("EC", 1)))[0]
    return p12_of(first, p12_parts(p12(certificate(), private_key()))[1])


def key_file(key=None, form=PKCS8, encoding=PEM, password=None):
    """A private key; as it stands, a .p8."""
    how = PLAIN if password is None else serialization.BestAvailableEncryption(password)
    return (key or private_key()).private_bytes(encoding, form, how)


def certificate_file(cert=None, encoding=PEM):
    return (cert or certificate()).public_bytes(encoding)


def service_account(**changes):
    return json.dumps(
        {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "0123456789abcdef0123456789abcdef01234567",
            "private_key": key_file(private_key("RSA")).decode(),
            "client_email": f"firebase-adminsdk-1@{PROJECT}.iam.gserviceaccount.com",
            "client_id": "100000000000000000001",
            **changes,
        }
    ).encode()


def google_services():
    return json.dumps(
        {
            "project_info": {"project_number": "123456789012", "project_id": PROJECT},
            "client": [
                {
                    "client_info": {
                        "mobilesdk_app_id": "1:123456789012:android:0",
                        "android_client_info": {"package_name": name},
                    },
                    "api_key": [{"current_key": CANARY}],
                }
                for name in (BUNDLE, f"{BUNDLE}.beta")
            ],
            "configuration_version": "1",
        }
    ).encode()


def vapid_pair(which=0):
    key = private_key("EC", which)
    public = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    private = key.private_numbers().private_value.to_bytes(32, "big")
    return tuple(base64.urlsafe_b64encode(item).decode().rstrip("=") for item in (public, private))


def vapid_json():
    public, private = vapid_pair()
    return json.dumps(
        {"publicKey": public, "privateKey": private, "subject": "mailto:push@example.com"}
    ).encode()


def vapid_settings():
    public, private = vapid_pair()
    return (
        f"PORT=80\nVAPID_PUBLIC_KEY='{public}'\nexport VAPID_PRIVATE_KEY={private}\n"
        "VAPID_SUBJECT=mailto:push@example.com\n"
    ).encode()


def profile_plist(environment="production", form=plistlib.FMT_XML, **changes):
    entitlements = {"application-identifier": f"{TEAM}.{BUNDLE}"}
    if environment is not None:
        entitlements["aps-environment"] = environment
    found = {
        "AppIDName": "App",
        "Name": "App Store profile",
        "TeamIdentifier": [TEAM],
        "ExpirationDate": NOT_AFTER.replace(tzinfo=None),
        "DeveloperCertificates": [certificate_file(certificate("code signing"), DER)],
        "Entitlements": entitlements,
        "UUID": "00000000-0000-0000-0000-000000000001",
        **changes,
    }
    return plistlib.dumps(found, fmt=form)


def profile(content=None, algorithm="RSA", *, attributes=True, chain=("below", "root"), ber=False):
    """A provisioning profile, signed by an authority of this run."""
    key = private_key(algorithm, "signer")
    ca, ca_key = authority("below")
    name = subject("Apple iPhone OS Provisioning Profile Signing", unit="Example")
    signer = issue(name, key, ca.subject, ca_key)
    options = [pkcs7.PKCS7Options.Binary, pkcs7.PKCS7Options.NoCapabilities]
    if not attributes:
        options[1] = pkcs7.PKCS7Options.NoAttributes
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content or profile_plist())
    builder = builder.add_signer(signer, key, hashes.SHA256())
    for item in chain:
        builder = builder.add_certificate(authority(item)[0])
    signed = builder.sign(DER, options)
    return signed_as_ber(signed) if ber else signed


def entitlements(environment="development", form=plistlib.FMT_XML, **changes):
    """The entitlements of a built app; in a source tree the team and the bundle are variables."""
    found = {
        "application-identifier": f"{TEAM}.{BUNDLE}",
        "com.apple.developer.team-identifier": TEAM,
        **changes,
    }
    if environment is not None:
        found["aps-environment"] = environment
    return plistlib.dumps(found, fmt=form)


@cache
def every_file():
    """One file of every kind, by name."""
    cert, key = certificate(), private_key()
    rsa_cert, rsa_key = certificate("universal", "RSA"), private_key("RSA")
    return {
        "aes.p12": p12(cert, key),
        "aes rsa.p12": p12(rsa_cert, rsa_key),
        "3des.p12": p12(cert, key, cipher=TRIPLE_DES),
        "rc2.p12": p12_rc2(),
        "open.p12": p12(cert, key, None),
        "no key.p12": p12(cert),
        "chain.p12": p12(cert, key, more=[authority(item)[0] for item in ("below", "root")]),
        "two keys.p12": p12_two_keys(),
        "stranger.p12": p12_stranger(),
        "unsealed.p12": p12_of(*p12_parts(p12(cert, key)), sealed=False),
        **{f"{kind}.cer": certificate_file(certificate(kind), DER) for kind in KINDS},
        "certificate.pem": certificate_file(),
        "both.pem": certificate_file() + key_file(),
        "rsa.pem": key_file(rsa_key, PKCS1) + certificate_file(rsa_cert),
        "locked.pem": certificate_file() + key_file(password=PASSWORD),
        "old lock.pem": key_file(rsa_key, PKCS1, password=PASSWORD) + certificate_file(rsa_cert),
        f"AuthKey_{KEY_ID}.p8": key_file(),
        "sec1.pem": key_file(form=PKCS1),
        "key.der": key_file(encoding=DER),
        "locked.der": key_file(encoding=DER, password=PASSWORD),
        "p12.txt": base64.b64encode(p12(cert, key)),
        "account.json": service_account(),
        "google-services.json": google_services(),
        "vapid.json": vapid_json(),
        "vapid.env": vapid_settings(),
        "app.mobileprovision": profile(),
        "ec.mobileprovision": profile(algorithm="EC"),
        "ber.mobileprovision": profile(ber=True),
        "bare.mobileprovision": profile(attributes=False),
        "plain.mobileprovision": profile_plist(),
        "binary.mobileprovision": profile_plist(form=plistlib.FMT_BINARY),
        "app.entitlements": entitlements(),
        "binary.entitlements": entitlements(form=plistlib.FMT_BINARY),
    }


@cache
def secrets():
    """Texts that give a secret away: the password, and pieces of each key in several spellings."""
    found = {CANARY}
    for key in (private_key(), private_key("EC", 1), private_key("RSA")):
        body = base64.b64encode(key_file(key, encoding=DER)).decode()
        numbers = key.private_numbers()
        number = numbers.d if hasattr(numbers, "d") else numbers.private_value
        raw = number.to_bytes(-(-number.bit_length() // 8), "big")
        spellings = (
            # The beginning of the body is the same for all keys of a kind, so it is no secret.
            body[40:],
            str(number),
            f"{number:x}",
            base64.urlsafe_b64encode(raw).decode(),
            repr(raw)[2:-1],
        )
        found |= {text[at : at + 16] for text in spellings for at in range(len(text) - 15)}
    return frozenset(found)


def gives_away(text):
    """Whether a text has a piece of a secret in it."""
    return CANARY in text or any(text[at : at + 16] in secrets() for at in range(len(text) - 15))


_RC2 = """
MIID0gIBAzCCA5gGCSqGSIb3DQEHAaCCA4kEggOFMIIDgTCCAncGCSqGSIb3DQEHBqCCAmgwggJkAgEAMIICXQYJKoZI
hvcNAQcBMBwGCiqGSIb3DQEMAQYwDgQIuFTgX4BzwVACAggAgIICMNSFERM/ugyA/tInwH49K56Btes8uhOYsxe6nQXa
Sywb5Unvfb/QX/G1kAfXVY8++ELhNvRKxiSJPlYHeFTcf1WGWXXjdluetibeln69b/7QmQFiCf95tw3dev+czNNtKOmY
WQN8/MwQQvZNCeBifgbyS5Qz90VTWQ+/WumnXJb0SVBFytovoNdbIbvcsL29xRH8fgGXNCfw56qNXo1RjETQuiptT7Cx
c8OZQD1GCeq55F7Vz6PNnnhhORsLidFIMqDZaWqmoqUGbXup9PUg3AVA0yA7q/KtLm96nBFzmRMzUWIAHKJR81R+/z45
5lN4f8VojBbgEgDOsRtR9i/4HL88fPOFWKkIJGL5FXcXESEGmYShgK1auMCv+7a2w5h0vjaxYTttmrMG8uMXMqXFAmTI
IUueEHGsaDzLEm/Rz/FzFqPG8IZyYiIWVoGdT/EbWFsct4R6Zp1a2eYZ8TpBN0L2Ylm9I60lPF9hBb5bmLorFmlW0lDs
ainP0WxwLTlQsosKuM+zah+H55nQqJhfMCMAZBeGwlYvD/ncKaMwWZ2JmoeAyETCuSZLevNDfq3fVA83DABHHWI5b2Bw
In2s5i3D4sXE8VwKWJQtKPK/NX2SQhZiQw0/RO3jlVWge9clTT4Gl3id380FsVoVAEANkXlHzpVgH4f3U6wP/1c3lc1R
bbJzviJiPnZWHIzL1Znj25rZ07CEZwnZrj0w6q8Rbxqywj5dNW4N716xtLxGAcsbMIIBAgYJKoZIhvcNAQcBoIH0BIHx
MIHuMIHrBgsqhkiG9w0BDAoBAqCBtDCBsTAcBgoqhkiG9w0BDAEDMA4ECB6RWh/KOQKYAgIIAASBkPAqDM9c/qUkPcT2
XNq4cLllYKhSrfAxCBEn8d8sUc8ZNlxHUwAm8D+irYrw3ueH9dk/SSPmAqumCzQHdWW892fjb9F3M0GePJwOLWIaxzpu
ULSCEKAUBaxABixNi8ajz4VnRo5ClmFYOM1foV0dMP2tjQnGzyD6Qq378RK1OL8UoVzXiWHG8mWhJFTT0r0UsDElMCMG
CSqGSIb3DQEJFTEWBBTnhATs8npLp0GDU1eiUc/tXCaWLzAxMCEwCQYFKw4DAhoFAAQU0Z9Wac82imSaBEG1YcSZZyn8
iTgECKA4pkj5UwDFAgIIAA==
"""
