"""The clouds of Azure: where Resource Manager is, and for whom its tokens are made.

Sources: azure-core (``azure.mgmt.core.tools.get_arm_endpoints``), azure-identity (``AzureAuthorityHosts``),
azure-monitor-querymetrics and azure-monitor-query (their samples for other clouds), Microsoft's "Azure Government
developer guide" and "Azure China developer guide" for the hosts of namespaces;
for other clouds their own metadata, as Terraform and azure-native read it (``ARM_METADATA_HOSTNAME``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from azure.core import AsyncPipelineClient
from azure.core.pipeline.policies import UserAgentPolicy
from azure.core.rest import HttpRequest

from hubwarden.errors import UsageError
from hubwarden.sources.azure.azure_call import Service
from hubwarden.sources.azure.azure_options import CloudName
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.envelope import parsed

REGION: Final = re.compile(r"[a-z0-9]{1,40}")
"""The name of a region, as hosts have it."""
METRICS_SCOPE: Final = "https://metrics.monitor.azure.com/.default"
METADATA_HOST: Final = "ARM_METADATA_HOSTNAME"


@dataclass(frozen=True, slots=True)
class AzureCloud:
    """One cloud."""

    name: str
    resource_manager: str
    """Scheme and host, without a slash at the end."""
    scope: str
    """What a token for Resource Manager is asked for."""
    authority: str
    metrics: str
    """Where the metrics of a region are, with ``{region}`` for its name, such as westeurope."""
    metrics_scope: str
    logs: str
    """Where workspaces are queried: scheme and host."""
    logs_scope: str
    namespaces: str
    """What the host of a namespace ends with, behind its name and a period."""
    custom: bool = False
    """Whether the public list of authorities does not have it."""

    @property
    def origin(self) -> str:
        """Scheme and host of Resource Manager in small letters, without a slash."""
        return _origin(self.resource_manager)

    def is_at(self, service: Service, origin: str) -> bool:
        """Tell whether a service of this cloud may be asked at an origin."""
        if service == "metrics":
            before, _, after = _origin(self.metrics).partition("{region}")
            form = f"{re.escape(before)}{REGION.pattern if after else ''}{re.escape(after)}"
            return re.fullmatch(form, origin) is not None
        return origin == _origin(self.logs if service == "logs" else self.resource_manager)

    def namespace_at(self, host: str) -> str:
        """Return the scheme and host at which a namespace is asked whose own host this is; empty where it is of no cloud like this.

        A cloud that tells of itself does not tell where its namespaces are: it is asked for them itself.
        """
        name, _, suffix = host.lower().partition(".")
        if not name or suffix != self.namespaces:
            return ""
        return self.origin if self.custom else f"https://{name}.{suffix}"


_CLOUDS: Final[Mapping[CloudName, AzureCloud]] = {
    "public": AzureCloud(
        "public",
        "https://management.azure.com",
        "https://management.azure.com/.default",
        "https://login.microsoftonline.com",
        "https://{region}.metrics.monitor.azure.com",
        METRICS_SCOPE,
        "https://api.loganalytics.io",
        "https://api.loganalytics.io/.default",
        "servicebus.windows.net",
    ),
    "usgovernment": AzureCloud(
        "usgovernment",
        "https://management.usgovcloudapi.net",
        "https://management.core.usgovcloudapi.net/.default",
        "https://login.microsoftonline.us",
        "https://{region}.metrics.monitor.azure.us",
        "https://metrics.monitor.azure.us/.default",
        "https://api.loganalytics.us",
        "https://api.loganalytics.us/.default",
        "servicebus.usgovcloudapi.net",
    ),
    "china": AzureCloud(
        "china",
        "https://management.chinacloudapi.cn",
        "https://management.chinacloudapi.cn/.default",
        "https://login.chinacloudapi.cn",
        "https://{region}.metrics.monitor.azure.cn",
        "https://metrics.monitor.azure.cn/.default",
        "https://api.loganalytics.azure.cn",
        "https://api.loganalytics.azure.cn/.default",
        "servicebus.chinacloudapi.cn",
    ),
}


async def find_cloud(name: CloudName | None, verify: str | bool) -> AzureCloud:  # noqa: FBT001
    """Return a cloud: the one that is named, else the one of the environment, else the public one.

    ``verify`` is a file of certificates to trust, or whether to verify at all. Raises ``UsageError`` where
    the cloud of the environment does not tell of itself.
    """
    host = os.environ.get(METADATA_HOST, "").strip()
    if name is not None or not host:
        return _CLOUDS[name or "public"]
    problem = UsageError(
        f"the cloud that {METADATA_HOST} names does not tell where its Resource Manager is",
        hint=f"unset {METADATA_HOST}, or name a cloud with --cloud",
    )
    url = f"https://{host}/metadata/endpoints?api-version=2022-09-01"
    try:
        async with AsyncPipelineClient[HttpRequest, Any](
            f"https://{host}",
            policies=[UserAgentPolicy("hubwarden")],
            connection_verify=verify,
            connection_timeout=10,
            read_timeout=30,
        ) as client:
            response = await client.send_request(HttpRequest("GET", url))
            body = parsed(response.content)
    except (CallFailed, Exception):  # noqa: BLE001 - whatever it is, its text may quote the answer
        raise problem from None
    try:
        manager = _https(body["resourceManager"])
        authentication = body["authentication"]
        return AzureCloud(
            f"of {host}",
            manager,
            f"{_https(authentication['audiences'][0])}/.default",
            _https(authentication["loginEndpoint"]),
            # Where metrics are, no metadata tells.
            manager,
            METRICS_SCOPE,
            logs := _https(body.get("logAnalyticsResourceId", manager)),
            f"{logs}/.default",
            _CLOUDS["public"].namespaces,
            custom=True,
        )
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        raise problem from None


def _origin(address: str) -> str:
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}".lower()


def _https(address: str) -> str:
    url = urlsplit(address)
    if url.scheme.lower() != "https" or not url.hostname:
        raise ValueError
    return address.rstrip("/")
