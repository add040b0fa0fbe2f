"""Calls on the local Resource Manager, as a client of the real one makes them.

It waits for long-running operations, retries what is busy or broken, and follows no address that leads
away from the server. An error names the call, Azure's code and Azure's message, never a body.
"""

import http.client
import json
import os
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_ATTEMPTS: Final = 5
_LONGEST_PAUSE: Final = 30.0
_DEADLINE: Final = 300.0
_ENDED: Final = frozenset({"succeeded", "failed", "canceled"})
_ACCEPTED: Final = 202
_NO_CONTENT: Final = 204
_NOT_FOUND: Final = 404


class ArmError(Exception):
    """A call that Resource Manager refused, or that did not come to an end."""

    def __init__(self, call: str, status: int, code: str, message: str) -> None:
        super().__init__(f"{call}: {status} {code}: {message}" if status else f"{call}: {message}")
        self.status = status
        self.code = code
        self.started = False
        """Whether the refusal came after Resource Manager had accepted the call."""

    @property
    def is_missing(self) -> bool:
        """Whether the resource is not there."""
        return self.status == _NOT_FOUND


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    """By lower-case name."""
    body: dict[str, Any]


class ResourceManager:
    """A client; `cancel` ends what it waits for."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname not in _LOOPBACK:
            message = "the local Resource Manager must be an http or https address of this machine"
            raise ValueError(message)
        self._host, self._port = parts.hostname, parts.port
        # Whom to trust stands where clients of Azure in Python look for it.
        trusted = os.environ.get("REQUESTS_CA_BUNDLE")
        self._tls = ssl.create_default_context(cafile=trusted) if parts.scheme == "https" else None
        self._base = parts.path.rstrip("/")
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End every wait; the calls that wait fail."""
        self._cancelled.set()

    def get(self, path: str, version: str) -> dict[str, Any]:
        """Return a resource."""
        return self._send("GET", _target(path, version)).body

    def post(self, path: str, version: str) -> dict[str, Any]:
        """Return what an action answers."""
        return self._send("POST", _target(path, version), {}).body

    def put(
        self, path: str, version: str, body: dict[str, Any], timeout: float = 0
    ) -> dict[str, Any]:
        """Create or update a resource, wait for the end and return the first answer."""
        until = time.monotonic() + (timeout or _DEADLINE)
        answer = self._send("PUT", _target(path, version), body)
        self._wait(f"PUT {path}", answer, until)
        state = answer.body
        while not _has_ended(_provisioning(state)):
            self._pause(f"PUT {path}", answer, until)
            state = self.get(path, version)
        _refuse_failure(f"PUT {path}", _provisioning(state), state)
        return answer.body

    def delete(self, path: str, version: str, timeout: float = 0) -> None:
        """Delete a resource and wait for the end; one that is not there is as good as deleted."""
        until = time.monotonic() + (timeout or _DEADLINE)
        try:
            answer = self._send("DELETE", _target(path, version))
        except ArmError as error:
            if not error.is_missing:
                raise
        else:
            self._wait(f"DELETE {path}", answer, until)

    def _wait(self, call: str, answer: Answer, until: float) -> None:
        """Wait for a long-running operation: first by its status, else by its result."""
        status_at = answer.headers.get("azure-asyncoperation")
        result_at = answer.headers.get("location") if answer.status == _ACCEPTED else None
        try:
            if status_at:
                self._wait_for_status(call, answer, status_at, until)
            while not status_at and result_at and answer.status == _ACCEPTED:
                self._pause(call, answer, until)
                answer = self._send("GET", self._own(call, result_at))
        except ArmError as error:
            # A result that is gone again is the end of a deletion.
            if not (error.is_missing and call.startswith("DELETE")):
                error.started = True
                raise

    def _wait_for_status(self, call: str, answer: Answer, status_at: str, until: float) -> None:
        state = "InProgress"
        while not _has_ended(state):
            self._pause(call, answer, until)
            answer = self._send("GET", self._own(call, status_at))
            state = str(answer.body.get("status", "Succeeded"))
        _refuse_failure(call, state, answer.body)

    def _pause(self, call: str, answer: Answer, until: float) -> None:
        seconds = _retry_after(answer.headers, 0.2)
        if time.monotonic() + seconds > until:
            raise _started(ArmError(call, 0, "Timeout", "did not end in time"))
        if self._cancelled.wait(seconds):
            raise _started(ArmError(call, 0, "Cancelled", "was cancelled"))

    def _own(self, call: str, address: str) -> str:
        parts = urlsplit(address)
        if parts.netloc and (parts.hostname, parts.port) != (self._host, self._port):
            raise ArmError(call, 0, "Elsewhere", "the operation's address leads to another server")
        path = parts.path.removeprefix(self._base)
        return f"{path}?{parts.query}" if parts.query else path

    def _send(self, method: str, target: str, body: dict[str, Any] | None = None) -> Answer:
        call = f"{method} {target.partition('?')[0]}"
        for attempt in range(1, _ATTEMPTS + 1):
            answer = self._once(call, method, target, body)
            again = answer.status == http.HTTPStatus.TOO_MANY_REQUESTS or answer.status >= 500
            if not again or attempt == _ATTEMPTS:
                break
            pause = _retry_after(answer.headers, 0.1 * 2**attempt)
            if self._cancelled.wait(min(pause, _LONGEST_PAUSE)):
                break
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            error = answer.body.get("error")
            error = error if isinstance(error, dict) else {}
            code, message = error.get("code", "Unknown"), error.get("message", "no message")
            raise ArmError(call, answer.status, str(code), str(message))
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        if self._tls is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=60)
        return http.client.HTTPSConnection(self._host, self._port, timeout=60, context=self._tls)

    def _once(self, call: str, method: str, target: str, body: dict[str, Any] | None) -> Answer:
        headers = {"Authorization": "Bearer local", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection = self._connection()
        try:
            text = None if body is None else json.dumps(body).encode()
            connection.request(method, self._base + target, text, headers)
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            reason = f"the local Resource Manager did not answer ({type(error).__name__})"
            raise ArmError(call, 0, "Unreachable", reason) from None
        finally:
            connection.close()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, _object(data))


def _target(path: str, version: str) -> str:
    return f"{path}?api-version={version}"


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data) if data else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _provisioning(body: dict[str, Any]) -> str:
    properties = body.get("properties")
    state = properties.get("provisioningState") if isinstance(properties, dict) else None
    return str(state or "Succeeded")


def _has_ended(state: str) -> bool:
    return state.lower() in _ENDED


def _refuse_failure(call: str, state: str, body: dict[str, Any]) -> None:
    if state.lower() == "succeeded":
        return
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    message = str(error.get("message", f"the operation ended as {state}"))
    raise _started(ArmError(call, 200, str(error.get("code", state)), message))


def _started(error: ArmError) -> ArmError:
    error.started = True
    return error


def _retry_after(headers: dict[str, str], otherwise: float) -> float:
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        return otherwise
