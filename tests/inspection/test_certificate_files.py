"""What a certificate is for, and which one a file stands for."""

import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from hubwarden.credential_files import Certificate, KeyFacts, Purpose, inspect
from inspection.credential_files import (
    APPLE,
    BUNDLE,
    DER,
    NOT_AFTER,
    NOT_BEFORE,
    NULL,
    PASSWORD,
    PKCS1,
    TEAM,
    authority,
    certificate,
    certificate_file,
    issue,
    key_file,
    private_key,
    subject,
    topics_extension,
)
from inspection.der_writing import sequence, tlv

BOTH = {"production", "sandbox"}
PURPOSES = {
    "development": (Purpose.ALERT_PUSH, {"sandbox"}),
    "production": (Purpose.ALERT_PUSH, {"production"}),
    "universal": (Purpose.ALERT_PUSH, BOTH),
    "voip": (Purpose.VOIP, BOTH),
    "watch": (Purpose.WATCH, {"production"}),
    "code signing": (Purpose.CODE_SIGNING, set()),
    "website": (Purpose.WEBSITE, {"production"}),
    "mdm": (Purpose.MDM, {"production"}),
    "pass": (Purpose.PASS, {"production"}),
    "none": (Purpose.OTHER, set()),
}


def der_of(name, extensions=(), uid=BUNDLE, usages=()):
    """A certificate with extensions of Apple's, told by the end of their identifier."""
    found = [
        x509.UnrecognizedExtension(x509.ObjectIdentifier(f"{APPLE}.{end}"), value)
        for end, value in dict(extensions).items()
    ]
    if usages:
        found.append(x509.ExtendedKeyUsage(usages))
    return certificate_file(issue(subject(name, uid), private_key(), extensions=found), DER)


@pytest.mark.parametrize("algorithm", ["EC", "RSA"])
@pytest.mark.parametrize("kind", PURPOSES)
def test_the_purpose_and_the_environments_are_read_from_what_apple_writes(kind, algorithm):
    found = inspect(certificate_file(certificate(kind, algorithm), DER))
    assert isinstance(found, Certificate)
    assert (found.purpose, found.environments) == PURPOSES[kind]


def test_all_that_is_told_of_a_certificate():
    made = certificate("universal", "RSA")
    found = inspect(certificate_file(made))
    assert found == Certificate(
        purpose=Purpose.ALERT_PUSH,
        environments=frozenset(BOTH),
        topics=(BUNDLE, f"{BUNDLE}.voip", f"{BUNDLE}.complication"),
        alert_topics=(BUNDLE,),
        bundle_id=BUNDLE,
        team_id=TEAM,
        name=f"Apple Push Services: {BUNDLE}",
        not_before=NOT_BEFORE,
        not_after=NOT_AFTER,
        key=KeyFacts("RSA", 2048, ""),
        thumbprint=found.thumbprint,
        has_private_key=False,
        private_key_fits=None,
        container="PEM",
        more_certificates=0,
        names_apple=True,
        issuer="Apple Worldwide Developer Relations Certification Authority",
    )
    assert found.not_after.utcoffset().total_seconds() == 0
    assert found.thumbprint == found.thumbprint.upper()
    assert len(bytes.fromhex(found.thumbprint)) == 20


@pytest.mark.parametrize(
    ("name", "extensions", "uid", "usages", "purpose"),
    [
        # What Apple writes beats the name.
        ("Apple Push Services: x", {"6.1.16": NULL, "6.3.2": NULL}, BUNDLE, (), Purpose.PASS),
        ("Apple Push Services: x", {"6.1.17": NULL, "6.3.2": NULL}, BUNDLE, (), Purpose.WEBSITE),
        ("Apple Push Services: x", {"6.3.2": NULL, "6.3.4": NULL}, BUNDLE, (), Purpose.VOIP),
        (
            "Apple Push Services: x",
            {},
            BUNDLE,
            [ExtendedKeyUsageOID.CODE_SIGNING],
            Purpose.CODE_SIGNING,
        ),
        ("Push", {"6.3.2": NULL}, "com.apple.mgmt.External.1", (), Purpose.MDM),
        ("VoIP Services: x", {"6.3.6": topics_extension(x="app")}, BUNDLE, (), Purpose.ALERT_PUSH),
        ("x", {"6.3.6": topics_extension(y="voip"), "6.3.2": NULL}, BUNDLE, (), Purpose.VOIP),
        # Where it says nothing special, the name does.
        ("VoIP Services: x", {"6.3.1": NULL, "6.3.2": NULL}, BUNDLE, (), Purpose.VOIP),
        ("Website Push ID: web.x", {"6.3.2": NULL}, "web.x", (), Purpose.WEBSITE),
        ("Pass Type ID: pass.x", {}, "pass.x", (), Purpose.PASS),
        ("APSP:0001", {}, None, (), Purpose.MDM),
        ("Apple Push Services: x", {}, BUNDLE, (), Purpose.ALERT_PUSH),
        ("Apple Development: x", {}, BUNDLE, (), Purpose.CODE_SIGNING),
        ("anything", {"6.3.2": NULL}, BUNDLE, (), Purpose.ALERT_PUSH),
        ("anything", {}, BUNDLE, (), Purpose.OTHER),
    ],
)
def test_the_name_decides_only_where_nothing_else_does(name, extensions, uid, usages, purpose):
    found = inspect(der_of(name, extensions, uid, usages))
    assert found.purpose is purpose


@pytest.mark.parametrize(
    ("value", "topics"),
    [
        (tlv(0x0C, b"a.voip, b.voip"), ("a.voip", "b.voip")),
        (topics_extension(a="voip", b="voip"), ("a", "b")),
        (NULL, ()),
        (b"", ()),
        (b"\x30\x84\xff\xff\xff\xff", ()),
        (sequence(sequence(tlv(0x0C, b"voip"))), ()),
        (sequence(tlv(0x0C, b"\x1b[31m"), sequence()), ()),
    ],
)
def test_the_topics_of_a_voip_certificate(value, topics):
    found = inspect(der_of("VoIP Services: x", {"6.3.4": value}))
    assert found.purpose is Purpose.VOIP
    assert found.topics == topics


def test_a_name_that_cannot_be_shown_is_not_told():
    found = inspect(der_of("evil\x1b[31m\nname", uid="x\x07"))
    assert (found.name, found.bundle_id) == ("", None)


@pytest.mark.parametrize("form", [serialization.PrivateFormat.PKCS8, PKCS1])
@pytest.mark.parametrize("algorithm", ["EC", "RSA"])
def test_pem_in_any_order_and_form(algorithm, form):
    cert = certificate_file(certificate("production", algorithm))
    key = key_file(private_key(algorithm), form)
    bag = b"Bag Attributes\n    friendlyName: push\n"
    for data in (cert + key, key + cert, bag + cert + bag + key, (cert + key).strip(b"\n")):
        found = inspect(data)
        assert (found.container, found.has_private_key, found.private_key_fits) == (
            "PEM",
            True,
            True,
        )


def test_a_private_key_that_fits_no_certificate():
    found = inspect(certificate_file() + key_file(private_key("EC", 1)))
    assert (found.has_private_key, found.private_key_fits) == (True, False)


def test_the_certificate_is_the_one_that_the_private_key_fits():
    data = certificate_file(certificate("none", which=1)) + certificate_file()
    assert inspect(data).purpose is Purpose.ALERT_PUSH
    assert inspect(data + key_file(private_key("EC", 1))).purpose is Purpose.OTHER
    assert inspect(data + key_file(private_key("EC", 1))).more_certificates == 1


@pytest.mark.parametrize("order", [1, -1])
def test_a_certificate_that_signed_itself_has_no_chain(order):
    """Two of one name are two certificates, though each looks like the issuer of the other."""
    twins = [issue(certificate().subject, private_key("EC", which)) for which in (0, 1)][::order]
    found = inspect(b"".join(map(certificate_file, twins)))
    assert found.more_certificates == 1


@pytest.mark.parametrize("order", [1, -1])
def test_the_certificates_of_the_chain_are_not_counted(order):
    chain = [certificate(), authority("below")[0], authority()[0]][::order]
    found = inspect(b"".join(map(certificate_file, chain)))
    assert (found.purpose, found.more_certificates) == (Purpose.ALERT_PUSH, 0)


def test_a_locked_private_key_beside_a_certificate():
    data = certificate_file() + key_file(password=PASSWORD)
    without = inspect(data)
    assert (without.has_private_key, without.private_key_fits) == (True, None)
    assert inspect(data, "", PASSWORD).private_key_fits is True
    assert inspect(data, "", b"other").kind == "wrong password"


def test_a_private_key_locked_in_the_old_way():
    data = certificate_file(certificate("production", "RSA")) + key_file(
        private_key("RSA"), PKCS1, password=PASSWORD
    )
    assert b"Proc-Type" in data
    assert inspect(data).private_key_fits is None
    assert inspect(data, "", PASSWORD).private_key_fits is True
    assert inspect(data, "", b"other").kind == "wrong password or unsupported cipher"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_text_files_as_windows_writes_them(encoding):
    data = (certificate_file() + key_file()).decode().replace("\n", "\r\n").encode(encoding)
    assert inspect(data).private_key_fits is True


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-40] + b"A" * 39 + b"\n",
        lambda data: data.replace(b"-----END", b"----END"),
        lambda data: data.replace(b"\nM", b"\n%", 1),
        lambda data: data[: len(data) // 2],
    ],
)
def test_a_damaged_certificate(spoil):
    assert inspect(spoil(certificate_file())).kind == "malformed"


def test_a_damaged_private_key():
    key = private_key("RSA")
    numbers = key.private_numbers()
    spoiled = key_file(key, encoding=DER).replace(
        numbers.q.to_bytes(128, "big"), (numbers.q + 2).to_bytes(128, "big")
    )
    data = b"-----BEGIN PRIVATE KEY-----\n%b\n-----END PRIVATE KEY-----\n" % base64.b64encode(
        spoiled
    )
    found = inspect(certificate_file() + data)
    assert found.key_problem == "its private key is damaged"
    assert found.thumbprint == inspect(certificate_file()).thumbprint


def test_a_request_for_a_certificate_is_no_credential():
    made = x509.CertificateSigningRequestBuilder().subject_name(subject("x"))
    request = made.sign(private_key(), certificate().signature_hash_algorithm)
    for encoding in (DER, serialization.Encoding.PEM):
        assert inspect(request.public_bytes(encoding)).kind == "not a credential"
