"""Turns inspected files into the subjects that rules judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from hubwarden.builds.app_binaries import BUNDLES, app_of
from hubwarden.builds.hub_for_builds import HubForBuilds
from hubwarden.builds.variants import WHY, is_another_variant, is_one_of_several
from hubwarden.credential_files import (
    AppInfo,
    Certificate,
    Entitlements,
    GoogleServices,
    Inspected,
    Problem,
    Profile,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.facts import PROFILE_SIGNERS
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, Subject, make
from hubwarden.model.build import Build
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, Browser, FcmV1


def subjects(files: Sequence[InspectedFile], hub: HubForBuilds | None) -> list[Subject]:
    """Return the subjects in the files; ``hub`` is what they are compared with."""
    return [item for file in files if (item := _subject(file, hub, files)) is not None]


def is_build(file: InspectedFile) -> bool:
    """Tell whether a file is a part of a build (profile, entitlements, google-services.json)."""
    return isinstance(file.found, Profile | Entitlements | GoogleServices) and not _is_part(file)


def _is_part(file: InspectedFile) -> bool:
    """Tell whether a file belongs to an extension or a watch app inside an app."""
    inside = file.path.relative_to(file.below) if file.path != file.below else Path()
    member = file.name.partition("!")[2]
    parts = [file.below.resolve().name, *inside.parts, *member.split("/")]
    return sum(part.endswith(BUNDLES) for part in parts) > 1


def _subject(
    file: InspectedFile, hub: HubForBuilds | None, files: Sequence[InspectedFile]
) -> Subject | None:
    kind, known = _told(file.found)
    if kind is None or (kind is Build and (_is_part(file) or is_another_variant(file, files))):
        return None
    unknown = _unknown_of(file.found)
    if kind is Build:
        known |= _of_app(file, known, files)
        known["decided_elsewhere"] = any(_decides(other, file) for other in files)
    if kind is Build and hub is not None:
        known |= {"hub": hub.hub.id} | _of_builds(hub.credentials)
        unknown |= _of_builds(hub.unknown) | _missing(file, known, files)
    if kind is Build and is_one_of_several(file, files):
        for_android = isinstance(file.found, GoogleServices)
        unknown |= dict.fromkeys(_OF_ANDROID if for_android else _OF_APPLE, WHY)
    for field in unknown:
        known.pop(field, None)
    return _make(file, kind, unknown, hub.hub.origin.stack if hub else None, known)


_OF_APPLE: Final = ("environment", "bundle_id", "team_ids")
"""The fields that may differ between variants of an app."""
_OF_ANDROID: Final = ("firebase_project",)


def _of_builds(by_service: Mapping[str, Any]) -> dict[str, Any]:
    return {name: by_service[name] for name in ("apns", "fcm_v1") if name in by_service}


def _of_app(
    file: InspectedFile, known: Mapping[str, Any], files: Sequence[InspectedFile]
) -> dict[str, Any]:
    """Return the bundle identifier of the app that contains a file, where the file itself has none."""
    app, own = app_of(file), known["bundle_id"]
    if app is None or (own and not own.endswith("*")):
        return {}
    names = {
        other.found.bundle_id
        for other in files
        if isinstance(other.found, AppInfo) and other.found.bundle_id and app_of(other) == app
    }
    return {"bundle_id": names.pop()} if len(names) == 1 else {}


def _decides(other: InspectedFile, file: InspectedFile) -> bool:
    """Tell whether ``other`` decides what the app is signed with, so that ``file`` is only its source."""
    found = other.found
    return (
        (isinstance(found, Profile) or (isinstance(found, Entitlements) and found.signed))
        and is_build(other)
        and other.is_in(file.below)
    )


def _missing(
    file: InspectedFile, mapping: Mapping[str, Any], files: Sequence[InspectedFile]
) -> dict[str, str]:
    """Return the fields to compare with the hub that no file of the build contains, with the reason."""
    for_android = isinstance(file.found, GoogleServices)
    fields = ["firebase_project"] if for_android else ["bundle_id", "team_ids"]
    builds = [file for file in files if is_build(file)]
    # Two files of one kind may come from two builds, so one cannot supply facts for the other.
    of_one = len({type(build.found) for build in builds}) == len(builds)
    beside = [_told(build.found)[1] for build in builds] if of_one else []
    return {
        field: "no file of the build tells it"
        for field in fields
        if not mapping[field] and not any(item[field] for item in beside)
    }


def _told(found: Inspected | Problem) -> tuple[type[Subject] | None, dict[str, Any]]:
    """Return the kind of subject in a file, and the fields that the file contains."""
    match found:
        case Certificate():
            return ApnsCertificate, {"content": found, "bundle_id": None}
        case SigningKey():
            # In a .p8 file PEM markers are right, and it names no app.
            content = replace(found, pem_markers=False)
            return ApnsToken, {"content": content, "bundle_id": None}
        case ServiceAccount():
            return FcmV1, _service_account(found)
        case VapidKeys():
            return Browser, {
                "content": found,
                "subject": found.subject,
                **_in_clear("vapidPrivateKey"),
            }
        case Problem() | AppInfo():
            return None, {}
    return Build, {**_NO_BUILD, **_of_build(found)}


_NO_BUILD: Final[dict[str, Any]] = {
    "environment": None,
    "decided_elsewhere": False,
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
    known = {"environment": found.environment, "bundle_id": found.bundle_id}
    if isinstance(found, Entitlements):
        team = (found.team_id,) if found.team_id else ()
        kind = "signature" if found.signed else "entitlements"
        return {"kind": kind, "team_ids": team, **known}
    return {
        "kind": "profile",
        "team_ids": found.team_ids,
        "expires": found.expires,
        "signature": found.signature,
        "by_apple": found.apple_chain and found.signer in PROFILE_SIGNERS,
        **known,
    }


def _service_account(account: ServiceAccount) -> dict[str, Any]:
    content = account.key if account.usable else None
    known: dict[str, Any] = {
        "client_email": account.client_email,
        "content": content or Problem("malformed", "it has no usable private key"),
        **_in_clear("privateKey"),
    }
    return known | ({"project_id": account.project_id} if account.project_id else {})


def _unknown_of(found: Inspected | Problem) -> dict[str, str]:
    """Return the fields whose form in the file is not known, so that they count neither as set nor as missing."""
    if isinstance(found, ServiceAccount) and found.client_email == "":
        return {"client_email": "its client_email has no form that is known"}
    if isinstance(found, Entitlements) and found.variable:
        return {"environment": "aps-environment is a variable that the build fills in"}
    return {}


def _in_clear(field: str) -> dict[str, Any]:
    """Return the fields that say of key material: it is in clear text in a file."""
    return {"in_clear": (field,), "placeholders": {}, "missing": ()}


def _make(
    file: InspectedFile,
    kind: type[Subject],
    unknown: dict[str, str],
    stack: str | None,
    known: dict[str, Any],
) -> Subject:
    return make(
        kind,
        id=ResourceId(file.name),
        origin=Origin("files", Location(file.name), stack=stack),
        unknown=unknown,
        # A credential file was read itself; for a build, the unknown fact is in another file.
        causes={} if kind is Build else dict.fromkeys(unknown, "unclear"),
        **known,
    )
