"""The estate: everything that the sources told, and what they did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

from hubwarden.model.base import Elsewhere, ResourceId, Subject, Undetermined, all_hold, first
from hubwarden.model.build import Build
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.credentials import (
    Apns,
    ApnsCertificate,
    ApnsToken,
    Credential,
)
from hubwarden.model.held_credentials import credentials_of
from hubwarden.model.key_uses import KeyUse, PlainSecret
from hubwarden.model.planned_change import PlannedChange
from hubwarden.model.relations import beside, declared, holds, one_is, same
from hubwarden.model.resources import (
    AccessRule,
    ActionGroup,
    Alert,
    ApiVersion,
    DiagnosticSetting,
    Hub,
    Lock,
    LogStore,
    Namespace,
    Output,
    PrivateEndpoint,
    ProcessingRule,
    RoleGrant,
    Stack,
)
from hubwarden.model.roles import RoleDefinition
from hubwarden.model.source_info import Gap, Kind, SourceInfo

RelatedT = TypeVar("RelatedT", bound=Subject)
SubjectT = TypeVar("SubjectT", bound=Subject)
IndexT = TypeVar("IndexT")


@dataclass(frozen=True, slots=True)
class Estate:
    """All subjects of one audit, from one source or several."""

    sources: tuple[SourceInfo, ...] = ()
    gaps: tuple[Gap, ...] = ()
    stacks: tuple[Stack, ...] = ()
    outputs: tuple[Output, ...] = ()
    namespaces: tuple[Namespace, ...] = ()
    hubs: tuple[Hub, ...] = ()
    access_rules: tuple[AccessRule, ...] = ()
    api_versions: tuple[ApiVersion, ...] = ()
    diagnostic_settings: tuple[DiagnosticSetting, ...] = ()
    alerts: tuple[Alert, ...] = ()
    action_groups: tuple[ActionGroup, ...] = ()
    processing_rules: tuple[ProcessingRule, ...] = ()
    locks: tuple[Lock, ...] = ()
    log_stores: tuple[LogStore, ...] = ()
    private_endpoints: tuple[PrivateEndpoint, ...] = ()
    role_grants: tuple[RoleGrant, ...] = ()
    key_uses: tuple[KeyUse, ...] = ()
    plain_secrets: tuple[PlainSecret, ...] = ()
    role_definitions: tuple[RoleDefinition, ...] = ()
    builds: tuple[Build, ...] = ()
    planned_changes: tuple[PlannedChange, ...] = ()
    credential_files: tuple[CredentialFile, ...] = ()
    """Files that are compared with the hub that is to use them."""
    loose: tuple[Subject, ...] = ()
    """Credentials that no hub holds: those of files."""
    provided_elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(source, kind) of what the baseline says is provided elsewhere, and its reason."""
    _indexes: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def index(self, name: str, build: Callable[[], IndexT]) -> IndexT:
        """Return what ``build`` makes, made once for this estate: a relation is looked up in it."""
        if name not in self._indexes:
            self._indexes[name] = build()
        index: IndexT = self._indexes[name]
        return index

    def subjects(self, kind: type[SubjectT]) -> Iterator[SubjectT | tuple[Subject, Undetermined]]:
        """Yield every subject of a kind.

        Where a holder does not tell whether it has one (a hub whose credentials could not be read),
        the holder and the reason are yielded instead, so that nothing is passed over in silence.
        """
        yield from (item for item in self.loose if isinstance(item, kind))
        if issubclass(kind, Credential):
            yield from cast(Any, credentials_of((*self.namespaces, *self.hubs), kind))
            return
        if kind in _PARTS:
            yield from cast(Any, self._parts(_PARTS[kind]))
            return
        for name, its_kind in _COLLECTIONS.items():
            if its_kind is kind:
                yield from getattr(self, name)
                return
        raise TypeError(f"an estate has no {kind.__name__}")

    def _parts(self, field: str) -> Iterator[Subject | tuple[Subject, Undetermined]]:
        """Yield the parts of every APNs credential that has one."""
        for apns in self.subjects(Apns):
            if isinstance(apns, tuple):
                yield apns
                continue
            try:
                part = getattr(apns, field)
            except Undetermined as why:
                yield apns, why
                continue
            if part is not None:
                yield part

    def unmanaged(self) -> Iterator[str]:
        """Yield what hubs depend on, or what is read, and no source in scope manages: it is not judged."""
        for read in (*self.namespaces, *self.hubs):
            if not read.origin.managed:
                kind = type(read).__name__.lower()
                yield f"{kind} {read.id.name}, which {read.origin.source} only reads"
        for hub in self.hubs:
            wanted = hub.namespace
            if not any(
                namespace.id == wanted or namespace.id.may_contain(wanted)
                for namespace in self.namespaces
            ):
                yield (
                    f"namespace {wanted.name}, which no source in scope declares, and whether its hubs "
                    "are kept from deletion"
                )

    def namespace_of(self, hub: Hub) -> Namespace:
        """Return a hub's namespace; raises ``Undetermined`` where no source declares it."""
        found = declared(self.namespaces, hub.namespace, hub, "Hub.namespace")
        if found is None:
            raise Undetermined(
                "Hub.namespace",
                f"no source in scope declares namespace {hub.namespace.name}",
                later=hub.namespace.later,
            )
        return found

    def hubs_of(self, namespace: Namespace) -> Iterator[Hub]:
        """Yield the hubs that are, or may be, in a namespace; for the latter the ids differ."""
        for hub in self._beside(namespace, self.hubs):
            if hub.namespace == namespace.id or hub.namespace.may_contain(namespace.id):
                yield hub

    def alerts_on(self, hub: Hub, where: Callable[[Alert], bool]) -> tuple[Alert, ...]:
        """Return the alerts whose scope is this hub and for which ``where`` holds."""
        return self._related(
            hub,
            "alerts",
            self.alerts,
            lambda alert: all_hold(
                lambda: one_is(alert.scopes, hub.id, "Alert.scopes"), lambda: where(alert)
            ),
        )

    def settings_on(
        self, subject: Namespace | Hub, where: Callable[[DiagnosticSetting], bool]
    ) -> tuple[DiagnosticSetting, ...]:
        """Return the diagnostic settings of a namespace or a hub for which ``where`` holds."""
        return self._related(
            subject,
            "diagnostic_settings",
            self.diagnostic_settings,
            lambda setting: all_hold(
                lambda: same(setting.target, subject.id, "DiagnosticSetting.target"),
                lambda: where(setting),
            ),
        )

    def locks_on(self, subject: Namespace | Hub) -> tuple[Lock, ...]:
        """Return the locks that refuse the deletion of a namespace or a hub, or of what it is in."""
        return self._related(
            subject,
            "locks",
            self.locks,
            lambda lock: all_hold(
                lambda: lock.level.lower() in _REFUSING,
                lambda: holds(lock.scope, subject.id, "Lock.scope"),
            ),
        )

    def action_group(self, alert: Alert, id: ResourceId) -> ActionGroup:
        """Return one of an alert's action groups.

        Raises ``Elsewhere`` or ``Undetermined`` where no source declares it.
        """
        found = declared(self.action_groups, id, alert, "Alert.action_groups")
        if found is not None:
            return found
        elsewhere = self.provided_elsewhere.get((alert.origin.source, "action_groups"))
        if elsewhere is not None:
            raise Elsewhere(elsewhere)
        raise Undetermined(
            "Alert.action_groups",
            f"no source in scope declares action group {id.name}",
            later=id.later,
        )

    def _beside(self, subject: Subject, candidates: Sequence[RelatedT]) -> Iterable[RelatedT]:
        if len(self.sources) < 2:  # noqa: PLR2004 - there is one view only
            return candidates
        return beside(subject, (*self.namespaces, *self.hubs), candidates)

    def _require_all(self, subject: Subject, kind: Kind) -> None:
        """Make sure that "there is none" is a fact for this subject's source.

        Raises ``Elsewhere`` where the baseline says that the kind is provided elsewhere, and
        ``Undetermined`` where the source does not tell the kind completely.
        """
        source = subject.origin.source
        if (source, kind) in self.provided_elsewhere:
            raise Elsewhere(self.provided_elsewhere[source, kind])
        words = kind.replace("_", " ")
        if not any(info.name == source and kind in info.complete for info in self.sources):
            raise Undetermined(
                f"Estate.{kind}",
                f"the source does not tell all {words}; they may be made elsewhere",
            )
        if any(gap.source == source for gap in self.gaps):
            reason = "the source could not be read to its end"
            raise Undetermined(f"Estate.{kind}", reason, cause="unread")

    def _related(
        self,
        subject: Subject,
        kind: Kind,
        candidates: Sequence[RelatedT],
        belongs: Callable[[RelatedT], bool],
    ) -> tuple[RelatedT, ...]:
        """Return the candidates that belong to a subject; an empty answer is always a fact.

        Raises ``Undetermined`` or ``Elsewhere`` where nothing was found and "none" is not a fact.
        """
        found: list[RelatedT] = []
        doubtful = set[ResourceId]()
        unclear: Undetermined | None = None
        for candidate in self._beside(subject, candidates):
            try:
                if belongs(candidate):
                    found.append(candidate)
                    continue
            except Undetermined as why:
                unclear = first(unclear, why)
            if candidate.origin.source != subject.origin.source:
                doubtful.add(candidate.id)
        for item in [item for item in found if item.id in doubtful]:
            # Other sources tell it, and differently: nothing says which of them holds.
            found.remove(item)
            undetermined = Undetermined(
                f"{type(item).__name__}.id",
                f"sources tell {item.id.name} differently",
                cause="conflict",
            )
            unclear = first(unclear, undetermined)
        if not found:
            if unclear is not None:
                raise unclear
            self._require_all(subject, kind)
        return tuple(found)


_COLLECTIONS: Final[Mapping[str, type[Subject]]] = {
    "stacks": Stack,
    "outputs": Output,
    "namespaces": Namespace,
    "hubs": Hub,
    "access_rules": AccessRule,
    "api_versions": ApiVersion,
    "diagnostic_settings": DiagnosticSetting,
    "alerts": Alert,
    "action_groups": ActionGroup,
    "processing_rules": ProcessingRule,
    "locks": Lock,
    "log_stores": LogStore,
    "private_endpoints": PrivateEndpoint,
    "role_grants": RoleGrant,
    "key_uses": KeyUse,
    "plain_secrets": PlainSecret,
    "role_definitions": RoleDefinition,
    "builds": Build,
    "planned_changes": PlannedChange,
    "credential_files": CredentialFile,
}

_PARTS: Final[Mapping[type[Subject], str]] = {ApnsToken: "token", ApnsCertificate: "certificate"}
"""Parts of an APNs credential, by the field that holds them."""

_REFUSING: Final = ("cannotdelete", "readonly")
"""Levels of a lock that refuse a deletion; ``NotSpecified`` refuses nothing (REST API 2020-05-01)."""
