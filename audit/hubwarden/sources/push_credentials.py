"""Reads push credentials from a record. Key material becomes a ``Secret`` here and goes no further."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hubwarden.credential_files import (
    Certificate,
    Problem,
    inspect_certificate,
    inspect_private_key,
    inspect_token,
    inspect_vapid,
    placeholder,
)
from hubwarden.credential_files.placeholders import A_WORD, unresolved
from hubwarden.credential_files.text_forms import real_line_breaks
from hubwarden.model.credentials import (
    Adm,
    Apns,
    ApnsCertificate,
    ApnsToken,
    Baidu,
    Browser,
    Credential,
    Credentials,
    FcmLegacy,
    FcmV1,
    Mpns,
    Wns,
    Xiaomi,
)
from hubwarden.secret import Secret
from hubwarden.sources.field_reader import ABSENT, Reader, text
from hubwarden.unknown import Unknown


def read_credentials(holder: Reader, base: str) -> Credentials:
    """Read the credentials of a hub (``base`` is empty) or a namespace (``pnsCredentials``)."""
    read = holder.below(base)
    for field, (path, secret_fields, names, fill) in _SERVICES.items():
        value = read.value(path)
        if value is ABSENT:
            read.put(field, None)
        elif isinstance(value, Unknown):
            read.lack(field, value)
        elif not isinstance(value, dict):
            read.miss(field, "its value has a form that is not known")
        else:
            read.put(field, _credential(read.below(path), secret_fields, names, fill))
    return read.build(Credentials)


def _credential(
    read: Reader,
    secret_fields: tuple[str, ...],
    names: tuple[str, ...],
    fill: Callable[[Reader], type[Credential]],
) -> Credential:
    _take_in_clear(read, secret_fields)
    _take_placeholders(read, secret_fields, names)
    for path in secret_fields:
        read.note(f"in_clear.{path}", path)
    for path in (*secret_fields, *names):
        read.note(f"placeholders.{path}", path)
    return read.build(fill(read))


def _take_in_clear(read: Reader, secret_fields: tuple[str, ...]) -> None:
    if read.record.marked is None:
        read.miss("in_clear", "the source does not show what is marked as secret")
        return
    in_clear, unclear = [], ""
    for path in secret_fields:
        value = read.value(path)
        if value is ABSENT or value == "" or read.marked(path):
            continue
        if isinstance(value, Unknown):
            unclear = f"whether {path} is protected depends on its value: {value.reason}"
        else:
            in_clear.append(path)
    # What certainly stands in clear is told, whatever else is not known.
    if unclear and not in_clear:
        read.miss("in_clear", unclear)
    else:
        read.put("in_clear", tuple(in_clear))


def _take_placeholders(
    read: Reader, secret_fields: tuple[str, ...], names: tuple[str, ...]
) -> None:
    found, unclear, later = {}, "", True
    tests = {**dict.fromkeys(names, unresolved), **dict.fromkeys(secret_fields, placeholder)}
    for path, test in tests.items():
        value = read.value(path)
        if isinstance(value, Unknown):
            unclear = f"what stands in {path} is not known: {value.reason}"
            later = later and value.later
        elif isinstance(value, str) and value and (words := test(value)):
            found[path] = words
    if found.get("certificateKey") == A_WORD:
        # A password may be any word; whether it opens the certificate is seen there.
        del found["certificateKey"]
    if unclear and not found:
        read.miss("placeholders", unclear, later=later)
    else:
        read.put("placeholders", found)


def _apns(read: Reader) -> type[Credential]:
    _plain(read, "endpoint", "endpoint")
    _part(read, "token", "token", _token)
    # A certificate is there when its file is, or when the service tells of one by its thumbprint.
    where = "apnsCertificate" if read.value("apnsCertificate") not in (ABSENT, "") else "thumbprint"
    _part(read, "certificate", where, _certificate)
    return Apns


def _part(read: Reader, field: str, path: str, build: Callable[[Reader], Any]) -> None:
    read.note(field, path)
    value = read.value(path)
    if value is ABSENT or value == "":
        read.put(field, None)
    elif isinstance(value, Unknown) and not value.present:
        read.lack(field, value)
    else:
        read.adopt(field, build(read.below("")))


def _token(read: Reader) -> ApnsToken:
    read.take("key", "token", _key_body)
    _plain(read, "key_id", "keyId")
    _plain(read, "team_id", "appId")
    _plain(read, "bundle_id", "appName")
    read.take("content", "token", lambda value: inspect_token(text(value)))
    return read.build(ApnsToken)


def _certificate(read: Reader) -> ApnsCertificate:
    read.take("material", "apnsCertificate", _secret, default=None)
    _plain(read, "thumbprint", "thumbprint")
    read.note("bundle_id", "appName")
    if read.value("appName") is ABSENT:
        # A certificate needs no name of an app beside it, but a program may tell which one it is for.
        read.put("bundle_id", _optional(read.record.facts.get("bundle_id")))
    else:
        _plain(read, "bundle_id", "appName")
    if read.value("apnsCertificate") in (ABSENT, ""):
        read.note("content", "apnsCertificate")
        read.miss("content", "only its thumbprint is told")
    else:
        read.both("content", ("apnsCertificate", "certificateKey"), _opened)
        if read.path("content") in read.record.locations:
            # The source tells where the material itself stands.
            read.note("content", "content", again=True)
    return read.build(ApnsCertificate)


def _opened(values: Sequence[Any]) -> Certificate | Problem:
    material, password = values
    return inspect_certificate(text(material), None if password is None else text(password))


def _optional(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _fcm_v1(read: Reader) -> type[Credential]:
    read.take("project_id", "projectId", text)
    _plain(read, "client_email", "clientEmail")
    read.take("private_key", "privateKey", _secret)
    read.take("content", "privateKey", lambda value: inspect_private_key(text(value)))
    return FcmV1


def _fcm_legacy(read: Reader) -> type[Credential]:
    read.take("api_key", "googleApiKey", _secret)
    return FcmLegacy


def _wns(read: Reader) -> type[Credential]:
    _plain(read, "package_sid", "packageSid")
    return Wns


def _mpns(read: Reader) -> type[Credential]:
    _plain(read, "thumbprint", "thumbprint")
    return Mpns


def _adm(read: Reader) -> type[Credential]:
    _plain(read, "token_url", "authTokenUrl")
    return Adm


def _baidu(read: Reader) -> type[Credential]:
    _plain(read, "endpoint", "baiduEndPoint")
    return Baidu


def _browser(read: Reader) -> type[Credential]:
    _plain(read, "subject", "subject")
    _plain(read, "public_key", "vapidPublicKey")
    keys = ("vapidPublicKey", "vapidPrivateKey")
    read.both("content", keys, lambda values: inspect_vapid(*(text(one or "") for one in values)))
    return Browser


def _xiaomi(read: Reader) -> type[Credential]:
    _plain(read, "endpoint", "endpoint")
    return Xiaomi


def _plain(read: Reader, field: str, path: str) -> None:
    read.take(field, path, lambda value: text(value).strip() or None, default=None)


def _secret(value: Any) -> Secret:
    return Secret(text(value))


def _key_body(value: Any) -> Secret:
    """Return what is the same for a key however it is wrapped: with PEM lines, with line breaks."""
    bare = re.sub(r"-----[A-Z ]+-----", "", real_line_breaks(text(value)))
    return Secret("".join(bare.split()))


_Service = tuple[str, tuple[str, ...], tuple[str, ...], Callable[[Reader], type[Credential]]]

_SERVICES: Final[dict[str, _Service]] = {
    "apns": (
        "apnsCredential",
        ("token", "apnsCertificate", "certificateKey"),
        ("endpoint", "keyId", "appId", "appName", "thumbprint"),
        _apns,
    ),
    "fcm_v1": ("fcmV1Credential", ("privateKey",), ("clientEmail", "projectId"), _fcm_v1),
    "fcm_legacy": ("gcmCredential", ("googleApiKey",), ("gcmEndpoint",), _fcm_legacy),
    "wns": (
        "wnsCredential",
        ("secretKey", "certificateKey", "wnsCertificate"),
        ("packageSid", "windowsLiveEndpoint"),
        _wns,
    ),
    "mpns": ("mpnsCredential", ("mpnsCertificate", "certificateKey"), ("thumbprint",), _mpns),
    "adm": ("admCredential", ("clientSecret",), ("clientId", "authTokenUrl"), _adm),
    "baidu": ("baiduCredential", ("baiduApiKey", "baiduSecretKey"), ("baiduEndPoint",), _baidu),
    "browser": ("browserCredential", ("vapidPrivateKey",), ("subject", "vapidPublicKey"), _browser),
    "xiaomi": ("xiaomiCredential", ("appSecret",), ("endpoint",), _xiaomi),
}
"""Per field of ``Credentials``: the property, its secret members, the others and how to read it."""

SECRET_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    path: secrets for path, secrets, *_ in _SERVICES.values()
}
"""Per property that holds a credential, those of its members that are key material."""
