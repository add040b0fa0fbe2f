"""The push credentials of namespaces and hubs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.credentials import CREDENTIALS, SERVICES, Credential, Credentials
from hubwarden.model.resources import Hub, Namespace

_KIND_OF: Final[Mapping[str, type[Credential]]] = dict(zip(SERVICES, CREDENTIALS, strict=True))


def credentials_of(
    holders: Iterable[Namespace | Hub], kind: type[Credential]
) -> Iterator[Credential | tuple[Subject, Undetermined]]:
    """Yield the credentials of a kind; where a holder's are not known, the holder and the reason.

    A credential that exists only under a condition is yielded as if the condition holds.
    """
    services = [service for service in SERVICES if issubclass(_KIND_OF[service], kind)]
    for holder in holders:
        try:
            credentials = holder.credentials
        except Undetermined as why:
            yield holder, why
            continue
        for service in services:
            try:
                credential = getattr(credentials, service)
            except Undetermined as why:
                supposed = _if_set(credentials, service)
                yield (holder, why) if supposed is None else supposed
                continue
            if credential is not None:
                yield credential


def _if_set(credentials: Credentials, service: str) -> Credential | None:
    """Return a credential as it is if its condition holds; ``None`` where that is not known."""
    try:
        return credentials.if_set.get(service)
    except Undetermined:
        return None
