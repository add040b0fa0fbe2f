"""The requests to Azure that repair a finding, each declared once; a rule names those that its fix needs.

``az rest`` sends the same request. Its body is the good example of the rule's page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hubwarden.api_versions import NEWEST

_BELOW_A_GROUP: Final = "/subscriptions/<subscription>/resourceGroups/<group>/providers"


@dataclass(frozen=True, slots=True)
class AzureChange:
    """A request to Azure Resource Manager."""

    method: Literal["PATCH", "PUT", "POST", "DELETE"]
    path: str
    """The path below the resource group: provider, types, and names as placeholders (``<namespace>``)."""
    api_version: str
    caution: str = ""
    """What to know before sending it, Markdown; empty where there is nothing to know."""
    body: str = ""
    """The JSON that is sent; empty where it is the good example, or where nothing is sent."""

    @property
    def type(self) -> str:
        """The resource type that the request changes, as templates spell it."""
        provider, *rest = self.path.rpartition("/providers/")[2].split("/")
        return "/".join([provider, *rest[::2]])

    @property
    def url(self) -> str:
        """Path and query of the request, without the host of Resource Manager, as ``az rest`` takes them."""
        return f"{_BELOW_A_GROUP}/{self.path}?api-version={self.api_version}"


_NAMESPACE: Final = "Microsoft.NotificationHubs/namespaces/<namespace>"
_HUB: Final = f"{_NAMESPACE}/notificationHubs/<hub>"

PATCH_HUB: Final = AzureChange(
    "PATCH",
    _HUB,
    NEWEST,
    "Do not use PUT here, nor `az notification-hub update` and `az notification-hub credential`, which read the hub "
    "and PUT it back with API version 2017-04-01: an answer of Azure has no credentials and that version no "
    "FCM v1, so that the hub may lose every credential that the command does not name. The specification has this PATCH; "
    "it was not tried on Azure, so see afterwards that pushes of every platform arrive.",
)
"""Sets properties of a hub and keeps its other credentials."""

PUT_HUB: Final = AzureChange(
    "PUT",
    _HUB,
    NEWEST,
    "A PUT needs `location`, too, and replaces the hub's properties: name every credential that is to stay, with its secrets, or the hub may lose "
    "it. Registrations stay. No document says that a PATCH with `null` removes a credential.",
)
"""Removes a property of a hub; Azure does not document that a PATCH can do so."""

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
"""Creates an access rule of a hub, or sets its rights."""

DELETE_ACCESS_RULE: Final = AzureChange("DELETE", f"{_HUB}/authorizationRules/<rule>", NEWEST)
"""Deletes an access rule of a hub, and with it both of its keys."""

REGENERATE_KEY: Final = AzureChange(
    "POST",
    f"{_HUB}/authorizationRules/<rule>/regenerateKeys",
    NEWEST,
    "`PrimaryKey` names the other key. The answer holds both keys in clear: keep it out of logs.",
    '{"policyKey": "SecondaryKey"}',
)
"""Creates a new key for an access rule of a hub; the old one stops working at once."""

DELETE_NAMESPACE_RULE: Final = AzureChange(
    "DELETE", f"{_NAMESPACE}/authorizationRules/<rule>", NEWEST
)
"""Deletes an access rule of a namespace, and with it both of its keys."""

PUT_APP_SETTINGS: Final = AzureChange(
    "PUT",
    "Microsoft.Web/sites/<app>/config/appsettings",
    "2023-12-01",
    "A PUT replaces all settings of the app and restarts it: read them first, and send the others along. "
    "`az webapp config appsettings set` changes single ones.",
)
"""Gives another key to an app in App Service."""

_ASSIGNMENT: Final = f"{_NAMESPACE}/providers/Microsoft.Authorization/roleAssignments/<assignment>"
DELETE_ROLE: Final = AzureChange("DELETE", _ASSIGNMENT, "2022-04-01")
"""Removes a role on a namespace from somebody."""

PUT_ROLE: Final = AzureChange(
    "PUT",
    _ASSIGNMENT,
    "2022-04-01",
    "An assignment cannot be given another role: make a new one, with a new GUID as its name, before the old one goes.",
)
"""Gives somebody a role on a namespace."""

PUT_PRIVATE_ENDPOINT_CONNECTION: Final = AzureChange(
    "PUT", f"{_NAMESPACE}/privateEndpointConnections/<connection>", NEWEST
)
"""Approves or rejects the connection of a private endpoint."""

_SETTING: Final = "providers/Microsoft.Insights/diagnosticSettings/<setting>"
PUT_NAMESPACE_LOGGING: Final = AzureChange("PUT", f"{_NAMESPACE}/{_SETTING}", "2021-05-01-preview")
"""Sets where the logs of a namespace are sent."""

PUT_HUB_LOGGING: Final = AzureChange("PUT", f"{_HUB}/{_SETTING}", "2021-05-01-preview")
"""Sets where the metrics of a hub are sent."""

PUT_ALERT: Final = AzureChange(
    "PUT",
    "Microsoft.Insights/metricAlerts/<alert>",
    "2018-03-01",
    "Name all criteria and actions: a PUT replaces them.",
)
"""Creates a metric alert, or sets what it watches and whom it notifies."""

PUT_PROCESSING_RULE: Final = AzureChange(
    "PUT",
    "Microsoft.AlertsManagement/actionRules/<rule>",
    "2021-08-08",
    "Name all scopes, conditions and actions, and the schedule: a PUT replaces them.",
)
"""Creates an alert processing rule, or sets its scopes and how long it applies."""

PUT_MANAGEMENT_POLICY: Final = AzureChange(
    "PUT",
    "Microsoft.Storage/storageAccounts/<account>/managementPolicies/default",
    "2023-05-01",
    "An account has one policy: read it first, and send its other rules along.",
)
"""Sets how long a storage account keeps its blobs."""

PUT_LOCK: Final = AzureChange(
    "PUT", f"{_NAMESPACE}/providers/Microsoft.Authorization/locks/<lock>", "2020-05-01"
)
"""Locks a namespace."""
