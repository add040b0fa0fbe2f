"""Chooses the hub that builds are compared with: the named one, or the one that matches the builds."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from hubwarden.builds.hub_for_builds import HubForBuilds, hub_for_builds
from hubwarden.builds.subjects import is_build
from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.errors import IncompleteError, UsageError
from hubwarden.model.base import Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Hub
from hubwarden.printable import printable


def choose_hub(estate: Estate, name: str | None, files: Sequence[InspectedFile]) -> HubForBuilds:
    """Return the hub that builds are compared with.

    Raises ``UsageError`` where none or several could be meant, and ``IncompleteError`` where the hub may be in a
    part of the source that could not be read.
    """
    hubs = [hub for hub in estate.hubs if name is None or name.lower() in _spelt(hub)]
    if not hubs and estate.gaps:
        raise IncompleteError(
            "the hub was not found, and its source could not be read to its end",
            hint=printable(f"{estate.gaps[0].what}: {estate.gaps[0].reason}"),
        )
    if name is None and len(hubs) > 1:
        # Choose the hub with the same app or project rather than guess. Whether its other credentials are right for
        # the build is for the rules to judge.
        fitting = [hub for hub in hubs if _names(hub_for_builds(estate, hub)) & _named(files)]
        hubs = fitting or hubs
    if len(hubs) != 1:
        found = ", ".join(_spelt(hub)[1] for hub in estate.hubs) or "none"
        raise UsageError(
            "it is not clear which hub is meant" if hubs else "there is no such hub",
            hint=f"name one with --hub-name; hubs here: {printable(found)}",
        )
    return hub_for_builds(estate, hubs[0])


def _spelt(hub: Hub) -> tuple[str, str]:
    """Return the names that select a hub, in lower case: the hub's own, and ``namespace/hub``."""
    *_, namespace, _, own = ("", "", *hub.id.text.lower().split("/"))
    return own, f"{namespace}/{own}"


def _names(hub: HubForBuilds) -> set[str]:
    """Return the bundle identifier and the Firebase project in a hub's credentials."""
    apns, fcm = hub.credentials.get("apns"), hub.credentials.get("fcm_v1")
    asked: tuple[Callable[[], str | None], ...] = (
        lambda: apns and apns.token and apns.token.bundle_id,
        lambda: apns and apns.certificate and apns.certificate.bundle_id,
        lambda: apns and apns.certificate and getattr(apns.certificate.content, "bundle_id", None),
        lambda: fcm and fcm.project_id,
    )
    names: set[str] = set()
    for ask in asked:
        with contextlib.suppress(Undetermined):
            names |= set(filter(None, [ask()]))
    return names


def _named(files: Sequence[InspectedFile]) -> set[str]:
    found = [
        getattr(file.found, field, None)
        for file in files
        if is_build(file)
        for field in ("bundle_id", "project_id")
    ]
    return {item for item in found if item}
