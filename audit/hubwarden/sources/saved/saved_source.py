"""The source ``saved:``: what an earlier run read from live Azure and kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from hubwarden import __version__
from hubwarden.errors import IncompleteError, InputError
from hubwarden.metrics.history import History
from hubwarden.model.activity import ActivityLog
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.paths import display_path
from hubwarden.sources.saved.save_decoding import Decoder
from hubwarden.sources.saved.save_encoding import Encoder
from hubwarden.sources.saved.save_folder import MANIFEST, parse_json, read_file, write_folder
from hubwarden.sources.saved.save_secrets import KnownSecrets
from hubwarden.sources.saved.save_telemetry import decode_histories, encode_histories

FORMAT: Final = 1
"""The version of the format. Other versions are refused, because fields may mean something else there."""
_FACTS: Final = "facts.json"
_GAPS: Final = "gaps.json"
_LOG: Final = "activity-log.json"
_TELEMETRY: Final = "telemetry.json"
"""Where counts of hubs were read, too."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a save, in ``save.json``."""

    format: int
    made_by: str
    """The version of Hubwarden that wrote the save."""
    saved_at: datetime
    cloud: str
    with_credentials: bool
    """Whether the push credentials were read."""
    source: SourceInfo
    """The source that was saved: its name, scope and identity, and what it can say."""
    files: Mapping[str, str]
    """SHA-256 of each other file, hexadecimal, by file name."""


def write_save(
    folder: Path,
    estate: Estate,
    log: ActivityLog,
    *,
    cloud: str,
    with_credentials: bool,
    read: Iterable[str],
) -> None:
    """Keep what was read from one live source; ``read`` are the secrets among it, which are left out.

    Raises ``UsageError`` where the folder cannot be written, and ``IncompleteError`` where a name contains a
    secret, since nothing can be said of a resource without its name.
    """
    (info,) = estate.sources
    known = KnownSecrets(read)
    plain = Encoder(lambda _: False)
    bodies = {
        _FACTS: Encoder(known.hold).estate(estate),
        _GAPS: plain.value(estate.gaps, tuple[Gap, ...]),
        _LOG: plain.value(log, ActivityLog),
    }
    files = {name: _as_file(body) for name, body in bodies.items()}
    counts = {_TELEMETRY: encode_histories(estate.histories)} if estate.histories else {}
    manifest = Manifest(
        format=FORMAT,
        made_by=__version__,
        saved_at=datetime.now(UTC).replace(microsecond=0),
        cloud=cloud,
        with_credentials=with_credentials,
        source=info,
        files={
            name: hashlib.sha256(body).hexdigest() for name, body in {**files, **counts}.items()
        },
    )
    files[MANIFEST] = _as_file(plain.value(manifest, Manifest))
    texts = [*(body.decode() for body in files.values()), *(item.hub for item in estate.histories)]
    if any(map(known.stand_in, texts)):
        raise IncompleteError(
            "nothing was saved: the name of a resource or a tag contains a key or a push credential",
            hint="rename what is named so, and replace the key: everybody who may read names has it",
        )
    write_folder(folder, files | counts)


def read_save(folder: Path, root: Path | None) -> Estate:
    """Return the estate in a save; its source has the name of the live source that was read.

    Raises ``InputError`` for a folder that is not a save, or whose files are damaged or were changed.
    """
    save = _Save(folder, display_path(folder, root))
    manifest = save.manifest()
    info = manifest.source
    told = f"{info.asked_as}; saved in {save.shown} at {manifest.saved_at:%Y-%m-%d %H:%M} UTC"
    key = secrets.token_bytes(16)

    def decoder(name: str) -> Decoder:
        return Decoder(save.path_of(name), info.name, key)

    facts = save.file(manifest, _FACTS, decoder(_FACTS).collections)
    gaps = save.file(
        manifest, _GAPS, lambda body: decoder(_GAPS).value(body, tuple[Gap, ...], "gaps")
    )
    histories: tuple[History, ...] = ()
    if _TELEMETRY in manifest.files:
        reading = decoder(_TELEMETRY)
        histories = save.file(manifest, _TELEMETRY, lambda body: decode_histories(body, reading))
    return Estate(sources=(replace(info, asked_as=told),), gaps=gaps, histories=histories, **facts)


def read_saved_activity(folder: Path, root: Path | None) -> ActivityLog:
    """Return the activity log in a save; raises ``InputError`` as ``read_save`` does."""
    save = _Save(folder, display_path(folder, root))
    manifest = save.manifest()
    decoder = Decoder(save.path_of(_LOG), manifest.source.name, b"")
    log: ActivityLog = save.file(manifest, _LOG, lambda body: decoder.value(body, ActivityLog))
    return log


@dataclass(frozen=True, slots=True)
class _Save:
    folder: Path
    shown: str
    """The name of the folder in messages."""

    def path_of(self, name: str) -> str:
        return f"{self.shown}/{name}"

    def manifest(self) -> Manifest:
        shown = self.path_of(MANIFEST)
        if not (self.folder / MANIFEST).is_file():
            raise InputError(
                f"this is not a save: it has no file {MANIFEST}",
                file=self.shown,
                hint="hubwarden check azure: --save DIR makes one",
            )
        body = parse_json(read_file(self.folder, MANIFEST, shown), shown)
        version = body.get("format") if isinstance(body, dict) else None
        if version != FORMAT or isinstance(version, bool):
            raise InputError(
                f"the save has another format than {FORMAT}, which this version of Hubwarden reads",
                file=shown,
                field="format",
                hint="made_by beside it says which version wrote it; read it with that one, or save anew",
            )
        manifest: Manifest = Decoder(shown, "", b"").value(body, Manifest)
        return manifest

    def file(self, manifest: Manifest, name: str, decode: Callable[[Any], Any]) -> Any:
        """Return the content of a file; a file whose digest is not that of the manifest is refused."""
        shown = self.path_of(name)
        raw = read_file(self.folder, name, shown)
        found = decode(parse_json(raw, shown))
        if hashlib.sha256(raw).hexdigest() != manifest.files.get(name):
            raise InputError(
                f"it is not the file that was saved: {MANIFEST} has another digest",
                file=shown,
                hint="save again; a save that somebody changed is no evidence of what ran",
            )
        return found


def _as_file(body: Any) -> bytes:
    return f"{json.dumps(body, indent=1, allow_nan=False)}\n".encode()
