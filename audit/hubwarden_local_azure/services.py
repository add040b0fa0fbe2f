"""The services beside Resource Manager: which requests they answer, and the audiences of their tokens.

Audiences: azure-monitor-querymetrics and azure-monitor-query, and the metadata of each cloud
(``logAnalyticsResourceId``).
"""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import urlsplit

from hubwarden_local_azure.callers import MANAGEMENT

Service = Literal["management", "graph", "metrics", "logs", "registrations"]

_PATHS: Final[tuple[tuple[Service, re.Pattern[str]], ...]] = (
    ("graph", re.compile(r"/providers/Microsoft\.ResourceGraph/.*", re.IGNORECASE)),
    ("metrics", re.compile(r"/subscriptions/[^/]+/metrics:getBatch", re.IGNORECASE)),
    ("logs", re.compile(r"/v1/.*", re.IGNORECASE)),
    ("registrations", re.compile(r"/[^/]+/registrations/?", re.IGNORECASE)),
)
_METRICS: Final = frozenset(
    f"https://metrics.monitor.azure.{domain}" for domain in ("com", "us", "cn")
)
_LOGS: Final = frozenset(
    {
        "https://api.loganalytics.io",
        "https://api.loganalytics.azure.com",
        "https://api.loganalytics.us",
        "https://api.loganalytics.azure.cn",
    }
)


def service_of(path: str) -> Service:
    """Return the service that answers a decoded path."""
    return next((name for name, form in _PATHS if form.fullmatch(path)), "management")


def audiences(service: Service, url: str) -> frozenset[str]:
    """Return the audiences that a token may have; ``url`` is the address of the server."""
    if service == "metrics":
        return _METRICS
    if service == "logs":
        return _LOGS | {logs_address(url).lower()}
    return MANAGEMENT | {url.lower()}


def logs_address(url: str) -> str:
    """Return the address for log queries, which is another host name than Resource Manager's, as in Azure."""
    return f"{urlsplit(url).scheme}://localhost:{urlsplit(url).port}"
