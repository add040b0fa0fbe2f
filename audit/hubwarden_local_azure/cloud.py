"""The stand-in as a whole: one request in, one answer out. No network here."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hubwarden_local_azure import key_vault, operations, resources
from hubwarden_local_azure.activity_log import Event, event
from hubwarden_local_azure.answers import Answer, Request, reveal
from hubwarden_local_azure.callers import MANAGEMENT, caller_of, named_by
from hubwarden_local_azure.identity import managed_identity, token_endpoint
from hubwarden_local_azure.paths import decoded, subscription_of
from hubwarden_local_azure.refusals import ArmError, missing_version
from hubwarden_local_azure.request_log import RequestLog, RequestRecord
from hubwarden_local_azure.routes import follow
from hubwarden_local_azure.state_error import StateError
from hubwarden_local_azure.state_judging import judge_state
from hubwarden_local_azure.store import Store
from hubwarden_local_azure.surroundings import Surroundings, stamp
from hubwarden_local_azure.tenant import ADMINISTRATOR, Principal, Tenant
from hubwarden_local_azure.unlisted_requests import ROUTES


class Cloud:
    """Azure Resource Manager for a few types, kept in memory and, if wanted, in a file."""

    def __init__(
        self,
        state: Path | None = None,
        *,
        delay: float = 0.0,
        clock: Callable[[], float] = time.time,
        tenant: Tenant | None = None,
    ) -> None:
        self.url = ""
        """Where the server is reached, for the links in answers."""
        self.plain_url = ""
        """Where the managed identities are reached, over plain http."""
        self.tenant = tenant or Tenant()
        self.identity_header = secrets.token_hex(16)
        """What a question for the token of a managed identity of App Service must bring."""
        self.requests = RequestLog()
        self._store = Store(state)
        try:
            judge_state(self._store, str(state))
            self._store.save()  # A file that cannot be written is told at the start.
        except BaseException:
            self.close()
            raise
        self._delay = delay
        self._clock = clock
        self._events: list[Event] = []
        self._turn = threading.Lock()

    def close(self) -> None:
        """Give the file free for others."""
        self._store.close()

    def answer(self, request: Request) -> Answer:
        """Answer a request; a refusal is an answer, too."""
        with self._turn:
            try:
                answer = self._answer(request)
            except ArmError as error:
                answer = Answer(error.status, error.body(), error.headers)
            except StateError as error:
                unsaved = ArmError(500, "InternalServerError", f"Nothing was changed: {error}")
                answer = Answer(unsaved.status, unsaved.body())
            if not request.path.startswith("/_local/"):
                self.requests.add(self._record(request, answer))
            return answer

    def dump(self) -> dict[str, Any]:
        """Return every resource with the credentials that it was given: a test's view."""
        with self._turn:
            return self._dump()

    def add(self, id: str, body: dict[str, Any], version: str) -> None:
        """Make or replace a resource, also one of a type that Azure makes itself.

        Raises ``ArmError`` where the type or the body is not known.
        """
        with self._turn:
            self._settle()
            resources.add(self._around(ADMINISTRATOR), id, body, version)
            self._store.save()

    def _dump(self) -> dict[str, Any]:
        self._settle()
        return {"resources": [reveal(item) for item in self._store.all()]}

    def _settle(self) -> None:
        seconds = self._clock()
        key_vault.expire(self._store, stamp(seconds))
        if operations.settle(self._store, seconds):
            self._store.save()

    def _answer(self, request: Request) -> Answer:
        answer = self._without_token(request)
        if answer:
            return answer
        caller = caller_of(request, self.tenant, MANAGEMENT | {self.url.lower()}, self._clock())
        if request.path == "/_local/dump":
            return Answer(200, self._dump())
        if request.path == "/_local/requests":
            return Answer(200, {"requests": [item.public() for item in self.requests]})
        self._settle()
        path = decoded(request.path)
        if not request.version:
            raise missing_version()
        around = self._around(caller)
        if request.method in {"GET", "HEAD"}:
            return self._dispatch(around, request, path)
        try:
            answer = self._dispatch(around, request, path)
            self._store.save()
        except ArmError as error:
            self._note(around, error.status, error.code)
            raise
        self._note(around, answer.status, "")
        return answer

    @staticmethod
    def _dispatch(around: Surroundings, request: Request, path: str) -> Answer:
        return follow(ROUTES, path, request, around) or resources.answer(around, request, path)

    def _note(self, around: Surroundings, status: int, code: str) -> None:
        """Write an event for what the caller did in a subscription, or was kept from."""
        for action, scope in around.permitted[-1:]:
            if subscription_of(scope):
                known = self._store.get(scope)
                where = known.id if known else scope
                outcome = (status, code)
                self._events.append(event(action, where, around.caller, outcome, around.now))

    def _without_token(self, request: Request) -> Answer | None:
        """Answer what a client asks before it has a token."""
        now = self._clock()
        answer = managed_identity.answer(request, self.tenant, self.identity_header, now)
        if answer:
            return answer
        if self.url.startswith("https:") and not request.secure:
            raise ArmError(403, "HttpsRequired", "This address hands out tokens only; use https.")
        if request.path.lower() == "/metadata/endpoints":
            return Answer(200, _metadata(self.url))
        return token_endpoint.answer(request, self.tenant, self.url, now)

    def _around(self, caller: Principal) -> Surroundings:
        return Surroundings(
            self._store, self.url, self._delay, self._clock(), self.tenant, caller, self._events
        )

    def _record(self, request: Request, answer: Answer) -> RequestRecord:
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
            fault="",
        )


def _metadata(url: str) -> dict[str, Any]:
    """Return what a client reads that is told to use another cloud (api-version 2022-09-01)."""
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
        "suffixes": {
            "keyVaultDns": "vault.azure.net",
            "storage": "core.windows.net",
            "acrLoginServer": "azurecr.io",
        },
    }
