"""Puts incidents into a local Azure, and has them diagnosed by the command, which reads them with the real clients."""

import contextlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden_local_azure import Principal, Subscription, Tenant
from hubwarden_local_azure.answers import Request
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.server import Server, serving
from incidents.hub_life import HOUR, Counts, Trouble, live
from incidents.incident_library import DAYS, HARMLESS, Done, Incident

NEWEST = "2023-10-01-preview"
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-00000000000a"
PUSH = "providers/Microsoft.NotificationHubs/namespaces"
OWNER = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
PLACE = "westeurope"
READER = Principal(
    "00000000-0000-0000-0000-0000000000d1",
    "reader",
    client_id="00000000-0000-0000-0000-0000000000d2",
    secret="a secret of nobody",
)
TENANT = Tenant(
    principals=(READER,), subscriptions=(Subscription(SUBSCRIPTION.split("/")[2], "Shop"),)
)
SIGN_IN = (
    *("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_SUBSCRIPTION_ID"),
    *("AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE", "ARM_SUBSCRIPTION_ID"),
    *("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "AZURE_AUTHORITY_HOST", "CURL_CA_BUNDLE"),
)
BASELINE = """\
version: 1
consumers:
  - {rule: phones, role: device}
  - {rule: backend, role: backend}
"""
_TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
END = _TODAY - timedelta(days=_TODAY.weekday() or 7)
"""A Monday, so that a history is the same whatever day it is today."""


@dataclass(frozen=True)
class Variant:
    """How a history differs from the one that an incident describes."""

    name: str
    volume: float = 1.0
    hours: float = 0.0
    """By how much later the trouble begins than the incident says."""
    seed: int = 1


PLAIN = Variant("plain")
VARIANTS = (
    PLAIN,
    Variant("tenth", volume=0.1, seed=2),
    Variant("tenfold", volume=10.0, seed=3),
    Variant("days", hours=-3 * 24, seed=4),
    Variant("hours", hours=7, seed=5),
)


class Clock:
    """Tells the time of the local Azure: now, but where something was done before."""

    def __init__(self) -> None:
        self.then: datetime | None = None

    def __call__(self) -> float:
        return time.time() if self.then is None else self.then.timestamp()


@dataclass
class Place:
    """A local Azure that is running, and whose reader is signed in."""

    server: Server
    cloud: Cloud
    clock: Clock
    folder: Path

    def add(self, id: str, body: Mapping[str, Any], version: str = NEWEST) -> None:
        """Put a resource there, of which the activity log says nothing."""
        self.server.add(id, dict(body), version)

    def do(self, at: datetime, method: str, id: str, body: Any = None) -> None:
        """Let somebody do something at some time."""
        self.clock.then = at
        sent = b"" if body is None else json.dumps(body).encode()
        query, headers = {"api-version": NEWEST}, {"Authorization": "Bearer any"}
        answer = self.cloud.answer(Request(method, id, query, sent, headers, secure=True))
        self.clock.then = None
        assert answer.status in {200, 201, 202, 204}, (answer.status, id)

    def fill(self, id: str, counts: Counts) -> None:
        """Let Azure Monitor have counted something for a hub."""
        for metric, by_time in counts.items():
            for begins, number in by_time.items():
                if number:
                    self.server.count(id, metric, begins.timestamp(), number)


@contextlib.contextmanager
def place(folder: Path, **options: Any) -> Iterator[Place]:
    """Run a local Azure, and sign its reader in."""
    ca_file, clock = folder / "ca.pem", Clock()
    cloud = Cloud(clock=clock, tenant=TENANT, **options)
    with (
        contextlib.closing(cloud),
        serving(cloud, ca_file) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in SIGN_IN:
            patch.delenv(name, raising=False)
        # With az, each token would take a process.
        patch.setenv("AZURE_TENANT_ID", TENANT.id)
        patch.setenv("AZURE_CLIENT_ID", READER.client_id)
        patch.setenv("AZURE_CLIENT_SECRET", READER.secret)
        patch.setenv("ARM_METADATA_HOSTNAME", server.url.removeprefix("https://"))
        patch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        (folder / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
        found = Place(server, cloud, clock, folder)
        role = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{READER.id}"
        given = {"properties": {"roleDefinitionId": OWNER, "principalId": READER.id}}
        found.add(role, given, "2022-04-01")
        yield found


def put(
    where: Place,
    incident: Incident,
    variant: Variant,
    place: str,
    *,
    hub: str = "shop",
    days: int = DAYS,
) -> str:
    """Put the hub of an incident into a namespace, with its history; return its id.

    ``place`` is the name of a group and a namespace, with a slash between.

    Of less than the usual days the first are missing.
    """
    group, _, space = place.partition("/")
    namespace = f"{group_id(group)}/{PUSH}/{space}"
    id = f"{namespace}/notificationHubs/{hub}"
    begin, missing = END - timedelta(days=days), (DAYS - days) * 24
    troubles = [_moved(item, variant.hours - missing) for item in incident.troubles]
    first = min((item.begins for item in troubles), default=0.0)
    at = begin + max(0.0, first) * HOUR
    where.add(group_id(group), {"location": PLACE}, "2024-03-01")
    where.add(namespace, _namespace(incident))
    where.add(id, _hub(incident, at))
    _add_rules(where, id, incident)
    for done in sorted((*incident.done, *HARMLESS), key=lambda item: -item.before):
        _do(where, at, done, id, incident)
    if incident.pending_endpoint:
        _ask_for_an_endpoint(where, group, namespace)
    counts = live(
        incident.habits, begin, days * 24, *troubles, seed=variant.seed, volume=variant.volume
    )
    where.fill(id, counts)
    return id


def put_healthy(where: Place, incident: Incident, place: str, hub: str = "courier") -> str:
    """Put a hub beside that of an incident, into the same namespace, that lives on in health."""
    healthy = Incident("healthy", (), (), tier=incident.tier, namespace=incident.namespace)
    return put(where, healthy, Variant("beside", seed=8), place, hub=hub)


def diagnosed(
    where: Place, incident: Incident, group: str, *spaces: str, days: int = DAYS
) -> dict[str, Any]:
    """Return what ``hubwarden diagnose`` says of a group, as JSON; the namespaces are what a template declares."""
    sources = [f"azure:{group_id(group)}"]
    if incident.declared:
        sources.insert(0, f"template:{_template(where, incident, group, spaces)}")
    elif incident.in_scope:
        sources.append("--with-credentials")
    begin = END - timedelta(days=days)
    times = ["--from", begin.isoformat(), "--to", END.isoformat()]
    policy = ["--baseline-file", str(where.folder / "baseline.yaml"), "--environment", "production"]
    result = CliRunner().invoke(main, ["diagnose", *sources, *times, *policy, "--format", "json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.stdout, result.stderr
    return json.loads(result.stdout)


def group_id(name: str) -> str:
    """Return the id of a resource group."""
    return f"{SUBSCRIPTION}/resourceGroups/{name}"


def _moved(trouble: Trouble, hours: float) -> Trouble:
    """Return a trouble that begins later; one that always was, or was from the beginning on, stays so."""
    if trouble.begins <= 0:
        return trouble
    return Trouble(trouble.fault, trouble.begins + hours, trouble.lasts)


def _namespace(incident: Incident) -> dict[str, Any]:
    return {
        "location": PLACE,
        "sku": {"name": incident.tier},
        "properties": dict(incident.namespace),
    }


def _hub(incident: Incident, at: datetime) -> dict[str, Any]:
    held = {
        f"{name}Credential": {"properties": body} for name, body in incident.credentials(at).items()
    }
    return {"location": PLACE, "properties": {**held, **incident.hub}}


def _add_rules(where: Place, id: str, incident: Incident) -> None:
    for name, rights in incident.rules.items():
        where.add(f"{id}/authorizationRules/{name}", _rule(rights))


def _rule(rights: tuple[str, ...]) -> dict[str, Any]:
    return {"properties": {"rights": list(rights)}}


def _do(where: Place, at: datetime, done: Done, id: str, incident: Incident) -> None:
    when = at - done.before
    kind, _, name = done.what.partition(" ")
    if done.what == "hub deleted":
        where.do(when, "DELETE", id)
    elif kind == "hub":
        where.do(when, "PUT", id, _hub(incident, at))
        _add_rules(where, id, incident)
    elif kind == "namespace":
        where.do(when, "PUT", id.partition("/notificationHubs/")[0], _namespace(incident))
    elif kind == "rule":
        rights = incident.rules[name]
        where.do(when, "PUT", f"{id}/authorizationRules/{name}", _rule(rights))
    else:
        key = {"policyKey": "PrimaryKey"}
        where.do(when, "POST", f"{id}/authorizationRules/{name}/regenerateKeys", key)


def _ask_for_an_endpoint(where: Place, group: str, namespace: str) -> None:
    network = "providers/Microsoft.Network"
    link = {"privateLinkServiceId": namespace, "groupIds": ["namespace"]}
    asked = {
        "subnet": {"id": f"{group_id(group)}/{network}/virtualNetworks/shop/subnets/one"},
        "manualPrivateLinkServiceConnections": [{"name": "shop", "properties": link}],
    }
    id = f"{group_id(group)}/{network}/privateEndpoints/{namespace.rpartition('/')[2]}-pe"
    where.add(id, {"location": PLACE, "properties": asked}, "2024-05-01")


def _template(where: Place, incident: Incident, group: str, spaces: Iterable[str]) -> Path:
    kind = "Microsoft.NotificationHubs/namespaces"
    hubs = f"{kind}/notificationHubs"
    bodies = [
        item
        for space in spaces
        for item in (
            (kind, space, _namespace(incident)),
            (hubs, f"{space}/shop", _hub(incident, END)),
            *(
                (f"{hubs}/authorizationRules", f"{space}/shop/{name}", _rule(rights))
                for name, rights in incident.rules.items()
            ),
        )
    ]
    content = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
            {"type": type, "apiVersion": NEWEST, "name": name, **body}
            for type, name, body in bodies
        ],
    }
    path = where.folder / f"{group}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
