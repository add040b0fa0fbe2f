"""Lists what an estate holds, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hubwarden.context import EstateContext
from hubwarden.credential_files.kinds import Certificate
from hubwarden.facts import apple_host
from hubwarden.listing.inventory_table import (
    Cell,
    Row,
    Section,
    by_cells,
    cell,
    known_part,
    place_of,
    words,
)
from hubwarden.listing.role_holders import keys, role_holders
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import SERVICES, Apns, Browser, Credential, FcmV1, Mpns, Wns
from hubwarden.model.related import locks_on
from hubwarden.model.resources import AccessRule, Alert, Hub, Namespace
from hubwarden.secret import harmless


def sections(context: EstateContext) -> tuple[Section, ...]:
    """Return the inventory of an estate, section by section."""
    estate = context.estate
    return (
        _section(
            "namespaces",
            "Namespaces",
            (
                "namespace",
                "resource group",
                "subscription",
                "environment",
                "tier",
                "region",
                "public access",
                "open rights",
                "locks",
            ),
            (_namespace(context, item) for item in estate.namespaces),
        ),
        _section(
            "hubs",
            "Hubs",
            ("namespace", "hub", "environment", "platforms", "registrations expire after"),
            (_hub(context, item) for item in estate.hubs),
        ),
        _section(
            "access_rules",
            "Access rules",
            (
                "namespace",
                "hub",
                "rule",
                "rights",
                "consumer",
                "role",
                "made by Azure",
                "last change",
            ),
            (_access_rule(context, item) for item in estate.access_rules),
            "The last change of a rule is the only sign of how old its keys are.",
        ),
        _section(
            "keys",
            "Who is handed which key",
            ("namespace", "hub", "rule", "resource", "place", "only stored", "roles on it"),
            keys(estate),
            "Of a secret that stores a key, who has a role on it or on what holds it is listed, as far as a "
            "source tells; such a role may read the key.",
        ),
        _section(
            "credentials",
            "Push credentials",
            ("namespace", "hub", "service", "kind", "environment", "identity", "expires"),
            _credentials((*estate.namespaces, *estate.hubs)),
        ),
        _section(
            "alerts",
            "Alerts",
            ("alert", "scopes", "metrics", "enabled", "action groups"),
            map(_alert, estate.alerts),
        ),
        _section(
            "role_holders",
            "Who may list keys, read credentials, send test pushes or write rules",
            (
                "principal",
                "kind",
                "role",
                "scope",
                "held",
                "on",
                "list keys",
                "read credentials",
                "send test pushes",
                "write rules",
            ),
            role_holders(estate),
            "Only assignments that a source in scope shows are listed. Groups are named and not expanded. "
            "Whoever is eligible has to activate the role first.",
        ),
    )


def _section(
    name: str, title: str, columns: tuple[str, ...], rows: Iterable[Row], note: str = ""
) -> Section:
    return Section(name, title, columns, by_cells(rows, columns), note)


def _namespace(context: EstateContext, item: Namespace) -> Row:
    return {
        "namespace": cell(lambda: item.name),
        "resource group": known_part(item.id.resource_group),
        "subscription": known_part(item.id.subscription),
        "environment": cell(lambda: context.environment_name(item)),
        "tier": cell(lambda: item.tier),
        "region": cell(lambda: item.region),
        "public access": cell(lambda: item.public_access),
        "open rights": cell(lambda: item.public_rights),
        "locks": cell(lambda: [lock.level for lock in locks_on(context.estate, item)]),
    }


def _hub(context: EstateContext, item: Hub) -> Row:
    return {
        **place_of(item.id),
        "environment": cell(lambda: context.environment_name(item)),
        "platforms": cell(lambda: item.platforms),
        "registrations expire after": cell(lambda: item.registration_ttl or "never"),
    }


def _access_rule(context: EstateContext, item: AccessRule) -> Row:
    return {
        **place_of(item.id),
        "rule": cell(lambda: item.name),
        "rights": cell(lambda: item.rights),
        "consumer": cell(lambda: item.consumer),
        "role": cell(lambda: context.role(item)),
        "made by Azure": cell(lambda: item.azure_default),
        "last change": cell(lambda: item.modified),
    }


def _alert(item: Alert) -> Row:
    return {
        "alert": cell(lambda: item.id.name),
        "scopes": cell(lambda: item.scopes),
        "metrics": cell(lambda: item.metrics),
        "enabled": cell(lambda: item.enabled),
        "action groups": cell(lambda: item.action_groups),
    }


def _credentials(holders: Iterable[Namespace | Hub]) -> Iterator[Row]:
    for holder in holders:
        place = place_of(holder.id)
        try:
            credentials = holder.credentials
        except Undetermined as why:
            yield _unknown_credential(place, "unknown", why)
            continue
        for service in SERVICES:
            try:
                credential: Credential | None = getattr(credentials, service)
            except Undetermined as why:
                yield _unknown_credential(place, service, why)
                continue
            if credential is not None:
                yield {**place, "service": Cell(service), **_facts(credential)}


def _unknown_credential(place: Row, service: str, why: Undetermined) -> Row:
    columns = ("kind", "environment", "identity", "expires")
    unknown = dict.fromkeys(columns, Cell("", why.reason))
    name = Cell("", why.reason) if service == "unknown" else Cell(service)
    return {**place, "service": name, **unknown}


def _facts(credential: Credential) -> Row:
    read = next((read for kind, read in _IDENTITIES.items() if isinstance(credential, kind)), None)
    row = {
        "kind": Cell(_KINDS.get(type(credential), "key")),
        "environment": Cell("none"),
        "identity": cell(lambda: harmless(words(read(credential)))) if read else Cell("none"),
        "expires": Cell("never"),
    }
    if isinstance(credential, Apns):
        row |= {
            "kind": cell(lambda: _apns_kind(credential)),
            "environment": cell(lambda: _apns_side(credential)),
            "expires": cell(lambda: _expiry(credential)),
        }
    return row


def _apns_kind(apns: Apns) -> str:
    kinds = ("token", apns.token), ("certificate", apns.certificate)
    return " and ".join(name for name, part in kinds if part is not None) or "empty"


def _apns_side(apns: Apns) -> str:
    known = apple_host(apns.endpoint)
    return "none" if known is None else known.environment


def _expiry(apns: Apns) -> Any:
    if apns.certificate is None:
        return "never"
    content = apns.certificate.content
    return content.not_after if isinstance(content, Certificate) else content.what


def _apns_identity(apns: Apns) -> str:
    parts: list[tuple[str, str | None]] = []
    if apns.token is not None:
        token = apns.token
        parts = [("key", token.key_id), ("team", token.team_id), ("app", token.bundle_id)]
    elif apns.certificate is not None:
        held = apns.certificate
        parts = [("thumbprint", held.thumbprint), ("app", held.bundle_id)]
    return ", ".join(f"{name} {words(value)}" for name, value in parts if value)


_IDENTITIES: dict[type[Credential], Callable[[Any], Any]] = {
    Apns: _apns_identity,
    FcmV1: lambda item: item.project_id,
    Wns: lambda item: item.package_sid,
    Mpns: lambda item: item.thumbprint,
    Browser: lambda item: item.subject,
}

_KINDS: dict[type[Credential], str] = {
    FcmV1: "service account",
    Mpns: "certificate",
    Browser: "key pair",
    Wns: "secret",
}
