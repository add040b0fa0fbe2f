"""The public functions: each returns facts or a ``Problem`` for any input, and imports what it needs when
called.
"""

from __future__ import annotations

import os
import stat
import warnings
import zipfile
from collections.abc import Callable
from typing import TypeVar

from hubwarden.credential_files.kinds import (
    Certificate,
    Entitlements,
    Inspected,
    KeyFacts,
    Problem,
    SigningKey,
    VapidKeys,
)
from hubwarden.credential_files.problems import Refused

_Found = TypeVar("_Found")


def inspect(data: bytes, name: str = "", password: bytes | None = None) -> Inspected | Problem:
    """Return what a file is; ``name`` is its file name, which is only a hint.

    Files that would be costly to open are refused before they are opened, by what they declare. Where this must
    hold for every hostile file, use ``bounded.inspect_bounded``.
    """

    def found() -> Inspected:
        from hubwarden.credential_files import deciding  # noqa: PLC0415 - loads the cryptography library

        return deciding.decide(data, name, password)

    return _answer(found)


def inspect_binary(path: bytes, member: str | None) -> Entitlements | Problem:
    """Return the entitlements that an app's binary is signed with.

    ``path`` is the binary, or an archive in which ``member`` is the binary. It is opened here, since it may
    be large.
    """

    def found() -> Entitlements:
        from hubwarden.credential_files import code_signatures  # noqa: PLC0415

        # Opening a pipe that nobody writes to must not block.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            opened = os.open(os.fsdecode(path), flags)
        except OSError:
            raise Refused("malformed", "its binary is not there or cannot be read") from None
        with os.fdopen(opened, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise Refused("malformed", "its binary is a pipe or a device, not a file")
            if member is None:
                return code_signatures.signed_entitlements(file, about.st_size)
            with zipfile.ZipFile(file) as archive:
                try:
                    info = archive.getinfo(member)
                except KeyError:
                    raise Refused("malformed", "its binary is not in the archive") from None
                if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                    raise Refused("malformed", "its binary is packed in a way that is not read")
                if info.flag_bits & 1:
                    raise Refused("malformed", "its binary is encrypted in the archive")
                with archive.open(info) as inside:
                    return code_signatures.signed_entitlements(inside, info.file_size)

    return _answer(found)


def inspect_token(text: str) -> SigningKey | Problem:
    """Return the facts of the field ``token`` of a hub's APNs credential.

    The field holds the Base64 body of a .p8 file; PEM markers and written line breaks in it are reported.
    """

    def found() -> SigningKey:
        from hubwarden.credential_files import hub_fields  # noqa: PLC0415

        return hub_fields.token(text)

    return _answer(found)


def inspect_certificate(base64_text: str, password: str | None = None) -> Certificate | Problem:
    """Return the facts of the fields ``apnsCertificate`` and ``certificateKey``."""

    def found() -> Certificate:
        from hubwarden.credential_files import hub_fields  # noqa: PLC0415

        return hub_fields.certificate(base64_text, password)

    return _answer(found)


def inspect_private_key(pem_text: str) -> KeyFacts | Problem:
    r"""Return the facts of the field ``privateKey`` of FCM v1, in which ``\n`` may be written out."""

    def found() -> KeyFacts:
        from hubwarden.credential_files import hub_fields  # noqa: PLC0415

        return hub_fields.private_key(pem_text)

    return _answer(found)


def inspect_vapid(public: str, private: str, subject: str | None = None) -> VapidKeys | Problem:
    """Return the facts of the fields of a hub's browser credential."""

    def found() -> VapidKeys:
        from hubwarden.credential_files import hub_fields  # noqa: PLC0415

        return hub_fields.vapid(public, private, subject)

    return _answer(found)


def _answer(found: Callable[[], _Found]) -> _Found | Problem:
    """Call a reader, and turn whatever it raises into a ``Problem``.

    The library warns about odd certificates and at worst panics (not an ``Exception``); neither text may get out,
    since it can quote the file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return found()
    except Refused as refused:
        return refused.problem
    except MemoryError:
        return Problem("too much memory", "it takes too much memory to read")
    except Exception:  # noqa: BLE001 - whatever it is, its text may hold a secret
        return Problem("malformed", "it cannot be read")
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return Problem("malformed", "it cannot be read")
