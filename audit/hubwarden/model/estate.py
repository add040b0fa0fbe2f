"""The estate: everything that the sources say, and the gaps in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar, cast

from hubwarden.metrics.history import History
from hubwarden.model.base import ResourceId, Subject, Undetermined
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.credentials import Apns, ApnsCertificate, ApnsToken, Credential
from hubwarden.model.held_credentials import credentials_of
from hubwarden.model.id_index import IdIndex
from hubwarden.model.key_uses import KeyUse, PlainSecret
from hubwarden.model.planned_change import PlannedChange
from hubwarden.model.relations import by_id, declared
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
from hubwarden.model.roles import DenyAssignment, RoleDefinition
from hubwarden.model.source_info import Gap, Kind, SourceInfo
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.model.unread import unread_holders

RelatedT = TypeVar("RelatedT", bound=Subject)
SubjectT = TypeVar("SubjectT", bound=Subject)
IndexT = TypeVar("IndexT")

Named = Kind | Literal["namespaces", "hubs", "access_rules"]
"""Kinds of subjects that can be looked up by id."""


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
    deny_assignments: tuple[DenyAssignment, ...] = ()
    builds: tuple[Build, ...] = ()
    planned_changes: tuple[PlannedChange, ...] = ()
    changes: tuple[Change, ...] = ()
    credential_files: tuple[CredentialFile, ...] = ()
    """Credential files, each compared with the hub that will use it."""
    histories: tuple[History, ...] = ()
    """The histories of hubs' metrics, from the sources that have them."""
    telemetry: tuple[HubTelemetry, ...] = ()
    """The same joined with what they are judged by; only ``diagnose`` does this."""
    loose: tuple[Subject, ...] = ()
    """Credentials from files, which no hub holds."""
    provided_elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The baseline's reason by (source, kind), for kinds that are provided elsewhere."""
    _indexes: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def index(self, name: str, build: Callable[[], IndexT]) -> IndexT:
        """Return what ``build`` makes; it is made once for this estate and kept under ``name``."""
        if name not in self._indexes:
            self._indexes[name] = build()
        index: IndexT = self._indexes[name]
        return index

    def subjects(self, kind: type[SubjectT]) -> Iterator[SubjectT | tuple[Subject, Undetermined]]:
        """Yield every subject of a kind.

        Where it is not known whether a holder has such a subject (a hub whose credentials could not be read), the
        holder and the reason are yielded instead, so that nothing is skipped without a word.
        Raises ``TypeError`` for a kind that an estate does not hold.
        """
        yield from (item for item in self.loose if isinstance(item, kind))
        yield from unread_holders(self.gaps, (*self.namespaces, *self.hubs), _names_of(kind))
        if issubclass(kind, Credential):
            yield from cast(Any, credentials_of((*self.namespaces, *self.hubs), kind))
            return
        if issubclass(kind, Change):
            found = (item for item in self.changes if isinstance(item, kind))
            yield from ((item, item.uncompared) if item.uncompared else item for item in found)
            return
        if kind is HubTelemetry:
            yield from cast(Any, self.telemetry)
            return
        if kind in _PARTS:
            yield from cast(Any, self._parts(_PARTS[kind]))
            return
        for name, its_kind in COLLECTIONS.items():
            if its_kind is kind:
                yield from getattr(self, name)
                return
        raise TypeError(f"an estate has no {kind.__name__}")

    def _parts(self, field: str) -> Iterator[Subject | tuple[Subject, Undetermined]]:
        """Yield this part of every APNs credential that has it."""
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

    def require_read(self, subject: Subject, collection: str, of: ResourceId | None = None) -> None:
        """Raise ``Undetermined`` where a gap in the subject's source concerns a collection.

        ``of`` is the resource that the collection would belong to, where it is not the subject.
        """
        for gap in self.gaps:
            if gap.source == subject.origin.source and gap.covers(
                collection, (of or subject.id).text
            ):
                raise Undetermined(f"Estate.{collection}", gap.reason, cause="unread")

    def unmanaged(self) -> Iterator[str]:
        """Yield, in words, what hubs depend on or what a source only reads, and what is therefore not judged."""
        for read in (*self.namespaces, *self.hubs):
            if not read.origin.managed:
                kind = type(read).__name__.lower()
                yield f"{kind} {read.id.name}, which {read.origin.source} only reads"
        around = self.index(
            "namespaces around", lambda: IdIndex(self.namespaces, lambda item: (item.id,))
        ).around
        for hub in self.hubs:
            wanted = hub.namespace
            if not any(
                namespace.id == wanted or namespace.id.may_contain(wanted)
                for namespace in around(wanted)
            ):
                yield (
                    f"namespace {wanted.name}, which no source in scope declares, and whether its hubs "
                    "are kept from deletion"
                )

    def namespace_of(self, hub: Hub) -> Namespace:
        """Return a hub's namespace; raises ``Undetermined`` where no source declares it."""
        named: Sequence[Namespace] = self.named("namespaces", hub.namespace)
        found = declared(named, hub.namespace, hub, "Hub.namespace")
        if found is None:
            raise Undetermined(
                "Hub.namespace",
                f"no source in scope declares namespace {hub.namespace.name}",
                later=hub.namespace.later,
            )
        return found

    def hubs_of(self, namespace: Namespace) -> Iterator[Hub]:
        """Yield the hubs that are in a namespace, or may be; in the latter case the ids differ."""
        index = self.index(
            "hubs by namespace", lambda: IdIndex(self.hubs, lambda hub: (hub.namespace,))
        )
        for hub in self.beside(namespace, "hubs", index.around(namespace.id)):
            if hub.namespace == namespace.id or hub.namespace.may_contain(namespace.id):
                yield hub

    def named(self, kind: Named, id: ResourceId) -> Sequence[Any]:
        """Return the subjects whose id has this text; compare the ids, which may still differ (``==``)."""
        index = self.index(f"{kind} by id", lambda: by_id(getattr(self, kind)))
        return index.get(id.folded, ())

    def beside(
        self,
        subject: Subject,
        kind: Named,
        candidates: Iterable[RelatedT],
    ) -> Iterator[RelatedT]:
        """Yield the candidates that belong with a subject, as seen by the subject's own source.

        A state and a preview are two views of the same resources. Where another source has the subject, too, its
        candidates belong to its own view. Where the subject's source has the candidate itself, that version counts.
        """
        own = subject.origin.source
        views: set[str] | None = None
        for candidate in candidates:
            source = candidate.origin.source
            if source != own and views is None:
                views = {
                    item.origin.source
                    for kind_of in ("namespaces", "hubs")
                    for item in self.named(kind_of, subject.id)
                    if item.id == subject.id
                }
            if (
                views is None
                or source == own
                or (
                    source not in views
                    and not any(
                        item.origin.source == own and item.id == candidate.id
                        for item in self.named(kind, candidate.id)
                    )
                )
            ):
                yield candidate


COLLECTIONS: Final[Mapping[str, type[Subject]]] = {
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
    "deny_assignments": DenyAssignment,
    "builds": Build,
    "planned_changes": PlannedChange,
    "credential_files": CredentialFile,
}
"""The kinds of subjects that an estate holds, by the name of the field for them."""

_PARTS: Final[Mapping[type[Subject], str]] = {ApnsToken: "token", ApnsCertificate: "certificate"}
"""Parts of an APNs credential, by the field that holds the part."""


def _names_of(kind: type[Subject]) -> tuple[str, ...]:
    """Return the collections that hold the subjects of a kind, or the subjects that they are parts of."""
    if issubclass(kind, Credential) or kind in _PARTS:
        return ("hubs",)
    return tuple(name for name, its_kind in COLLECTIONS.items() if its_kind is kind)
