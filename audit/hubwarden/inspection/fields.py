"""Credentials in single fields, as a hub's resource holds them."""

from __future__ import annotations

from hubwarden.inspection import deciding, documents, pem
from hubwarden.inspection.facts import Certificate, Inspected, KeyFacts, SigningKey, VapidKeys
from hubwarden.inspection.placeholders import placeholder
from hubwarden.inspection.problems import Refused
from hubwarden.inspection.texts import from_base64, real_line_breaks


def token(text: str) -> SigningKey:
    """Tell what stands in ``apnsCredential.token``: the Base64 body of a .p8."""
    _refuse_placeholder(text)
    plain = real_line_breaks(text)
    found = _decide(plain, None)
    if not isinstance(found, SigningKey):
        raise Refused("not a credential", "it is no private key")
    if plain != text and not found.pem_markers:
        return SigningKey(found.key, found.usable, pem_markers=True, key_id=found.key_id)
    return found


def certificate(text: str, password: str | None) -> Certificate:
    """Tell what stands in ``apnsCertificate``: a .p12 in Base64, with its password beside it."""
    _refuse_placeholder(text)
    found = _decide(text, None if password is None else password.encode("utf-8", "replace"))
    if not isinstance(found, Certificate):
        raise Refused("not a credential", "it is no certificate")
    return found


def private_key(text: str) -> KeyFacts:
    """Tell what stands in ``fcmV1Credential.privateKey``: a key in PEM form."""
    _refuse_placeholder(text)
    return documents.inspect_private_key(text)


def vapid(public: str, private: str, subject: str | None) -> VapidKeys:
    """Tell what stands in ``browserCredential``."""
    for value in (public, private):
        _refuse_placeholder(value)
    return documents.inspect_vapid(public, private, subject)


def _decide(text: str, password: bytes | None) -> Inspected:
    if pem.BEGIN in text:
        deciding.hold_to_size(text.encode("utf-8", "replace"))
        return deciding.of_pem(text, "", password)
    data = from_base64(text)
    if data is None:
        raise Refused("malformed", "it is not Base64")
    return deciding.decide(data, "", password)


def _refuse_placeholder(text: str) -> None:
    words = placeholder(text)
    if words is not None:
        raise Refused("not a credential", f"it is {words}")
