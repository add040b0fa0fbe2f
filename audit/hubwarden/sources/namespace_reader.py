"""Reads namespaces and hubs."""

from __future__ import annotations

from typing import Any, Final

from hubwarden.model.resources import Hub, Namespace
from hubwarden.sources.address_rules import read_network
from hubwarden.sources.conversions import items, text
from hubwarden.sources.durations import duration
from hubwarden.sources.field_reader import FieldReader
from hubwarden.sources.push_credentials import read_credentials

NAMESPACE: Final = "microsoft.notificationhubs/namespaces"
HUB: Final = f"{NAMESPACE}/notificationhubs"

_PLATFORMS: Final = (
    "the source does not declare the platforms of its app; "
    "where nothing declares them, accept that in the baseline under accepted"
)


def read_namespace(fields: FieldReader) -> Namespace:
    """Read a namespace."""
    fields.name()
    fields.take("tier", "sku.name", lambda value: text(value).capitalize())
    fields.members("tags", "tags", str)
    fields.take(
        "public_access",
        "publicNetworkAccess",
        lambda value: not _is(value, "disabled"),
        default=True,
    )
    read_network(fields)
    fields.take("region", "location", lambda value: text(value).replace(" ", "").lower())
    # In regions with zones Azure itself makes a namespace zone redundant, so an absent value is unknown.
    fields.take("zone_redundant", "zoneRedundancy", _zone_redundant)
    fields.take("replication_region", "replicationRegion", text, default="Default")
    fields.put("credentials", read_credentials(fields, "pnsCredentials"))
    _protection(fields)
    fields.note("diagnostics", "diagnostics")
    fields.note("lock", "lock")
    return fields.build(Namespace)


def read_hub(fields: FieldReader) -> Hub:
    """Read a hub."""
    fields.name()
    fields.put("namespace", fields.parent())
    fields.members("tags", "tags", str)
    fields.fact("platforms", _platforms, _PLATFORMS)
    fields.put("further_platforms", frozenset())
    if "platforms" in fields.record.facts:
        fields.fact(
            "further_platforms",
            lambda value: _platforms(value) - {"ios", "android"},
            name="platforms",
        )
    fields.put("credentials", read_credentials(fields, ""))
    fields.take(
        "registration_ttl",
        "registrationTtl",
        lambda value: duration(text(value)),
        default=None,
    )
    _protection(fields)
    for field in ("alerts", "diagnostics", "lock"):
        fields.note(field, field)
    fields.note("fcm_v1", "fcmV1Credential")
    fields.note("apns", "apnsCredential")
    return fields.build(Hub)


def _protection(fields: FieldReader) -> None:
    record = fields.record
    fields.put("protect", record.protect)
    if record.protect is None or record.retain_on_delete is not None:
        fields.put("retain_on_delete", record.retain_on_delete)
    else:
        fields.miss("retain_on_delete", "the source does not tell whether Pulumi retains it")


def _zone_redundant(value: Any) -> bool:
    if text(value).lower() not in ("enabled", "disabled"):
        raise ValueError
    return _is(value, "enabled")


def _is(value: Any, word: str) -> bool:
    return text(value).lower() == word


def _platforms(value: Any) -> frozenset[str]:
    return frozenset(text(item).lower() for item in items(value))
