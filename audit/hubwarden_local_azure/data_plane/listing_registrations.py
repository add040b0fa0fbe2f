"""Answers who lists the registrations of a hub."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from xml.sax.saxutils import escape

from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.data_plane.registrations import Registrations, feed
from hubwarden_local_azure.data_plane.shared_access import readable_hub
from hubwarden_local_azure.faults import Fault
from hubwarden_local_azure.refusals import ArmError
from hubwarden_local_azure.store import Store
from hubwarden_local_azure.surroundings import stamp

CONTINUATION: Final = "X-MS-ContinuationToken"
_PATH: Final = re.compile(r"/([^/]+)/registrations/?", re.IGNORECASE)
_VERSIONS: Final = frozenset(
    {"2013-10", "2014-09", "2015-01", "2015-04", "2016-07", "2017-04", "2020-06"}
)
"""Versions that Microsoft's clients have used."""
_LARGEST: Final = 100
"""Registrations of a page (``@azure/notification-hubs`` and the .NET client take so many)."""


def list_registrations(
    request: Request, path: str, store: Store, known: Registrations | None, now: float
) -> Answer:
    """Answer a request for registrations; ``path`` has nothing percent-encoded.

    Raises ``ArmError``, also where nothing is ``known`` to somebody who is kept out on purpose.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise ArmError(404, "404", "The path does not exist.")
    hub = readable_hub(request, found[1], store, now)
    if known is None:
        raise ArmError(403, "403", "The request is forbidden.")
    if request.method != "GET":
        raise ArmError(405, "405", "The local Azure lists registrations, and no more.")
    if request.version not in _VERSIONS:
        raise ArmError(400, "400", "The api-version is missing or not known.")
    top = request.query.get("$top", str(_LARGEST))
    if not re.fullmatch("[1-9][0-9]{0,8}", top):
        raise ArmError(400, "400", "$top must be a positive whole number.")
    size, start = min(int(top), _LARGEST), _start(request, hub)
    page, more = known.page(hub, start, size)
    scheme = "https" if request.secure else "http"
    address = f"{scheme}://{request.host}{request.path}"
    return Answer(
        200,
        raw=feed(address, page, stamp(now)),
        headers={CONTINUATION: _token(hub, start + size)} if more else {},
        content_type="application/atom+xml",
    )


def refused_listing(answer: Answer) -> Answer:
    """Return a refusal in the form of the data plane: XML with a code and a detail."""
    error = answer.body.get("error") if isinstance(answer.body, dict) else None
    if error is None:
        return answer
    detail = escape(error["message"])
    raw = f"<Error><Code>{answer.status}</Code><Detail>{detail}</Detail></Error>".encode()
    return replace(answer, body=None, raw=raw, content_type="application/xml")


def spoiled_listing(answer: Answer, fault: Fault, request: Request) -> Answer:
    """Return a page as a fault lets it through, where the fault is one of lists; see ``FaultKind``."""
    raw = answer.raw or b""
    spoil = _SPOILS.get(fault.kind)
    if fault.kind == "link-to-itself":
        token = request.query.get("ContinuationToken", "again")
        return replace(answer, headers={**answer.headers, CONTINUATION: token})
    return answer if spoil is None else replace(answer, raw=spoil(raw))


def _emptied(raw: bytes) -> bytes:
    return re.sub(rb"<content .*?</content>", b"", raw, flags=re.DOTALL)


_DOCTYPE: Final = b'<!DOCTYPE feed [<!ENTITY a "' + b"a" * 1000 + b'">]>'
_SPOILS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "truncated": lambda raw: raw[: len(raw) // 2],
    "no-value": lambda _raw: b"<feed/>",
    "null-value": _emptied,
    "link-elsewhere": lambda raw: raw.replace(b"<feed", _DOCTYPE + b"<feed", 1),
}
"""What becomes of a feed: half of it, one of no namespace, entries without content, one with a document type."""


def _token(hub: str, start: int) -> str:
    return base64.b64encode(f"{hub}\n{start}".encode()).decode()


def _start(request: Request, hub: str) -> int:
    token = request.query.get("ContinuationToken", "")
    if not token:
        return 0
    try:
        name, _, start = base64.b64decode(token, validate=True).decode().partition("\n")
        if name == hub:
            return int(start)
    except ValueError:
        pass
    raise ArmError(400, "400", "The continuation token is not valid.")
