"""The API version with which azure-native sends a resource, from its type, its inputs or its provider."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hubwarden.api_versions import PROVIDER_DEFAULTS
from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.registered import Registered
from hubwarden.unknown import Unknown

_ASSUMED: Final = max(PROVIDER_DEFAULTS)
_ASSUMPTION: Final = (
    "which version of azure-native makes the notification hubs: "
    f"{_ASSUMED} is assumed, which sends API version {PROVIDER_DEFAULTS[_ASSUMED]}"
)

_IN_TYPE: Final = re.compile(
    r"azure-native_notificationhubs_v(?P<package>\w+?):"
    r"|azure-native(?:_\w+)?:notificationhubs/v(?P<module>\w+):"
)
_DATE: Final = re.compile(r"(\d{4})(\d\d)(\d\d)([a-z]*)", re.IGNORECASE)
_DEFAULT: Final = re.compile(r"::default_(\d+)_\d+_\d+[\w.-]*$")
_MAJOR: Final = re.compile(r"v?(\d+)\.")


def api_versions(
    resources: Sequence[Registered],
) -> tuple[dict[str, str | Unknown], tuple[str, ...]]:
    """Return the API version of each namespace, hub and access rule by URN, and the assumptions in words."""
    providers = {item.urn: item for item in resources if item.type.startswith("pulumi:providers:")}
    found: dict[str, str | Unknown] = {}
    assumed = False
    for item in resources:
        if not (item.custom and azure_native.is_of_hubs(item.type)):
            continue
        version = _declared(item.type, item.inputs)
        if version is None:
            major = _major(item, providers)
            assumed = assumed or major is None
            version = _default(_ASSUMED if major is None else major)
        found[item.urn] = version
    return found, (_ASSUMPTION,) if assumed else ()


def _declared(token: str, inputs: Mapping[str, Any]) -> str | Unknown | None:
    """Return the version in the type or in the input ``azureApiVersion``; unknown if these contradict."""
    in_type = _of_type(token)
    sent = inputs.get("azureApiVersion")
    if isinstance(sent, Unknown):
        return in_type or sent
    if not isinstance(sent, str) or not sent:
        return in_type
    if in_type is not None and in_type.lower() != sent.lower():
        return Unknown("{apiVersion}", "its type and its azureApiVersion name different versions")
    return sent


def _of_type(token: str) -> str | None:
    """Return the version in a type token: ``v20230101preview`` is 2023-01-01-preview."""
    match = _IN_TYPE.match(token)
    if match is None:
        return None
    text = match["package"] or match["module"]
    date = _DATE.fullmatch(text)
    if date is None:
        return text
    year, month, day, rest = date.groups()
    return "-".join(part for part in (year, month, day, rest.lower()) if part)


def _major(item: Registered, providers: Mapping[str, Registered]) -> int | None:
    """Return the major version of the provider; ``None`` where it is not known."""
    own = providers.get(item.provider)
    versions = (item.provider_version, own.inputs.get("version") if own else None)
    for text in versions:
        if isinstance(text, str) and (match := _MAJOR.match(text)):
            return int(match[1])
    default = _DEFAULT.search(item.provider)
    return int(default[1]) if default else None


def _default(major: int) -> str | Unknown:
    reason = f"what azure-native {major} sends by default is not known"
    return PROVIDER_DEFAULTS.get(major) or Unknown("{apiVersion}", reason)
