"""PKCS#12: every cipher, and why a container does not open."""

import pytest

from hubwarden.credential_files import Problem, inspect, inspect_bounded
from inspection.credential_files import (
    AES,
    APPLE,
    PASSWORD,
    TRIPLE_DES,
    authority,
    certificate,
    every_file,
    p12,
    p12_of,
    p12_parts,
    p12_rc2,
    p12_stranger,
    p12_two_keys,
    private_key,
)
from inspection.der_writing import integer, octets, oid, sequence, split, tlv

CONTAINERS = {
    "AES": lambda: p12(certificate(), private_key()),
    "AES, RSA": lambda: p12(certificate("production", "RSA"), private_key("RSA")),
    "Triple DES": lambda: p12(certificate(), private_key(), cipher=TRIPLE_DES),
    "RC2": p12_rc2,
}


@pytest.mark.parametrize("make", CONTAINERS.values(), ids=CONTAINERS)
def test_every_cipher_opens_with_its_password_only(make):
    data = make()
    found = inspect(data, "push.p12", PASSWORD)
    assert (found.container, found.private_key_fits) == ("PKCS#12", True)
    assert found.environments == {"production"}
    assert inspect(data, "push.p12", b"other").kind == "wrong password"
    for nothing in (None, b""):
        assert inspect(data, "push.p12", nothing).kind == "password needed"


def test_a_container_without_encryption():
    data = p12(certificate(), private_key(), None)
    for nothing in (None, b""):
        assert inspect(data, "", nothing).private_key_fits is True
    found = inspect(data, "", PASSWORD)
    assert found == Problem("wrong password", "a password is given, and it opens without one")


@pytest.mark.parametrize("cipher", [AES, TRIPLE_DES])
def test_passwords_beyond_ascii(cipher):
    password = "pässwörd 密码 🔑".encode()
    data = p12(certificate(), private_key(), password, cipher)
    assert inspect(data, "", password).private_key_fits is True
    assert inspect(data, "", password[:-4]).kind == "wrong password"
    assert inspect(data, "", b"\xff\xfe").kind == "wrong password"


@pytest.mark.parametrize("name", ["AES", "Triple DES", "RC2"])
def test_a_build_without_old_ciphers_is_not_a_wrong_password(monkeypatch, name):
    """The library says the same of both; the seal tells them apart."""
    monkeypatch.setenv("CRYPTOGRAPHY_OPENSSL_NO_LEGACY", "1")
    data = CONTAINERS[name]()
    found = inspect_bounded(data, "", PASSWORD, seconds=20)
    if name == "RC2":
        assert found.kind == "unsupported cipher"
        assert "RC2" in found.what
    else:
        assert found.private_key_fits is True
    assert inspect_bounded(data, "", b"other", seconds=20).kind == "wrong password"


def test_without_a_seal_what_cannot_be_told_apart_is_named_together():
    aes = p12_of(*p12_parts(CONTAINERS["AES"]()), sealed=False)
    assert inspect(aes, "", PASSWORD).private_key_fits is True
    assert inspect(aes, "", b"other").kind == "wrong password"
    assert inspect(aes).kind == "password needed"
    old = p12_of(*p12_parts(p12_rc2()), sealed=False)
    assert inspect(old, "", PASSWORD).private_key_fits is True
    found = inspect(old, "", b"other")
    assert found.kind == "wrong password or unsupported cipher"
    assert "RC2" in found.what
    assert "Triple DES" in found.what


def test_an_unknown_cipher():
    unknown = sequence(
        oid("1.2.840.113549.1.7.6"),
        tlv(
            0xA0,
            sequence(
                integer(0),
                sequence(
                    oid("1.2.840.113549.1.7.1"),
                    sequence(oid("1.2.3.4.5"), sequence(octets(b"12345678"), integer(1))),
                    tlv(0x80, b"x" * 32),
                ),
            ),
        ),
    )
    for sealed in (True, False):
        found = inspect(p12_of(unknown, sealed=sealed), "", PASSWORD)
        assert found.kind == "unsupported cipher"
    assert inspect(p12_of(unknown), "", b"other").kind == "wrong password"


def test_a_damaged_container_with_the_right_password():
    """Most of the cipher text is lost: its last block alone can decrypt to a sound end by chance."""
    (part, *_) = p12_parts(CONTAINERS["AES"]())
    lost = len(part) // 2
    found = inspect(p12_of(part[:-lost] + bytes(lost)), "", PASSWORD)
    assert found.kind == "malformed"


def test_no_private_key():
    found = inspect(p12(certificate()), "", PASSWORD)
    assert (found.has_private_key, found.private_key_fits) == (False, None)


def test_a_private_key_that_fits_none_of_the_certificates():
    found = inspect(p12_stranger(), "", PASSWORD)
    assert (found.has_private_key, found.private_key_fits) == (True, False)


def test_two_identities_in_one_container():
    """As Keychain exports them, where both are selected: the first counts, as it does in a hub."""
    found = inspect(p12_two_keys(), "", PASSWORD)
    assert found.private_key_fits is True
    assert found.environments == {"production"}
    assert found.more_certificates == 1


def test_further_certificates_and_the_chain():
    chain = [authority("below")[0], authority()[0]]
    other = certificate("development", which=1)
    for more, count in ((chain, 0), ([*chain, other], 1), ([other], 1)):
        found = inspect(p12(certificate(), private_key(), more=more), "", PASSWORD)
        assert (found.environments, found.more_certificates) == ({"production"}, count)


def test_a_container_of_another_purpose():
    found = inspect(p12(certificate("voip"), private_key()), "", PASSWORD)
    assert found.purpose == "VoIP push"


def test_a_private_key_alone_is_no_push_certificate():
    data = p12(None, private_key())
    assert inspect(data, "", PASSWORD) == Problem("malformed", "it holds no certificate")


def test_containers_in_base64():
    found = inspect(every_file()["p12.txt"], "", PASSWORD)
    assert found.container == "PKCS#12"


@pytest.mark.parametrize("end", [0, 1, 2, 20, 100, -1])
def test_a_container_that_is_cut_off(end):
    data = CONTAINERS["AES"]()[: end or None]
    found = inspect(data[: end or 1], "", PASSWORD)
    assert found.kind in {"malformed", "not a credential"}


def test_the_parts_of_a_container_are_written_as_they_are_read():
    """The generator's own parts, sealed anew, open as the library's do."""
    data = CONTAINERS["Triple DES"]()
    again = p12_of(*p12_parts(data), rounds=3)
    assert inspect(again, "", PASSWORD) == inspect(data, "", PASSWORD)
    assert split(again)[0][0] == 0x30
    assert APPLE.encode() not in again
