"""A certificate that can be read is told, whatever is wrong with the private key beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import apns, apns_certificate, holding, verdict
from hubwarden.credential_files import Certificate, Problem, inspect
from hubwarden.report import Outcome
from inspection.credential_files import (
    BUNDLE,
    DER,
    PASSWORD,
    TRIPLE_DES,
    certificate,
    certificate_file,
    key_file,
    p12,
    p12_of,
    p12_parts,
    p12_rc2,
    private_key,
)
from inspection.der_writing import octets, oid, sequence, split, tlv

DATA = oid("1.2.840.113549.1.7.1")
KEY = oid("1.2.840.113549.1.12.10.1.1")
SHROUDED_KEY = oid("1.2.840.113549.1.12.10.1.2")
CERTIFICATE = oid("1.2.840.113549.1.12.10.1.3")
NESTED = oid("1.2.840.113549.1.12.10.1.6")
IN_X509 = oid("1.2.840.113549.1.9.22.1")


def bags(*each):
    """A part of a container that is not encrypted."""
    return sequence(DATA, tlv(0xA0, octets(sequence(*each))))


def bag(kind, content):
    return sequence(kind, tlv(0xA0, content))


def certificate_bag():
    body = octets(certificate_file(encoding=DER))
    return bag(CERTIFICATE, sequence(IN_X509, tlv(0xA0, body)))


def spoilt(data, at=-30):
    """The data with another byte at a place: near the end of a key bag stands what is encrypted."""
    changed = bytearray(data)
    changed[at] ^= 0x55
    return bytes(changed)


def shrouded(data):
    """The encrypted key of a container, as a part of its own, and damaged at its end."""
    ((_, safe, _),) = split(octets_of(p12_parts(data)[1]))
    ((_, fields, _),) = split(safe)
    kind, (_, key, _), *_ = split(fields)
    return bag(kind[2], key)


def octets_of(part):
    ((_, fields, _),) = split(part)
    _, (_, wrapped, _) = split(fields)
    ((_, content, _),) = split(wrapped)
    return content


def with_key(data, key):
    return p12_of(p12_parts(data)[0], bags(key))


def damaged(data):
    return with_key(data, spoilt(shrouded(data)))


def plain_key():
    return key_file(encoding=DER)


CONTAINERS = {
    "AES": lambda: damaged(p12(certificate(), private_key())),
    "Triple DES": lambda: damaged(p12(certificate(), private_key(), cipher=TRIPLE_DES)),
    "as Keychain writes it": lambda: damaged(p12_rc2()),
    "cut short": lambda: with_key(
        p12(certificate(), private_key()), bag(KEY, sequence(plain_key()[9:80]))
    ),
    "a key that is none": lambda: with_key(
        p12(certificate(), private_key()), bag(KEY, sequence(octets(b"no key")))
    ),
    "the key of another password": lambda: with_key(
        p12(certificate(), private_key()),
        shrouded(p12(certificate(), private_key(), b"another")),
    ),
    "both in the clear": lambda: p12_of(
        bags(certificate_bag(), bag(KEY, sequence(octets(b"no key"))))
    ),
    "in a part of a part": lambda: with_key(
        p12(certificate(), private_key()),
        bag(NESTED, sequence(bag(KEY, sequence(octets(b"no key"))))),
    ),
}


@pytest.mark.parametrize("make", CONTAINERS.values(), ids=CONTAINERS)
def test_the_certificate_is_told_and_the_key_as_damaged(make):
    found = inspect(make(), "push.p12", PASSWORD)
    assert isinstance(found, Certificate), found
    assert (found.container, found.bundle_id, found.has_private_key) == ("PKCS#12", BUNDLE, True)
    assert found.private_key_fits is None
    assert found.key_problem.startswith("its private key is")
    held = holding(apns=apns(token=None, certificate=apns_certificate(content=found)))
    assert verdict("apns-certificate-unusable", held) is Outcome.FAIL


def test_the_facts_are_those_of_the_certificate_alone():
    found = inspect(damaged(p12(certificate(), private_key())), "", PASSWORD)
    alone = inspect(certificate_file())
    for field in ("thumbprint", "not_after", "environments", "issuer", "names_apple", "key"):
        assert getattr(found, field) == getattr(alone, field)


def test_what_is_whole_has_no_problem():
    found = inspect(p12(certificate(), private_key()), "", PASSWORD)
    assert (found.key_problem, found.private_key_fits) == ("", True)


def test_a_wrong_password_stays_one():
    data = damaged(p12(certificate(), private_key()))
    assert inspect(data, "", b"other").kind == "wrong password"


def test_a_damaged_certificate_is_told_as_damaged_with_any_key():
    body = octets(certificate_file(encoding=DER)[:-40])
    bad = bag(CERTIFICATE, sequence(IN_X509, tlv(0xA0, body)))
    for key in (bag(KEY, plain_key()), bag(KEY, sequence(octets(b"no key")))):
        assert isinstance(inspect(p12_of(bags(bad, key)), "", PASSWORD), Problem)


@given(at=st.integers(min_value=1, max_value=120), bit=st.integers(min_value=0, max_value=7))
def test_whatever_is_damaged_in_the_key_hides_no_certificate(at, bit):
    data = p12(certificate(), private_key(), rounds=1)
    key = bytearray(shrouded(data))
    key[-at] ^= 1 << bit
    found = inspect(with_key(data, bytes(key)), "", PASSWORD)
    # The encrypted bytes are at the end; a flip in them never leaves the key as it was.
    assert isinstance(found, Certificate)
    assert found.private_key_fits is not True
    assert found.bundle_id == BUNDLE
