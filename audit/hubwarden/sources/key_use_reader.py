"""Finds who is handed which access key. The values of keys are not kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from hubwarden.facts import DEFAULT_HUB_RULES
from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.key_uses import KeyUse, PlainSecret
from hubwarden.sources.plain_secret_reader import APPS, PlainSecretReader
from hubwarden.sources.property_leaves import Leaf, leaves, place_of
from hubwarden.sources.record import Exposed, Record
from hubwarden.sources.secret_forms import SHORTEST_SECRET, KnownKeys, forms
from hubwarden.sources.setting_names import is_named_so, may_hold_key
from hubwarden.sources.vault_references import (
    VAULT_SECRETS,
    VaultSecret,
    is_kept,
    kept_as,
    may_be_one,
    secret_of,
    secrets_in,
)
from hubwarden.unknown import Unknown

_SERVICE: Final = "microsoft.notificationhubs/"
_RULE: Final = "/authorizationrules"
_DEPLOYMENTS: Final = "microsoft.resources/deployments"
_NAMESPACE: Final = re.compile(r"Endpoint\s*=\s*sb://([\w.{}-]+?)(?:\.|/|;|$)", re.IGNORECASE)
_RULE_NAME: Final = re.compile(
    r"(?:SharedAccessKeyName|SharedAccessSignature[\s+].*?\bskn)\s*=\s*([^;&\s\"']+)", re.IGNORECASE
)
"""The name of the rule in a connection string and in a shared access signature."""
_OF_HUBS: Final = re.compile(r"/providers/microsoft\.notificationhubs/", re.IGNORECASE)
_EXTENSIONS: Final = ("microsoft.authorization/", "microsoft.insights/")
_CLOSED: Final = ("{secret}", "{encrypted}")
"""Symbols for a value that the source does not show."""
_DEFAULTS: Final = frozenset(name.lower() for name in DEFAULT_HUB_RULES)


@dataclass(frozen=True, slots=True)
class Found:
    """Uses of keys in the records of one source."""

    uses: tuple[KeyUse, ...]
    secrets: tuple[PlainSecret, ...]

    def users(self) -> Mapping[ResourceId, tuple[ResourceId, ...]]:
        """Return, for each access rule, the resources that use its key."""
        users: dict[ResourceId, list[ResourceId]] = {}
        for use in self.uses:
            if not use.stored and "rule" not in use.unknown:
                users.setdefault(use.rule, []).append(use.id)
        return {rule: tuple(dict.fromkeys(ids)) for rule, ids in users.items()}


class KeyReader:
    """Finds the uses of keys in the records of one source."""

    def __init__(
        self,
        keys: KnownKeys,
        rules: Iterable[ResourceId],
        source: str,
        stack: str | None,
    ) -> None:
        self._keys = keys
        self._secrets = PlainSecretReader(keys, source, stack)
        self._source = source
        self._stack = stack
        # The same texts stand in many resources. The cache ends with this object, so that it keeps no value.
        self._names_in = cache(_names_in)
        self._rules: dict[tuple[str, str], list[ResourceId]] = {}
        for rule in rules:
            parts = rule.text.lower().split("/")
            if "namespaces" in parts:
                namespace = parts[parts.index("namespaces") + 1]
                self._rules.setdefault((namespace, parts[-1]), []).append(rule)

    def read(self, records: Sequence[Record], exposed: Iterable[Exposed]) -> Found:
        """Return which keys are handed to whom, and which secrets are in clear text."""
        uses: dict[tuple[str, str, str], KeyUse] = {}
        secrets = [self._secrets.exposed(item) for item in exposed]
        kept: dict[str, list[tuple[VaultSecret, ResourceId | None]]] = {}
        references: list[tuple[Record, Leaf, VaultSecret]] = []

        def note(record: Record, leaf: Leaf, rule: ResourceId | None, *, stored: bool) -> None:
            key = (record.id.lower(), leaf.path, str(rule).lower())
            uses.setdefault(key, self._use(record, leaf, rule, stored=stored))

        deployed = (item for item in records if item.managed and item.type != _DEPLOYMENTS)
        for record in deployed:
            stored = record.type in VAULT_SECRETS
            values = leaves(record)
            secrets += self._secrets.in_clear(record, values)
            for leaf in values:
                held = self._handed(record, leaf)
                for rule in held:
                    note(record, leaf, rule, stored=stored)
                if stored:
                    own = kept_as(record)
                    told = is_kept(record, leaf.path) and _is_told(record, leaf)
                    kept.setdefault(own.name, []).extend(
                        (own, rule) for rule in (held or [None]) if rule or told
                    )
                # A role assignment, lock or setting attached to a vault's secret is handed nothing.
                elif not record.type.startswith(_EXTENSIONS):
                    references += [(record, leaf, item) for item in _references(record, leaf)]
        for record, leaf, secret in references:
            same = [rule for own, rule in kept.get(secret.name, ()) if may_be_one(secret, own)]
            for rule in sorted({rule for rule in same if rule}, key=str):
                note(record, leaf, rule, stored=False)
            named = may_hold_key(secret.name) or is_named_so(leaf.shown)
            if not same and named and self._may_be_handed(record):
                note(record, leaf, None, stored=False)
        return Found(tuple(uses.values()), tuple(secrets))

    def _handed(self, record: Record, leaf: Leaf) -> list[ResourceId | None]:
        """Return the access rules whose keys are in a value; ``None`` for a rule that is not known."""
        if _RULE in record.type and record.type.startswith(_SERVICE):
            return []
        ids = record.handed.get(leaf.path, frozenset())
        if self._keys and isinstance(leaf.value, str):
            ids |= self._keys.owners_in(leaf.value) - {""}
        names = self._names_in(leaf.text)
        if not ids and not names and not isinstance(leaf.value, Unknown):
            return []
        found: list[ResourceId | None] = []
        known = set()
        for id in ids:
            if _OF_HUBS.search(id) and _RULE in id.lower():
                known.add(ResourceId(id, "{" not in id, self._source))
            elif not id or "/providers/{" in id.lower():
                # It may be the key of a hub; keys of other services do not count.
                found.append(None)
        if not known:
            known = {id for each in names for id in self._named(*each)}
        found += sorted(known, key=str)
        if isinstance(leaf.value, Unknown) and not ids and not known:
            found += self._by_dependency(record, leaf, leaf.value)
        return found

    def _by_dependency(
        self, record: Record, leaf: Leaf, value: Unknown
    ) -> Iterator[ResourceId | None]:
        """Yield the access rule that a hidden value is made from; ``None`` where that is not certain.

        A source that hides a value may say which resources the surrounding property is made from. If it does not,
        the name of the setting decides whether it may contain a key from elsewhere.
        """
        stored = is_kept(record, leaf.path)
        if not stored and not record.type.startswith(APPS):
            return
        closed = value.symbol in _CLOSED
        named = stored or is_named_so(leaf.shown)
        rules = [id for id in _made_from(record, leaf) if _RULE in id.lower()]
        if closed and named and len(rules) == 1:
            yield ResourceId(rules[0], "{" not in rules[0], self._source)
        elif rules:
            if closed or named:
                yield None
        elif named and self._may_be_handed(record) and _may_be_key(record, leaf):
            yield None

    def _may_be_handed(self, record: Record) -> bool:
        """Tell whether an unknown value may be a key of a hub, by the kind of resource that gets it."""
        return bool(self._rules) and record.type.startswith(APPS)

    def _named(self, namespace: str, name: str) -> Iterator[ResourceId]:
        """Yield the access rule that a connection string names, if it is a rule of Notification Hubs."""
        candidates = self._rules.get((namespace.lower(), name.lower()), [])
        if candidates:
            yield from candidates[:1]
        elif name.lower() in _DEFAULTS:
            # Only hubs have rules of these names; which hub it is, is not known.
            of = namespace or "{namespace}"
            text = f"/providers/Microsoft.NotificationHubs/namespaces/{of}/notificationHubs/{{hub}}"
            yield ResourceId(f"{text}/authorizationRules/{name}", False, self._source)  # noqa: FBT003

    def _use(self, record: Record, leaf: Leaf, rule: ResourceId | None, *, stored: bool) -> KeyUse:
        known: dict[str, Any] = {"place": leaf.shown, "stored": stored}
        unknown = {}
        open_ = leaf.value if rule is None and isinstance(leaf.value, Unknown) else None
        if rule is None:
            why = "the source does not say whose key it receives"
            if open_ is not None or _references(record, leaf):
                why = f"whether {leaf.shown} is a key of a hub, and of which rule, is not known"
            unknown = {"rule": why, "on_namespace": why}
        else:
            known["rule"] = rule
            known["on_namespace"] = (
                "/notificationhubs/" not in rule.text.lower().partition("/namespaces/")[2]
            )
        return make(
            KeyUse,
            id=ResourceId(record.id, record.exact, self._source, record.later),
            origin=self._origin(record, leaf.path),
            unknown=unknown,
            later=frozenset(unknown if open_ is not None and open_.later else ()),
            causes={} if open_ is None else dict.fromkeys(unknown, open_.cause),
            **known,
        )

    def _origin(self, record: Record, path: str) -> Origin:
        return Origin(self._source, place_of(record, path), stack=self._stack)


def _names_in(text: str) -> list[tuple[str, str]]:
    """Return the namespace (empty where it is not told) and the access rule in each form of a connection string."""
    found = []
    for form in forms(text) if len(text) >= SHORTEST_SECRET else ():
        if "sharedaccess" in form.lower() and (rule := _RULE_NAME.search(form)):
            namespace = _NAMESPACE.search(form)
            found.append((namespace[1] if namespace else "", rule[1]))
    return found


def _made_from(record: Record, leaf: Leaf) -> tuple[str, ...]:
    """Return the access rules and vault secrets that the property around a value is made from."""
    return record.made_from.get(re.split(r"[.\[]", leaf.path, maxsplit=1)[0], ())


def _references(record: Record, leaf: Leaf) -> list[VaultSecret]:
    """Return the vault secrets that a value refers to, or that an unknown setting is made from."""
    named = [*secrets_in(leaf.text)]
    if named or not isinstance(leaf.value, Unknown) or not record.type.startswith(APPS):
        return named
    return [secret_of(id) for id in _made_from(record, leaf) if "/secrets/" in id.lower()]


def _is_told(record: Record, leaf: Leaf) -> bool:
    """Tell whether enough is known of a value: itself, whose key it is, or that it cannot be a key."""
    known = not isinstance(leaf.value, Unknown)
    return known or leaf.path in record.harmless or leaf.path in record.handed


def _may_be_key(record: Record, leaf: Leaf) -> bool:
    """Tell whether an unknown value may be a key; it cannot if a known part of it says what else it is."""
    if _is_told(record, leaf) or _references(record, leaf):
        return False
    own = ("sharedaccess", "@microsoft.keyvault")
    return leaf.text.startswith("{") or any(word in leaf.text.lower() for word in own)
