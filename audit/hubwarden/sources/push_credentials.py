"""Reads push credentials from a record. Key material becomes a ``Secret`` here; its value is not kept."""

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
)
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
from hubwarden.secret import Hidden, Secret
from hubwarden.sources.conversions import ABSENT, text
from hubwarden.sources.credential_members import (
    take_in_clear,
    take_missing,
    take_placeholders,
    take_symbols,
)
from hubwarden.sources.field_reader import FieldReader
from hubwarden.unknown import Unknown


def read_credentials(holder: FieldReader, base: str) -> Credentials:
    """Read the credentials of a hub (``base`` is empty) or a namespace (``pnsCredentials``)."""
    fields = holder.below(base)
    if_set = {}
    for field, (path, secret_fields, names, fill) in _SERVICES.items():
        value = fields.value(path)
        if value is ABSENT:
            fields.put(field, None)
        elif isinstance(value, Unknown):
            fields.lack(field, value)
            if isinstance(value.if_set, dict):
                supposed = fields.supposing(path, value.if_set).below(path)
                if_set[field] = _credential(supposed, secret_fields, names, fill)
        elif not isinstance(value, dict):
            fields.miss(field, "its value has a form that is not known", cause="unclear")
        else:
            fields.put(field, _credential(fields.below(path), secret_fields, names, fill))
    fields.put("if_set", if_set)
    return fields.build(Credentials)


def _credential(
    fields: FieldReader,
    secret_fields: tuple[str, ...],
    names: tuple[str, ...],
    fill: Callable[[FieldReader], type[Credential]],
) -> Credential:
    take_in_clear(fields, secret_fields)
    take_placeholders(fields, secret_fields, names)
    take_missing(fields, _required(fields, fill))
    take_symbols(fields, (*secret_fields, *names))
    for path in secret_fields:
        fields.note(f"in_clear.{path}", path)
    for path in (*secret_fields, *names):
        fields.note(f"placeholders.{path}", path)
    return fields.build(fill(fields))


def _apns(fields: FieldReader) -> type[Credential]:
    _plain(fields, "endpoint", "endpoint")
    _part(fields, "token", "token", _token)
    # There is a certificate if there is a file, or if the service returns a thumbprint.
    where = (
        "apnsCertificate" if fields.value("apnsCertificate") not in (ABSENT, "") else "thumbprint"
    )
    _part(fields, "certificate", where, _certificate)
    return Apns


def _part(fields: FieldReader, field: str, path: str, build: Callable[[FieldReader], Any]) -> None:
    fields.note(field, path)
    value = fields.value(path)
    if value is ABSENT or value == "":
        fields.put(field, None)
    elif isinstance(value, Unknown) and not value.present:
        fields.lack(field, value)
    else:
        fields.adopt(field, build(fields.below("")))


def _token(fields: FieldReader) -> ApnsToken:
    fields.take("key", "token", _key_body)
    _plain(fields, "key_id", "keyId")
    _plain(fields, "team_id", "appId")
    _plain(fields, "bundle_id", "appName")
    fields.take("content", "token", lambda value: inspect_token(text(value)))
    return fields.build(ApnsToken)


def _certificate(fields: FieldReader) -> ApnsCertificate:
    fields.take("material", "apnsCertificate", _secret, default=None)
    _plain(fields, "thumbprint", "thumbprint")
    fields.note("bundle_id", "appName")
    if fields.value("appName") is ABSENT:
        # The credential does not need the app of a certificate, but a program may declare it.
        fields.put("bundle_id", _optional(fields.record.facts.get("bundle_id")))
    else:
        _plain(fields, "bundle_id", "appName")
    if fields.value("apnsCertificate") in (ABSENT, ""):
        fields.note("content", "apnsCertificate")
        fields.miss("content", "only its thumbprint is known")
    else:
        fields.both("content", ("apnsCertificate", "certificateKey"), _opened)
        if not fields.misses("content"):
            # What is in it is a fact about the certificate, not about its password.
            fields.note("content", "apnsCertificate", again=True)
        if fields.path("content") in fields.record.locations:
            # The source has the location of the material itself.
            fields.note("content", "content", again=True)
    return fields.build(ApnsCertificate)


def _opened(values: Sequence[Any]) -> Certificate | Problem:
    material, password = values
    return inspect_certificate(text(material), None if password is None else text(password))


def _optional(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _fcm_v1(fields: FieldReader) -> type[Credential]:
    hidden = _is_hidden(fields, "projectId")
    fields.take(
        "project_id", "projectId", lambda value: Hidden(text(value)) if hidden else text(value)
    )
    _plain(fields, "client_email", "clientEmail")
    fields.take("private_key", "privateKey", _secret)
    fields.take("content", "privateKey", lambda value: inspect_private_key(text(value)))
    return FcmV1


def _fcm_legacy(fields: FieldReader) -> type[Credential]:
    fields.take("api_key", "googleApiKey", _secret)
    _plain(fields, "endpoint", "gcmEndpoint")
    return FcmLegacy


def _wns(fields: FieldReader) -> type[Credential]:
    _plain(fields, "package_sid", "packageSid")
    _plain(fields, "token_url", "windowsLiveEndpoint")
    fields.take("secret_key", "secretKey", _secret, default=None)
    return Wns


def _mpns(fields: FieldReader) -> type[Credential]:
    _plain(fields, "thumbprint", "thumbprint")
    return Mpns


def _adm(fields: FieldReader) -> type[Credential]:
    _plain(fields, "client_id", "clientId")
    _plain(fields, "token_url", "authTokenUrl")
    fields.take("client_secret", "clientSecret", _secret, default=None)
    return Adm


def _baidu(fields: FieldReader) -> type[Credential]:
    _plain(fields, "endpoint", "baiduEndPoint")
    fields.take("api_key", "baiduApiKey", _secret, default=None)
    fields.take("secret_key", "baiduSecretKey", _secret, default=None)
    return Baidu


def _browser(fields: FieldReader) -> type[Credential]:
    _plain(fields, "subject", "subject")
    _plain(fields, "public_key", "vapidPublicKey")
    fields.take("private_key", "vapidPrivateKey", _secret, default=None)
    keys = ("vapidPublicKey", "vapidPrivateKey")
    fields.both(
        "content", keys, lambda values: inspect_vapid(*(text(value or "") for value in values))
    )
    return Browser


def _xiaomi(fields: FieldReader) -> type[Credential]:
    _plain(fields, "endpoint", "endpoint")
    fields.take("app_secret", "appSecret", _secret, default=None)
    return Xiaomi


def _plain(fields: FieldReader, field: str, path: str) -> None:
    """Read a name or an address exactly as it is sent; a text that came with a secret is never shown."""
    hidden = _is_hidden(fields, path)

    def convert(value: Any) -> str | None:
        name = text(value)
        return (Hidden(name) if hidden else name) if name else None

    fields.take(field, path, convert, default=None)


def _is_hidden(fields: FieldReader, path: str) -> bool:
    """Tell whether a name or an address must not be shown: it came with a secret, or is one of the credential's own."""
    if fields.marked(path):
        return True
    value, whole = fields.value(path), fields.value("")
    if not isinstance(value, str) or not value or not isinstance(whole, (dict, Mapping)):
        return False
    return any(item == value for name, item in whole.items() if name in _SECRETS)


def _secret(value: Any) -> Secret:
    return Secret(text(value))


def _key_body(value: Any) -> Secret:
    """Return a key without PEM lines and line breaks, so that all its spellings are equal."""
    bare = re.sub(r"-----[A-Z ]+-----", "", real_line_breaks(text(value)))
    return Secret("".join(bare.split()))


_Service = tuple[str, tuple[str, ...], tuple[str, ...], Callable[[FieldReader], type[Credential]]]

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
"""By field of ``Credentials``: the property, its secret members, its other members, and its reader."""

_SECRETS: Final = frozenset(name for _, secret, _, _ in _SERVICES.values() for name in secret)

_REQUIRED: Final[Mapping[Callable[[FieldReader], type[Credential]], tuple[str, ...]]] = {
    _fcm_v1: ("projectId", "privateKey"),
    _wns: ("packageSid", "secretKey"),
    _mpns: ("mpnsCertificate", "certificateKey"),
    _adm: ("clientId", "clientSecret", "authTokenUrl"),
    _baidu: ("baiduApiKey", "baiduSecretKey", "baiduEndPoint"),
    _browser: ("subject", "vapidPublicKey", "vapidPrivateKey"),
    _xiaomi: ("appSecret",),
}
"""The members that a credential needs (REST API 2023-10-01-preview, required properties; .NET SDK,
WnsCredential.OnValidate). Those of APNs depend on its mode and have rules of their own. MPNS needs a thumbprint by
the newest document but by no older one, so it is not demanded."""

_WNS_CERTIFICATE: Final = ("wnsCertificate", "certificateKey")
"""What WNS can have besides or instead of package SID and secret (REST API since 2023-01-01-preview)."""


def _required(
    fields: FieldReader, fill: Callable[[FieldReader], type[Credential]]
) -> tuple[str, ...]:
    required = _REQUIRED.get(fill, ())
    if fill is not _wns or all(fields.value(path) in (ABSENT, "") for path in _WNS_CERTIFICATE):
        return required
    # Certificate and key need each other, whatever else is set.
    return (*required, *_WNS_CERTIFICATE)


SECRET_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    path: secrets for path, secrets, *_ in _SERVICES.values()
}
"""By property with a credential, its members that are key material."""
