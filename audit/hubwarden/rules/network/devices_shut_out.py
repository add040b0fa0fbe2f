"""Devices shut out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hubwarden import citations
from hubwarden.azure_changes import PATCH_NAMESPACE
from hubwarden.context import EstateContext
from hubwarden.model.base import ResourceId, Undetermined, first
from hubwarden.model.estate import Estate
from hubwarden.model.resources import AccessRule, Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule

_HALF_OF_ALL: Final = 2**31
"""Half of all IPv4 addresses."""


@rule(
    "NH402",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.REST_API.on("publicNetworkAccess and networkAcls"),
        citations.PRIVATE_LINK,
        citations.BASELINE,
    ),
    changes=(PATCH_NAMESPACE,),
    fix="Set publicNetworkAccess to Enabled and restrict Send and Manage with networkAcls.",
)
def devices_shut_out(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """Devices must register over the public endpoint, and it is closed or does not let them listen.

    ## Why it matters

    A phone is on the Internet. Where public network access is off, or `networkAcls` gives its public rule
    no Listen, it cannot register, and no push ever reaches it. Address rules limit what back ends may do
    from where; they need no closed endpoint. Listen for some addresses is not enough, unless these are more
    than half of all.

    The roles of the access rules say which consumers are devices. If no rule is for devices, because a back
    end registers them, the rule does not apply.

    ## Bad example

    In the baseline, `phones` runs on devices.

    ```json
    [{
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "publicNetworkAccess": "Disabled" // no phone can register
      }
    },
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/phones",
      "properties": {"rights": ["Listen"]}
    }]
    ```

    ## Good example

    ```json
    [{
      "type": "Microsoft.NotificationHubs/namespaces",
      "name": "shop-ns",
      "properties": {
        "publicNetworkAccess": "Enabled",
        "networkAcls": {"ipRules": [], "publicNetworkRule": {"rights": ["Listen"]}}
      }
    },
    {
      "type": "Microsoft.NotificationHubs/namespaces/notificationHubs/authorizationRules",
      "name": "shop-ns/shop/phones",
      "properties": {"rights": ["Listen"]}
    }]
    ```

    ## Remediation

    Set `publicNetworkAccess` to Enabled, and give the public rule Listen alone. Where all devices are in
    your own network and use a private endpoint, say so with `devices: inside` for the environment in the
    baseline. Roles of devices are listed there under `device_roles`.

    ### In the Pulumi program

    ```yaml
    config:
      hubwarden:publicNetworkAccess: Enabled
      hubwarden:network:
        backends: [203.0.113.0/24]
        public: [Listen]
    ```

    ## What the fix breaks

    Nobody is shut out by it. The namespace can be reached from the Internet again, with a key that has Listen: Send
    and Manage stay with the address rules. Devices register when their apps start the next time.
    """
    demands = ctx.environment(namespace)
    if demands.devices == "inside":
        raise NotApplicable("the baseline says that the devices are inside the network")
    unclear: Undetermined | None = None
    why_shut: tuple[str, str] | None = None
    try:
        why_shut = _why_shut(namespace)
        if why_shut is None:
            return
    except Undetermined as why:
        unclear = why
    found = False
    for access_rule in _rules(ctx.estate).get(namespace.id, ()):
        try:
            is_device = ctx.role(access_rule) in demands.device_roles
        except Undetermined as why:
            unclear = first(unclear, why)
            continue
        found = found or is_device
        if is_device and why_shut is not None:
            reason, field = why_shut
            yield Violation(
                f"{reason}, and devices use access rule {access_rule.id.name} of "
                f"{access_rule.scope.name}",
                at=field,
            )
    if unclear is not None and (found or why_shut is not None):
        raise unclear
    if not found:
        # Raises where it is not known: then it may not be known either which rules are in the namespace.
        _ = namespace.public_access
        raise NotApplicable("no access rule is for devices")


def _why_shut(namespace: Namespace) -> tuple[str, str] | None:
    """Return why devices cannot register, in words, and the field; raises ``Undetermined``."""
    unclear: Undetermined | None = None
    try:
        if not namespace.public_access:
            return "public network access is off", "public_access"
    except Undetermined as why:
        unclear = why
    if not _may_listen(namespace):
        return "Listen does not work from every public address", "network"
    if unclear is not None:
        raise unclear
    return None


def _may_listen(namespace: Namespace) -> bool:
    listening = namespace.known_addresses.get("Listen")
    if listening is not None and listening.ipv4 > _HALF_OF_ALL:
        return True
    if "Listen" in namespace.public_rights:
        return True
    _ = namespace.addresses  # Raises where there may be more than what is known.
    return False


def _rules(estate: Estate) -> Mapping[ResourceId, Sequence[AccessRule]]:
    """Return the access rules in each namespace, those of its hubs among them."""

    def build() -> dict[ResourceId, list[AccessRule]]:
        found: dict[ResourceId, list[AccessRule]] = {}
        for item in estate.access_rules:
            text = re.split("/notificationHubs/", item.scope.text, flags=re.IGNORECASE)[0]
            id = replace(item.scope, text=text)
            found.setdefault(id, []).append(item)
        return found

    return estate.index("access rules by namespace", build)
