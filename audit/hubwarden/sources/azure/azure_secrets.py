"""The secrets among what Azure answered, so that none of them gets into a save by another way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hubwarden.sources.azure.azure_answers import Answers
from hubwarden.sources.push_credentials import SECRET_MEMBERS

_KEYS: Final = ("primaryKey", "secondaryKey")


def secrets_of(answers: Answers) -> Iterator[str]:
    """Yield the key material of push credentials, and the keys that older versions of the API answer with."""
    for body in answers.credentials.values():
        for path, members in SECRET_MEMBERS.items():
            yield from _texts(_inside(_inside(body).get(path)), members)
    for bodies in answers.bodies.values():
        for body in bodies:
            yield from _texts(_inside(body), _KEYS)


def _inside(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, Mapping):
        return {}
    inside = body.get("properties", body)
    return inside if isinstance(inside, Mapping) else {}


def _texts(body: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    yield from (value for name in names if isinstance(value := body.get(name), str))
