"""What belongs to a namespace or a hub: its alerts, diagnostic settings and locks.

An answer is a fact or an exception: an empty answer needs a source that lists all resources of the kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from hubwarden.model.base import Elsewhere, ResourceId, Subject, Undetermined, all_hold, first
from hubwarden.model.estate import Estate
from hubwarden.model.id_index import IdIndex
from hubwarden.model.relations import declared, holds, one_is, same
from hubwarden.model.resources import (
    ActionGroup,
    Alert,
    DiagnosticSetting,
    Hub,
    Lock,
    Namespace,
)
from hubwarden.model.source_info import Kind

RelatedT = TypeVar("RelatedT", bound=Subject)

_REFUSING: Final = ("cannotdelete", "readonly")
"""The lock levels that refuse a deletion; ``NotSpecified`` refuses nothing (REST API 2020-05-01)."""


def alerts_on(estate: Estate, hub: Hub, where: Callable[[Alert], bool]) -> tuple[Alert, ...]:
    """Return the alerts with this hub as scope for which ``where`` holds."""
    index = estate.index(
        "alerts by scope", lambda: IdIndex(estate.alerts, lambda alert: alert.scopes)
    )
    return _related(
        estate,
        hub,
        "alerts",
        index.like(hub.id),
        lambda alert: all_hold(
            lambda: one_is(alert.scopes, hub.id, "Alert.scopes"), lambda: where(alert)
        ),
    )


def settings_on(
    estate: Estate, subject: Namespace | Hub, where: Callable[[DiagnosticSetting], bool]
) -> tuple[DiagnosticSetting, ...]:
    """Return the diagnostic settings of a namespace or a hub for which ``where`` holds."""
    index = estate.index(
        "diagnostic settings by target",
        lambda: IdIndex(estate.diagnostic_settings, lambda setting: (setting.target,)),
    )
    return _related(
        estate,
        subject,
        "diagnostic_settings",
        index.like(subject.id),
        lambda setting: all_hold(
            lambda: same(setting.target, subject.id, "DiagnosticSetting.target"),
            lambda: where(setting),
        ),
    )


def locks_on(estate: Estate, subject: Namespace | Hub) -> tuple[Lock, ...]:
    """Return the locks that refuse the deletion of a namespace, a hub, or something that contains it."""
    index = estate.index(
        "locks by scope", lambda: IdIndex(estate.locks, lambda lock: (lock.scope,))
    )
    return _related(
        estate,
        subject,
        "locks",
        index.around(subject.id),
        lambda lock: all_hold(
            lambda: lock.level.lower() in _REFUSING,
            lambda: holds(lock.scope, subject.id, "Lock.scope"),
        ),
    )


def action_group(estate: Estate, alert: Alert, id: ResourceId) -> ActionGroup | None:
    """Return one of an alert's action groups; ``None`` where a live source shows that it does not exist.

    Raises ``Elsewhere`` or ``Undetermined`` where no source declares it.
    """
    named: Sequence[ActionGroup] = estate.named("action_groups", id)
    found = declared(named, id, alert, "Alert.action_groups")
    if found is not None:
        return found
    elsewhere = estate.provided_elsewhere.get((alert.origin.source, "action_groups"))
    if elsewhere is not None:
        raise Elsewhere(elsewhere)
    if id.exact and _is_live(estate, alert):
        _require_all(estate, alert, "action_groups", id)
        return None
    raise Undetermined(
        "Alert.action_groups",
        f"no source in scope declares action group {id.name}",
        later=id.later,
    )


def _is_live(estate: Estate, subject: Subject) -> bool:
    """Tell whether the source of a subject reads what runs in Azure."""
    live = estate.index("live sources", lambda: {i.name for i in estate.sources if i.asked_as})
    return subject.origin.source in live


def _require_all(
    estate: Estate, subject: Subject, kind: Kind, of: ResourceId | None = None
) -> None:
    """Return if the absence of ``kind`` is a fact for the subject's source; else raise.

    ``of`` is the resource that it would belong to, where it is not the subject. Raises ``Elsewhere`` where the
    baseline says that the kind is provided elsewhere, and ``Undetermined`` where the source may not have all of it.
    """
    source = subject.origin.source
    if (source, kind) in estate.provided_elsewhere:
        raise Elsewhere(estate.provided_elsewhere[source, kind])
    words = kind.replace("_", " ")
    complete = estate.index(
        "complete kinds",
        lambda: {(info.name, its) for info in estate.sources for its in info.complete},
    )
    if (source, kind) not in complete:
        raise Undetermined(
            f"Estate.{kind}",
            f"the source does not tell all {words}; they may be made elsewhere",
        )
    if source in estate.index(
        "sources with gaps", lambda: {gap.source for gap in estate.gaps if not gap.opens}
    ):
        reason = "the source could not be read to its end"
        raise Undetermined(f"Estate.{kind}", reason, cause="unread")
    estate.require_read(subject, kind, of)


def _related(
    estate: Estate,
    subject: Subject,
    kind: Kind,
    candidates: Iterable[RelatedT],
    belongs: Callable[[RelatedT], bool],
) -> tuple[RelatedT, ...]:
    """Return the candidates that belong to a subject; an empty answer is always a fact.

    ``candidates`` must contain every subject of the kind that may belong to it.
    Raises ``Undetermined`` or ``Elsewhere`` where none was found and that proves nothing.
    """
    found: list[RelatedT] = []
    unclear: Undetermined | None = None
    for candidate in estate.beside(subject, kind, candidates):
        try:
            if belongs(candidate):
                found.append(candidate)
        except Undetermined as why:
            unclear = first(unclear, why)
    agreed = tuple(item for item in found if not _disputed(estate, item, found, subject, kind))
    for item in found:
        if item not in agreed:
            reason = f"sources tell {item.id.name} differently"
            unsure = Undetermined(f"{type(item).__name__}.id", reason, cause="conflict")
            unclear = first(unclear, unsure)
    if not agreed:
        if unclear is not None:
            raise unclear
        _require_all(estate, subject, kind)
    return agreed


def _disputed(
    estate: Estate, item: RelatedT, found: Sequence[RelatedT], subject: Subject, kind: Kind
) -> bool:
    """Tell whether another source has the item, too, but there it does not belong to the subject.

    Nothing then decides which source is right.
    """
    others = (other for other in estate.named(kind, item.id) if other.id == item.id)
    return any(
        other.origin.source != subject.origin.source and other not in found
        for other in estate.beside(subject, kind, others)
    )
