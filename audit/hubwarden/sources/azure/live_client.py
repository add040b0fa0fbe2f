"""Asks Azure, through its own clients and one pipeline: who reads gets bodies, and a gap for each that is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.pipeline import AsyncPipeline
from azure.core.pipeline.policies import (
    AsyncBearerTokenCredentialPolicy,
    AsyncHTTPPolicy,
    ContentDecodePolicy,
    SansIOHTTPPolicy,
    UserAgentPolicy,
)
from azure.core.pipeline.transport import AioHttpTransport
from azure.core.rest import HttpRequest
from azure.mgmt.notificationhubs.aio import NotificationHubsManagementClient
from azure.mgmt.resourcegraph.aio import ResourceGraphClient

from hubwarden import __version__
from hubwarden.sources.azure.azure_call import Call, Service
from hubwarden.sources.azure.azure_clouds import AzureCloud
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.pipeline_policies import AllowList, Patience, Surroundings

if TYPE_CHECKING:
    from azure.monitor.query.aio import LogsQueryClient
    from azure.monitor.querymetrics.aio import MetricsClient

Body = Mapping[str, Any]
AnswerT = TypeVar("AnswerT")
UNREADABLE: Final = "the answer has a form that the client cannot read"
_NO_QUERY: Final[Mapping[str, str]] = MappingProxyType({})
_AT_ONCE: Final = 16
"""Calls that wait for an answer at the same time."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A call that was not answered."""

    call: Call
    scope: str
    """The id of what it is about."""
    failed: CallFailed


@dataclass(slots=True)
class LiveClient:
    """The clients of one run, and what they were not told."""

    cloud: AzureCloud
    credential: AsyncTokenCredential
    around: Surroundings
    pipelines: Mapping[Service, AsyncPipeline[Any, Any]]
    """By the service that a pipeline has the token of."""
    progress: Callable[[int, int], None] | None = None
    missed: list[Missed] = field(default_factory=list)
    _done: int = 0
    _wanted: int = 0
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _hubs: dict[str, NotificationHubsManagementClient] = field(default_factory=dict)

    @property
    def pipeline(self) -> AsyncPipeline[Any, Any]:
        """The pipeline to Resource Manager."""
        return self.pipelines["management"]

    def hubs(self, subscription: str) -> NotificationHubsManagementClient:
        """Return the client for the notification hubs of a subscription."""
        if subscription not in self._hubs:
            self._hubs[subscription] = NotificationHubsManagementClient(
                self.credential,
                subscription,
                self.cloud.resource_manager,
                pipeline=self.pipeline,
                credential_scopes=[self.cloud.scope],
            )
        return self._hubs[subscription]

    def graph(self) -> ResourceGraphClient:
        """Return the client for Resource Graph."""
        return ResourceGraphClient(
            self.credential,
            self.cloud.resource_manager,
            pipeline=self.pipeline,
            credential_scopes=[self.cloud.scope],
        )

    def metrics(self, region: str) -> MetricsClient:
        """Return the client for the metrics of a region."""
        from azure.monitor.querymetrics.aio import MetricsClient  # noqa: PLC0415 - for diagnose alone

        return MetricsClient(
            self.cloud.metrics.format(region=region),
            self.credential,
            pipeline=self.pipelines["metrics"],
            credential_scopes=[self.cloud.metrics_scope],
        )

    def logs(self) -> LogsQueryClient:
        """Return the client that queries workspaces."""
        from azure.monitor.query.aio import LogsQueryClient  # noqa: PLC0415 - for diagnose alone

        return LogsQueryClient(
            self.credential,
            endpoint=self.cloud.logs,
            pipeline=self.pipelines["logs"],
            credential_scopes=[self.cloud.logs_scope],
        )

    async def each(
        self, call: Call, scope: str, pager: Callable[[], AsyncIterator[Any]]
    ) -> Sequence[Body] | None:
        """Return what a list of a client holds; nothing, and a gap, where it is not told to its end."""

        async def read() -> Sequence[Body]:
            return _once([item.as_dict() async for item in pager()])

        return await self.ask(call, (scope,), read)

    async def one(self, call: Call, scope: str, ask: Callable[[], Awaitable[Any]]) -> Body | None:
        """Return the one resource that a client is asked for; nothing, and a gap, where it is not told."""

        async def read() -> Body:
            body: Body = (await ask()).as_dict()
            return body

        return await self.ask(call, (scope,), read)

    async def listed(
        self, call: Call, scope: str, query: Mapping[str, str] = _NO_QUERY, /, **parts: str
    ) -> Sequence[Body] | None:
        """Return what a list holds that no client reads; ``query`` is what is asked beside the version."""

        async def read() -> Sequence[Body]:
            found: list[Body] = []
            link: str | None = self._url(call, parts, query)
            while link:
                body = await self._get(link)
                found += body["value"]
                link = body.get("nextLink")
            return _once(found)

        return await self.ask(call, (scope,), read)

    async def single(self, call: Call, scope: str, **parts: str) -> Body | None:
        """Return one resource that no client reads."""
        return await self.ask(call, (scope,), lambda: self._get(self._url(call, parts)))

    async def ask(
        self, call: Call, scopes: Iterable[str], read: Callable[[], Awaitable[AnswerT]]
    ) -> AnswerT | None:
        """Return what ``read`` makes of a client's answer; nothing, and a gap for each scope, where it fails.

        It may raise ``CallFailed`` itself.
        """
        self._tell(wanted=1)
        async with self._turn:
            try:
                return await read()
            except CallFailed as failed:
                self.missed += [Missed(call, scope, failed) for scope in scopes]
            except Exception:  # noqa: BLE001 - a client's error may quote the answer
                failure = CallFailed(UNREADABLE)
                self.missed += [Missed(call, scope, failure) for scope in scopes]
            finally:
                self._tell(done=1)
        return None

    def _tell(self, *, wanted: int = 0, done: int = 0) -> None:
        self._wanted += wanted
        self._done += done
        if self.progress is not None:
            self.progress(self._done, self._wanted)

    def _url(
        self, call: Call, parts: Mapping[str, str], query: Mapping[str, str] = _NO_QUERY
    ) -> str:
        path = call.path.format(**parts)
        words = "".join(f"&{name}={quote(value)}" for name, value in query.items())
        return f"{self.cloud.resource_manager}{path}?api-version={call.version}{words}"

    async def _get(self, url: str) -> Any:
        request = HttpRequest("GET", url)
        answered = await self.pipeline.run(request)
        return answered.http_response.json()


def _once(bodies: Sequence[Body]) -> list[Body]:
    """Return each resource once: a list that changes while it is read repeats some on the next page."""
    return list({str(body["id"]).lower(): body for body in bodies}.values())


@asynccontextmanager
async def live_client(
    cloud: AzureCloud,
    credential: AsyncTokenCredential,
    around: Surroundings,
    verify: str | bool,  # noqa: FBT001
    progress: Callable[[int, int], None] | None = None,
) -> AsyncIterator[LiveClient]:
    """Open a pipeline with policies of our own; no client brings its own ones."""
    transport = AioHttpTransport(connection_timeout=10, read_timeout=60, connection_verify=verify)

    def pipeline(service: Service, scope: str) -> AsyncPipeline[Any, Any]:
        policies: list[AsyncHTTPPolicy[Any, Any] | SansIOHTTPPolicy[Any, Any]] = [
            UserAgentPolicy(f"hubwarden/{__version__}"),
            ContentDecodePolicy(),
            Patience(around),
            AsyncBearerTokenCredentialPolicy(credential, scope),
            AllowList(around, service),
        ]
        return AsyncPipeline(transport, policies)

    async with transport:
        pipelines: dict[Service, AsyncPipeline[Any, Any]] = {
            "management": pipeline("management", cloud.scope),
            "metrics": pipeline("metrics", cloud.metrics_scope),
            "logs": pipeline("logs", cloud.logs_scope),
        }
        yield LiveClient(cloud, credential, around, pipelines, progress)
