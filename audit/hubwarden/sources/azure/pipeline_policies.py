"""The policies that every client of a run has, in place of the clients' own.

Their own would register a provider on a read, wait as long as an answer asks for, and log bodies. Nothing
leaves but what the table of calls has, each to its own host; what fails says so without a word of the answer.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import AsyncHTTPPolicy

from hubwarden.sources.azure.azure_call import Call, Service
from hubwarden.sources.azure.azure_clouds import AzureCloud
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.call_table import find_call
from hubwarden.sources.azure.envelope import Envelopes, parsed
from hubwarden.sources.azure.no_connection import why_no_answer
from hubwarden.sources.azure.pacing import Clock, Pacer

BODY: Final = "hubwarden.body"
"""Under this name the context of a response has its body, read and judged."""
MOST_TRIES: Final = 6
LONGEST_WAIT: Final = 60.0
"""Seconds; who is asked to wait for longer gives the call up."""
_ATTEMPT: Final = 120.0
"""Seconds that one request may take as a whole."""
_TRANSIENT: Final = frozenset({408, 429, 500, 502, 503, 504})
_TIME_UP: Final = "the time for the whole run was up"

_FORBIDDEN: Final = 403
_KINDS: Final = {"table": "graph", "metrics": "metrics", "rows": "logs", "feed": "registrations"}
"""By the form of an answer: the bucket that the call takes from, where it is one of its own."""
_CODES: Final = frozenset(
    {
        "AadPremiumLicenseRequired",
        "AuthorizationFailed",
        "DisallowedOperation",
        "BadArgumentError",
        "InsufficientAccessError",
        "PathNotFoundError",
        "ExpiredAuthenticationToken",
        "InvalidApiVersionParameter",
        "InvalidAuthenticationToken",
        "InvalidAuthenticationTokenTenant",
        "LinkedAuthorizationFailed",
        "MissingSubscriptionRegistration",
        "NoRegisteredProviderFound",
        "ParentResourceNotFound",
        "ReadOnlyDisabledSubscription",
        "ResourceGroupNotFound",
        "ResourceNotFound",
        "ScopeLocked",
        "SubscriptionNotFound",
        "SubscriptionNotRegistered",
    }
)
"""Codes of refusals that a message may name; any other word of an answer stays where it is."""


@dataclass(slots=True)
class Surroundings:
    """What the policies of one run share."""

    cloud: AzureCloud
    clock: Clock
    deadline: float | None
    with_credentials: bool
    registrations: str = ""
    """The one address of registrations that may be asked: scheme, host and path; empty: none."""
    pacer: Pacer = field(init=False)
    envelopes: Envelopes = field(init=False)
    cut: bool = False
    """Whether an answer said that it leaves subscriptions out."""
    sent: int = 0
    """How many requests left, those that were sent again among them."""

    def __post_init__(self) -> None:
        self.pacer = Pacer(self.clock)
        self.envelopes = Envelopes(self.cloud.origin)

    def call_of(self, request: Any) -> Call:
        """Return the call that a request is; raises ``CallFailed`` for one that may not leave."""
        url = urlsplit(request.url)
        versions = parse_qs(url.query).get("api-version", [])
        call = None
        if len(versions) <= 1:
            call = find_call(
                request.method,
                url.path,
                versions[0] if versions else "",
                with_credentials=self.with_credentials,
            )
        origin = f"{url.scheme}://{url.netloc}".lower()
        if call is None or not self._may_be_asked(call, origin, url.path):
            raise CallFailed("it is not one of the calls that Hubwarden makes")
        return call

    def _may_be_asked(self, call: Call, origin: str, path: str) -> bool:
        if call.service == "registrations":
            return f"{origin}{path}" == self.registrations
        return self.cloud.is_at(call.service, origin)


class Patience(AsyncHTTPPolicy[Any, Any]):
    """Paces calls, sends again what may still be answered, and ends what is not."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around

    async def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Send a request until it is answered; raises ``CallFailed`` where it is not."""
        call = self._around.call_of(request.http_request)
        subscription = _subscription(request.http_request.url)
        kind = _KINDS.get(call.answer, "reads" if call.method == "GET" else "writes")
        for tried in range(1, MOST_TRIES + 1):
            await self._sleep(self._around.pacer.wait(kind, subscription))
            try:
                response = await self._attempt(request)
                headers = response.http_response.headers
                self._around.pacer.note(kind, subscription, headers)
                _judge_status(response.http_response.status_code, response.http_response, call)
                response.context[BODY] = self._around.envelopes.judge(
                    call, urlsplit(request.http_request.url).path, response.http_response.content
                )
            except CallFailed as failed:
                if not failed.again or tried == MOST_TRIES:
                    raise
                await self._sleep(_wait(failed, tried), failed.reason)
            else:
                if headers.get("x-ms-tenant-subscription-limit-hit", "").lower() == "true":
                    self._around.cut = True
                return response
        raise AssertionError  # pragma: no cover - the last try returns or raises

    async def _attempt(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        deadline, now = self._around.deadline, self._around.clock.now()
        left = _ATTEMPT if deadline is None else min(_ATTEMPT, deadline - now)
        if left <= 0:
            raise CallFailed(_TIME_UP)
        self._around.sent += 1
        try:
            async with asyncio.timeout(left):
                response = await self.next.send(request)
                # Counts are asked for as a stream, which the clients do not look into.
                await response.http_response.read()
                return response
        except CallFailed:
            raise
        except ClientAuthenticationError:
            raise CallFailed("no token was given for it") from None
        except TimeoutError:
            if left < _ATTEMPT:
                raise CallFailed(_TIME_UP) from None
            raise CallFailed("there was no answer in time", again=True) from None
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may quote the answer
            raise CallFailed(why_no_answer(error), again=True) from None

    async def _sleep(self, seconds: float, after: str = "") -> None:
        """Wait; raises ``CallFailed`` where the time for the run does not last, with what happened ``after`` which it waits."""
        deadline = self._around.deadline
        if deadline is not None and self._around.clock.now() + seconds >= deadline:
            raise CallFailed(f"{after}; {_TIME_UP}" if after else _TIME_UP)
        if seconds > 0:
            await self._around.clock.sleep(seconds)


class AllowList(AsyncHTTPPolicy[Any, Any]):
    """The last one before the network: nothing else leaves, whatever the policies before it do.

    A request has the token of its own service alone.
    """

    def __init__(self, around: Surroundings, service: Service) -> None:
        super().__init__()
        self._around = around
        self._service = service

    async def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Hand on a request that may leave; raises ``CallFailed`` for any other."""
        if self._around.call_of(request.http_request).service != self._service:
            raise CallFailed("it is a call to another service")
        return await self.next.send(request)


def _judge_status(status: int, response: Any, call: Call) -> None:
    if status == 200:  # noqa: PLR2004 - each call of the table is answered so
        return
    # Namespaces answer 403 to who asks for registrations too fast.
    if status in _TRANSIENT or (status == _FORBIDDEN and call.service == "registrations"):
        words = "Azure asked to wait" if status == 429 else f"Azure answered {status}"  # noqa: PLR2004
        raise CallFailed(words, again=True, status=status, wait=_asked_wait(response.headers))
    code = _code(response.content)
    words = f"Azure answered {status}{f' ({code})' if code else ''}"
    raise CallFailed(words, status=status, code=code)


def _code(raw: bytes) -> str:
    try:
        error = parsed(raw).get("error")
    except CallFailed:
        return ""
    code = error.get("code") if isinstance(error, Mapping) else None
    return code if isinstance(code, str) and code in _CODES else ""


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait: a number, a date, or hours, minutes and seconds."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    quota = re.fullmatch(
        r"(\d{1,3}):(\d\d):(\d\d)",
        headers.get("x-ms-user-quota-resets-after", "").strip(),
        re.ASCII,
    )
    if quota is None:
        return None
    hours, minutes, seconds = map(int, quota.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def _wait(failed: CallFailed, tried: int) -> float:
    if failed.wait is None:
        return float(min(LONGEST_WAIT, 2 ** (tried - 1)) * random.uniform(0.5, 1))  # noqa: S311 - no secret
    if failed.wait > LONGEST_WAIT:
        raise CallFailed(
            f"Azure asked to wait longer than {LONGEST_WAIT:g} s", status=failed.status
        )
    return max(failed.wait, 0.1)


def _subscription(url: str) -> str:
    parts = urlsplit(url).path.split("/")
    return parts[2] if len(parts) > 2 and parts[1].lower() == "subscriptions" else ""  # noqa: PLR2004
