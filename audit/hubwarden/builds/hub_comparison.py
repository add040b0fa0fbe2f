"""Combines credential files with the hub that will use them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubwarden.builds.hub_for_builds import HubForBuilds
from hubwarden.credential_files import Certificate, ServiceAccount, SigningKey, VapidKeys
from hubwarden.credential_files.inspected_file import InspectedFile
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.credential_file import CredentialFile


def is_comparable(file: InspectedFile) -> bool:
    """Tell whether a file is a credential that a hub may hold."""
    return isinstance(file.found, Certificate | ServiceAccount | SigningKey | VapidKeys)


def compared(files: Sequence[InspectedFile], hub: HubForBuilds | None) -> Iterator[CredentialFile]:
    """Yield the credential files, each with the credentials of the hub."""
    for file in files if hub is not None else ():
        if is_comparable(file) and hub is not None:
            yield make(
                CredentialFile,
                id=ResourceId(file.name),
                origin=Origin("files", Location(file.name), stack=hub.hub.origin.stack),
                unknown=hub.unknown,
                content=file.found,
                **hub.credentials,
            )
