"""Credentials in single fields, and what stands there in their place."""

import base64
import json

import pytest

from hubwarden.credential_files import (
    Certificate,
    KeyFacts,
    Problem,
    SigningKey,
    VapidKeys,
    inspect_certificate,
    inspect_private_key,
    inspect_token,
    inspect_vapid,
    placeholder,
)
from hubwarden.credential_files.placeholders import unresolved
from inspection.credential_files import (
    CANARY,
    DER,
    PEM,
    PKCS1,
    PLAIN,
    certificate,
    certificate_file,
    key_file,
    p12,
    private_key,
    vapid_pair,
)

P256 = KeyFacts("EC", 256, "secp256r1")
BODY = b"".join(key_file().splitlines()[1:-1]).decode()
P12 = base64.b64encode(p12(certificate(), private_key())).decode()
RSA = key_file(private_key("RSA")).decode()
PKCS1_KEY = private_key("RSA").private_bytes(PEM, PKCS1, PLAIN).decode()


def encoded(data):
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (encoded(BODY.encode()), "Base64 twice"),
        (encoded(key_file()), "a PEM file in Base64"),
        ("_" + BODY[1:], "URL alphabet"),
        (encoded(b"x" * 100).rstrip("="), "without its padding"),
    ],
)
def test_a_token_in_another_form_than_the_field_takes(text, why):
    found = inspect_token(text)
    assert found.kind == "malformed"
    assert why in found.what


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (encoded(P12.encode()), "Base64 twice"),
        (encoded(certificate_file() + key_file()), "a PEM file in Base64"),
        (encoded(certificate_file(encoding=DER)), "a certificate by itself"),
        (encoded(b"x" * 100).rstrip("="), "without its padding"),
    ],
)
def test_a_certificate_in_another_form_than_the_field_takes(text, why):
    found = inspect_certificate(text, CANARY)
    assert found.kind == "malformed"
    assert why in found.what


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        (BODY, False),
        (f"  {BODY[:64]}\r\n{BODY[64:]}\n", False),
        (f"{BODY[:64]}\\n{BODY[64:]}\\n", True),
        (key_file().decode(), True),
        (key_file().decode().replace("\n", "\\n"), True),
        (key_file().decode().replace("\n", " "), True),
    ],
)
def test_a_token(text, markers):
    assert inspect_token(text) == SigningKey(P256, usable=True, pem_markers=markers, key_id=None)


def test_a_token_that_is_no_signing_key():
    assert inspect_token("".join(RSA.splitlines()[1:-1])).usable is False
    assert inspect_token(P12).kind == "password needed"
    assert inspect_token(certificate_file().decode()).kind == "not a credential"
    assert inspect_token("not base64!").kind == "malformed"
    assert inspect_token(BODY[:-12]).kind == "malformed"
    assert inspect_token(base64.b64encode(b"hello world").decode()).kind == "not a credential"


def test_a_certificate():
    found = inspect_certificate(P12, CANARY)
    assert isinstance(found, Certificate)
    assert found.private_key_fits is True
    assert inspect_certificate(P12, "other").kind == "wrong password"
    for nothing in (None, ""):
        assert inspect_certificate(P12, nothing).kind == "password needed"


def test_a_certificate_field_with_something_else():
    assert inspect_certificate(BODY).kind == "not a credential"
    assert "PEM text" in inspect_certificate(certificate_file().decode()).what
    assert inspect_certificate(certificate_file().decode()).kind == "malformed"
    assert inspect_certificate("%%%", "x").kind == "malformed"
    assert inspect_certificate(P12, "\udcff").kind == "wrong password"


def test_a_private_key():
    for text in (RSA, f"\n{RSA}\n", RSA.replace("\n", "\r\n")):
        assert inspect_private_key(text) == KeyFacts("RSA", 2048, "")
    assert inspect_private_key(key_file().decode()) == P256


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (RSA.replace("\n", "\\n"), "written out"),
        (RSA.replace("\n", " "), "left out"),
        (PKCS1_KEY, "not a PKCS#8 key"),
    ],
)
def test_a_private_key_of_which_nobody_says_that_it_is_taken(text, why):
    found = inspect_private_key(text)
    assert found.kind == "unclear form"
    assert found.leaves_open
    assert why in found.what


@pytest.mark.parametrize(
    "text",
    [
        "".join(RSA.splitlines()[1:-1]),
        RSA + RSA,
        RSA[:300],
        certificate_file().decode(),
        f'"{RSA}"',
        json.dumps({"type": "service_account", "private_key": RSA}),
    ],
)
def test_a_private_key_that_is_none(text):
    assert inspect_private_key(text).kind == "malformed"


def test_a_locked_private_key():
    assert inspect_private_key(key_file(password=b"x").decode()).kind == "password needed"


def test_vapid_fields():
    public, private = vapid_pair()
    assert inspect_vapid(public, private) == VapidKeys(
        public_ok=True, private_ok=True, pair_fits=True, subject=None
    )
    assert inspect_vapid(public, "$(VAPID)").kind == "not a credential"


PLACEHOLDERS = {
    "": "nothing",
    "  \n": "nothing",
    '""': "empty quotes",
    "''": "empty quotes",
    "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s/)": "Key Vault reference",
    "@Microsoft.KeyVault(VaultName=v;SecretName=s)": "Key Vault reference",
    "https://v.vault.azure.net/secrets/apns/0123": "Key Vault secret",
    "https://v.vault.usgovcloudapi.net/secrets/apns": "Key Vault secret",
    "[parameters('apnsToken')]": "template expression",
    "[reference(resourceId('x', 'y')).value]": "template expression",
    "{{ .Values.token }}": "template expression",
    "<%= token %>": "template expression",
    "${{ secrets.APNS_TOKEN }}": "pipeline expression",
    "$(ApnsToken)": "variable",
    "${APNS_TOKEN}": "variable",
    "${var.apns_token}": "variable",
    "#{ApnsToken}#": "variable",
    "%APNS_TOKEN%": "variable",
    "$APNS_TOKEN": "variable",
    "__APNS_TOKEN__": "variable",
    "<your token>": "angle brackets",
    "'<your token>'": "angle brackets",
    "TODO": "placeholder word",
    "TODO!": "placeholder word",
    "changeme": "placeholder word",
    "Change-Me": "placeholder word",
    "CHANGE_ME": "placeholder word",
    "replace with your own token": "placeholder word",
    "your-api-key-here": "placeholder word",
    "[REDACTED]": "placeholder word",
    "null": "placeholder word",
    "xxxxxxxx": "equal characters",
    "XXXX-XXXX": "equal characters",
    "********": "equal characters",
    "000000": "equal characters",
    "...": "equal characters",
    "./certs/push.p12": "path",
    "/etc/keys/AuthKey_ABC.p8": "path",
    "C:\\keys\\push.pfx": "path",
    "~/push.p12": "path",
    "push.p12": "path",
    "file:///keys/push.p12": "path",
    "https://v.vault.azure.net:443/secrets/apns": "Key Vault secret",
    "op://vault/item/field": "address",
    "s3://bucket/push.p12": "address",
}


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_named(text):
    words = placeholder(text)
    assert PLACEHOLDERS[text] in words
    for found in (inspect_token(text), inspect_certificate(text), inspect_private_key(text)):
        assert found == Problem("not a credential", f"it is {words}")


@pytest.mark.parametrize("text", ["$(BundleId)", "<bundle>", "{{ app }}", "[parameters('app')]"])
def test_what_a_tool_left_in_place_of_a_name(text):
    assert unresolved(text) == placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        *("com.yourcompany.yourapp", "your.bundle.id", "com.YourDomain.app", "your_company.app"),
        *(
            "com.your-company.app",
            "com.company.app",
            "com.mycompany.myapp",
            "bundle-id",
            "bundle.id",
        ),
        *("AAAAAAAAAA", "0000000000", "XXXXXXXXXX", "1234567890", "ABCDEFGHIJ"),
    ],
)
def test_a_name_that_an_example_left_behind(text):
    assert unresolved(text)


@pytest.mark.parametrize(
    "text",
    [
        *("com.yourstory.reader", "app.yours", "com.company.shop", "com.example.app", "com.bundle"),
        *("AAAAAAAAB1", "1234567891", "R5D8VN3H6J", "ABCDEFGHIK"),
    ],
)
def test_a_name_that_only_looks_like_one(text):
    assert unresolved(text) is None


@pytest.mark.parametrize(
    "text",
    ["com.example.key", "https://api.push.apple.com:443/3/device", "test", "a.json", "000000", ""],
)
def test_a_name_may_look_like_no_credential(text):
    assert unresolved(text) is None


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        P12,
        RSA,
        key_file().decode(),
        *vapid_pair(),
        CANARY,
        "MIIC",
        "A-key_that-begins-like-a-word0",
        "aB3/xY+z" * 80,
    ],
)
def test_a_credential_is_no_placeholder(text):
    assert placeholder(text) is None
