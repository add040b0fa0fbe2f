"""Apps as Xcode builds them, made small: a binary with its code signature, and what stands beside it."""

import plistlib
import struct
import zipfile

from inspection import credential_files

SIGNATURE, ENTITLEMENTS_SLOT = 0xFADE0CC0, 5
BINARY = "App"


def blob(magic, data):
    return struct.pack(">2I", magic, 8 + len(data)) + data


def signature(entitlements, *, slot=ENTITLEMENTS_SLOT, magic=0xFADE7171, more=()):
    """A table of blobs: a code directory, the entitlements (unless ``None``) and others."""
    blobs = [(0, blob(0xFADE0C02, b"\0" * 40))]
    if entitlements is not None:
        blobs.append((slot, blob(magic, entitlements)))
    blobs += more
    at, index, body = 12 + 8 * len(blobs), b"", b""
    for number, data in blobs:
        index += struct.pack(">2I", number, at + len(body))
        body += data
    return struct.pack(">3I", SIGNATURE, at + len(body), len(blobs)) + index + body


def macho(entitlements=b"", *, order="<", wide=True, signed=True, kind=2, commands=(), **how):
    """A binary for one architecture; without ``entitlements`` those of a released app."""
    data = credential_files.entitlements("production") if entitlements == b"" else entitlements
    table = signature(data, **how)
    written = b"".join(
        struct.pack(f"{order}2I", number, 8 + len(body)) + body for number, body in commands
    )
    count = len(commands) + signed
    size = len(written) + (16 if signed else 0)
    head = 32 if wide else 28
    start = head + size + 64
    if signed:
        written += struct.pack(f"{order}4I", 0x1D, 16, start, len(table))
    magic = 0xFEEDFACF if wide else 0xFEEDFACE
    found = struct.pack(f"{order}7I", magic, 0x0100000C, 0, kind, count, size, 0)
    found += b"\0" * (head - 28) + written + b"code" * 16
    return found + (table if signed else b"")


def fat(*slices, wide=False, order=">"):
    entry = struct.Struct(f"{order}2I2Q2I" if wide else f"{order}5I")
    at = 8 + entry.size * len(slices)
    head = struct.pack(f"{order}2I", 0xCAFEBABF if wide else 0xCAFEBABE, len(slices))
    body = b""
    for data in slices:
        numbers = (0x0100000C, 0, at + len(body), len(data), 14)
        head += entry.pack(*numbers, *([0] if wide else []))
        body += data
    return head + body


def info(**changes):
    found = {"CFBundleIdentifier": credential_files.BUNDLE, "CFBundleExecutable": BINARY, **changes}
    return plistlib.dumps({key: value for key, value in found.items() if value is not None})


def app(profile=None, binary=None, about=None, folder="Payload/App.app"):
    """The files of an app by name; ``b""`` leaves one out."""
    found = {
        f"{folder}/embedded.mobileprovision": credential_files.profile()
        if profile is None
        else profile,
        f"{folder}/Info.plist": info() if about is None else about,
        f"{folder}/{BINARY}": macho() if binary is None else binary,
    }
    return {name: data for name, data in found.items() if data != b""}


def ipa(name="app.ipa", **parts):
    """Write an archive of an app."""
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as file:
        for member, data in app(**parts).items():
            file.writestr(member, data)
    return name
