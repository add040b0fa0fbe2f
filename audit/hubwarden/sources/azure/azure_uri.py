"""What a name such as ``azure:mg/shops`` asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from hubwarden.errors import UsageError

GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_GROUP_NAME: Final = re.compile(r"[\w().-]{1,90}")
_PART: Final = r"[^/?#%\s]+"
_RESOURCE: Final = re.compile(
    rf"/subscriptions/(?P<subscription>{GUID.pattern})"
    rf"(?:/resourceGroups/(?P<group>{_PART})"
    rf"(?:/providers/Microsoft\.NotificationHubs/namespaces/(?P<namespace>{_PART})"
    rf"(?:/notificationHubs/(?P<hub>{_PART}))?)?)?/?",
    re.IGNORECASE,
)
_FORMS: Final = (
    "azure: is the subscription of the signed-in account; also azure:SUBSCRIPTION, azure:mg/NAME, "
    "and azure:/subscriptions/... down to a resource group, a namespace or a hub"
)


@dataclass(frozen=True, slots=True)
class AzureScope:
    """What of Azure is asked for."""

    kind: Literal["account", "name", "management group", "resource"]
    """``account``: the subscription of the signed-in account. ``name``: one that is named."""
    name: str = ""
    """The name of a subscription or of a management group."""
    subscription: str = ""
    """The id of a subscription, where the name of the source has it."""
    group: str = ""
    namespace: str = ""
    hub: str = ""


def parse_scope(rest: str) -> AzureScope:
    """Read what follows ``azure:``; raises ``UsageError`` for what asks for nothing that is known."""
    if not rest:
        return AzureScope("account")
    if rest.startswith("/"):
        found = _RESOURCE.fullmatch(rest)
        if found is None:
            raise UsageError(f"azure:{rest} is not a known scope", hint=_FORMS)
        parts = {name: value or "" for name, value in found.groupdict().items()}
        return AzureScope("resource", **parts)
    kind, slash, name = rest.partition("/")
    if slash and kind.lower() == "mg" and _GROUP_NAME.fullmatch(name):
        return AzureScope("management group", name=name)
    if slash or not rest.strip():
        raise UsageError(f"azure:{rest} is not a known scope", hint=_FORMS)
    if GUID.fullmatch(rest):
        return AzureScope("resource", subscription=rest)
    return AzureScope("name", name=rest)
