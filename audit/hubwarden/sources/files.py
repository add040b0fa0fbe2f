"""Credential files, and what an app was built with: facts of each file, and the subjects they make."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from hubwarden.facts import PROFILE_SIGNERS
from hubwarden.inspection import (
    Certificate,
    Entitlements,
    GoogleServices,
    Inspected,
    Inspector,
    Problem,
    Profile,
    Purpose,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.model.base import Location, Origin, ResourceId, Subject, make
from hubwarden.model.build import Build
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, Browser, FcmV1
from hubwarden.model.resources import Hub
from hubwarden.sources.contents import CONTAINERS, CREDENTIALS, Content, contents, name_of

_IN_JSON: Final = (b'"private_key"', b'"project_info"')
"""What of JSON does."""
_BUNDLES: Final = (".app", ".appex")


@dataclass(frozen=True, slots=True)
class File:
    """One file, and what is in it."""

    name: str
    """A path; a member of an archive stands behind an exclamation mark."""
    digest: str
    """SHA-256, hexadecimal; empty where it was not read."""
    found: Inspected | Problem
    below: Path
    """What was named: the file itself, or a folder or an archive that it is in."""

    def is_in(self, path: Path) -> bool:
        """Tell whether it is at a path, or below it; it may have been found through another one."""
        own = Path(self.name.partition("!")[0])
        return self.below == path or own.resolve().is_relative_to(path.resolve())


@dataclass(frozen=True, slots=True)
class Target:
    """The hub that builds are held against."""

    hub: Hub
    held: dict[str, Any]
    """``apns`` and ``fcm_v1``, as far as they are known."""
    unknown: dict[str, str]
    """Why the others are not."""


def look(paths: Sequence[Path], password: bytes | None) -> list[File]:
    """Inspect files, and those in folders and archives.

    What is no credential is passed over in folders and archives, and told where it was named. Raises
    ``InputError`` for a path that is not there.
    """
    files: dict[tuple[str, str], File] = {}
    with Inspector() as inspector:
        for path in paths:
            for one in contents(path):
                digest, found = _inspected(inspector, one, password)
                if one.named or _is_ours(one, found):
                    # The same file may be named twice, and stand in a folder that is named, too.
                    files.setdefault((one.name, digest), File(one.name, digest, found, path))
    return list(files.values())


def _inspected(
    inspector: Inspector, one: Content, password: bytes | None
) -> tuple[str, Inspected | Problem]:
    if isinstance(one.data, Problem):
        return "", one.data
    found = inspector.inspect(one.data, one.name, password)
    if (
        password is not None
        and isinstance(found, Problem)
        and found.kind.startswith("wrong password")
    ):
        # One password is given for all files, and a file may need none.
        without = inspector.inspect(one.data, one.name)
        found = without if _is_open(without) else found
    return hashlib.sha256(one.data).hexdigest(), found


def _is_open(found: Inspected | Problem) -> bool:
    """Tell whether all that is in a file was read."""
    if isinstance(found, Certificate):
        return not found.has_private_key or found.private_key_fits is not None
    return not isinstance(found, Problem)


def _is_ours(one: Content, found: Inspected | Problem) -> bool:
    """Tell whether a file that nobody named is a credential, or may be one that is broken.

    Folders hold much that only looks alike: other certificates and keys, programs that speak of keys,
    and files of any kind that begin as a credential does.
    """
    name = one.name.lower()
    match found:
        case Problem(kind="not a credential"):
            return False
        case Problem(kind="malformed" | "too large"):
            return name.endswith(CREDENTIALS) or (
                name.endswith(".json")
                and isinstance(one.data, bytes)
                and any(word in one.data for word in _IN_JSON)
            )
        case Certificate(purpose=Purpose.OTHER) | SigningKey(usable=False):
            return name.endswith(CONTAINERS)
        case VapidKeys():
            return found.public_ok or found.private_ok
    return True


def subjects(files: Sequence[File], target: Target | None) -> list[Subject]:
    """Return what rules can judge of the files."""
    return [one for file in files if (one := _subject(file, target, files)) is not None]


def is_build(file: File) -> bool:
    """Tell whether a file tells what an app was built with."""
    return isinstance(file.found, Profile | Entitlements | GoogleServices) and not _is_part(file)


def _is_part(file: File) -> bool:
    """Tell whether a file belongs to an extension or a watch app in an app, which gets no pushes."""
    inside = file.name.removeprefix(name_of(file.below)).replace("!", "/")
    parts = f"{file.below.resolve().name}/{inside}".split("/")
    return sum(part.endswith(_BUNDLES) for part in parts) > 1


def _subject(file: File, target: Target | None, files: Sequence[File]) -> Subject | None:
    kind, told = _told(file.found)
    if kind is None or (kind is Build and _is_part(file)):
        return None
    unknown = _unknown_of(file.found)
    if kind is Build and target is not None:
        told |= {"hub": target.hub.id, **target.held}
        unknown = {**target.unknown, **_missing(file, told, files)}
    for field in unknown:
        told.pop(field, None)
    return _make(file, kind, unknown, target.hub.origin.stack if target else None, told)


def _missing(file: File, told: Mapping[str, Any], files: Sequence[File]) -> dict[str, str]:
    """Return what should be compared with the hub, and no file of the build tells."""
    for_android = isinstance(file.found, GoogleServices)
    fields = ["firebase_project"] if for_android else ["bundle_id", "team_ids"]
    builds = [one for one in files if is_build(one)]
    # With two files of one kind there may be two builds, and one says nothing of the other.
    of_one = len({type(one.found) for one in builds}) == len(builds)
    beside = [_told(one.found)[1] for one in builds] if of_one else []
    return {
        field: "no file of the build tells it"
        for field in fields
        if not told[field] and not any(one[field] for one in beside)
    }


def _told(found: Inspected | Problem) -> tuple[type[Subject] | None, dict[str, Any]]:
    """Return what a file makes, and the fields that it tells."""
    match found:
        case Certificate():
            return ApnsCertificate, {"content": found, "bundle_id": None}
        case SigningKey():
            # In a file the PEM lines are where they belong.
            return ApnsToken, {"content": replace(found, pem_markers=False)}
        case ServiceAccount():
            return FcmV1, _service_account(found)
        case VapidKeys():
            return Browser, {"content": found, **_in_clear("vapidPrivateKey")}
        case Problem():
            return None, {}
    return Build, {**_NO_BUILD, **_of_build(found)}


_NO_BUILD: Final[dict[str, Any]] = {
    "environment": None,
    "bundle_id": None,
    "team_ids": (),
    "expires": None,
    "signature": "unsigned",
    "by_apple": None,
    "firebase_project": None,
    "hub": None,
    "apns": None,
    "fcm_v1": None,
}


def _of_build(found: Profile | Entitlements | GoogleServices) -> dict[str, Any]:
    if isinstance(found, GoogleServices):
        return {"kind": "google-services", "firebase_project": found.project_id}
    told = {"environment": found.environment, "bundle_id": found.bundle_id}
    if isinstance(found, Entitlements):
        team = (found.team_id,) if found.team_id else ()
        return {"kind": "entitlements", "team_ids": team, **told}
    return {
        "kind": "profile",
        "team_ids": found.team_ids,
        "expires": found.expires,
        "signature": found.signature,
        "by_apple": found.apple_chain and found.signer in PROFILE_SIGNERS,
        **told,
    }


def _service_account(account: ServiceAccount) -> dict[str, Any]:
    content = account.key if account.usable else None
    told: dict[str, Any] = {
        "client_email": account.client_email,
        "content": content or Problem("malformed", "it has no usable private key"),
        **_in_clear("privateKey"),
    }
    return told | ({"project_id": account.project_id} if account.project_id else {})


def _unknown_of(found: Inspected | Problem) -> dict[str, str]:
    """Return what a file holds in a form that is not known, so that it is neither there nor missing."""
    if isinstance(found, ServiceAccount) and found.client_email == "":
        return {"client_email": "its client_email has no form that is known"}
    return {}


def _in_clear(field: str) -> dict[str, Any]:
    """Return what holds of key material in a file: it stands there as it is."""
    return {"in_clear": (field,), "placeholders": {}}


def _make(
    file: File,
    kind: type[Subject],
    unknown: dict[str, str] | None,
    stack: str | None,
    known: dict[str, Any],
) -> Subject:
    return make(
        kind,
        id=ResourceId(file.name),
        origin=Origin("files", Location(file.name), stack=stack),
        unknown=unknown or {},
        **known,
    )
