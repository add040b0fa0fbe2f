"""A server on the loopback that answers what a test tells it to, over TLS; it is asked by the real clients."""

import asyncio
import base64
import contextlib
import datetime as dt
import ipaddress
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
PRINCIPAL = "00000000-0000-0000-0000-0000000000bb"
APPLICATION = "00000000-0000-0000-0000-0000000000cc"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-test"
PUSH = "providers/Microsoft.NotificationHubs/namespaces"
NAMESPACE = f"{GROUP}/{PUSH}/shop-test-ns"
HUB = f"{NAMESPACE}/notificationHubs/shop"
OTHER_HUB = f"{NAMESPACE}/notificationHubs/courier"
AROUND = f"/subscriptions/{SUBSCRIPTION}/providers"
GRAPH = "/providers/microsoft.resourcegraph/resources"
STORAGE = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/shoplogs"
ROLE = f"{AROUND}/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-0000000000dd"
CANARY = "CanaryThatNobodyMaySee"

Fault = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    method: str
    path: str
    query: dict[str, str]
    body: str
    token: bool


def token() -> str:
    """Return a token of a principal; its signature is a canary."""
    claims = {"oid": PRINCIPAL, "appid": APPLICATION, "upn": f"{CANARY}@example.com"}
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJub25lIn0.{middle}.{CANARY}"


def rule(holder: str, name: str, *rights: str) -> dict[str, Any]:
    """Return an access rule as the older API answers: with its keys, under a wrong type."""
    return {
        "id": f"{holder}/authorizationRules/{name}",
        "name": name.lower(),
        "type": "Microsoft.NotificationHubs/Namespaces/AuthorizationRules",
        "properties": {
            "rights": list(rights),
            "primaryKey": f"{CANARY}{name}1",
            "secondaryKey": f"{CANARY}{name}2",
            "modifiedTime": "0001-01-01T00:00:00Z",
            "createdTime": "0001-01-01T00:00:00Z",
        },
    }


def hub(id: str) -> dict[str, Any]:
    return {
        "id": id,
        "name": id.rpartition("/")[2],
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "location": "West Europe",
        "tags": {},
        "properties": {"registrationTtl": "P10675199DT2H48M05.4775807S"},
    }


def estate() -> dict[str, Any]:
    """Return what a small estate answers, by lower-case path."""
    namespace = {
        "id": NAMESPACE,
        "name": "shop-test-ns",
        "type": "Microsoft.NotificationHubs/namespaces",
        "location": "West Europe",
        "tags": {"application": "shop", "environment": "test", "owner": "push"},
        "sku": {"name": "Basic"},
        "properties": {
            "namespaceType": "NotificationHub",
            "networkAcls": {"publicNetworkRule": {"rights": ["Listen"]}},
            "publicNetworkAccess": "Enabled",
            "zoneRedundancy": "Disabled",
        },
    }
    setting = {
        "id": f"{NAMESPACE}/providers/microsoft.insights/diagnosticSettings/logs".lower(),
        "name": "logs",
        "type": "Microsoft.Insights/diagnosticSettings",
        "properties": {
            "storageAccountId": STORAGE,
            "logs": [{"categoryGroup": "allLogs", "enabled": True}],
            "metrics": [],
        },
    }
    assignment = {
        "id": f"{NAMESPACE}/providers/Microsoft.Authorization/roleAssignments/1",
        "name": "1",
        "properties": {"scope": NAMESPACE, "roleDefinitionId": ROLE, "principalId": PRINCIPAL},
    }
    lists: dict[str, list[dict[str, Any]]] = {
        f"/subscriptions/{SUBSCRIPTION}/{PUSH}": [namespace],
        f"{GROUP}/{PUSH}": [namespace],
        f"{NAMESPACE}/notificationHubs": [hub(HUB), hub(OTHER_HUB)],
        f"{NAMESPACE}/authorizationRules": [
            rule(NAMESPACE, "RootManageSharedAccessKey", "Listen", "Manage", "Send")
        ],
        f"{NAMESPACE}/privateEndpointConnections": [],
        f"{NAMESPACE}/providers/Microsoft.Insights/diagnosticSettings": [setting],
        f"{AROUND}/Microsoft.Insights/metricAlerts": [],
        f"{AROUND}/Microsoft.Insights/actionGroups": [],
        f"{AROUND}/Microsoft.AlertsManagement/actionRules": [],
        f"{AROUND}/Microsoft.Authorization/locks": [],
        f"{AROUND}/Microsoft.Authorization/roleAssignments": [assignment],
        f"{AROUND}/Microsoft.Authorization/roleEligibilityScheduleInstances": [],
        f"{AROUND}/Microsoft.Authorization/denyAssignments": [],
        f"{AROUND}/Microsoft.Authorization/roleDefinitions": [
            {"id": ROLE, "name": "dd", "properties": {"permissions": [{"actions": ["*/read"]}]}}
        ],
        "/subscriptions": [
            {
                "id": f"/subscriptions/{SUBSCRIPTION}",
                "subscriptionId": SUBSCRIPTION,
                "displayName": "Shop",
            }
        ],
    }
    for id in (HUB, OTHER_HUB):
        lists[f"{id}/authorizationRules"] = [rule(id, "backend", "Send", "Listen")]
        lists[f"{id}/providers/Microsoft.Insights/diagnosticSettings"] = []
    answers: dict[str, Any] = {path: {"value": items} for path, items in lists.items()}
    answers |= {NAMESPACE: namespace, HUB: hub(HUB), OTHER_HUB: hub(OTHER_HUB)}
    answers[f"{STORAGE}/managementPolicies/default"] = {
        "id": f"{STORAGE}/managementPolicies/default",
        "name": "default",
        "properties": {"policy": {"rules": []}},
    }
    for id in (NAMESPACE, HUB, OTHER_HUB):
        gcm = {"properties": {"googleApiKey": f"{CANARY}gcm", "gcmEndpoint": "https://push"}}
        fcm = {
            "properties": {
                "privateKey": f"{CANARY}fcm",
                "clientEmail": "push@shop.iam.gserviceaccount.com",
                "projectId": "shop",
            }
        }
        answers[f"{id}/pnsCredentials"] = {
            "id": f"{id}/pnsCredentials",
            "properties": {"gcmCredential": gcm, "fcmV1Credential": fcm},
        }
    return {path.lower(): body for path, body in answers.items()}


@dataclass
class ScriptedAzure:
    """A running server. ``answers`` are the bodies by lower-case path; ``faults`` come first."""

    folder: Path
    answers: dict[str, Any] = field(default_factory=estate)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    graph_rows: list[dict[str, Any]] = field(default_factory=list)
    subscriptions: list[str] = field(default_factory=lambda: [SUBSCRIPTION])
    url: str = ""

    @property
    def host(self) -> str:
        return self.url.removeprefix("https://")

    @property
    def certificates(self) -> Path:
        return self.folder / "ca.pem"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        if request.path == "/metadata/endpoints":
            return web.json_response(self._metadata())
        signed = request.headers.get("Authorization", "") == f"Bearer {token()}"
        self.asked.append(
            Asked(request.method, request.path, dict(request.query), body, token=signed)
        )
        for fault in self.faults:
            if (response := await fault(request)) is not None:
                return response
        path = request.path.lower()
        if path == GRAPH:
            return web.json_response(self._graph(json.loads(body)))
        if path not in self.answers:
            return web.json_response({"error": {"code": "ResourceNotFound"}}, status=404)
        return web.json_response(self.answers[path])

    def _metadata(self) -> dict[str, Any]:
        return {
            "resourceManager": self.url,
            "authentication": {"loginEndpoint": self.url, "audiences": [self.url]},
        }

    def _graph(self, query: dict[str, Any]) -> dict[str, Any]:
        rows = self.graph_rows
        if query["query"].startswith("resourcecontainers"):
            rows = [{"subscriptionId": id} for id in self.subscriptions]
        wanted = set(query["subscriptions"])
        found = [row for row in rows if row["subscriptionId"] in wanted]
        return {
            "totalRecords": len(found),
            "count": len(found),
            "data": found,
            "facets": [],
            "resultTruncated": "false",
        }


def certificate(folder: Path) -> None:
    """Write a certificate for the loopback and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@contextlib.contextmanager
def scripted(folder: Path) -> Iterator[ScriptedAzure]:
    """Run a server in a thread with its own event loop."""
    server = ScriptedAzure(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", r"/{path:.*}", server.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        server.url = f"https://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def stop(runner: web.AppRunner) -> None:
        await runner.cleanup()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(stop(runner), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def az(folder: Path) -> None:
    """Write a stand-in for ``az`` that is signed in."""
    answer = {"accessToken": token(), "expires_on": 4102444800, "tenant": "t", "subscription": "s"}
    answer["expiresOn"] = "2100-01-01 00:00:00.000000"
    (folder / "az").write_text(
        f"""#!/bin/sh
case "$*" in
*get-access-token*) echo '{json.dumps(answer)}' ;;
*"account show"*) echo '{json.dumps({"id": SUBSCRIPTION, "isDefault": True})}' ;;
esac
""",
        encoding="utf-8",
    )
    (folder / "az").chmod(0o755)
