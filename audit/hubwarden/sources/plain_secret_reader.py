"""Finds keys and other secrets in clear text. The values are not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from hubwarden.api_versions import BESIDE
from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.key_uses import PlainSecret
from hubwarden.sources.property_leaves import Leaf, place_of
from hubwarden.sources.push_credentials import SECRET_MEMBERS
from hubwarden.sources.readable_places import is_own_key, is_shown
from hubwarden.sources.record import Exposed, Record
from hubwarden.sources.secret_forms import MAYBE_KEY, SHORTEST_KEY, KnownKeys, forms, kind_of_secret
from hubwarden.sources.vault_references import is_kept
from hubwarden.unknown import Unknown

APPS: Final = (
    *("microsoft.web/", "microsoft.app/", "microsoft.containerinstance/"),
    *("web:", "app:", "containerinstance:", "azure:appservice/", "azure:containerapp/"),
)
"""The prefixes of the types that run an app."""

_SERVICE: Final = "microsoft.notificationhubs/"
_SECRET_NAMES: Final = frozenset(name for names in SECRET_MEMBERS.values() for name in names)


class PlainSecretReader:
    """Looks for secrets in the values of one source."""

    def __init__(self, keys: KnownKeys, source: str, stack: str | None) -> None:
        self._keys = keys
        self._source = source
        self._stack = stack
        # The same texts stand in many resources. The caches end with this object, so that they keep no value.
        self._kind_of_secret = cache(kind_of_secret)
        self._has_form_of_key = cache(_has_form_of_key)

    def in_clear(self, record: Record, values: Iterable[Leaf]) -> Iterator[PlainSecret]:
        """Yield the secrets that are, or may be, in clear text in the values of a resource."""
        for leaf in values:
            if (secret := self._in_clear(record, leaf)) is not None:
                yield secret

    def _in_clear(self, record: Record, leaf: Leaf) -> PlainSecret | None:
        """Return the secret that is, or may be, in clear text in one value; ``None`` where there is none."""
        if record.handed.get(leaf.path) and is_shown(record, leaf.path):
            return self._plain(record, leaf, "an access key")
        if record.marked is None or (leaf.marked and not is_shown(record, leaf.path)):
            return None
        if isinstance(leaf.value, Unknown):
            return self._readable(record, leaf, leaf.value)
        return self._written(record, leaf) if leaf.text else None

    def _written(self, record: Record, leaf: Leaf) -> PlainSecret | None:
        """Return the secret that a text is or contains, or may be; ``None`` where it is none."""
        if what := self._what(record, leaf, leaf.text):
            return self._plain(record, leaf, what)
        if self._has_form_of_key(leaf.text) and (
            record.type.startswith(APPS) or is_shown(record, leaf.path)
        ):
            why = f"{leaf.shown} holds 32 bytes in Base64, which is the form of an access key"
            return self._plain(record, leaf, "", why)
        return None

    def _readable(self, record: Record, leaf: Leaf, value: Unknown) -> PlainSecret | None:
        """Return an unknown key or secret whose value others can read or compute; ``None`` where it is neither."""
        own = is_own_key(record, leaf.path)
        if not (own or is_kept(record, leaf.path)) or record.handed.get(leaf.path):
            return None
        if own and leaf.path in record.computable:
            return self._plain(record, leaf, "an access key that anybody can compute from names")
        if own or value.symbol.startswith("{parameters("):
            why = f"whether {leaf.shown} is protected depends on its value: {value.reason}"
            return self._plain(record, leaf, "", why)
        return None

    def _what(self, record: Record, leaf: Leaf, text: str) -> str:
        """Return, in words, which secret a text certainly is or contains; empty where none."""
        if is_own_key(record, leaf.path):
            return "an access key"
        if record.type.startswith(_SERVICE):
            first = leaf.path.removeprefix("pnsCredentials.").partition(".")[0]
            if BESIDE in leaf.path and leaf.path.rpartition(".")[2] in _SECRET_NAMES:
                return "key material of a push credential"
            if BESIDE not in leaf.path and first.endswith("Credential"):
                return ""  # Other rules judge push credentials where Azure sets them.
        if what := self._kind_of_secret(text):
            return what
        if is_kept(record, leaf.path):
            return "the value of a secret"
        return "an access key" if self._keys.owners_in(text) else ""

    def _plain(self, record: Record, leaf: Leaf, what: str, why: str = "") -> PlainSecret:
        known: dict[str, Any] = {"what": what} if what else {}
        return make(
            PlainSecret,
            id=ResourceId(record.id, record.exact, self._source, record.later),
            origin=Origin(self._source, place_of(record, leaf.path), stack=self._stack),
            unknown={} if what else {"what": why},
            place=leaf.shown,
            **known,
        )

    def exposed(self, item: Exposed) -> PlainSecret:
        """Return the subject for a secret that a source found outside resources."""
        return make(
            PlainSecret,
            id=ResourceId(item.id, "{" not in item.id, self._source),
            origin=Origin(self._source, item.location, stack=self._stack),
            place=item.place,
            what=item.what,
        )


def _has_form_of_key(text: str) -> bool:
    return len(text) >= SHORTEST_KEY and any(MAYBE_KEY.search(form) for form in forms(text))
