"""The requests to Azure that put something right, each once: a rule names those that its fix takes.

``az`` sends the same request: ``az rest`` takes any. What is sent is the good example of the rule's page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hubwarden.api_versions import NEWEST

_BELOW_A_GROUP: Final = "/subscriptions/<subscription>/resourceGroups/<group>/providers"


@dataclass(frozen=True, slots=True)
class AzureChange:
    """A request to Azure Resource Manager."""

    method: Literal["PATCH", "PUT", "DELETE"]
    path: str
    """Provider, types and names below the resource group, a name as ``<namespace>``."""
    api_version: str
    caution: str = ""
    """What to know before it is sent, Markdown; empty where there is nothing."""

    @property
    def type(self) -> str:
        """The resource type that is changed, as templates name it."""
        provider, *rest = self.path.rpartition("/providers/")[2].split("/")
        return "/".join([provider, *rest[::2]])

    @property
    def url(self) -> str:
        """Path and query, as ``az rest`` takes them and as they stand behind the host of Resource Manager."""
        return f"{_BELOW_A_GROUP}/{self.path}?api-version={self.api_version}"


_NAMESPACE: Final = "Microsoft.NotificationHubs/namespaces/<namespace>"
_HUB: Final = f"{_NAMESPACE}/notificationHubs/<hub>"

PATCH_HUB: Final = AzureChange(
    "PATCH",
    _HUB,
    NEWEST,
    "Do not use PUT here, nor `az notification-hub update` and `az notification-hub credential`, which read the hub "
    "and PUT it back with API version 2017-04-01: an answer of Azure has no credentials and that version no "
    "FCM v1, so that the hub may lose every credential that the command does not name.",
)
"""Sets properties of a hub and leaves its other credentials alone."""

PUT_HUB: Final = AzureChange(
    "PUT",
    _HUB,
    NEWEST,
    "A PUT needs `location`, too, and replaces the hub's properties: name every credential that is to stay, with its secrets, or the hub may lose "
    "it. Registrations stay. No document says that a PATCH with `null` removes a credential.",
)
"""Takes a property of a hub away, which a PATCH is not documented to do."""

DELETE_HUB: Final = AzureChange(
    "DELETE", _HUB, NEWEST, "DELETE comes last: it deletes every registration of the hub."
)
"""Takes a hub away."""

PATCH_NAMESPACE: Final = AzureChange(
    "PATCH",
    _NAMESPACE,
    NEWEST,
    "`az notification-hub namespace update` sends a PUT of an old API version.",
)
"""Sets properties of a namespace."""

PUT_NAMESPACE: Final = AzureChange(
    "PUT",
    _NAMESPACE,
    NEWEST,
    "A new namespace needs `location` and `sku`; its name is unique in all of Azure.",
)
"""Makes a namespace."""

PUT_ACCESS_RULE: Final = AzureChange(
    "PUT",
    f"{_HUB}/authorizationRules/<rule>",
    NEWEST,
    "Name all rights of the rule: a PUT replaces them. The body needs no keys; no document says that an existing rule "
    "keeps its own, so see afterwards that its consumers still get through.",
)
"""Makes an access rule of a hub, or sets its rights."""

DELETE_ACCESS_RULE: Final = AzureChange("DELETE", f"{_HUB}/authorizationRules/<rule>", NEWEST)
"""Takes an access rule of a hub away, and with it both of its keys."""
