"""The access keys that are answered offline: each rule has its own, and all carry the mark of a secret."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from hubwarden.sources.pulumi.wire_values import SECRET, SIGNATURE

RULE_TYPES: Final[Mapping[str, str]] = {
    "listNotificationHubKeys": "azure-native:notificationhubs:NotificationHubAuthorizationRule",
    "listNamespaceKeys": "azure-native:notificationhubs:NamespaceAuthorizationRule",
}
"""Functions that list the keys of an access rule, and the type of that rule."""


def of_rule(id: str, series: str) -> tuple[str, str]:
    """Return the two keys that stand in for those of an access rule: worth nothing, and always the same.

    Another series has other keys.
    """
    return _key(f"{series} primary key of {id}"), _key(f"{series} secondary key of {id}")


def _key(seed: str) -> str:
    digest = hashlib.sha256(f"hubwarden offline {seed}".lower().encode()).digest()
    return base64.b64encode(digest).decode()


def members(keys: tuple[str, str]) -> dict[str, Any]:
    """Return the members that hold the keys alone."""
    primary, secondary = keys
    return {"primaryKey": _secret(primary), "secondaryKey": _secret(secondary)}


def answer(namespace: str, rule: str, keys: tuple[str, str]) -> dict[str, Any]:
    """Return what Azure answers to who asks for the keys of a rule."""
    name = rule.rpartition("/")[2]
    primary, secondary = (
        f"Endpoint=sb://{namespace}.servicebus.windows.net/;SharedAccessKeyName={name};"
        f"SharedAccessKey={key}"
        for key in keys
    )
    return {
        **members(keys),
        "primaryConnectionString": _secret(primary),
        "secondaryConnectionString": _secret(secondary),
        "keyName": name,
    }


def _secret(value: str) -> dict[str, Any]:
    return {SIGNATURE: SECRET, "value": value}
