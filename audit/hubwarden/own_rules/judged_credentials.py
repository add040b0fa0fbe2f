"""The credentials and builds that own rules can judge, by the word in ``judges``; no field is secret."""

from __future__ import annotations

from typing import Final

from hubwarden.model.build import Build
from hubwarden.model.credentials import (
    Adm,
    Apns,
    ApnsCertificate,
    ApnsToken,
    Browser,
    Credential,
    FcmV1,
    Wns,
)
from hubwarden.own_rules.expression_fields import Judged, Told, flag, text, texts

_HOLDER: Final = {
    "holder": text("the name of the hub or namespace that holds it", "id.name"),
    "resource_group": text("the resource group of that", "id.resource_group"),
}
_CREDENTIAL: Final = {
    **_HOLDER,
    "in_clear": texts("names of the secret fields that the source holds unprotected"),
    "missing": texts("names of the fields that the push service needs and that have no value"),
}

CREDENTIALS: Final[dict[str, Judged]] = {
    "adm credential": Judged(
        Adm,
        {
            **_CREDENTIAL,
            "client_id": text("the client id", optional=True),
            "token_url": text("where the hub fetches its access", optional=True),
        },
    ),
    "apns certificate": Judged(
        ApnsCertificate,
        {
            **_HOLDER,
            "bundle_id": text("the bundle id that the source declares", optional=True),
            "thumbprint": text("the thumbprint that the source declares", optional=True),
            "purpose": text("alert push, VoIP push, website push, ...", "content.purpose"),
            "environments": texts("production, sandbox", "content.environments"),
            "topics": texts("the topics that the certificate lists", "content.topics"),
            "issuer": text("the issuer's name", "content.issuer"),
            "not_before": Told("timestamp", "when it begins to hold", "content.not_before"),
            "not_after": Told("timestamp", "when it expires", "content.not_after"),
            "key_algorithm": text("RSA, EC, ...", "content.key.algorithm"),
            "key_bits": Told("int", "the size of the key", "content.key.size"),
        },
    ),
    "apns credential": Judged(
        Apns,
        {
            **_CREDENTIAL,
            "endpoint": text("the URL or host that the hub delivers to", optional=True),
            "with_token": flag("whether it has a signing key", "token"),
            "with_certificate": flag("whether it has a certificate", "certificate"),
        },
    ),
    "apns signing key": Judged(
        ApnsToken,
        {
            **_HOLDER,
            "key_id": text("the key's identifier at Apple", optional=True),
            "team_id": text("the developer team", optional=True),
            "bundle_id": text("the app's bundle id", optional=True),
        },
    ),
    "browser credential": Judged(
        Browser,
        {
            **_CREDENTIAL,
            "subject": text("whom the push service may write to, a URL", optional=True),
            "public_key": text("the public VAPID key", optional=True),
        },
    ),
    "build": Judged(
        Build,
        {
            "kind": text("profile, signature, entitlements or google-services"),
            "apns_side": text("production or sandbox", "environment", optional=True),
            "bundle_id": text("the app's bundle id", optional=True),
            "team_ids": texts("the developer teams"),
            "expires": Told("timestamp", "when a profile ends", optional=True),
            "by_apple": flag("whether Apple signed the profile", optional=True),
            "firebase_project": text("the Firebase project", optional=True),
        },
    ),
    "credential": Judged(Credential, _CREDENTIAL),
    "fcm v1 credential": Judged(
        FcmV1,
        {
            **_CREDENTIAL,
            "project_id": text("the Firebase project"),
            "client_email": text("the address of the service account", optional=True),
            "key_algorithm": text("RSA, ...", "content.algorithm"),
            "key_bits": Told("int", "the size of the key", "content.size"),
        },
    ),
    "wns credential": Judged(
        Wns,
        {
            **_CREDENTIAL,
            "package_sid": text("the package SID", optional=True),
            "token_url": text("where the hub fetches its access", optional=True),
        },
    ),
}
