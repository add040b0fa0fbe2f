"""Credentials and resources of hubs as Azure holds them: in order, and with what can be wrong."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import push_files

BUNDLE = push_files.BUNDLE
PRODUCTION = "https://api.push.apple.com:443/3/device"
SANDBOX = "https://api.development.push.apple.com:443/3/device"


def apns(**other: Any) -> dict[str, Any]:
    """Return a signing key of Apple's with its ids."""
    known = {
        "endpoint": PRODUCTION,
        "token": push_files.signing_key(),
        "keyId": "ABC123DEFG",
        "appId": "TEAM123456",
        "appName": BUNDLE,
    }
    return {name: value for name, value in {**known, **other}.items() if value is not None}


@cache
def _certificate(sides: tuple[str, ...], until: datetime) -> str:
    since = until - timedelta(days=365)
    return push_files.certificate(sides=sides, since=since, until=until)


def certificate(
    *sides: str, until: datetime, endpoint: str = "gateway.push.apple.com"
) -> dict[str, Any]:
    """Return a certificate of Apple's for sides of its service."""
    return {
        "endpoint": endpoint,
        "apnsCertificate": _certificate(sides or push_files.MODERN, until),
        "certificateKey": push_files.PASSWORD,
    }


def fcm(**other: Any) -> dict[str, Any]:
    """Return a service account of Firebase."""
    known = {
        "projectId": "shop-prod",
        "clientEmail": "push@shop-prod.iam.gserviceaccount.com",
        "privateKey": push_files.firebase_key(),
    }
    return {name: value for name, value in {**known, **other}.items() if value is not None}


def gcm() -> dict[str, Any]:
    """Return a key of the legacy API of Firebase."""
    return {
        "googleApiKey": "AAAA" + "k" * 148,
        "gcmEndpoint": "https://fcm.googleapis.com/fcm/send",
    }


def wns(**other: Any) -> dict[str, Any]:
    """Return the identity of a Windows app."""
    known = {
        "packageSid": "ms-app://s-1-15-2-1004590054-3011408642-3083404893-62936123-1",
        "secretKey": "q7Vf0nW3yT8bLx2RkD5sHm9cPz4uJg6a",
        "windowsLiveEndpoint": "https://login.live.com/accesstoken.srf",
    }
    return {name: value for name, value in {**known, **other}.items() if value is not None}


def tomorrow() -> datetime:
    """Return a day until which something still holds."""
    return datetime.now(UTC) + timedelta(days=200)
