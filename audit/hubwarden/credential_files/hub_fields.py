"""Reads credentials from single fields of a hub's resource.

Tools that open a credential file accept several forms. A field has one documented form; Azure accepts a value in
another form without an error, and sending a push then fails.
"""

from __future__ import annotations

import base64
import binascii

from hubwarden.credential_files import deciding, der, json_credentials, pem
from hubwarden.credential_files.kinds import Certificate, KeyFacts, SigningKey, VapidKeys
from hubwarden.credential_files.placeholders import placeholder
from hubwarden.credential_files.problems import Refused
from hubwarden.credential_files.text_forms import decode, from_base64, real_line_breaks


def token(text: str) -> SigningKey:
    """Return the facts of ``apnsCredential.token``: the Base64 body of a .p8 file."""
    _refuse_placeholder(text)
    plain = real_line_breaks(text)
    if pem.BEGIN in plain:
        deciding.hold_to_size(plain.encode("utf-8", "replace"))
        found = deciding.of_pem(plain, "", None)
    else:
        found = deciding.decide(_binary(plain), "", None)
    if not isinstance(found, SigningKey):
        raise Refused("not a credential", "it is not a private key")
    if plain != text and not found.pem_markers:
        return SigningKey(found.key, found.usable, pem_markers=True, key_id=found.key_id)
    return found


def certificate(text: str, password: str | None) -> Certificate:
    """Return the facts of ``apnsCertificate``: a .p12 file in Base64; its password is in another field."""
    _refuse_placeholder(text)
    if pem.BEGIN in text:
        raise Refused("malformed", "it is PEM text, not a .p12 in Base64")
    given = None if password is None else password.encode("utf-8", "replace")
    found = deciding.decide(_binary(text), "", given)
    if not isinstance(found, Certificate):
        raise Refused("not a credential", "it is not a certificate")
    if found.container != "PKCS#12":
        raise Refused("malformed", "it is a certificate by itself, not a .p12 with its private key")
    return found


def private_key(text: str) -> KeyFacts:
    """Return the facts of ``fcmV1Credential.privateKey``: a key in PEM form."""
    _refuse_placeholder(text)
    found = json_credentials.inspect_private_key(text)
    bare = real_line_breaks(text).strip()
    if not bare.startswith(pem.BEGIN) or not bare.endswith("-----"):
        raise Refused("malformed", "there is more in it than the key")
    # It is not documented what the service does with other forms.
    if not bare.startswith("-----BEGIN PRIVATE KEY-----"):
        raise Refused("unclear form", "it is not a PKCS#8 key, which is what Google gives")
    if "\n" not in bare or bare != text.strip():
        raise Refused("unclear form", r"its line breaks are left out, or written out as \n")
    return found


def vapid(public: str, private: str, subject: str | None) -> VapidKeys:
    """Return the facts of ``browserCredential``."""
    for value in (public, private):
        _refuse_placeholder(value)
    return json_credentials.inspect_vapid(public, private, subject)


def _binary(text: str) -> bytes:
    """Decode Base64 once, as a service that follows RFC 4648 does: padded, without ``-`` and ``_``."""
    compact = "".join(text.split())
    try:
        data = base64.b64decode(compact, validate=True)
    except (binascii.Error, ValueError):
        other = from_base64(compact) is not None
        what = (
            "it is Base64 of the URL alphabet or without its padding"
            if other
            else "it is not Base64"
        )
        raise Refused("malformed", what) from None
    deciding.hold_to_size(data)
    inner = None if data[0] == der.SEQUENCE else decode(data)
    if inner is not None and pem.BEGIN in inner:
        raise Refused("malformed", "it is a PEM file in Base64")
    if inner is not None and (from_base64(inner) or b"")[:1] == bytes([der.SEQUENCE]):
        raise Refused("malformed", "it was encoded in Base64 twice")
    return data


def _refuse_placeholder(text: str) -> None:
    words = placeholder(text)
    if words is not None:
        raise Refused("not a credential", f"it is {words}")
