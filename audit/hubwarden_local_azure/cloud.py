"""The stand-in as a whole: one request in, one answer out. No network here."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from hubwarden_local_azure import key_vault, operations
from hubwarden_local_azure.answers import Answer, Request, page, reveal, show
from hubwarden_local_azure.authorization import (
    LOCKS,
    ROLE_ASSIGNMENTS,
    forbidden_filter,
    judge_locks,
)
from hubwarden_local_azure.bodies import read_body
from hubwarden_local_azure.kinds import Call, Kind, Where
from hubwarden_local_azure.locating import base_of, existing, judge_rest, kind_of, locate
from hubwarden_local_azure.paths import Place, group_of, parse
from hubwarden_local_azure.refusals import ArmError, missing_version, no_method
from hubwarden_local_azure.state_error import StateError
from hubwarden_local_azure.state_judging import judge_state
from hubwarden_local_azure.store import Resource, Store
from hubwarden_local_azure.table import KINDS
from hubwarden_local_azure.unlisted_requests import special
from hubwarden_local_azure.writing import Surroundings, remove, write

_REMEMBERED: Final = 10_000
_PRINCIPAL: Final = re.compile(r"(?i)principalId eq '?([0-9a-f-]{36})'?")


class Cloud:
    """Azure Resource Manager for a few types, kept in memory and, if wanted, in a file."""

    def __init__(
        self,
        state: Path | None = None,
        *,
        delay: float = 0.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.url = ""
        """Where the server is reached, for the links in answers."""
        self._store = Store(state)
        try:
            judge_state(self._store, str(state))
            self._store.save()  # A file that cannot be written is told at the start.
        except BaseException:
            self.close()
            raise
        self._delay = delay
        self._clock = clock
        self._requests: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)
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
                self._requests.append(
                    {
                        "method": request.method,
                        "path": request.path,
                        "apiVersion": request.version,
                        "status": answer.status,
                    }
                )
            return answer

    def dump(self) -> dict[str, Any]:
        """Return every resource with the credentials that it was given: a test's view."""
        with self._turn:
            return self._dump()

    def _dump(self) -> dict[str, Any]:
        self._settle()
        return {"resources": [reveal(item) for item in self._store.all()]}

    def _settle(self) -> None:
        seconds = self._clock()
        key_vault.expire(self._store, operations.stamp(seconds))
        if operations.settle(self._store, seconds):
            self._store.save()

    def _answer(self, request: Request) -> Answer:
        if request.path.lower() == "/metadata/endpoints":
            return Answer(200, _metadata(self.url))
        if not request.authorized:
            raise ArmError(
                401,
                "AuthenticationFailed",
                "Authentication failed. The 'Authorization' header is missing or is no bearer token.",
                {"WWW-Authenticate": 'Bearer error="invalid_token"'},
            )
        if request.path == "/_local/dump":
            return Answer(200, self._dump())
        if request.path == "/_local/requests":
            return Answer(200, {"requests": list(self._requests)})
        self._settle()
        place = parse(request.path)
        if not request.version:
            raise missing_version()
        answer = special(self._around(), request, place) or self._resource(request, place)
        if request.method not in {"GET", "HEAD"}:
            self._store.save()
        return answer

    def _resource(self, request: Request, place: Place) -> Answer:
        if place.type.lower() in KINDS:
            kind = kind_of(place.type, request.version)
            if not place.named:
                return self._list(request, place, kind)
            return self._one(request, place, kind)
        owner = place.owner()
        if place.named or not owner.type.count("/"):
            kind_of(place.type or "/", request.version)  # Says what is unknown.
        return self._act(request, place, owner, kind_of(owner.type, request.version))

    def _one(self, request: Request, place: Place, kind: Kind) -> Answer:
        allowed = ["GET", "PUT"]
        allowed += ["PATCH"] if kind.patch else []
        allowed += ["DELETE"] if kind.delete else []
        allowed += ["HEAD"] if kind.where is Where.SUBSCRIPTION else []
        if request.method not in allowed:
            raise no_method(request.method, allowed)
        if request.method == "DELETE":
            return remove(self._around(), request, place, kind)
        if request.method in {"PUT", "PATCH"}:
            return write(self._around(), request, place, kind)
        found = existing(self._store, locate(self._store, place, kind))
        if request.method == "HEAD":
            return Answer(204)
        etag = {"ETag": found.etag} if found.etag else {}
        return Answer(200, show(found, request.version), etag)

    def _list(self, request: Request, place: Place, kind: Kind) -> Answer:
        if request.method != "GET":
            raise no_method(request.method, ["GET"])
        if kind.where is Where.GROUP and not group_of(place.scope) and place.scope:
            base = place.scope
        else:
            base = base_of(self._store, place, kind)
        if kind.where is Where.ANYTHING:
            found = self._extensions(request, kind, base)
        else:
            found = self._store.of(kind.type, base)
        return Answer(200, page(request, kind, found, self.url))

    def _extensions(self, request: Request, kind: Kind, scope: str) -> list[Resource]:
        """Return the extensions of a scope: locks and role assignments also hold from above."""
        if kind.type not in {LOCKS, ROLE_ASSIGNMENTS}:
            return self._store.on(kind.type, scope)
        holding = self._store.over(kind.type, scope)
        wanted = request.query.get("$filter", "").strip()
        if wanted.lower() == "atscope()":
            return holding
        below = self._store.of(kind.type, scope)
        ids = {item.id for item in below}
        every = [item for item in holding if item.id not in ids] + below
        principal = _PRINCIPAL.fullmatch(wanted)
        if principal and kind.type == ROLE_ASSIGNMENTS:
            who = principal[1].lower()
            return [item for item in every if item.properties["principalId"].lower() == who]
        if wanted:
            raise forbidden_filter()
        return every

    def _act(self, request: Request, place: Place, owner: Place, kind: Kind) -> Answer:
        action = kind.behaviour.actions().get(place.last.lower())
        if action is None:
            raise ArmError(404, "InvalidResourcePath", "There is nothing at this path.")
        if request.method != "POST":
            raise no_method(request.method, ["POST"])
        resource = existing(self._store, locate(self._store, owner, kind))
        judge_rest(self._store, resource.id)
        # A POST counts as a write: ReadOnly keeps it back, listKeys included ("Lock your resources").
        judge_locks(self._store, resource.id, "write")
        call = Call(
            resource, read_body(request.body), request.version, self._store, self._around().now
        )
        return Answer(200, action(call))

    def _around(self) -> Surroundings:
        return Surroundings(self._store, self.url, self._delay, self._clock())


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
