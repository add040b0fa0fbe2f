"""Diagnostic settings, and what each type can send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hubwarden_local_azure.authorization import scope_of
from hubwarden_local_azure.kinds import Behaviour, Change
from hubwarden_local_azure.refusals import bad_request, conflict

DIAGNOSTIC_SETTINGS: Final = "Microsoft.Insights/diagnosticSettings"
_MOST: Final = 5
"""The most settings of one resource (Azure Monitor, "Diagnostic settings")."""
_DESTINATIONS: Final = (
    "workspaceId",
    "storageAccountId",
    "eventHubAuthorizationRuleId",
    "serviceBusRuleId",
    "marketplacePartnerId",
)
_NAMESPACE: Final = "microsoft.notificationhubs/namespaces"
_CATEGORIES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    _NAMESPACE: {"logs": ("OperationalLogs",), "metrics": ()},
    f"{_NAMESPACE}/notificationhubs": {"logs": ("OperationalLogs",), "metrics": ("AllMetrics",)},
}
"""The categories that a type can send (Azure Monitor's index of metrics and logs). Only hubs have metrics."""
_GROUPS: Final = {"alllogs", "audit"}


class DiagnosticSetting(Behaviour):
    """A diagnostic setting."""

    def judge(self, change: Change) -> None:
        """Refuse a setting without a destination, or with a category that the resource does not have."""
        if not any(change.properties.get(name) for name in _DESTINATIONS):
            raise bad_request("At least one data sink needs to be specified.")
        scope = scope_of(change.id)
        others = change.store.on(DIAGNOSTIC_SETTINGS, scope)
        if change.old is None and len(others) >= _MOST:
            raise conflict(f"A resource can have {_MOST} diagnostic settings at most.")
        target = change.store.get(scope)
        known = _CATEGORIES.get(target.type.lower()) if target else None
        if known is None:
            return
        for what in ("logs", "metrics"):
            for item in change.properties.get(what, []):
                category = item.get("category")
                group = what == "logs" and str(item.get("categoryGroup")).lower() in _GROUPS
                names = {name.lower() for name in known[what]}
                if not group and str(category).lower() not in names:
                    raise bad_request(f"A category of '{what}' is not supported by the resource.")


def categories_of(type_: str) -> Mapping[str, tuple[str, ...]]:
    """Return the categories of logs and metrics that a type can send; empty for unknown types."""
    return _CATEGORIES.get(type_.lower(), {})
