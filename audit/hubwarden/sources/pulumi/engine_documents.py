"""Reads what all documents of the Pulumi engine have in common.

Format: ``sdk/go/common/apitype/core.go`` (``ResourceV3``) of pulumi/pulumi. Unknown keys are skipped, since
documents of newer versions have more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from hubwarden.errors import InputError
from hubwarden.input_files import as_utf8, read_input
from hubwarden.location import Location
from hubwarden.paths import display_path
from hubwarden.sources.pulumi import secret_marks
from hubwarden.sources.pulumi.answered_in_clear import texts_in_clear
from hubwarden.sources.pulumi.json_positions import line_of
from hubwarden.sources.pulumi.passphrase import Opener
from hubwarden.sources.pulumi.registered import (
    STACK_TYPE,
    Registered,
    Urn,
    parse_urn,
    provider_urn,
)
from hubwarden.sources.pulumi.wire_values import (
    COMPUTED,
    ENCRYPTED,
    UNKNOWNS,
    below,
    is_secret,
    locked,
)

_MAX_BYTES: Final = 200_000_000
_MAX_DEPTH: Final = 100
SECRET_TEXT: Final = "[secret]"  # noqa: S105 - what a preview prints in place of a secret
_INSTALLED: Final = frozenset({"..", "site-packages", "dist-packages"})

Path_ = tuple[str | int, ...]
DocumentT = TypeVar("DocumentT")


class Frame(Struct, rename="camel"):
    """One call on the stack that registered a resource."""

    source_position: str = ""


class Resource(Struct, rename="camel"):
    """A resource in a document."""

    urn: str
    type: str
    custom: bool
    delete: bool = False
    pending_replacement: bool = False
    external: bool = False
    id: str = ""
    parent: str = ""
    provider: str = ""
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
    """A file that the engine wrote."""

    file: str
    """Its name in reports."""
    text: bytes
    """The document as UTF-8 without a byte-order mark."""
    digest: str
    """SHA-256 over the file, hexadecimal."""
    unseal: Opener = lambda _text: None
    """Decrypts a value in it; returns ``None`` where the passphrase is not known."""
    why_closed: str = ""
    """Why its encrypted values cannot be decrypted, in words for the user."""

    @property
    def home(self) -> Location:
        """The location of what has no line of its own: the file."""
        return Location(self.file)


def load(path: Path, project: Path | None) -> Document:
    """Read a file; raises ``InputError`` where it cannot be read, is too large, or is not text."""
    file = display_path(path, project)
    raw = read_input(path, file, _MAX_BYTES)
    return Document(file, as_utf8(raw, file), hashlib.sha256(raw).hexdigest())


def parse(document: Document, kind: type[DocumentT]) -> DocumentT:
    """Decode a document. Raises ``InputError`` with line and field; no message quotes a value."""
    file, text = document.file, document.text
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        message = re.sub(r"required field `(\w+)`", r"\1", message).replace("`", "")
        raise wrong(document, _path(where.rstrip("`")), message[0].lower() + message[1:]) from None
    except msgspec.DecodeError as error:
        raise _no_json(file, text, str(error)) from None
    except RecursionError:
        raise InputError("is nested too deeply", file=file) from None


def wrong(document: Document, path: Path_, message: str) -> InputError:
    """Return the error about the value at ``path``, with its line."""
    return InputError(
        message,
        file=document.file,
        line=line_of(document.text, path),
        field=".".join(str(part) for part in path),
    )


def urn_of(document: Document, resource: Resource, path: Path_) -> Urn:
    """Return a resource's URN; raises ``InputError`` where it is not a valid URN."""
    try:
        return parse_urn(resource.urn)
    except ValueError:
        raise wrong(document, (*path, "urn"), "is not a URN") from None


def registered(document: Document, resource: Resource, path: Path_, *, masked: bool) -> Registered:
    """Convert a resource of a document into a ``Registered``.

    ``path`` is its place in the document, for messages. ``masked`` says that secrets are written as ``[secret]``.
    """
    urn = urn_of(document, resource, path)
    try:
        inputs, secrets, behind = _inputs(document, resource, masked=masked)
        outputs, secret_outputs = _outputs(document, resource, masked=masked)
    except RecursionError:
        raise wrong(document, path, "is nested too deeply") from None
    except TypeError:
        raise wrong(document, path, "its inputs or outputs are one secret") from None
    return Registered(
        urn=resource.urn,
        type=resource.type,
        name=urn.name,
        custom=resource.custom,
        inputs=inputs,
        secrets=secrets,
        behind=behind,
        protect=resource.protect,
        retain_on_delete=resource.retain_on_delete,
        location=place_of(resource),
        parent=resource.parent,
        external=resource.external,
        provider=provider_urn(resource.provider),
        id="" if resource.id in UNKNOWNS else resource.id,
        outputs=outputs,
        outputs_in_clear=dict(texts_in_clear(resource.outputs)),
        secret_outputs=secret_outputs,
        dependencies={
            name: tuple(urns or ()) for name, urns in (resource.property_dependencies or {}).items()
        },
    )


def _inputs(
    document: Document, resource: Resource, *, masked: bool
) -> tuple[dict[str, Any], frozenset[str], dict[str, Any]]:
    """Return the inputs, the paths of those marked as secret, and the values behind these marks."""
    found, secrets, behind = {}, set(), dict[str, Any]()
    for name, value in _members(resource.inputs):
        values = _Values(document, masked=masked, readable=secret_marks.of_input)
        found[name] = values.plain(value, name)
        secrets |= values.secrets
        behind |= values.behind
    return found, frozenset(secrets), behind


def _outputs(
    document: Document, resource: Resource, *, masked: bool
) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the outputs, and the names of those that are, or contain, a secret."""
    found, secrets = {}, set()
    for name, value in _members(resource.outputs):
        values = _Values(document, masked=masked, readable=secret_marks.of_output)
        found[name] = values.plain(value, name)
        if values.secrets:
            secrets.add(name)
    return found, frozenset(secrets)


def _members(value: dict[str, Any] | None) -> Iterable[tuple[str, Any]]:
    if is_secret(value):
        raise TypeError
    return (value or {}).items()


@dataclass(slots=True)
class _Values:
    """Converts values, and collects the paths of secrets."""

    document: Document
    masked: bool
    readable: secret_marks.Readable
    secrets: set[str] = field(default_factory=set)
    behind: dict[str, Any] = field(default_factory=dict, repr=False)

    def plain(self, value: Any, path: str, depth: int = 0) -> Any:
        """Return a value with ``Unknown`` for parts that are not in the document; raises ``RecursionError``."""
        if depth > _MAX_DEPTH:
            raise RecursionError
        if is_secret(value):
            self.secrets.add(path)
            return self._opened(value, path, depth)
        if isinstance(value, dict):
            return {
                key: self.plain(part, below(path, key), depth + 1) for key, part in value.items()
            }
        if isinstance(value, list):
            return [
                self.plain(part, below(path, index), depth + 1) for index, part in enumerate(value)
            ]
        return self._text(value, path) if isinstance(value, str) else value

    def _opened(self, envelope: dict[str, Any], path: str, depth: int) -> Any:
        try:
            text = envelope.get("plaintext") or self.document.unseal(
                str(envelope.get("ciphertext"))
            )
            plain = msgspec.json.decode(text or "")
        except (TypeError, ValueError):
            # A value that would not be read even in clear text needs no passphrase.
            opened = self.readable is secret_marks.of_output or secret_marks.holds_keys(path)
            return locked(self.document.why_closed) if opened else ENCRYPTED
        value = self.plain(plain, path, depth + 1)
        read = self.readable(value, path)
        if read is ENCRYPTED:
            self.behind[path] = value
        return read

    def _text(self, value: str, path: str) -> Any:
        if self.masked and value == SECRET_TEXT:
            self.secrets.add(path)
            return ENCRYPTED
        return COMPUTED if value in UNKNOWNS else value


def place_of(resource: Resource) -> Location | None:
    """Return the innermost line of the project's own code that registered a resource."""
    if resource.type == STACK_TYPE:
        return None
    frames = [item.source_position for item in resource.stack_trace or ()]
    for position in (resource.source_position, *frames):
        found = re.fullmatch(r"project:///(.+)#(\d{1,9})(?:,\d+)?", position)
        if found and _INSTALLED.isdisjoint(found[1].split("/")):
            return Location(found[1], int(found[2]))
    return None


def _path(where: str) -> Path_:
    """Convert msgspec's ``.steps[0].newState`` into a path, up to a key that msgspec does not name."""
    parts: list[str | int] = []
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", where):
        if index == "...":
            break
        parts.append(name or int(index))
    return tuple(parts)


def _no_json(file: str, text: bytes, why: str) -> InputError:
    """Return the error for a text that is not valid JSON; ``why`` is msgspec's message, with the position."""
    if not text.strip():
        hint = "the command that should have written it wrote nothing"
        return InputError("is empty", file=file, hint=hint)
    at = re.search(r"\(byte (\d+)\)", why)
    end = int(at[1]) if at else len(text)
    line = text.count(b"\n", 0, end) + 1
    if "trailing characters" in why:
        hint = "it may be a stream of events, which is not read"
        return InputError("goes on after the document", file=file, line=line, hint=hint)
    return InputError("is not valid JSON", file=file, line=line)
