"""The estate that the demo begins with: both example stacks, and one app more, as they were deployed.

The recording is what ``pulumi stack export`` wrote (``make recording``), without any secret. Keys and
certificates are made here, at start, and are encrypted with a passphrase as Pulumi does it.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from hubwarden.commands.demonstration import made_up_keys
from hubwarden.commands.demonstration.credential_bodies import Values
from hubwarden.sources.pulumi.passphrase import Sealer
from hubwarden.sources.pulumi.wire_values import SIGNATURE

STACKS: Final = ("prod", "test")
BASELINE: Final = "baseline.yaml"
KIOSK_APP: Final = "example.lindenmarkt.kiosk"
"""The app whose hub authenticates with a certificate."""
PRODUCTION: Final = "production"

_FOLDER: Final = "recording"
_SEALED: Final = "ciphertext"


@dataclass(frozen=True, slots=True)
class RecordedStacks:
    """States of the recorded stacks, ready to be read."""

    sources: tuple[str, ...]
    """``state:FILE`` of each stack."""
    baseline: Path
    passphrase: str
    """Opens the secrets of the states; goes into ``PULUMI_CONFIG_PASSPHRASE``."""
    values: Values
    """The secrets of the states."""


def unpack(folder: Path) -> RecordedStacks:
    """Write the states of both stacks and their baseline into a folder, with secrets that are made now."""
    passphrase = secrets.token_urlsafe(24)
    sealer = Sealer(passphrase)
    packaged = resources.files(__package__) / _FOLDER
    values: dict[tuple[str, str], str] = {}
    for stack in STACKS:
        state = json.loads((packaged / f"{stack}.json").read_bytes())
        for resource in state["deployment"]["resources"]:
            made = dict(_made_for(resource))
            values |= {(str(resource["id"]).lower(), path): value for path, value in made.items()}
            for path, envelope in _envelopes(resource.get("inputs", {})):
                envelope[_SEALED] = sealer.seal(json.dumps(made[path]))
        state["deployment"]["secrets_providers"]["state"]["salt"] = sealer.salt
        (folder / f"{stack}.json").write_text(json.dumps(state, indent=1), encoding="utf-8")
    baseline = folder / BASELINE
    baseline.write_bytes((packaged / BASELINE).read_bytes())
    sources = tuple(f"state:{folder / stack}.json" for stack in STACKS)
    return RecordedStacks(sources, baseline, passphrase, values)


def _envelopes(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each secret among the inputs of a resource, with its path."""
    if isinstance(value, dict):
        if SIGNATURE in value:
            yield path, value
            return
        for name, part in value.items():
            yield from _envelopes(part, f"{path}.{name}" if path else name)


def _made_for(resource: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the path of each secret of a resource, with a value for it."""
    certificate = None
    for path, _ in _envelopes(resource.get("inputs", {})):
        if path == "apnsCredential.token":
            yield path, made_up_keys.signing_key()
        elif path == "fcmV1Credential.privateKey":
            yield path, made_up_keys.account_key()
        elif path in ("apnsCredential.apnsCertificate", "apnsCredential.certificateKey"):
            certificate = certificate or made_up_keys.push_certificate(KIOSK_APP, [PRODUCTION])
            material = path.endswith("apnsCertificate")
            yield path, certificate.container if material else certificate.password
        else:
            key = base64.b64encode(secrets.token_bytes(32)).decode()
            name = str(resource["id"]).rpartition("--")[2]
            yield (
                path,
                (
                    "Endpoint=sb://lindenmarkt.servicebus.windows.net/;"
                    f"SharedAccessKeyName={name};SharedAccessKey={key}"
                ),
            )
