"""Secrets in clear text in Azure's answers, as a state or a preview contains them.

Pulumi encrypts an answer only if the program marked as secret what it was made from, or the output itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from hubwarden.location import Location
from hubwarden.sources.pulumi import azure_native, secret_marks
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered
from hubwarden.sources.pulumi.wire_values import below, is_secret
from hubwarden.sources.record import Exposed
from hubwarden.sources.secret_forms import MAYBE_KEY, kind_of_secret, texts

_PATH: Final = re.compile(r"[\w.:\[\]-]{1,120}")
_KEYS: Final = ("primarykey", "secondarykey")


def exposed(resources: Iterable[Registered], home: Location) -> Iterator[Exposed]:
    """Yield the secrets in clear text that are only in outputs; those in inputs are found elsewhere.

    Other rules judge a stack's own outputs and push credentials.
    """
    for resource in resources:
        if resource.type == STACK_TYPE:
            continue
        written = set(texts(resource.inputs))
        for path, text in resource.outputs_in_clear.items():
            if text in written or secret_marks.holds_keys(path):
                continue
            if what := _what(resource, path, text):
                place = f"outputs.{path}" if _is_shown(path) else "outputs"
                yield Exposed(resource.id or resource.urn, place, what, resource.location or home)


def _is_shown(path: str) -> bool:
    """Tell whether a path may be quoted; the name of a member can be a secret, too."""
    return bool(_PATH.fullmatch(path)) and not kind_of_secret(path) and not MAYBE_KEY.search(path)


def _what(resource: Registered, path: str, text: str) -> str:
    is_rule = azure_native.is_of_hubs(resource.type) and "AuthorizationRule" in resource.type
    return "an access key" if is_rule and path.lower() in _KEYS else kind_of_secret(text)


def texts_in_clear(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and value of each text in a JSON value that is not inside a secret mark."""
    if isinstance(value, str) and value:
        yield path, value
    elif isinstance(value, dict) and not is_secret(value):
        for key, item in value.items():
            yield from texts_in_clear(item, below(path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_in_clear(item, below(path, index))
