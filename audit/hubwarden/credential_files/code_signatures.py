"""The entitlements in the code signature of an app's binary (Mach-O).

A binary is for a single architecture, or a fat one that contains several of these. Its load command
``LC_CODE_SIGNATURE`` points to the signature: a table of blobs, always in big-endian order. Only the way to the
entitlements is read; no hash of the signature is verified.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from hubwarden.credential_files import plists
from hubwarden.credential_files.kinds import Entitlements
from hubwarden.credential_files.problems import Refused

MAX_BINARY: Final = 1024 * 1024 * 1024
"""The largest binary that is read, in bytes."""
_THIN: Final = {
    b"\xfe\xed\xfa\xce": (">", 28),
    b"\xfe\xed\xfa\xcf": (">", 32),
    b"\xce\xfa\xed\xfe": ("<", 28),
    b"\xcf\xfa\xed\xfe": ("<", 32),
}
"""By the first bytes of a file: its byte order and the length of the header."""
_FAT: Final = {
    b"\xca\xfe\xba\xbe": ">5I",
    b"\xca\xfe\xba\xbf": ">2I2Q2I",
    b"\xbe\xba\xfe\xca": "<5I",
    b"\xbf\xba\xfe\xca": "<2I2Q2I",
}
"""By the first bytes of a file: the format of an entry, whose third and fourth number are offset and size."""
_EXECUTABLE: Final = 2
_CODE_SIGNATURE: Final = 0x1D
_ENCRYPTION: Final = (0x21, 0x2C)
_BUILD_VERSION: Final = 0x32
_SIMULATORS: Final = (7, 8, 9, 12)
_TABLE: Final = 0xFADE0CC0
_ENTITLEMENTS: Final = 0xFADE7171
_SLOT: Final = 5
_SLOT_DER: Final = 7
_MAX_SLICES: Final = 16
_MAX_COMMANDS: Final = 4 * 1024 * 1024
_MAX_BLOBS: Final = 64
_MAX_ENTITLEMENTS: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class _Piece:
    """A part of a file; reading beyond its end is refused."""

    file: IO[bytes]
    start: int
    size: int

    def read(self, at: int, length: int) -> bytes:
        if at < 0 or length < 0 or at + length > self.size:
            raise _damaged()
        self.file.seek(self.start + at)
        data = self.file.read(length)
        if len(data) != length:
            raise _damaged()
        return data

    def piece(self, at: int, size: int) -> _Piece:
        if at < 0 or size < 0 or at + size > self.size:
            raise _damaged()
        return _Piece(self.file, self.start + at, size)


def signed_entitlements(file: IO[bytes], size: int) -> Entitlements:
    """Return the entitlements that a binary is signed with; they must be the same for all architectures."""
    if size > MAX_BINARY:
        raise Refused("too large", "its binary is larger than 1 GB")
    found = {_of_slice(piece) for piece in _slices(_Piece(file, 0, size))}
    if len(found) != 1:
        raise Refused("malformed", "its architectures are signed with different entitlements")
    return found.pop()


def _slices(whole: _Piece) -> Iterator[_Piece]:
    form = _FAT.get(whole.read(0, 4))
    if form is None:
        yield whole
        return
    entry = struct.Struct(form)
    count = struct.unpack(f"{form[0]}I", whole.read(4, 4))[0]
    if not 0 < count <= _MAX_SLICES:
        raise _damaged()
    for number in range(count):
        _, _, offset, size, *_ = entry.unpack(whole.read(8 + number * entry.size, entry.size))
        yield whole.piece(offset, size)


def _of_slice(piece: _Piece) -> Entitlements:
    order, length = _THIN.get(piece.read(0, 4), ("", 0))
    if not order:
        raise Refused("malformed", "its binary is not an executable in Apple's format")
    kind, count, size = struct.unpack(f"{order}3I", piece.read(12, 12))
    if kind != _EXECUTABLE:
        raise Refused(
            "malformed", "its binary is a library or another part, not an app's executable"
        )
    if size > _MAX_COMMANDS:
        raise _damaged()
    signatures = []
    for command, body in _commands(piece.read(length, size), order, count):
        numbers = struct.unpack_from(f"{order}{min(len(body) // 4, 3)}I", body)
        if command == _CODE_SIGNATURE:
            signatures.append(numbers)
        elif command in _ENCRYPTION and (len(numbers) < 3 or numbers[2]):  # noqa: PLR2004
            raise Refused("unclear form", "its binary is encrypted by the App Store")
        elif command == _BUILD_VERSION and (not numbers or numbers[0] in _SIMULATORS):
            raise Refused(
                "unclear form", "its binary is made for a simulator, which has no signature"
            )
    if not signatures:
        raise Refused("malformed", "its binary is not signed")
    if len(signatures) > 1 or len(signatures[0]) != 2:  # noqa: PLR2004
        raise _damaged()
    return _of_signature(piece.piece(*signatures[0]))


def _commands(data: bytes, order: str, count: int) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(count):
        if at + 8 > len(data):
            raise _damaged()
        command, size = struct.unpack_from(f"{order}2I", data, at)
        if size < 8 or at + size > len(data):  # noqa: PLR2004 - the two numbers themselves
            raise _damaged()
        yield command, data[at + 8 : at + size]
        at += size


def _of_signature(signature: _Piece) -> Entitlements:
    magic, length, count = struct.unpack(">3I", signature.read(0, 12))
    if magic != _TABLE or count > _MAX_BLOBS:
        raise _damaged()
    table = signature.piece(0, length)
    entries = list(struct.iter_unpack(">2I", table.read(12, 8 * count)))
    found = [offset for slot, offset in entries if slot == _SLOT]
    if not entries or len(found) > 1:
        raise _damaged()
    if not found:
        if any(slot == _SLOT_DER for slot, _ in entries):
            raise Refused("unclear form", "its signature has entitlements in DER only")
        return Entitlements(None, None, None, signed=True)
    magic, length = struct.unpack(">2I", table.read(found[0], 8))
    if magic != _ENTITLEMENTS or not 8 <= length <= _MAX_ENTITLEMENTS:  # noqa: PLR2004
        raise _damaged()
    text = table.read(found[0] + 8, length - 8)
    return plists.entitlements_of_signature(text)


def _damaged() -> Refused:
    return Refused("malformed", "its binary or the signature in it is damaged")
