"""Whether the body of a template can be filled in: JSON, or XML for Windows, with expressions as values.

Source: what Microsoft.Azure.NotificationHubs 4.2.0 judges before it registers a template. Not judged: whether
the filled-in body is one that the platform takes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn
from xml.etree.ElementTree import ParseError

from hubwarden.registrations.registration import Platform
from hubwarden.registrations.registration_feed import DoctypeRefused, plain_xml
from hubwarden.registrations.template_expressions import parses


def can_be_filled_in(platform: Platform, body: str) -> bool:
    """Tell whether the body of a template parses, with each expression in it."""
    body = body.strip()
    if platform in ("windows", "mpns") and body.startswith("<"):
        return _is_xml(body)
    return _is_json(body)


def _is_json(body: str) -> bool:
    try:
        content = json.loads(body, parse_constant=_refuse)
        return isinstance(content, dict) and all(map(parses, _texts(content)))
    except (ValueError, RecursionError):
        return False


def _refuse(_word: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for item in content.values() if isinstance(content, dict) else content:
            yield from _texts(item)


def _is_xml(body: str) -> bool:
    try:
        root = plain_xml(body)
    except (DoctypeRefused, ParseError):
        return False
    return all(
        all(map(parses, element.attrib.values())) and (len(element) or parses(element.text or ""))
        for element in root.iter()
    )
