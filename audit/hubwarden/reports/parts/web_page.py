"""A page of one file: a template of this package with a style and a script, and a policy that allows no more.

The policy is told to the browser in the page itself: nothing is fetched, and nothing runs but the one script.
Source: W3C, "Content Security Policy Level 3".
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hubwarden.printable import inert

if TYPE_CHECKING:
    from jinja2 import Environment

_WEB_ADDRESS: Final = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?")


class Choice(NamedTuple):
    """A choice of a filter: the word that what it chooses is marked with, and how the reader sees it."""

    mark: str
    shown: str


class Filter(NamedTuple):
    """Something that the entries of a page can be chosen by."""

    name: str
    choices: tuple[Choice, ...]


def page(template: str, **facts: Any) -> str:
    """Return a page: a template of ``reports/templates`` filled with facts.

    Every text is escaped, and no character in one is invisible or a command of a pipeline. The same facts give
    the same page.
    """
    environment = _environment()
    style, script = (environment.loader.get_source(environment, name)[0] for name in _INLINE)  # type: ignore[union-attr]
    return environment.get_template(template).render(
        **facts,
        policy=_policy(style, script),
        inline_style=_trusted(style),
        inline_script=_trusted(script),
    )


def filters(found: Iterable[tuple[str, Iterable[Choice]]]) -> tuple[Filter, ...]:
    """Return filters with their choices, each once; without those that have nothing to choose between."""
    known = ((name, tuple(dict.fromkeys(choices))) for name, choices in found)
    return tuple(Filter(name, choices) for name, choices in known if len(choices) > 1)


def numbered(
    prefix: str, names: Iterable[str | None], unknown: str
) -> tuple[dict[str | None, str], tuple[Choice, ...]]:
    """Return a mark for each name that a source told, and the choices of a filter: a name may hold anything.

    What has no name is the last choice, and is shown as ``unknown``.
    """
    known = sorted({name or None for name in names}, key=lambda name: (name is None, name or ""))
    marks = {name: f"{prefix}{number}" for number, name in enumerate(known)}
    choices = tuple(Choice(mark, name or unknown) for name, mark in marks.items())
    return marks, choices


def web_address(text: str) -> str:
    """Return an address that a browser may be led to; empty where a text is none, or of another scheme."""
    return text if _WEB_ADDRESS.fullmatch(text) else ""


_INLINE: Final = ("page.css", "page.js")


def _policy(style: str, script: str) -> str:
    style_hash, script_hash = map(_hash, (style, script))
    return (
        f"default-src 'none'; style-src '{style_hash}'; script-src '{script_hash}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _trusted(text: str) -> Any:
    """Return a text of this package, such as the style, as it is."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(text)  # noqa: S704


@functools.cache
def _environment() -> Environment:
    # Loaded here: most runs write no page.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("hubwarden.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["web_address"] = web_address
    return environment


def _visible(value: Any) -> Any:
    """Spell out what is invisible in whatever is written; what is markup already is left as it is."""
    return value if hasattr(value, "__html__") else inert(str(value))
