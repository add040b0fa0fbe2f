"""Credentials in JSON and in settings files: service accounts, Firebase settings, VAPID keys."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from hubwarden.credential_files import keys, pem
from hubwarden.credential_files.kinds import GoogleServices, KeyFacts, ServiceAccount, VapidKeys
from hubwarden.credential_files.problems import Refused
from hubwarden.credential_files.text_forms import displayable_as, from_base64, real_line_breaks
from hubwarden.facts import firebase_project

_MAX_CHARACTERS: Final = 2 * 1024 * 1024
_MAX_SETTINGS: Final = 100_000
_MAX_DEPTH: Final = 3
_POINT: Final = 65
_SCALAR: Final = 32
# Only values of these forms are shown, so that a secret in the wrong field is not.
_EMAIL: Final = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,150}")
_PROJECT_ID: Final = re.compile(r"([a-z0-9.-]{1,100}:)?[a-z0-9-]{1,30}")
_NUMBER: Final = re.compile(r"[0-9]{1,20}")
_KEY_ID: Final = re.compile(r"[0-9a-f]{40}")
_PACKAGE: Final = re.compile(r"[A-Za-z]\w{0,60}(\.[A-Za-z]\w{0,60}){1,10}")
_SUBJECT: Final = re.compile(
    r"mailto:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,150}|https://[A-Za-z0-9.-]{1,150}(/[a-z/-]{0,60})?"
)
_SIGN: Final = re.compile(r"[=:]")
_NO_LETTERS: Final = re.compile(r"[^a-z0-9]")
_QUOTES: Final = "\"'`,; \t"


def inspect_json(text: str) -> ServiceAccount | GoogleServices | VapidKeys:
    """Return what a JSON document is."""
    if len(text) > _MAX_CHARACTERS:
        raise Refused("too large", "it is larger than JSON files of its kind")
    try:
        found = json.loads(text)
    except RecursionError:
        raise Refused("malformed", "its JSON is nested too deeply") from None
    except ValueError:
        raise Refused("malformed", "its JSON is broken") from None
    if isinstance(found, dict):
        if found.get("type") == "service_account" or {"client_email", "private_key"} <= set(found):
            return _service_account(found)
        if isinstance(found.get("project_info"), dict):
            return _google_services(found)
        pair = _find_pair(found)
        if pair is not None:
            return inspect_vapid(*pair)
    if _holds_account(found):
        raise Refused("malformed", "it contains service accounts: put each into a file of its own")
    raise Refused("not a credential", "it is a JSON document of another kind")


def inspect_settings(text: str) -> VapidKeys | None:
    """Find VAPID keys in lines of the form ``name=value``, or in lines after their names."""
    found: dict[str, Any] = {}
    waiting = ""
    for line in text[:_MAX_SETTINGS].splitlines():
        sign = _SIGN.search(line)
        if sign:
            waiting = line[: sign.start()].strip(_QUOTES).removeprefix("export ")
            found[waiting] = line[sign.end() :].strip(_QUOTES)
        elif line.strip() and waiting and not found[waiting]:  # the web-push tool prints them so
            found[waiting] = line.strip(_QUOTES)
    pair = _pair_in(found)
    return None if pair is None else inspect_vapid(*pair)


def inspect_vapid(public: Any, private: Any, subject: Any) -> VapidKeys:
    """Tell whether two keys are well-formed for browser push (RFC 8292) and belong together."""
    point = _bytes(public)
    scalar = _bytes(private)
    public_key = private_key = None
    if point is not None and len(point) == _POINT:
        try:
            public_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            public_key = None
    if scalar is not None and len(scalar) == _SCALAR:
        try:
            private_key = ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
        except ValueError:
            private_key = None
    return VapidKeys(
        public_ok=public_key is not None,
        private_ok=private_key is not None,
        pair_fits=(
            private_key.public_key() == public_key
            if private_key is not None and public_key is not None
            else None
        ),
        subject=displayable_as(_SUBJECT, subject),
        public_digest=keys.public_digest(public_key) if public_key is not None else "",
    )


def inspect_private_key(text: str) -> KeyFacts:
    """Return the facts of the only private key in a PEM text."""
    blocks = [block for block in pem.find(real_line_breaks(text)) if block.is_key]
    if len(blocks) != 1:
        raise Refused("malformed", "there is not exactly one private key in PEM form")
    return keys.facts_of(keys.load_block(blocks[0], None))


def _bytes(value: Any) -> bytes | None:
    return from_base64(value) if isinstance(value, str) else None


def _service_account(found: Mapping[str, Any]) -> ServiceAccount:
    key = None
    secret = found.get("private_key")
    if isinstance(secret, str):
        try:
            key = inspect_private_key(secret)
        except Refused:
            key = None
    email = displayable_as(_EMAIL, found.get("client_email"))
    return ServiceAccount(
        project_id=displayable_as(_PROJECT_ID, found.get("project_id")),
        client_email="" if email is None and found.get("client_email") else email,
        email_project=firebase_project(email or ""),
        key=key,
        usable=key is not None and key.algorithm == "RSA",
        private_key_id=displayable_as(_KEY_ID, found.get("private_key_id")),
    )


def _google_services(found: Mapping[str, Any]) -> GoogleServices:
    project = found["project_info"]
    packages: dict[str, None] = {}
    clients = found.get("client")
    for client in clients if isinstance(clients, list) else []:
        package = client
        for step in ("client_info", "android_client_info", "package_name"):
            package = package.get(step) if isinstance(package, dict) else None
        name = displayable_as(_PACKAGE, package)
        if name is not None:
            packages[name] = None
    number = project.get("project_number")
    return GoogleServices(
        project_id=displayable_as(_PROJECT_ID, project.get("project_id")),
        project_number=displayable_as(_NUMBER, str(number) if isinstance(number, int) else number),
        packages=tuple(packages),
    )


def _holds_account(found: Any, depth: int = 0) -> bool:
    """Tell whether a document contains a service account at any depth."""
    if isinstance(found, dict):
        if found.get("type") == "service_account" or {"client_email", "private_key"} <= set(found):
            return True
        found = list(found.values())
    if not isinstance(found, list) or depth == _MAX_DEPTH:
        return False
    return any(_holds_account(item, depth + 1) for item in found)


def _find_pair(found: Mapping[str, Any], depth: int = 0) -> tuple[Any, Any, Any] | None:
    """Find the two keys of a document, at the top or in an object inside."""
    pair = _pair_in(found)
    if pair is not None or depth == _MAX_DEPTH:
        return pair
    below = (value for value in found.values() if isinstance(value, dict))
    return next((pair for value in below if (pair := _find_pair(value, depth + 1))), None)


def _pair_in(found: Mapping[str, Any]) -> tuple[Any, Any, Any] | None:
    """Return public key, private key and subject; their names are recognised by their endings."""
    values: dict[str, Any] = {"publickey": None, "privatekey": None, "subject": None}
    vapid = False
    for name, value in found.items():
        plain = _NO_LETTERS.sub("", name.lower())
        end = next((end for end in values if plain.endswith(end)), None)
        if end is not None and isinstance(value, str) and values[end] is None:
            values[end] = value
            vapid = vapid or "vapid" in plain
    public, private, subject = values.values()
    if public is None and private is None:
        return None
    if not vapid and (public is None or private is None or pem.BEGIN in f"{public}{private}"):
        return None
    return public, private, subject
