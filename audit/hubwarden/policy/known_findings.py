"""Files of known findings: one finding a line, so that a diff shows which finding changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from hubwarden.errors import InputError
from hubwarden.paths import display_path

_LARGEST: Final = 50_000_000
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{32}:[1-9][0-9]{0,8}")
"""A digest and a number without leading zeros: one spelling for each fingerprint."""
_ANEW: Final = "hubwarden known write makes the file anew"


class Header(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of a file of known findings."""

    hubwarden: str
    version: int


LineT = TypeVar("LineT", "Header", "KnownFinding")

HEADER: Final = Header("known findings", 2)


class KnownFinding(Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """A finding that existed when the file was written; only its fingerprint identifies it."""

    rule: str
    resource: str
    field: str
    environment: str
    """The name of the environment; empty where it is not known."""
    source: str
    """The only stack or source in which the resource's name means something; empty where it does in all."""
    fingerprint: str

    @property
    def digest(self) -> str:
        """The fingerprint without the number that tells equal findings apart."""
        return self.fingerprint.partition(":")[0]


@dataclass(frozen=True, slots=True)
class KnownFindings:
    """The known findings of a run, and the file that they were read from."""

    items: tuple[KnownFinding, ...]
    file: str
    """The name of the file in messages."""
    digest: str
    """SHA-256 over the file, hexadecimal."""


def load_known(path: Path, project: Path | None = None) -> KnownFindings:
    """Read a file of known findings.

    ``project`` is the folder of ``Pulumi.yaml``, for messages. Raises ``InputError`` with the damaged line; the
    message quotes nothing of it.
    """
    name = display_path(path, project)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=name) from None
    if len(raw) > _LARGEST:
        raise InputError(f"is larger than {_LARGEST} bytes", file=name)
    found: dict[str, KnownFinding] = {}
    for number, item in enumerate(_lines(raw, name), start=2):
        if item.fingerprint in found:
            raise InputError("the finding stands twice", file=name, line=number, hint=_ANEW)
        found[item.fingerprint] = item
    return KnownFindings(tuple(found.values()), name, hashlib.sha256(raw).hexdigest())


def is_known_file(path: Path) -> bool:
    """Tell whether a file may be overwritten with known findings: it holds known findings or is empty."""
    with path.open("rb") as file:
        first = file.readline(1000)
    try:
        return not first or msgspec.json.decode(first, type=Header).hubwarden == HEADER.hubwarden
    except msgspec.MsgspecError:
        return False


def known_text(findings: Iterable[KnownFinding]) -> str:
    """Return the text of a file of known findings: sorted, one finding a line."""
    lines = [HEADER, *sorted(set(findings))]
    return "".join(f"{json.dumps(msgspec.structs.asdict(line))}\n" for line in lines)


def _lines(raw: bytes, name: str) -> Iterator[KnownFinding]:
    """Yield the findings of a file, from its second line on."""
    first, *others = raw.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    header = _line(first, Header, name, 1)
    if header.hubwarden != HEADER.hubwarden:
        raise InputError("is not a file of known findings", file=name, line=1)
    if header.version != HEADER.version:
        raise InputError(
            f"has version {header.version}, and this Hubwarden reads version {HEADER.version}",
            file=name,
            line=1,
            hint=_ANEW,
        )
    if others and not others[-1].strip():
        others.pop()
    for number, line in enumerate(others, start=2):
        item = _line(line, KnownFinding, name, number)
        if not _FINGERPRINT.fullmatch(item.fingerprint):
            raise InputError("is not a fingerprint", file=name, line=number, field="fingerprint")
        yield item


def _line(line: bytes, kind: type[LineT], name: str, number: int) -> LineT:
    try:
        return msgspec.json.decode(line, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        what = "the head of a file of known findings" if kind is Header else "a known finding"
        raise InputError(f"is not {what}", file=name, line=number, hint=_ANEW) from None
