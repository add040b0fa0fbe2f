"""Files that were made to do harm: they are refused by what they say of themselves, and at once."""

import json
import os
import plistlib

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hubwarden.credential_files import inspect, inspect_certificate, inspect_token, placeholder
from inspection.credential_files import (
    AES,
    DER,
    PASSWORD,
    PKCS1,
    certificate,
    certificate_file,
    every_file,
    key_file,
    p12,
    p12_of,
    p12_parts,
    private_key,
    profile,
    profile_plist,
)
from inspection.der_writing import integer, length, octets, oid, sequence, split, tlv

MEGABYTES = 1024 * 1024
SCRYPT = oid("1.3.6.1.4.1.11591.4.11")
PBKDF2 = oid("1.2.840.113549.1.5.12")
AES_256 = sequence(oid("2.16.840.1.101.3.4.1.42"), octets(b"\0" * 16))


@pytest.fixture(autouse=True)
def _at_once():
    """Hold that no file costs much: in processor time, to which a busy machine adds nothing."""
    start = sum(os.times()[:4])
    yield
    assert sum(os.times()[:4]) - start < 5


def locked_key(derivation):
    scheme = sequence(oid("1.2.840.113549.1.5.13"), sequence(derivation, AES_256))
    return sequence(scheme, octets(b"\0" * 160))


def pbkdf2(rounds):
    return sequence(PBKDF2, sequence(octets(b"saltsalt"), integer(rounds)))


def scrypt(cost, block=8, parallel=1):
    numbers = map(integer, (cost, block, parallel))
    return sequence(SCRYPT, sequence(octets(b"saltsalt"), *numbers))


@pytest.mark.parametrize("rounds", [1_000_001, 2**31, 2**63, 2**200])
def test_rounds_without_end(rounds):
    bags = octets(sequence(bag(rounds)))
    container = p12_of(sequence(oid("1.2.840.113549.1.7.1"), tlv(0xA0, bags)))
    for data in (locked_key(pbkdf2(rounds)), container):
        assert inspect(data, "", PASSWORD).kind == "took too long"


def bag(rounds):
    return sequence(
        oid("1.2.840.113549.1.12.10.1.2"),
        tlv(0xA0, locked_key(pbkdf2(rounds))),
    )


def test_rounds_that_writers_use_are_no_reason_to_refuse():
    data = p12(certificate(), private_key(), PASSWORD, AES, rounds=600_000)
    assert inspect(data, "", PASSWORD).private_key_fits is True


def test_many_keys_with_many_rounds():
    bags = sequence(*[bag(900_000)] * 5)
    data = p12_of(sequence(oid("1.2.840.113549.1.7.1"), tlv(0xA0, octets(bags))))
    assert inspect(data, "", PASSWORD).kind == "took too long"


def test_a_seal_with_rounds_without_end():
    parts = p12_parts(p12(certificate(), private_key()))
    sealed = p12_of(*parts)
    (version, content) = sealed_parts(sealed)
    digest = sequence(sequence(oid("1.3.14.3.2.26")), octets(b"\0" * 20))
    data = sequence(version, content, sequence(digest, octets(b"salt"), integer(2**40)))
    assert inspect(data, "", PASSWORD).kind == "took too long"


def sealed_parts(sealed):
    ((_, fields, _),) = split(sealed)
    return [whole for _, _, whole in split(fields)][:2]


@pytest.mark.parametrize("rounds", [-1, -(2**40)])
def test_rounds_below_nothing(rounds):
    negative = tlv(0x02, rounds.to_bytes(8, "big", signed=True))
    derivation = sequence(PBKDF2, sequence(octets(b"saltsalt"), negative))
    assert inspect(locked_key(derivation), "", PASSWORD).kind == "malformed"


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        ((2**30, 8, 1), "too much memory"),
        ((2**10, 2**20, 1), "too much memory"),
        ((2**14, 8, 2**20), "took too long"),
        ((2**14, 8, 1), "wrong password"),
    ],
)
def test_scrypt_beyond_measure(numbers, kind):
    assert inspect(locked_key(scrypt(*numbers)), "", PASSWORD).kind == kind


def test_a_private_key_beyond_measure():
    """The library tests whether the factors are prime: 3.7 seconds for this one."""
    key = rsa.RSAPrivateNumbers(*large_rsa()).private_key(unsafe_skip_rsa_key_validation=True)
    facts = inspect(key_file(key, PKCS1)).key
    assert facts.size == 8192
    parts = bag_of(key_file(key, encoding=DER, password=b"x"))
    assert inspect(p12_of(parts), "", b"x").kind == "too large"
    assert inspect(octet_key(20_000)).kind == "too large"


def octet_key(size):
    return sequence(integer(0), sequence(oid("1.2.840.113549.1.1.1")), octets(b"\0" * size))


def bag_of(locked):
    shrouded = sequence(oid("1.2.840.113549.1.12.10.1.2"), tlv(0xA0, locked))
    return sequence(oid("1.2.840.113549.1.7.1"), tlv(0xA0, octets(sequence(shrouded))))


def large_rsa():
    """Numbers of the size of an RSA key that belong together, without the search for primes."""
    e = 65537
    p, q = 2**4096 - 1, 2**4096 - 3
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    return p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public


def test_size():
    limit = 10 * MEGABYTES + 1
    for start in (b"", b"0", b"{", b"<plist", b"-----BEGIN X-----", b"bplist00"):
        assert inspect(start + b"A" * limit).kind == "too large"


JUNK = {
    "zeros": b"\0" * 10 * MEGABYTES,
    "letters": b"A" * 10 * MEGABYTES,
    "spaces": b" " * 10 * MEGABYTES,
    "lines": b"a\n" * 5 * MEGABYTES,
    "settings": b"a=\n" * 3 * MEGABYTES,
    "sequences": b"\x30\x80" * 5 * MEGABYTES,
    "short values": b"\x30\x84\x00\x9f\xff\xf0" + b"\x05\x00" * 5 * MEGABYTES,
    "text": b"\xff\xfe" + "x ".encode("utf-16-le") * 2 * MEGABYTES,
    "brackets": b"[" * 10 * MEGABYTES,
    "braces": b'{"a":' * 400_000,
    "json": b'{"a":[' + b"[]," * 500_000 + b"1]}",
    "markers": b"-----BEGIN PRIVATE KEY-----\n" * 300_000,
    "blocks": b"-----BEGIN X-----\nAAAA\n-----END X-----\n" * 200_000,
    "dashes": b"-----BEGIN " + b"-" * 9 * MEGABYTES,
    "plist": b"<plist><array>" + b"<true/>" * 1_000_000 + b"</array></plist>",
    "deep plist": b"<plist>" + b"<array>" * 150_000 + b"</array>" * 150_000,
    "number": b'{"a": ' + b"9" * MEGABYTES + b"}",
    "plist number": b"<plist><integer>" + b"9" * MEGABYTES + b"</integer></plist>",
}


@pytest.mark.parametrize("data", JUNK.values(), ids=JUNK)
def test_megabytes_of_junk(data):
    assert inspect(data).kind in {"malformed", "not a credential", "too large"}


def test_megabytes_of_junk_in_a_field():
    text = "A" * 10 * MEGABYTES
    for call in (inspect_token, inspect_certificate):
        assert call(text).kind in {"malformed", "not a credential", "too large"}
    for odd in ("[(" * 300, "a " * 300, "./" * 300, "_" * 599 + "a", "put " * 150, "%a" * 300):
        placeholder(odd)


def nested(depth, inner=b""):
    for _ in range(depth):
        inner = sequence(inner)
    return inner


def indefinitely_nested(depth):
    return b"\x30\x80" * depth + b"\0\0" * depth


@pytest.mark.parametrize("make", [nested, indefinitely_nested])
@pytest.mark.parametrize("depth", [3, 30, 3_000])
def test_depth_in_der(make, depth):
    assert inspect(make(depth)).kind in {"malformed", "not a credential"}


def test_depth_in_binary_property_lists():
    deep = []
    for _ in range(400):
        deep = [deep]
    data = plistlib.dumps({"aps-environment": deep}, fmt=plistlib.FMT_BINARY)
    assert inspect(data).kind == "malformed"
    refers_to_itself = (
        b"bplist00\xa1\x00\x08" + b"\0" * 6 + b"\x01\x01" + (1).to_bytes(8, "big") + b"\0" * 8
    )
    assert inspect(refers_to_itself + (10).to_bytes(8, "big")).kind in {
        "malformed",
        "not a credential",
    }


def entity_bomb():
    entities = "".join(
        f'<!ENTITY e{n} "{"".join([f"&e{n - 1};"] * 10)}">' if n else '<!ENTITY e0 "laugh">'
        for n in range(12)
    )
    return (
        f'<?xml version="1.0"?><!DOCTYPE plist [{entities}]>'
        "<plist><dict><key>aps-environment</key><string>&e11;</string></dict></plist>"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(encoding):
    found = inspect(entity_bomb().encode(encoding))
    assert (found.kind, found.what) == ("malformed", "it declares XML entities")
    assert inspect(profile(entity_bomb().encode(encoding))).kind in {
        "malformed",
        "not a credential",
    }


def test_an_entity_from_outside():
    text = profile_plist().replace(
        b"<plist", b'<!DOCTYPE plist [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><plist', 1
    )
    assert inspect(text).kind == "malformed"


def test_lengths_that_lie():
    for size in (2**31, 2**32 - 1, 10**6):
        assert inspect(b"\x30" + length(size) + b"\x02\x01\x03").kind == "malformed"
    assert inspect(b"\x30\x88" + b"\xff" * 8).kind == "malformed"
    assert inspect(b"\x30\xff" + b"\xff" * 200).kind == "malformed"


def test_many_certificates():
    assert inspect(certificate_file() * 150).more_certificates == 0
    assert inspect(certificate_file() * 300).kind == "too large"


def test_json_that_names_things_twice_or_wrongly():
    for value in (None, 1, [], {}, "x" * 100_000, "\u202e\x00", True, 1e400):
        data = json.dumps(
            {
                "type": "service_account",
                "project_id": value,
                "client_email": value,
                "private_key": value,
                "private_key_id": value,
            }
        ).encode()
        assert inspect(data).usable is False


def test_every_beginning_of_every_file():
    for data in every_file().values():
        for end in range(0, len(data), max(1, len(data) // 12)):
            inspect(data[:end], "", PASSWORD)
