"""Registrations of hubs, as the service lists them: an Atom feed, in pages.

Sources: Microsoft, "Read all registrations" and "Create registration" (REST API of Notification Hubs), and the
feeds that the tests of ``@azure/notification-hubs`` read. They are not kept in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args
from xml.sax.saxutils import escape

Kind = Literal["Apple", "Gcm", "FcmV1", "Windows", "Mpns", "Adm", "Baidu", "Browser", "Xiaomi"]
NEVER: Final = "9999-12-31T23:59:59.9999999Z"
_HANDLES: Final[dict[str, str]] = {
    "Apple": "DeviceToken",
    "Windows": "ChannelUri",
    "Mpns": "ChannelUri",
    "Baidu": "BaiduUserId",
    "Browser": "Endpoint",
} | {kind: f"{kind}RegistrationId" for kind in ("Gcm", "FcmV1", "Adm", "Xiaomi")}
_CONNECT: Final = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect"


@dataclass(frozen=True, slots=True)
class Registration:
    """What a device, or a back end for it, registered."""

    kind: Kind
    handle: str = field(repr=False)
    tags: Sequence[str] = field(default=(), repr=False)
    template: str | None = field(default=None, repr=False)
    """The body of a template; None for a native registration."""
    template_name: str = field(default="", repr=False)
    expires: str = NEVER

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"'{self.kind}' is no kind of registration")


@dataclass(slots=True)
class Registrations:
    """The registrations of all hubs, each with its id, in the order in which they came."""

    _by_hub: dict[str, list[tuple[str, Registration]]] = field(default_factory=dict)

    def put(self, hub: str, registrations: Iterable[Registration]) -> None:
        """Put registrations in the place of those that a hub, named by its resource id, has so far."""
        self._by_hub[hub.lower()] = [
            (f"{number:019d}-{7 * number:019d}-1", item)
            for number, item in enumerate(registrations, 1)
        ]

    def page(self, hub: str, start: int, top: int) -> tuple[list[tuple[str, Registration]], bool]:
        """Return a page of a hub's registrations, and whether there are more."""
        known = self._by_hub.get(hub.lower(), [])
        return known[start : start + top], start + top < len(known)


def feed(address: str, page: Iterable[tuple[str, Registration]], now: str) -> bytes:
    """Return the feed of a page; ``address`` is that of the hub's registrations, ``now`` a time, ISO 8601."""
    entries = "".join(_entry(address, id, item, now) for id, item in page)
    text = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f'<title type="text">Registrations</title><id>{escape(address)}</id><updated>{now}</updated>'
        f'<link rel="self" href="{escape(address)}"/>{entries}</feed>'
    )
    return text.encode("utf-8")


def _entry(address: str, id: str, item: Registration, now: str) -> str:
    kind = f"{item.kind}{'' if item.template is None else 'Template'}RegistrationDescription"
    members = [("ETag", "1"), ("ExpirationTime", item.expires), ("RegistrationId", id)]
    if item.tags:
        members.append(("Tags", ",".join(item.tags)))
    members.append((_HANDLES[item.kind], item.handle))
    if item.template is not None:
        members.append(("BodyTemplate", item.template))
    if item.template_name:
        members.append(("TemplateName", item.template_name))
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in members)
    return (
        '<entry xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata" '
        f'm:etag="W/&quot;1&quot;"><id>{escape(address)}{id}</id><title type="text">{id}</title>'
        f'<published>{now}</published><updated>{now}</updated><content type="application/xml">'
        f'<{kind} xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="{_CONNECT}">{inner}</{kind}>'
        "</content></entry>"
    )
