"""Reads what all documents of the Pulumi engine have in common.

Formats: ``sdk/go/common/apitype/core.go`` (``ResourceV3``) of pulumi/pulumi; keys that are not known here
are passed over, as documents of newer versions have more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from hubwarden.errors import InputError
from hubwarden.lines import shown
from hubwarden.model.base import Location
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered, parse_urn
from hubwarden.sources.pulumi.values import COMPUTED, ENCRYPTED, UNKNOWNS, below, is_secret

_MAX_BYTES: Final = 200_000_000
_SECRET_TEXT: Final = "[secret]"  # noqa: S105 - what a preview prints in place of a secret
_INSTALLED: Final = frozenset({"..", "site-packages", "dist-packages"})

DocumentT = TypeVar("DocumentT")


class Frame(Struct, rename="camel"):
    """One call on the way to a resource."""

    source_position: str = ""


class Resource(Struct, rename="camel"):
    """A resource as documents write it."""

    urn: str
    type: str
    custom: bool = False
    delete: bool = False
    external: bool = False
    id: str = ""
    parent: str = ""
    inputs: dict[str, Any] | None = None
    outputs: dict[str, Any] | None = None
    protect: bool = False
    retain_on_delete: bool = False
    init_errors: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None
    source_position: str = ""
    stack_trace: list[Frame] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file that the engine wrote."""

    path: Path
    text: bytes

    @property
    def home(self) -> Location:
        """Where what has no place of its own is found."""
        return Location(shown(self.path))

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal."""
        return hashlib.sha256(self.text).hexdigest()


def load(path: Path) -> Document:
    """Read a file; raises ``InputError`` where it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=shown(path)) from None
    if len(text) > _MAX_BYTES:
        raise InputError(f"is larger than {_MAX_BYTES:,} bytes", file=shown(path))
    return Document(path, text.removeprefix(b"\xef\xbb\xbf"))


def parse(document: Document, kind: type[DocumentT]) -> DocumentT:
    """Decode a document. Raises ``InputError`` with line and field; no message quotes a value."""
    file = shown(document.path)
    try:
        return msgspec.json.decode(document.text, type=kind)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        path = _path(where.rstrip("`"))
        message = re.sub(r"required field `(\w+)`", r"\1", message).replace("`", "")
        raise InputError(
            message[0].lower() + message[1:],
            file=file,
            line=_line(document.text, path),
            field=".".join(str(part) for part in path),
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        at = re.search(r"\(byte (\d+)\)", str(error))
        line = document.text.count(b"\n", 0, int(at[1])) + 1 if at else None
        raise InputError("is no JSON", file=file, line=line) from None
    except RecursionError:
        raise InputError("is nested too deeply", file=file) from None


def registered(document: Document, resource: Resource, *, where: str, masked: bool) -> Registered:
    """Turn a resource of a document into one as Pulumi knows it.

    ``where`` is its place in the document, for messages. ``masked``: secrets are the text ``[secret]``.
    """
    try:
        urn = parse_urn(resource.urn)
    except ValueError:
        raise InputError("is no URN", file=shown(document.path), field=f"{where}.urn") from None
    secrets: set[str] = set()
    secret_outputs: set[str] = set()
    inputs = _object(resource.inputs, secrets, masked=masked)
    outputs = _object(resource.outputs, secret_outputs, masked=masked)
    return Registered(
        urn=resource.urn,
        type=resource.type,
        name=urn.name,
        custom=resource.custom,
        inputs=inputs,
        secrets=frozenset(secrets),
        protect=resource.protect,
        retain_on_delete=resource.retain_on_delete,
        location=_place(resource),
        parent=resource.parent,
        id=resource.id,
        outputs=outputs,
        secret_outputs=frozenset(re.split(r"[.\[]", path)[0] for path in secret_outputs),
        dependencies={
            name: tuple(urns or ()) for name, urns in (resource.property_dependencies or {}).items()
        },
    )


def stack_of(resources: Iterable[Registered]) -> str:
    """Return the name of the stack, or an empty text where there is no resource."""
    return next((parse_urn(one.urn).stack for one in resources), "")


def _object(value: Any, secrets: set[str], *, masked: bool) -> dict[str, Any]:
    found = _value(value or {}, "", secrets, masked=masked)
    return found if isinstance(found, dict) else {}


def _value(value: Any, path: str, secrets: set[str], *, masked: bool) -> Any:
    if is_secret(value):
        secrets.add(path)
        try:
            plain = json.loads(value["plaintext"])
        except (KeyError, TypeError, ValueError, RecursionError):
            return ENCRYPTED
        return _value(plain, path, secrets, masked=False)
    if isinstance(value, dict):
        return {
            key: _value(part, below(path, key), secrets, masked=masked)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [
            _value(part, below(path, index), secrets, masked=masked)
            for index, part in enumerate(value)
        ]
    return _text(value, path, secrets, masked=masked) if isinstance(value, str) else value


def _text(value: str, path: str, secrets: set[str], *, masked: bool) -> Any:
    if masked and value == _SECRET_TEXT:
        secrets.add(path)
        return ENCRYPTED
    return COMPUTED if value in UNKNOWNS else value


def _place(resource: Resource) -> Location | None:
    """Return the innermost line of the project's own code that made a resource."""
    if resource.type == STACK_TYPE:
        return None
    frames = [one.source_position for one in resource.stack_trace or ()]
    for position in (resource.source_position, *frames):
        found = re.fullmatch(r"project:///(.+)#(\d+)(?:,\d+)?", position)
        if found and _INSTALLED.isdisjoint(found[1].split("/")):
            return Location(found[1], int(found[2]))
    return None


def _path(where: str) -> tuple[str | int, ...]:
    """Turn msgspec's ``.steps[0].newState`` into a path; a key that it does not name ends it."""
    parts: list[str | int] = []
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", where):
        if index == "...":
            break
        parts.append(name or int(index))
    return tuple(parts)


def _line(text: bytes, path: tuple[str | int, ...]) -> int | None:
    """Return the line on which the value at ``path`` begins; the document is known to be JSON."""
    whole, decoder = text.decode("utf-8", "replace"), json.JSONDecoder()
    at = _skip(whole, 0)
    for wanted in path:
        if whole[at : at + 1] not in ("{", "["):
            break
        is_object, at, index = whole[at] == "{", _skip(whole, at + 1), 0
        while whole[at] not in "}]":
            key: str | int = index
            if is_object:
                key, end = decoder.raw_decode(whole, at)
                at = _skip(whole, whole.index(":", end) + 1)
            if key == wanted:
                break
            _, end = decoder.raw_decode(whole, at)
            at, index = _skip(whole, end), index + 1
            at = _skip(whole, at + 1) if whole[at] == "," else at
    return whole.count("\n", 0, at) + 1


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
