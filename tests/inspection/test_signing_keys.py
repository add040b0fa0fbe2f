"""Private keys that stand alone."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed448, ed25519, x25519

from hubwarden.credential_files import KeyFacts, Problem, SigningKey, inspect
from inspection.credential_files import DER, KEY_ID, PASSWORD, PEM, PKCS1, key_file, private_key
from inspection.der_writing import integer, octets, oid, sequence

P256 = KeyFacts("EC", 256, "secp256r1")


@pytest.mark.parametrize(
    ("name", "key_id"),
    [
        (f"AuthKey_{KEY_ID}.p8", KEY_ID),
        (f"keys/AuthKey_{KEY_ID}.p8", KEY_ID),
        (f"C:\\keys\\AuthKey_{KEY_ID} (1).p8", KEY_ID),
        (f"AuthKey_{KEY_ID}X.p8", None),
        (f"AuthKey_{KEY_ID}.pem", None),
        ("key.p8", None),
        ("", None),
    ],
)
def test_a_key_as_apple_hands_it_out(name, key_id):
    found = inspect(key_file(), name)
    assert found == SigningKey(key=P256, usable=True, pem_markers=True, key_id=key_id)


def test_the_key_in_other_spellings():
    body = b"".join(key_file().splitlines()[1:-1])
    for data in (key_file(encoding=DER), body, base64.encodebytes(base64.b64decode(body))):
        assert inspect(data) == SigningKey(P256, usable=True, pem_markers=False, key_id=None)
    for data in (base64.b64encode(key_file()), key_file().replace(b"\n", b"\\n")):
        assert inspect(data) == SigningKey(P256, usable=True, pem_markers=True, key_id=None)


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (key_file(form=PKCS1), P256),
        (key_file(private_key("P-384")), KeyFacts("EC", 384, "secp384r1")),
        (key_file(private_key("RSA")), KeyFacts("RSA", 2048, "")),
        (key_file(private_key("RSA"), PKCS1), KeyFacts("RSA", 2048, "")),
        (key_file(form=PKCS1, encoding=DER), P256),
        (key_file(private_key("RSA"), PKCS1, DER), KeyFacts("RSA", 2048, "")),
    ],
)
def test_a_key_that_apple_does_not_hand_out(data, facts):
    found = inspect(data, "AuthKey_ABCDEFGHIJ.p8")
    assert (found.key, found.usable) == (facts, False)


@pytest.mark.parametrize("encoding", [PEM, DER])
def test_a_locked_key(encoding):
    data = key_file(password=PASSWORD, encoding=encoding)
    assert inspect(data).kind == "password needed"
    assert inspect(data, "", b"other").kind == "wrong password"
    found = inspect(data, "", PASSWORD)
    assert (found.key, found.usable) == (P256, False)


def test_several_keys():
    found = inspect(key_file() + key_file(private_key("EC", 1)))
    assert found == Problem("malformed", "it holds several private keys and no certificate")


def test_a_public_key_is_no_credential():
    public = private_key().public_key()
    for encoding in (DER, PEM):
        data = public.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
        assert inspect(data).kind == "not a credential"


def test_a_damaged_key():
    data = key_file()
    assert inspect(data[:60] + data[80:]).kind == "malformed"


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        (ed25519.Ed25519PrivateKey.generate(), KeyFacts("Ed25519", 256, "")),
        (ed448.Ed448PrivateKey.generate(), KeyFacts("Ed448", 456, "")),
        (x25519.X25519PrivateKey.generate(), KeyFacts("unknown", 0, "")),
    ],
)
def test_keys_of_other_algorithms(key, facts):
    found = inspect(key_file(key))
    assert (found.key, found.usable) == (facts, False)


@pytest.mark.parametrize("scheme", ["1.2.3.4", "1.2.840.113549.1.5.13"])
def test_a_key_that_is_locked_in_an_unknown_way(scheme):
    unknown = sequence(oid("1.2.3.4.5"), sequence(octets(b"salt"), integer(1)))
    data = sequence(sequence(oid(scheme), sequence(unknown, unknown)), octets(b"\0" * 64))
    assert inspect(data, "", PASSWORD).kind == "unsupported cipher"
