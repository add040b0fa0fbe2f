"""What people do to a running estate, and what Hubwarden has to say of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hubwarden.commands.demonstration.local_server import LocalAzure
from hubwarden.commands.demonstration.made_up_keys import push_certificate
from hubwarden.commands.demonstration.recorded_stacks import KIOSK_APP
from hubwarden.commands.demonstration.told_fields import SUBSCRIPTION

_HUBS: Final = "providers/Microsoft.NotificationHubs/namespaces"
_SCOPE: Final = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/lindenmarkt"
PRODUCTION: Final = f"{_SCOPE}-prod-rg/{_HUBS}/lindenmarkt-prod-ns"
SANDBOX: Final = f"{_SCOPE}-test-rg/{_HUBS}/lindenmarkt-test-ns"
_SHOP: Final = f"{PRODUCTION}/notificationHubs/lindenmarkt-prod-shop"
_COURIER: Final = f"{PRODUCTION}/notificationHubs/lindenmarkt-prod-courier"
KIOSK: Final = f"{PRODUCTION}/notificationHubs/lindenmarkt-prod-kiosk"
_SANDBOX_COURIER: Final = f"{SANDBOX}/notificationHubs/lindenmarkt-test-courier"
_ALERT: Final = (
    f"{_SCOPE}-prod-rg/providers/Microsoft.Insights/metricAlerts/"
    "lindenmarkt-prod-shop-outgoing-apns-invalidcredentials"
)
_LOCK: Final = f"{PRODUCTION}/providers/Microsoft.Authorization/locks/lindenmarkt-prod-keep"
_EVERYTHING: Final = ("Listen", "Manage", "Send")

Finding = tuple[str, str]
"""A rule and the id, in lower case, of what it is about."""


@dataclass(frozen=True, slots=True)
class Tampering:
    """One change by hand."""

    name: str
    words: str
    """What somebody did."""
    do: Callable[[LocalAzure], None]
    unsafe: frozenset[Finding] = frozenset()
    """What ``check`` says of it, as a violation or as what it cannot judge; nothing where the result is
    safe, if not what was declared."""
    different: frozenset[Finding] = frozenset()
    """What ``drift`` says of it."""


def _changed(id: str, change: Callable[[dict[str, Any]], None]) -> Callable[[LocalAzure], None]:
    """Return what reads a resource, changes its body and writes it."""

    def do(azure: LocalAzure) -> None:
        body = azure.resource(id)
        change(body)
        azure.write(body)

    return do


def _removed(id: str) -> Callable[[LocalAzure], None]:
    return lambda azure: azure.delete(id)


def _widen(rule: dict[str, Any]) -> None:
    rule["properties"]["rights"] = list(_EVERYTHING)


def _lower(namespace: dict[str, Any]) -> None:
    namespace["sku"] = {"name": "Basic"}


def _open(namespace: dict[str, Any]) -> None:
    namespace["properties"]["networkAcls"]["publicNetworkRule"]["rights"] = ["Listen", "Send"]


def _disable(alert: dict[str, Any]) -> None:
    alert["properties"]["enabled"] = False


def _swap(hub: dict[str, Any]) -> None:
    made = push_certificate(KIOSK_APP, ["sandbox"])
    hub["properties"]["apnsCredential"]["properties"] |= {
        "apnsCertificate": made.container,
        "certificateKey": made.password,
    }


def _add_rule(azure: LocalAzure) -> None:
    like = azure.resource(f"{_COURIER}/authorizationRules/dispatch")
    azure.write(
        {
            "id": f"{_COURIER}/authorizationRules/debug",
            "apiVersion": like["apiVersion"],
            "properties": {"rights": list(_EVERYTHING)},
        }
    )


def _about(id: str, *rules: str) -> frozenset[Finding]:
    return frozenset((rule, id.lower()) for rule in rules)


_ORDERS: Final = f"{_SHOP}/authorizationRules/orders"

TAMPERINGS: Final[tuple[Tampering, ...]] = (
    Tampering(
        "wider rule",
        "The shop's back end got Manage, because a test needed it once.",
        _changed(_ORDERS, _widen),
        _about(_ORDERS, "NH202", "NH203"),
        _about(_ORDERS, "NH701"),
    ),
    Tampering(
        "extra rule",
        "Somebody made an access rule with all rights, to look into something.",
        _add_rule,
        _about(f"{_COURIER}/authorizationRules/debug", "NH202", "NH203", "NH204", "NH211"),
        _about(f"{_COURIER}/authorizationRules/debug", "NH702"),
    ),
    Tampering(
        "lower tier",
        "The namespace went from Standard to Basic, to save money.",
        _changed(PRODUCTION, _lower),
        _about(PRODUCTION, "NH502"),
        _about(PRODUCTION, "NH704"),
    ),
    Tampering(
        "sandbox certificate",
        "The kiosks' certificate was renewed with the one for development.",
        _changed(KIOSK, _swap),
        _about(KIOSK, "NH308", "NH309"),
        _about(KIOSK, "NH705"),
    ),
    Tampering(
        "alert off",
        "An alert was noisy, and was switched off.",
        _changed(_ALERT, _disable),
        _about(_ALERT, "NH506") | _about(_SHOP, "NH505"),
        _about(_ALERT, "NH706"),
    ),
    Tampering(
        "hub deleted",
        "The couriers' hub in the sandbox was deleted.",
        _removed(_SANDBOX_COURIER),
        frozenset(),
        _about(_SANDBOX_COURIER, "NH703"),
    ),
    Tampering(
        "public sending",
        "Sending was allowed from every address, because a new back end could not connect.",
        _changed(PRODUCTION, _open),
        _about(PRODUCTION, "NH401"),
        _about(PRODUCTION, "NH708"),
    ),
    Tampering(
        "lock removed",
        "The lock was in the way of a deployment, and was taken away.",
        _removed(_LOCK),
        _about(PRODUCTION, "NH601"),
        _about(_LOCK, "NH709"),
    ),
)

BY_NAME: Final[Mapping[str, Tampering]] = {item.name: item for item in TAMPERINGS}
