"""The local Azure as a whole: takes one request, returns one answer. Knows no network."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict, Unpack
from urllib.parse import unquote

from hubwarden_local_azure import key_vault, operations, resources
from hubwarden_local_azure.activity_log import Event, event
from hubwarden_local_azure.answers import Answer, Request, refusal, reveal
from hubwarden_local_azure.callers import caller_of, named_by
from hubwarden_local_azure.data_plane.listing_registrations import (
    list_registrations,
    refused_listing,
)
from hubwarden_local_azure.data_plane.registrations import Registration, Registrations
from hubwarden_local_azure.faults import Fault, FaultPlan
from hubwarden_local_azure.identity import managed_identity, token_endpoint
from hubwarden_local_azure.limits import Limits, Throttle
from hubwarden_local_azure.metric_counts import NAMES, Metrics
from hubwarden_local_azure.paths import decoded, subscription_of
from hubwarden_local_azure.refusals import ArmError, missing_version
from hubwarden_local_azure.request_log import RequestLog, RequestRecord
from hubwarden_local_azure.routes import follow
from hubwarden_local_azure.services import audiences, logs_address, service_of
from hubwarden_local_azure.spoiling import refused, shifted, spoiled
from hubwarden_local_azure.stale_reads import StaleReads
from hubwarden_local_azure.state_error import StateError
from hubwarden_local_azure.state_judging import judge_state
from hubwarden_local_azure.store import Store
from hubwarden_local_azure.surroundings import Surroundings, stamp
from hubwarden_local_azure.tenant import ADMINISTRATOR, Principal, Tenant
from hubwarden_local_azure.unlisted_requests import ROUTES
from hubwarden_local_azure.write_races import WriteRaces


class CloudOptions(TypedDict, total=False):
    """The surroundings of the resources, and what disturbs the answers."""

    tenant: Tenant
    clock: Callable[[], float]
    """Returns the time in seconds since the epoch."""
    limits: Limits
    """Rate limits; by default there are none."""
    faults: Sequence[Fault]
    seed: int
    """The seed for the chances of faults."""
    races: WriteRaces
    """Makes a write under a namespace refuse simultaneous ones; by default they wait for each other."""
    metrics: Sequence[str]
    """The metrics that hubs have; by default all documented ones."""


class Cloud:
    """Azure Resource Manager for the types of the table, kept in memory and optionally in a file."""

    def __init__(
        self,
        state: Path | None = None,
        *,
        delay: float = 0.0,
        **options: Unpack[CloudOptions],
    ) -> None:
        self.url = ""
        """The address of the server, for links in answers."""
        self.plain_url = ""
        """The http address of the managed identity endpoints."""
        self.tenant = options.get("tenant", Tenant())
        self.identity_header = secrets.token_hex(16)
        """The value of X-IDENTITY-HEADER that a token request of App Service must have."""
        self.requests = RequestLog()
        self._metrics = Metrics(tuple(options.get("metrics", NAMES)))  # not kept in the file
        self._store = Store(state)
        try:
            judge_state(self._store, str(state))
            self._store.save()  # raises at the start if the file cannot be written
        except BaseException:
            self.close()
            raise
        self._delay = delay
        self._clock = options.get("clock", time.time)
        self._events: list[Event] = []
        self._registrations = Registrations()
        self._throttle = Throttle(options.get("limits"))
        self._plan = FaultPlan(options.get("faults", ()), options.get("seed", 0))
        self._stale = StaleReads(self._plan)
        self.races = options.get("races")
        """The effect of simultaneous writes; ``None``: they wait for each other."""
        self.written = set[str]()
        """The namespaces that are being written to."""
        self._turn = threading.Lock()

    def disturb(self, faults: Sequence[Fault] = (), seed: int = 0) -> None:
        """Replace the current faults."""
        with self._turn:
            self._plan = FaultPlan(faults, seed)
            self._stale = StaleReads(self._plan)

    def close(self) -> None:
        """Release the file for other processes."""
        self._store.close()

    def answer(self, request: Request, *, beside_another: bool = False) -> Answer:
        """Answer a request; a refusal is an answer, too.

        ``beside_another`` says that it writes under a namespace while another write does.
        """
        with self._turn:
            if request.path.startswith("/_local/"):
                return self._answered(request, None)
            later = bool({"$skipToken", "ContinuationToken"} & set(request.query))
            fault = self._plan.strike(request.method, unquote(request.path), later_page=later)
            error = refused(fault) if fault else None
            if beside_another and self.races:
                error = self.races.refusal()
            if error:
                answer = refusal(error)
            elif fault and fault.kind == "reset":
                answer = Answer(0, ending="reset")
            else:
                answer = self._answered(shifted(request, fault) if fault else request, fault)
                answer = spoiled(answer, fault, request, self.url) if fault else answer
            if service_of(unquote(request.path)) == "registrations":
                answer = refused_listing(answer)
            self.requests.add(self._record(request, answer, fault))
            return answer

    def _answered(self, request: Request, fault: Fault | None) -> Answer:
        try:
            return self._answer(request, forbidden=bool(fault and fault.kind == "forbidden"))
        except ArmError as error:
            return refusal(error)
        except StateError as error:
            return refusal(ArmError(500, "InternalServerError", f"Nothing was changed: {error}"))

    def dump(self) -> dict[str, Any]:
        """Return every resource with the credentials that were written to it; for tests."""
        with self._turn:
            return self._dump()

    def add(self, id: str, body: dict[str, Any], version: str) -> None:
        """Create or replace a resource, also of a type that only Azure itself can create.

        Raises ``ArmError`` for an unknown type or an invalid body.
        """
        with self._turn:
            self._settle()
            resources.add(self._around(ADMINISTRATOR), id, body, version)
            self._store.save()

    def count(self, hub: str, metric: str, at: float, number: float) -> None:
        """Add to a metric of a hub; raises ``ValueError`` for a metric that hubs do not have."""
        with self._turn:
            self._metrics.count(hub, metric, at, number)

    def register(self, hub: str, registrations: Sequence[Registration]) -> None:
        """Register devices with a hub, in place of those that it has."""
        with self._turn:
            self._registrations.put(hub, registrations)

    def _dump(self) -> dict[str, Any]:
        self._settle()
        return {"resources": [reveal(item) for item in self._store.all()]}

    def _settle(self) -> None:
        seconds = self._clock()
        key_vault.expire(self._store, stamp(seconds))
        if operations.settle(self._store, seconds):
            self._store.save()

    def _answer(self, request: Request, *, forbidden: bool) -> Answer:
        answer = self._without_token(request)
        if answer:
            return answer
        path = decoded(request.path)
        service = service_of(path)
        if service == "registrations":
            known = None if forbidden else self._registrations
            return list_registrations(request, path, self._store, known, self._clock())
        caller = caller_of(request, self.tenant, audiences(service, self.url), self._clock())
        if request.path == "/_local/dump":
            return Answer(200, self._dump())
        if request.path == "/_local/requests":
            return Answer(200, {"requests": [item.public() for item in self.requests]})
        self._settle()
        left = self._throttle.take(request, path, caller, self._clock())
        try:
            if not request.version and service != "logs":
                raise missing_version()
            answer = self._managed(self._around(caller, forbidden=forbidden), request, path)
        except ArmError as error:
            error.headers.update(left)
            raise
        return replace(answer, headers={**answer.headers, **left})

    def _managed(self, around: Surroundings, request: Request, path: str) -> Answer:
        if request.method in {"GET", "HEAD"}:
            return self._stale.answer(request, path, lambda: self._dispatch(around, request, path))
        self._stale.keep(request, path, self._unhindered)
        try:
            if request.method == "POST":
                answer = self._stale.answer(
                    request, path, lambda: self._dispatch(around, request, path)
                )
            else:
                answer = self._dispatch(around, request, path)
            self._store.save()
        except ArmError as error:
            self._note(around, error.status, error.code)
            raise
        self._note(around, answer.status, "")
        return answer

    def _unhindered(self, request: Request, path: str) -> Answer:
        """Answer a read without checking rights."""
        try:
            return self._dispatch(self._around(ADMINISTRATOR), request, path)
        except ArmError as error:
            return refusal(error)

    @staticmethod
    def _dispatch(around: Surroundings, request: Request, path: str) -> Answer:
        return follow(ROUTES, path, request, around) or resources.answer(around, request, path)

    def _note(self, around: Surroundings, status: int, code: str) -> None:
        """Log what the caller did in a subscription, or was refused."""
        for action, scope in around.permitted[-1:]:
            if subscription_of(scope):
                known = self._store.get(scope)
                where = known.id if known else scope
                outcome = (status, code)
                self._events.append(event(action, where, around.caller, outcome, around.now))

    def _without_token(self, request: Request) -> Answer | None:
        """Answer requests that clients send before they have a token; ``None`` for all others."""
        now = self._clock()
        answer = managed_identity.answer(request, self.tenant, self.identity_header, now)
        if answer:
            return answer
        if self.url.startswith("https:") and not request.secure:
            raise ArmError(403, "HttpsRequired", "This address hands out tokens only; use https.")
        if request.path.lower() == "/metadata/endpoints":
            return Answer(200, _metadata(self.url))
        return token_endpoint.answer(request, self.tenant, self.url, now)

    def _around(self, caller: Principal, *, forbidden: bool = False) -> Surroundings:
        return Surroundings(
            self._store,
            self.url,
            self._delay,
            self._clock(),
            self.tenant,
            caller,
            self._events,
            self._metrics,
            forbidden,
        )

    def _record(self, request: Request, answer: Answer, fault: Fault | None) -> RequestRecord:
        token = request.token
        return RequestRecord(
            method=request.method,
            path=request.path,
            query=request.raw_query,
            api_version=request.version,
            host=request.host,
            secure=request.secure,
            token=bool(token),
            caller=named_by(token, self.tenant).id if token else "",
            status=answer.status,
            fault=fault.kind if fault else "",
        )


def _metadata(url: str) -> dict[str, Any]:
    """Return the metadata that clients of another cloud read (api-version 2022-09-01)."""
    return {
        "name": "AzureCloud",
        "portal": url,
        "resourceManager": url,
        "authentication": {
            "loginEndpoint": url,
            "audiences": [url, "https://management.azure.com/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "logAnalyticsResourceId": logs_address(url),
        "suffixes": {
            "keyVaultDns": "vault.azure.net",
            "storage": "core.windows.net",
            "acrLoginServer": "azurecr.io",
        },
    }
