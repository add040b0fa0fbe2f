"""Devices shut out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hubwarden.context import EstateContext
from hubwarden.model.base import ResourceId, Undetermined, first
from hubwarden.model.estate import Estate
from hubwarden.model.resources import AccessRule, Namespace
from hubwarden.rule import NotApplicable, Severity, Violation, rule


@rule(
    "NH402",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Microsoft: REST API 2023-10-01-preview, publicNetworkAccess",
        "Microsoft: Use Private Link with Notification Hubs",
    ),
    fix="Set publicNetworkAccess to Enabled and restrict Send and Manage with networkAcls.",
)
def devices_shut_out(namespace: Namespace, ctx: EstateContext) -> Iterator[Violation]:
    """The public endpoint is closed, and devices must register over it.

    ## Why it matters

    A phone is on the Internet. Where public network access is off, it cannot register, and no push ever
    reaches it. What back ends may do from where is said by address rules, which need no closed endpoint.

    Who is a device is told by the roles of the access rules. Where no rule is for devices, because a back
    end registers them, the rule does not apply.

    ## Remediation

    Set `publicNetworkAccess` to Enabled, and give the public rule Listen alone. Where all devices are in
    your own network and use a private endpoint, say so with `devices: inside` for the environment in the
    baseline. Roles of devices are listed there under `device_roles`.
    """
    demands = ctx.environment(namespace)
    if demands.devices == "inside":
        raise NotApplicable("the baseline says that the devices are inside the network")
    if namespace.public_access:
        return
    unclear: Undetermined | None = None
    found = False
    for access_rule in _rules(ctx.estate).get(namespace.id, ()):
        try:
            if ctx.role(access_rule) in demands.device_roles:
                found = True
                yield Violation(
                    "public network access is off, and devices use access rule "
                    f"{access_rule.id.name} of {access_rule.scope.name}",
                    at="public_access",
                )
        except Undetermined as why:
            unclear = first(unclear, why)
    if unclear is not None:
        raise unclear
    if not found:
        raise NotApplicable("no access rule is for devices")


def _rules(estate: Estate) -> Mapping[ResourceId, Sequence[AccessRule]]:
    """Return the access rules in each namespace, those of its hubs among them."""

    def build() -> dict[ResourceId, list[AccessRule]]:
        found: dict[ResourceId, list[AccessRule]] = {}
        for item in estate.access_rules:
            text = item.scope.text
            at = text.lower().find("/notificationhubs/")
            id = replace(item.scope, text=text if at < 0 else text[:at])
            found.setdefault(id, []).append(item)
        return found

    return estate.index("access_rules_by_namespace", build)
