"""Finds the blocks of a PEM file (RFC 7468); accepts more white space than the RFC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hubwarden.credential_files.problems import Refused
from hubwarden.credential_files.text_forms import from_base64

BEGIN: Final = "-----BEGIN "
_DASHES: Final = "-----"
NOT_BASE64: Final = "a PEM block is not Base64"
_MAX_BLOCKS: Final = 200
_MAX_LABEL: Final = 40


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """A block of a PEM file."""

    label: str
    """The label in its markers: ``PRIVATE KEY``."""
    text: str
    """The block with its markers."""
    der: bytes
    """The decoded body; empty for old PEM encryption, which has headers before the body."""
    damaged: bool = False
    """Whether its body is not Base64; only for private keys, since other damaged blocks are refused at once."""

    @property
    def is_certificate(self) -> bool:
        """Whether it contains a certificate."""
        return self.label in {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}

    @property
    def is_key(self) -> bool:
        """Whether it contains a private key."""
        return self.label.endswith("PRIVATE KEY")


def find(text: str) -> list[Block]:
    """Return the blocks of a text in order; raise ``Refused`` for a damaged one that is not a private key."""
    found: list[Block] = []
    at = text.find(BEGIN)
    while at >= 0:
        block, at = _read(text, at)
        found.append(block)
        if len(found) > _MAX_BLOCKS:
            raise Refused("too large", f"it holds more than {_MAX_BLOCKS} PEM blocks")
        at = text.find(BEGIN, at)
    return found


def _read(text: str, at: int) -> tuple[Block, int]:
    start = at + len(BEGIN)
    end_of_label = text.find(_DASHES, start, start + _MAX_LABEL + len(_DASHES))
    if end_of_label < 0:
        raise Refused("malformed", "a PEM marker is not closed")
    label = text[start:end_of_label]
    closing = f"{_DASHES}END {label}{_DASHES}"
    end = text.find(closing, end_of_label)
    if end < 0:
        raise Refused("malformed", "a PEM block has no end")
    body = text[end_of_label + len(_DASHES) : end]
    after = end + len(closing)
    if "Proc-Type:" in body:
        return Block(label, text[at:after], b""), after
    der = from_base64(body)
    if not der:
        if label.endswith("PRIVATE KEY"):  # a certificate in the same file can still be read
            return Block(label, "", b"", damaged=True), after
        raise Refused("malformed", NOT_BASE64)
    return Block(label, text[at:after], der), after
