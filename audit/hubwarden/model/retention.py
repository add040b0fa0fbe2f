"""How long logs are kept in the places that they are sent to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.resources import LogStore


def kept_for(estate: Estate, destination: ResourceId, least: float) -> bool:
    """Tell whether a destination keeps logs for at least ``least`` days.

    Raises ``Undetermined`` where no source declares the destination, or something else may delete logs from it.
    """
    known = estate.index("log_stores", partial(_by_id, estate)).get(destination, ())
    known = [item for item in known if item.of_table] or known
    unclear: Undetermined | None = None
    for item in known:
        try:
            if item.days is not None and item.days < least:
                return False
        except Undetermined as why:
            unclear = why
    if unclear is not None:
        raise Undetermined(unclear.field, unclear.reason, later=unclear.later)
    if not known:
        raise Undetermined(
            "DiagnosticSetting.destinations",
            f"how long {destination.name} keeps logs is not known: no source in scope declares it",
            later=destination.later,
        )
    if len(known) == 1 and not _tells_all(estate, known[0]):
        raise Undetermined(
            "LogStore.days",
            f"a policy that is made elsewhere may delete logs from {destination.name}",
            later=destination.later,
        )
    return True


def _tells_all(estate: Estate, store: LogStore) -> bool:
    """Tell whether no policy elsewhere can matter: the store itself deletes logs, or the source shows all
    policies.
    """
    return store.days is not None or any(
        info.name == store.origin.source and "diagnostic_settings" in info.complete
        for info in estate.sources
    )


def _by_id(estate: Estate) -> Mapping[ResourceId, Sequence[LogStore]]:
    found: dict[ResourceId, list[LogStore]] = {}
    for item in estate.log_stores:
        found.setdefault(item.store, []).append(item)
    return found
