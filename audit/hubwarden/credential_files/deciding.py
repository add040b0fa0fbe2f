"""Decides what kind of file it is, by its content; the name is only a hint."""

from __future__ import annotations

from typing import Final

from hubwarden.credential_files import (
    certificates,
    cms,
    der,
    json_credentials,
    keys,
    pem,
    pkcs12,
    plists,
)
from hubwarden.credential_files.kinds import MAX_BYTES, TOO_LARGE, Inspected, Profile
from hubwarden.credential_files.placeholders import placeholder
from hubwarden.credential_files.problems import Refused
from hubwarden.credential_files.text_forms import decode, from_base64, real_line_breaks

_NOTHING_KNOWN: Final = "it is not a kind of file that hubwarden knows"


def decide(data: bytes, name: str, password: bytes | None) -> Inspected:
    """Return what a file is; raise ``Refused`` where no kind fits."""
    hold_to_size(data)
    if data[0] == der.SEQUENCE:
        return _of_der(data, name, password)
    if data.startswith(plists.BINARY):
        return plists.inspect_plist(data, name)
    text = decode(data)
    if text is None:
        raise Refused("not a credential", _NOTHING_KNOWN)
    start = text.lstrip()[:1]
    if start == "{" or (start == "[" and "{" in text and text.rstrip()[-1:] == "]"):
        return json_credentials.inspect_json(text)
    if start == "<" and "<plist" in text:
        return plists.inspect_plist(data, name)
    if pem.BEGIN in text:
        return of_pem(text, name, password)
    return _of_text(text, name, password)


def hold_to_size(data: bytes) -> None:
    """Raise ``Refused`` for a file that is empty or too large."""
    if not data.strip():
        raise Refused("not a credential", "it is empty")
    if len(data) > MAX_BYTES:
        raise Refused("too large", TOO_LARGE)


def _of_text(text: str, name: str, password: bytes | None) -> Inspected:
    data = from_base64(text)
    if data is not None and data[:1] == bytes([der.SEQUENCE]):
        return _of_der(data, name, password)
    inner = decode(data) if data is not None else None
    # JSON comes before PEM, because the JSON of a service account contains a PEM block.
    if inner is not None and inner.lstrip().startswith("{"):
        return json_credentials.inspect_json(inner)
    if inner is not None and pem.BEGIN in inner:  # a PEM file in Base64, as pipelines keep them
        return of_pem(inner, name, password)
    found = json_credentials.inspect_settings(text)
    if found is not None:
        return found
    words = placeholder(text)
    raise Refused("not a credential", f"it is {words}" if words else _NOTHING_KNOWN)


def of_pem(text: str, name: str, password: bytes | None) -> Inspected:
    """Return what a PEM file is."""
    blocks = pem.find(real_line_breaks(text))
    if any(block.is_certificate for block in blocks):
        return certificates.from_pem(blocks, password)
    secrets = [block for block in blocks if block.is_key]
    if secrets:
        if len(secrets) > 1:
            raise Refused("malformed", "it holds several private keys and no certificate")
        return keys.signing_key(
            keys.load_block(secrets[0], password),
            plain_pkcs8=secrets[0].label == "PRIVATE KEY",
            pem_markers=True,
            name=name,
        )
    for block in blocks:
        if block.label in {"CMS", "PKCS7"} and block.der:
            return _of_signed(block.der)
    raise Refused("not a credential", "it holds neither a certificate nor a private key")


def _of_signed(data: bytes) -> Profile:
    parts = der.children(der.read_element(data))
    if der.oid(der.at(parts, 0)) != cms.SIGNED_DATA:
        raise Refused("not a credential", _NOTHING_KNOWN)
    return plists.inspect_signed(data)


def _of_der(data: bytes, name: str, password: bytes | None) -> Inspected:
    """Distinguish binary kinds by the tags of their first fields."""
    parts = der.children(der.read_element(data))
    tags = [part.tag for part in parts]
    match tags:
        case [der.OID, *_]:
            return _of_signed(data)
        case [der.SEQUENCE, der.SEQUENCE, *_]:
            return _of_certificate(data, parts[0])
        case [der.SEQUENCE, der.OCTET_STRING]:
            key = keys.load(data, password, encrypted=True)
            return keys.signing_key(key, plain_pkcs8=False, pem_markers=False, name=name)
        case [der.INTEGER, der.SEQUENCE, der.OCTET_STRING, *_]:
            key = keys.load(data, None, encrypted=False)
            return keys.signing_key(key, plain_pkcs8=True, pem_markers=False, name=name)
        case [der.INTEGER, der.SEQUENCE, *_]:
            return pkcs12.open_container(data, password)
        case [der.INTEGER, der.INTEGER | der.OCTET_STRING, *_]:
            key = keys.load(data, None, encrypted=False)
            return keys.signing_key(key, plain_pkcs8=False, pem_markers=False, name=name)
        case _:
            raise Refused("not a credential", _NOTHING_KNOWN)


def _of_certificate(data: bytes, to_be_signed: der.Element) -> Inspected:
    fields = [field.tag for field in der.children(to_be_signed)]
    # [version], number, algorithm, issuer; a request has its subject where the algorithm would be
    if fields[:1] == [der.context(0)] or fields[:4] == [
        der.INTEGER,
        der.SEQUENCE,
        der.SEQUENCE,
        der.SEQUENCE,
    ]:
        return certificates.describe("DER", [certificates.read(data)], [])
    if fields[:1] == [der.INTEGER]:
        raise Refused("not a credential", "it is a request for a certificate")
    raise Refused("not a credential", _NOTHING_KNOWN)
