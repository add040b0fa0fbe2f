"""A local Azure for a while: started, filled with an estate, and reached as a real one is.

Only this module knows the package ``hubwarden_local_azure``, which needs the extra ``demo``.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import ssl
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hubwarden.commands.demonstration.arm_bodies import Bodies
from hubwarden.commands.demonstration.told_fields import SUBSCRIPTION
from hubwarden.errors import UsageError


@dataclass(frozen=True, slots=True)
class LocalAzure:
    """A local Azure that is running."""

    url: str
    """``https://127.0.0.1:PORT``."""
    environment: Mapping[str, str]
    """With these variables Hubwarden reads it, and a provider of Pulumi writes to it."""
    server: Any
    """The ``hubwarden_local_azure.Server``."""

    def fill(self, bodies: Bodies) -> int:
        """Put resources into it and return how many; what it refuses is noted as left out."""
        from hubwarden_local_azure import ArmError  # noqa: PLC0415

        made = 0
        for resource in bodies.resources:
            try:
                self.server.add(resource.id, dict(resource.body), resource.api_version)
            except ArmError as error:
                # Its text could quote a value of the body; the code does not.
                name = "/".join(resource.id.split("/")[-2:])
                bodies.notes.left_out[f"{name}, which the local Azure refuses: {error.code}"] += 1
            else:
                made += 1
        return made

    def resource(self, id: str) -> dict[str, Any]:
        """Return a resource with what was set, credentials too; raises ``LookupError`` where there is none."""
        found: Iterable[dict[str, Any]] = self.server.dump()["resources"]
        return next(item for item in found if item["id"].lower() == id.lower())

    def write(self, body: Mapping[str, Any]) -> None:
        """Write a resource anew, as ``resource`` returned it and as it was changed since."""
        kept = ("location", "tags", "sku", "properties")
        sent = {name: body[name] for name in kept if name in body}
        self._send("PUT", body["id"], body["apiVersion"], sent)

    def delete(self, id: str) -> None:
        """Delete a resource."""
        self._send("DELETE", id, self.resource(id)["apiVersion"])

    def _send(self, method: str, id: str, version: str, body: Any = None) -> None:
        """Send a request as the portal does for whoever is signed in; raises ``OSError`` if refused."""
        request = urllib.request.Request(  # noqa: S310 - the address is our own
            f"{self.url}{id}?api-version={version}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer administrator", "Content-Type": "application/json"},
        )
        trusted = ssl.create_default_context(cafile=self.environment["REQUESTS_CA_BUNDLE"])
        direct = urllib.request.ProxyHandler({})
        opener = urllib.request.build_opener(direct, urllib.request.HTTPSHandler(context=trusted))
        opener.open(request, timeout=60).close()


@contextlib.contextmanager
def local_azure(
    folder: Path,
    *,
    port: int = 0,
    subscriptions: Iterable[str] = (SUBSCRIPTION,),
    **options: Any,
) -> Iterator[LocalAzure]:
    """Run a local Azure over TLS on the loopback, with an ``az`` that is signed in to it.

    Both leave what clients need in ``folder``: the certificate to trust and the command. ``port`` 0 takes a
    free one; ``options`` are those of the server, such as its rate limits. Raises ``UsageError`` where the extra is missing or the port is taken.
    """
    require_extra()
    from hubwarden_local_azure import (  # noqa: PLC0415
        ADMINISTRATOR,
        Subscription,
        Tenant,
        running,
    )
    from hubwarden_local_azure.identity import az_command  # noqa: PLC0415

    ca_file, commands = folder / "ca.pem", folder / "bin"
    known = [Subscription(id) for id in subscriptions]
    az_command.install(commands, Tenant(), subscriptions=known)
    running_one = contextlib.ExitStack()
    with running_one:
        try:
            server = running_one.enter_context(running(port=port, ca_file=ca_file, **options))
        except OSError as error:
            raise UsageError(
                f"the local Azure cannot listen on port {port}: {error.strerror}"
            ) from None
        for id in known:
            # Whoever reads has a role; where a list shows none at all, it may not be seen.
            role = f"/subscriptions/{id.id}{_READER}"
            assigned = {"principalId": ADMINISTRATOR.id, "roleDefinitionId": role}
            server.add(f"/subscriptions/{id.id}{_ASSIGNED}", {"properties": assigned}, "2022-04-01")
        yield LocalAzure(server.url, _environment(server, ca_file, commands), server)


def require_extra() -> None:
    """Raise ``UsageError`` where a package of the extra ``demo`` is not installed."""
    for name in _OF_THE_EXTRA:
        try:
            found = importlib.util.find_spec(name)
        except (ModuleNotFoundError, ValueError):
            found = None
        if found is None:
            raise UsageError(
                "the demo needs packages that are not installed",
                hint="python -m pip install 'hubwarden[demo]'",
            )


def _environment(server: Any, ca_file: Path, commands: Path) -> dict[str, str]:
    return {
        "ARM_METADATA_HOSTNAME": server.url.removeprefix("https://"),
        "REQUESTS_CA_BUNDLE": str(ca_file),
        "AZURE_TOKEN_CREDENTIALS": "AzureCliCredential",
        "PATH": f"{commands}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HUBWARDEN_LOCAL_AZURE": server.url,
    }


_OF_THE_EXTRA: Final = (
    *("aiohttp", "azure.identity", "azure.mgmt.notificationhubs", "azure.mgmt.resourcegraph"),
)
_READER: Final = (
    "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
)
"""The role that lets the account of ``az`` read a subscription (Azure built-in roles: Reader)."""
_ASSIGNED: Final = (
    "/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-00000000a001"
)
MISLEADING: Final = (
    *("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_SUBSCRIPTION_ID"),
    *("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"),
)
"""What would lead a client to the user's own account, or past the loopback."""


@contextlib.contextmanager
def surrounded_by(environment: Mapping[str, str]) -> Iterator[None]:
    """Set variables for this process, and take away what would lead elsewhere; undo both in the end."""
    before = {name: os.environ.get(name) for name in (*environment, *MISLEADING)}
    for name in MISLEADING:
        os.environ.pop(name, None)
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
