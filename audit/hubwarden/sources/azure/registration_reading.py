"""Reads the registrations of a hub, page by page, with the key of an access rule; opt-in and GET only.

A page is counted and dropped before the next one is asked for. Sources: Microsoft, "Read all registrations";
Microsoft.Azure.NotificationHubs 4.2.0 takes 100 a page and 403 for a caller who asks too fast.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from azure.core.pipeline import AsyncPipeline, PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import AsyncHTTPPolicy, UserAgentPolicy
from azure.core.pipeline.transport import AioHttpTransport
from azure.core.rest import HttpRequest

from hubwarden import __version__
from hubwarden.errors import UsageError
from hubwarden.registrations.counting import Tally
from hubwarden.registrations.hub_connection import VARIABLE, HubConnection
from hubwarden.registrations.hub_registrations import HubRegistrations
from hubwarden.registrations.registration import Registration
from hubwarden.sources.azure.azure_clouds import AzureCloud, find_cloud
from hubwarden.sources.azure.azure_options import CloudName
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.pacing import Clock
from hubwarden.sources.azure.pipeline_policies import BODY, AllowList, Patience, Surroundings
from hubwarden.sources.azure.registration_calls import REGISTRATIONS
from hubwarden.sources.azure.signing_in import quiet_clients, trusted_certificates

_PAGE: Final = 100
_TOKEN_SECONDS: Final = 600
"""How long a signature holds: long enough for a clock that is a few minutes off."""
_MOST_IDLE_PAGES: Final = 50
"""Pages one after another that hold nothing new; of more, none is asked for."""
_WORDS: Final = {
    401: "the access rule, its key, its right Manage or the clock of this machine is wrong",
    403: "registrations are asked for too fast, or the access rule has no Manage",
    404: "the namespace has no such hub",
}


def read_registrations(
    connection: HubConnection,
    *,
    cloud_name: CloudName | None,
    most: int,
    deadline: float | None,
    announce: Callable[[str], None],
    progress: Callable[[int], None] = lambda _count: None,
    clock: Clock | None = None,
) -> HubRegistrations:
    """Return what a hub's registrations come to; what could not be read is told in ``failure``.

    ``announce`` is told which address will be asked, before it is, and ``progress`` how many are read.
    ``deadline`` is when asking ends, in seconds of the clock. Raises ``UsageError`` where the host of the
    connection string is not one of the cloud.
    """

    async def read() -> HubRegistrations:
        verify = trusted_certificates()
        cloud = await find_cloud(cloud_name, verify)
        address = _address(connection, cloud)
        around = Surroundings(
            cloud, clock or Clock(), deadline, with_credentials=False, registrations=address
        )
        announce(address)
        transport = AioHttpTransport(
            connection_timeout=10, read_timeout=60, connection_verify=verify
        )
        async with transport:
            # No policy of this pipeline reads a body: XML is read with document types refused.
            pipeline: AsyncPipeline[Any, Any] = AsyncPipeline(
                transport,
                [
                    UserAgentPolicy(f"hubwarden/{__version__}"),
                    Patience(around),
                    _Signature(connection, address),
                    AllowList(around, "registrations"),
                ],
            )
            return await _read_pages(pipeline, connection, address, most, progress)

    with quiet_clients():
        return asyncio.run(read())


class _Signature(AsyncHTTPPolicy[Any, Any]):
    """Signs each request anew, and takes the signature back when it is answered."""

    def __init__(self, connection: HubConnection, address: str) -> None:
        super().__init__()
        self._connection = connection
        self._address = address

    async def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Send a request with a signature for the hub."""
        expires = int(time.time()) + _TOKEN_SECONDS
        hub = self._address.removesuffix("/registrations/")
        request.http_request.headers["Authorization"] = self._connection.token(hub, expires)
        try:
            return await self.next.send(request)
        finally:
            del request.http_request.headers["Authorization"]


def _address(connection: HubConnection, cloud: AzureCloud) -> str:
    """Return the address of a hub's registrations; raises ``UsageError`` for a host outside of the cloud."""
    origin = cloud.namespace_at(connection.host)
    if not origin:
        raise UsageError(
            f"Endpoint in {VARIABLE} is no namespace of the cloud {cloud.name}, whose hosts end with "
            f".{cloud.namespaces}",
            hint="name another cloud with --cloud",
        )
    return origin + REGISTRATIONS.path.format(hub=quote(connection.hub, safe=""))


async def _read_pages(
    pipeline: AsyncPipeline[Any, Any],
    connection: HubConnection,
    address: str,
    most: int,
    progress: Callable[[int], None],
) -> HubRegistrations:
    tally = Tally(datetime.now(UTC), most)
    seen: set[bytes] = set()
    token, idle, sample, failure = "", 0, False, ""
    while not failure:
        before = tally.read
        try:
            page, token = await _page(pipeline, address, token)
        except CallFailed as failed:
            failure = _reason(failed)
            break
        sample = tally.add(page)
        progress(tally.read)
        if sample or not token:
            break
        idle = 0 if tally.read > before else idle + 1
        digest = hashlib.sha256(token.encode()).digest()
        if digest in seen:
            failure = (
                "the list leads in a circle: a page names one as the next that was read before"
            )
        elif idle > _MOST_IDLE_PAGES:
            failure = f"the list has no end: {idle} pages one after another hold nothing new"
        seen.add(digest)
    return HubRegistrations(
        connection.host,
        connection.hub,
        most,
        tally.counts(),
        sample,
        failure,
    )


async def _page(
    pipeline: AsyncPipeline[Any, Any], address: str, token: str
) -> tuple[tuple[Registration, ...], str]:
    """Return the registrations of a page, and the token of the next one; raises ``CallFailed``."""
    further = f"&ContinuationToken={quote(token, safe='')}" if token else ""
    url = f"{address}?api-version={REGISTRATIONS.version}&$top={_PAGE}{further}"
    try:
        answered = await pipeline.run(HttpRequest("GET", url))
        headers = answered.http_response.headers
        return answered.context[BODY]["registrations"], headers.get("X-MS-ContinuationToken", "")
    except CallFailed:
        raise
    except Exception:  # noqa: BLE001 - whatever it is, its text may quote the answer
        raise CallFailed("the answer has a form that cannot be read") from None


def _reason(failed: CallFailed) -> str:
    words = _WORDS.get(failed.status, "")
    return f"{failed.reason}: {words}" if words else failed.reason
