"""Certificates whose form the library refuses: told, with the right reason."""

import base64
import hashlib

import pytest

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
)
from inspection.der_writing import octets, oid, sequence, split, tlv

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


def test_in_a_container_no_cipher_is_blamed():
    kind, certificate_kind, x509 = map(
        oid, ("1.2.840.113549.1.7.1", "1.2.840.113549.1.12.10.1.3", "1.2.840.113549.1.9.22.1")
    )
    inside = sequence(x509, tlv(0xA0, octets(with_null())))
    bags = sequence(sequence(certificate_kind, tlv(0xA0, inside)))
    found = inspect(p12_of(sequence(kind, tlv(0xA0, octets(bags)))), "", PASSWORD)
    assert isinstance(found, Problem)
    assert found.kind == "unclear form"
    assert "encrypted" not in found.what


def test_a_certificate_to_the_letter_is_not_irregular():
    assert inspect(certificate_file()).irregular == ""
    assert inspect(p12(certificate()), "", PASSWORD).irregular == ""


def test_damage_is_called_damage():
    for data in (with_null()[:-9] + b"\0" * 20, with_null()[:-9], with_null().replace(b"UTC", b"")):
        found = inspect(data)
        if isinstance(found, Problem):
            assert found.kind in ("malformed", "not a credential")
            assert "NULL" not in found.what
