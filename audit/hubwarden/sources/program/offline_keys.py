"""The made-up access keys of an offline run: each rule has its own, and all are marked as secret."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.wire_values import SECRET, SIGNATURE

_RULES_OF_HUBS: Final[Mapping[str, str]] = {
    "notificationhubs:listNotificationHubKeys": (
        "azure-native:notificationhubs:NotificationHubAuthorizationRule"
    ),
    "notificationhubs:listNamespaceKeys": "azure-native:notificationhubs:NamespaceAuthorizationRule",
}
"""Functions that list the keys of an access rule of a hub or namespace, and the type of that rule."""

_OTHER_RULES: Final = re.compile(r"(servicebus|eventhub|relay):list\w+Keys")
"""Functions of other services with answers of the same shape (from azure-native 3.29)."""


def rule_type(function: str) -> str:
    """Return the type of the access rule that a function lists keys of; empty for other functions.

    The bare name is not enough: Service Bus, Event Hubs and Relay have a ``listNamespaceKeys``, too.
    """
    return _RULES_OF_HUBS.get(azure_native.short_type(function), "")


def is_of_another_service(function: str) -> bool:
    """Tell whether a function lists keys of Service Bus, Event Hubs or Relay."""
    return _OTHER_RULES.fullmatch(azure_native.short_type(function)) is not None


def of_rule(id: str, series: str) -> tuple[str, str]:
    """Return two made-up keys for an access rule: worthless, and the same in every run.

    Another ``series`` has other keys.
    """
    return _key(f"{series} primary key of {id}"), _key(f"{series} secondary key of {id}")


def _key(seed: str) -> str:
    digest = hashlib.sha256(f"hubwarden offline {seed}".lower().encode()).digest()
    return base64.b64encode(digest).decode()


def members(keys: tuple[str, str]) -> dict[str, Any]:
    """Return the key members of an answer."""
    primary, secondary = keys
    return {"primaryKey": _secret(primary), "secondaryKey": _secret(secondary)}


def answer(namespace: str, rule: str, keys: tuple[str, str]) -> dict[str, Any]:
    """Return Azure's answer to a request for the keys of a rule."""
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
