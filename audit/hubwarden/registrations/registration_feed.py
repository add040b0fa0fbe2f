"""Reads a page of registrations: an Atom feed whose entries hold one registration each.

Sources: Microsoft, "Read all registrations" and "Create registration" (REST); the kinds and elements are those
that ``@azure/notification-hubs`` reads. What is not one of these is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from hubwarden.registrations.registration import HANDLES, KINDS, Platform, Registration

_ATOM = "{http://www.w3.org/2005/Atom}"
_ENDING = "RegistrationDescription"


class FeedProblem(Exception):
    """A page that is no page of registrations. The text quotes nothing of it."""

    def __init__(self, reason: str, *, again: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        """Whether asking again may help."""


class DoctypeRefused(Exception):
    """A document that declares a type, which may hold entities: it is not read on."""


class _PlainTree(ET.TreeBuilder):
    """Builds the tree of a document that declares no type, and so no entity."""

    def doctype(self, *_parts: object) -> None:
        raise DoctypeRefused


def plain_xml(text: bytes | str) -> ET.Element:
    """Return the root of a document; raises ``DoctypeRefused``, and ``ParseError`` where it is not XML."""
    parser = ET.XMLParser(target=_PlainTree())  # noqa: S314 - without a document type there is no entity
    try:
        parser.feed(text)
        root: ET.Element = parser.close()
    except (LookupError, ValueError):
        raise ET.ParseError from None  # An encoding that is not known, or one that does not fit.
    return root


def read_page(raw: bytes) -> tuple[Registration, ...]:
    """Return the registrations of a page; raises ``FeedProblem``."""
    try:
        root = plain_xml(raw)
    except DoctypeRefused:
        raise FeedProblem("the page declares a document type", again=False) from None
    except ET.ParseError:
        raise FeedProblem("the page is not whole XML") from None
    if root.tag != f"{_ATOM}feed":
        raise FeedProblem("the page is not an Atom feed")
    return tuple(_read(entry) for entry in root.iterfind(f"{_ATOM}entry"))


def _read(entry: ET.Element) -> Registration:
    content = entry.find(f"{_ATOM}content")
    described = [] if content is None else [item for item in content if _name(item)]
    if len(described) != 1:
        raise FeedProblem("an entry of the page holds no registration")
    kind = _name(described[0]).removesuffix(_ENDING)
    members = dict(_members(described[0]))
    platform: Platform = KINDS.get(kind.removesuffix("Template"), "unknown")
    handle = "\n".join(members.get(name, "") for name in HANDLES.get(platform, ())).strip()
    if platform == "apple":
        handle = handle.upper()  # Hexadecimal: both cases are one device.
    return Registration(
        platform=platform,
        handle=handle,
        id=members.get("RegistrationId", ""),
        tags=tuple(tag for item in members.get("Tags", "").split(",") if (tag := item.strip())),
        is_template=kind.endswith("Template"),
        template=members.get("BodyTemplate", ""),
        template_name=members.get("TemplateName", ""),
        expires=members.get("ExpirationTime", ""),
    )


def _members(described: ET.Element) -> Iterator[tuple[str, str]]:
    for member in described:
        yield member.tag.rpartition("}")[2], (member.text or "").strip()


def _name(element: ET.Element) -> str:
    """Return the local name of a description of a registration; empty for any other element."""
    name = element.tag.rpartition("}")[2]
    return name if name.endswith(_ENDING) else ""
