"""Built-in role definitions, and what a role definition allows.

Source: "Azure built-in roles" and "Understand Azure role definitions". Only the built-in roles that matter for
Notification Hubs are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A built-in role, which every tenant has."""

    id: str
    name: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    @property
    def permissions(self) -> list[dict[str, list[str]]]:
        """The permissions in the form of the API."""
        return [
            {
                "actions": list(self.actions),
                "notActions": list(self.not_actions),
                "dataActions": list(self.data_actions),
                "notDataActions": list(self.not_data_actions),
            }
        ]


_SUPPORT: Final = "Microsoft.Support/*"
_DEPLOYMENTS: Final = "Microsoft.Resources/deployments/*"
_GROUPS: Final = "Microsoft.Resources/subscriptions/resourceGroups/read"
_ALERTS: Final = "Microsoft.Insights/alertRules/*"
_READ_ACCESS: Final = "Microsoft.Authorization/*/read"

BUILT_IN: Final = {
    role.id: role
    for role in (
        BuiltIn("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", ("*",)),
        BuiltIn(
            "b24988ac-6180-42a0-ab88-20f7382dd24c",
            "Contributor",
            ("*",),
            (
                "Microsoft.Authorization/*/Delete",
                "Microsoft.Authorization/*/Write",
                "Microsoft.Authorization/elevateAccess/Action",
                "Microsoft.Blueprint/blueprintAssignments/write",
                "Microsoft.Blueprint/blueprintAssignments/delete",
                "Microsoft.Compute/galleries/share/action",
                "Microsoft.Purview/consents/write",
                "Microsoft.Purview/consents/delete",
                "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
            ),
        ),
        BuiltIn("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", ("*/read",)),
        BuiltIn(
            "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
            "User Access Administrator",
            ("*/read", "Microsoft.Authorization/*", _SUPPORT),
        ),
        BuiltIn(
            "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
            "Role Based Access Control Administrator",
            (
                "Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete",
                "*/read",
                _SUPPORT,
            ),
        ),
        BuiltIn(
            "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
            "Monitoring Reader",
            ("*/read", "Microsoft.OperationalInsights/workspaces/search/action", _SUPPORT),
        ),
        BuiltIn(
            "4633458b-17de-408a-b874-0445c86b69e6",
            "Key Vault Secrets User",
            (),
            data_actions=(
                "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
            ),
        ),
        BuiltIn(
            "21090545-7ca7-4776-b22c-e363652d74d2",
            "Key Vault Reader",
            (
                _READ_ACCESS,
                _ALERTS,
                _DEPLOYMENTS,
                _GROUPS,
                _SUPPORT,
                "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.KeyVault/deletedVaults/read",
                "Microsoft.KeyVault/locations/*/read",
                "Microsoft.KeyVault/vaults/*/read",
                "Microsoft.KeyVault/operations/read",
            ),
            data_actions=(
                "Microsoft.KeyVault/vaults/*/read",
                "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
            ),
        ),
    )
}


def allows(permissions: Iterable[Mapping[str, Any]], action: str) -> bool:
    """Tell whether permissions allow an action: each allows its ``actions`` except its own ``notActions``."""
    return any(
        matches(item.get("actions", ()), action) and not matches(item.get("notActions", ()), action)
        for item in permissions
    )


def matches(patterns: Iterable[str], action: str) -> bool:
    """Tell whether an action matches a pattern, in which ``*`` is any text, in any letter case."""
    return any(_pattern(pattern.lower()).fullmatch(action.lower()) for pattern in patterns)


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split("*")), re.DOTALL)
