"""Certificates whose form the library refuses: told, with the right reason."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from factories import apns, apns_certificate, holding, results, verdict
from hubwarden.credential_files import Certificate, Problem, inspect
from hubwarden.report import Outcome
from inspection.credential_files import (
    BUNDLE,
    DER,
    PASSWORD,
    certificate,
    certificate_file,
    key_file,
    p12,
    p12_of,
    p12_parts,
    private_key,
)
from inspection.der_writing import integer, octets, oid, sequence, split, tlv

ECDSA_WITH = {"SHA-224": b"\x01", "SHA-256": b"\x02", "SHA-384": b"\x03", "SHA-512": b"\x04"}
ECDSA = bytes.fromhex("06082a8648ce3d0403")


def with_null(kind="production", digest=b"\x02"):
    """A certificate whose signature algorithm has NULL parameters."""
    ((_, body, _),) = split(certificate_file(certificate(kind), DER))
    (_, signed, _), (_, _, algorithm), (_, _, signature) = split(body)
    other = sequence(ECDSA + digest + b"\x05\x00")
    assert algorithm in signed
    return sequence(sequence(signed.replace(algorithm, other)), other, signature)


def pem(data):
    text = base64.encodebytes(data).decode()
    return f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n".encode()


@pytest.mark.parametrize("digest", ECDSA_WITH.values(), ids=ECDSA_WITH)
@pytest.mark.parametrize("form", [bytes, pem, base64.b64encode])
def test_ecdsa_with_null_parameters_is_told_with_its_facts(form, digest):
    data = with_null(digest=digest)
    found = inspect(form(data))
    whole = inspect(certificate_file())
    assert isinstance(found, Certificate)
    assert "NULL parameters" in found.irregular
    assert "cipher" not in found.irregular
    assert found.thumbprint == hashlib.sha1(data, usedforsecurity=False).hexdigest().upper()
    assert found.bundle_id == BUNDLE
    for field in ("purpose", "environments", "topics", "not_after", "issuer", "key"):
        assert getattr(found, field) == getattr(whole, field)


def test_its_private_key_fits():
    found = inspect(pem(with_null()) + key_file())
    assert found.private_key_fits is True
    held = holding(apns=apns(token=None, certificate=apns_certificate(content=found)))
    assert verdict("apns-certificate-unusable", held) is Outcome.UNDETERMINED


def test_what_is_certainly_wrong_with_it_is_a_violation_all_the_same():
    found = inspect(pem(with_null("code signing")) + key_file())
    held = holding(apns=apns(token=None, certificate=apns_certificate(content=found)))
    outcomes = {result.outcome for result in results("apns-certificate-unusable", held)}
    assert outcomes == {Outcome.FAIL, Outcome.UNDETERMINED}


DATA, CERTIFICATE, X509 = map(
    oid, ("1.2.840.113549.1.7.1", "1.2.840.113549.1.12.10.1.3", "1.2.840.113549.1.9.22.1")
)
ENCRYPTED = oid("1.2.840.113549.1.7.6")


def bags(*certificates):
    inside = (sequence(X509, tlv(0xA0, octets(item))) for item in certificates)
    return sequence(*(sequence(CERTIFICATE, tlv(0xA0, item)) for item in inside))


def in_clear(*certificates):
    return sequence(DATA, tlv(0xA0, octets(bags(*certificates))))


def encrypted(plain, prf, key_bytes):
    """A part as writers of today encrypt it: PBES2 with PBKDF2 and AES."""
    name, identifier = prf
    key = hashlib.pbkdf2_hmac(name, PASSWORD, b"saltsalt", 3, key_bytes)
    padder = PKCS7(128).padder()
    encryptor = Cipher(AES(key), CBC(bytes(16))).encryptor()
    text = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    function = [] if name == "sha1" else [sequence(oid(identifier), b"\x05\x00")]
    derivation = sequence(
        oid("1.2.840.113549.1.5.12"), sequence(octets(b"saltsalt"), integer(3), *function)
    )
    number = {16: 2, 24: 22, 32: 42}[key_bytes]
    cipher = sequence(oid(f"2.16.840.1.101.3.4.1.{number}"), octets(bytes(16)))
    algorithm = sequence(oid("1.2.840.113549.1.5.13"), sequence(derivation, cipher))
    content = sequence(DATA, algorithm, tlv(0x80, text))
    return sequence(ENCRYPTED, tlv(0xA0, sequence(integer(0), content)))


PRFS = [("sha1", ""), ("sha256", "1.2.840.113549.2.9"), ("sha512", "1.2.840.113549.2.11")]
PARTS = {"in clear": in_clear(with_null())} | {
    f"{prf[0]}, {8 * size} bits": encrypted(bags(with_null()), prf, size)
    for prf, size in ((PRFS[0], 16), (PRFS[1], 24), (PRFS[1], 32), (PRFS[2], 32))
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_it_is_told_in_a_container(part):
    key = p12_parts(p12(certificate(), private_key()))[1]
    found = inspect(p12_of(part, key), "", PASSWORD)
    assert isinstance(found, Certificate), found
    assert (found.container, found.private_key_fits, found.key_problem) == ("PKCS#12", True, "")
    assert "NULL parameters" in found.irregular
    assert found.thumbprint == inspect(with_null()).thumbprint
    alone = inspect(p12_of(part), "", PASSWORD)
    assert (alone.has_private_key, alone.thumbprint) == (False, found.thumbprint)
    assert inspect(p12_of(part), "", b"other").kind == "wrong password"


def test_another_certificate_beside_it_is_told():
    whole = certificate_file(encoding=DER)
    key = p12_parts(p12(certificate(), private_key()))[1]
    found = inspect(p12_of(in_clear(with_null("development"), whole), key), "", PASSWORD)
    assert found.private_key_fits is True
    assert found.more_certificates == 1


def test_where_it_is_not_read_no_cipher_is_blamed_for_it():
    broken = with_null()[:200]
    for part in (in_clear(broken), encrypted(bags(broken), PRFS[1], 32)):
        found = inspect(p12_of(part), "", PASSWORD)
        assert isinstance(found, Problem)
        assert found.kind in ("unclear form", "malformed")


def test_a_certificate_to_the_letter_is_not_irregular():
    assert inspect(certificate_file()).irregular == ""
    assert inspect(p12(certificate()), "", PASSWORD).irregular == ""


def test_damage_is_called_damage():
    for data in (with_null()[:-9] + b"\0" * 20, with_null()[:-9], with_null().replace(b"UTC", b"")):
        found = inspect(data)
        if isinstance(found, Problem):
            assert found.kind in ("malformed", "not a credential")
            assert "NULL" not in found.what
