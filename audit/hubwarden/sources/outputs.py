"""Tells whether an output reveals an access key. The values are not kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from hubwarden.model.base import Origin, ResourceId, make
from hubwarden.model.resources import Output
from hubwarden.sources.conversions import first_unknown
from hubwarden.sources.record import OutputRecord
from hubwarden.sources.secret_forms import MAYBE_KEY, KnownKeys, forms, kind_of_secret, texts
from hubwarden.unknown import Cause, Unknown

_STANDS_IN: Final = "hubwarden-placeholder"
"""The prefix of placeholders for secrets of the configuration that are not available offline."""

_LEAST: Final = 16
"""The least length of a text that is searched for; shorter ones would be found everywhere, and no key is
shorter."""

_IN_CONNECTION: Final = re.compile(
    rf"SharedAccessKey\s*=\s*([^;\s\"']{{{_LEAST},}})", re.IGNORECASE
)
_MEMBERS: Final = ("primarykey", "secondarykey")
"""Members with access keys in Azure's answers."""


def known_keys(values: Iterable[Any]) -> frozenset[str]:
    """Return the access keys that are in ``values``, at any depth, under the names of key members."""
    found: set[str] = set()
    for value in values:
        _collect(value, found)
    return frozenset(found)


def read_output(record: OutputRecord, keys: KnownKeys, source: str, stack: str | None) -> Output:
    """Build the subject for an output; ``keys`` are the access keys that the same source has."""
    said = list(texts(record.value))
    known: dict[str, Any] = {"name": record.name, "recorded": record.recorded}
    unknown: dict[str, str] = {}
    later: frozenset[str] = frozenset()
    causes: dict[str, Cause] = {}
    if record.secret is None:
        unknown |= {"secret": "the source does not show what is marked as secret"}
    else:
        known["secret"] = record.secret
    why = first_unknown(record.value)
    if (
        record.reads_keys
        or _hands_on(record.value)
        or any(kind_of_secret(text) or _is_made_from_secret(text, keys) for text in said)
    ):
        known["holds_access_key"] = True
    elif any(MAYBE_KEY.search(form) for text in said for form in forms(text)):
        causes["holds_access_key"] = "unclear"
        unknown["holds_access_key"] = (
            f"output {record.name} holds 32 bytes in Base64, which is the form of an access key"
        )
    elif record.secret or why is not None:
        # It is marked as secret and shows no key, so it is not known which secret it is made from.
        reason = "" if why is None else f": {why.reason}"
        if why is not None:
            causes["holds_access_key"] = why.cause
            later = frozenset(["holds_access_key"] if why.later else [])
        unknown["holds_access_key"] = f"the value of output {record.name} is not known{reason}"
    else:
        known["holds_access_key"] = False
    return make(
        Output,
        id=ResourceId(f"{source}/outputs/{record.name}"),
        origin=Origin(source, record.location, stack=stack),
        unknown=unknown,
        later=later,
        causes=causes,
        **known,
    )


def _is_made_from_secret(text: str, keys: KnownKeys) -> bool:
    return bool(keys.owners_in(text)) or any(_STANDS_IN in form for form in forms(text))


def _hands_on(value: Any) -> bool:
    """Tell whether a secret of the configuration is passed on unchanged."""
    if isinstance(value, Mapping):
        return any(_hands_on(item) for item in value.values())
    if isinstance(value, list):
        return any(_hands_on(item) for item in value)
    return isinstance(value, Unknown) and value.symbol == "{secret}"


def _collect(value: Any, found: set[str]) -> None:
    """Add the access keys that are in a value to those that were found."""
    if isinstance(value, str):
        if len(value) > _LEAST:
            found.update(_IN_CONNECTION.findall(value))
    elif isinstance(value, list):
        for item in value:
            _collect(item, found)
    elif isinstance(value, (dict, Mapping)):
        for name, item in value.items():
            if isinstance(item, str) and len(item) >= _LEAST and str(name).lower() in _MEMBERS:
                found.add(item)
            else:
                _collect(item, found)
