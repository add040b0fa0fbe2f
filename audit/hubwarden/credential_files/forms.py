"""Warns of files in a form that a hub's field does not accept."""

from __future__ import annotations

from typing import Final

from hubwarden.credential_files.kinds import Certificate, Inspected, Problem, SigningKey
from hubwarden.credential_files.kinds import ServiceAccount as Account
from hubwarden.credential_files.pem import BEGIN
from hubwarden.credential_files.text_forms import decode, from_base64

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")

ACCOUNT_IN_BASE64: Final = (
    "the file is in Base64: decode it once (base64 -d), and set the values that stand in the JSON"
)


def form_warning(data: bytes, found: Inspected | Problem) -> str:
    """Return why a hub's field does not accept the form of a file and how to convert it; empty if it does."""
    if not isinstance(found, Certificate | SigningKey | Account):
        return ""
    if data.startswith(_UTF16):
        return "a hub's field does not take UTF-16: save the file as UTF-8"
    text = decode(data) or ""
    if isinstance(found, Account):
        raw = from_base64(text)
        return ACCOUNT_IN_BASE64 if raw and raw.lstrip()[:1] == b"{" else ""
    inner = decode(from_base64(text) or b"") if text and BEGIN not in text else None
    if inner is not None and BEGIN in inner:
        return "a hub's field does not take a PEM file in Base64: decode it once (base64 -d)"
    if isinstance(found, Certificate) and BEGIN in text:
        return (
            "a hub's field does not take PEM: make a .p12 of certificate and key "
            "(openssl pkcs12 -export) and encode that in Base64"
        )
    written_out = BEGIN in text and "\\n" in text
    return (
        "a hub's field does not take line breaks written as \\n: write real ones"
        if written_out
        else ""
    )
