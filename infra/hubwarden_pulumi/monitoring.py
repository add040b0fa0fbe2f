"""The destinations of an environment's logs and metrics, and the receivers of its alerts."""

import pulumi
from pulumi_azure_native import monitor, operationalinsights, storage

from hubwarden.facts import OPERATIONAL_LOGS
from hubwarden_pulumi.declaration import Declared, declaration, tagged
from hubwarden_pulumi.environment import Environment
from hubwarden_pulumi.settings import Settings
from hubwarden_pulumi.surroundings import Logs

DIAGNOSTIC_SETTING = "hubwarden"
"""The name of every diagnostic setting."""


class Monitoring(pulumi.ComponentResource):
    """A storage account for logs, a workspace for metrics and an action group; each is created or an existing
    one.
    """

    workspace_id: pulumi.Input[str] | None
    """The workspace that metrics are sent to; ``None``: they are not sent."""
    action_group_id: pulumi.Input[str] | None
    """The action group that alerts notify; ``None``: they notify nobody."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        environment: Environment,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("hubwarden:index:Monitoring", name, declaration(_declared(settings)), opts)
        self._settings = settings
        self._environment = environment
        self._own = pulumi.ResourceOptions(parent=self)
        if settings.logs:
            self._log(settings.logs)
        self.workspace_id = self._workspace()
        self.action_group_id = self._action_group()
        self.register_outputs({})

    def _log(self, logs: Logs) -> None:
        """Send the operational logs of the namespace to storage, which can keep them for years."""
        monitor.DiagnosticSetting(
            "namespace-logs",
            name=DIAGNOSTIC_SETTING,
            resource_uri=self._environment.namespace.id,
            storage_account_id=logs.storage_account_id or self._log_storage(logs),
            logs=[monitor.DiagnosticsLogSettingsArgs(category=OPERATIONAL_LOGS, enabled=True)],
            opts=self._own,
        )

    def _log_storage(self, logs: Logs) -> pulumi.Output[str]:
        names, group = self._settings.names, self._environment.resource_group.name
        account = storage.StorageAccount(
            "log-storage",
            account_name=names.storage_account,
            resource_group_name=group,
            location=self._settings.location,
            kind="StorageV2",
            sku=storage.SkuArgs(name="Standard_LRS"),
            enable_https_traffic_only=True,
            minimum_tls_version="TLS1_2",
            allow_blob_public_access=False,
            tags=self._settings.tags,
            opts=self._own,
        )
        # A diagnostic setting no longer has a retention time, so the account's policy deletes old logs.
        storage.ManagementPolicy(
            "log-lifecycle",
            management_policy_name="default",
            account_name=account.name,
            resource_group_name=group,
            policy=storage.ManagementPolicySchemaArgs(rules=[_deletion(logs.retention_days)]),
            opts=self._own,
        )
        return account.id

    def _workspace(self) -> pulumi.Input[str] | None:
        metrics = self._settings.metrics
        if metrics is None:
            return None
        if metrics.workspace_id:
            return metrics.workspace_id
        return operationalinsights.Workspace(
            "workspace",
            workspace_name=self._settings.names.workspace,
            resource_group_name=self._environment.resource_group.name,
            location=self._settings.location,
            sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
            tags=self._settings.tags,
            opts=self._own,
        ).id

    def _action_group(self) -> pulumi.Input[str] | None:
        alerts = self._settings.alerts
        if alerts is None or not alerts.email:
            return alerts.action_group_id if alerts else None
        return monitor.ActionGroup(
            "action-group",
            action_group_name=self._settings.names.action_group,
            resource_group_name=self._environment.resource_group.name,
            location="global",
            enabled=True,
            group_short_name="push",
            email_receivers=[
                monitor.MicrosoftCommonEmailReceiverArgs(
                    name="owner", email_address=alerts.email, use_common_alert_schema=True
                )
            ],
            tags=self._settings.tags,
            opts=self._own,
        ).id


def _declared(settings: Settings) -> dict[str, Declared]:
    known: dict[str, Declared] = {}
    if settings.logs:
        known["namespace-logs"] = {"settings": {"": "logs"}}
        if not settings.logs.storage_account_id:
            known["log-storage"] = {"settings": tagged({"": "logs"})}
            known["log-lifecycle"] = {"settings": {"": "logs", "policy": "logs.retentionDays"}}
    if settings.metrics and not settings.metrics.workspace_id:
        known["workspace"] = {"settings": tagged({"": "metrics"})}
    if settings.alerts and settings.alerts.email:
        known["action-group"] = {
            "settings": tagged({"": "alerts", "emailReceivers": "alerts.email"})
        }
    return known


def _deletion(days: int) -> storage.ManagementPolicyRuleArgs:
    return storage.ManagementPolicyRuleArgs(
        name="delete-old-logs",
        type="Lifecycle",
        enabled=True,
        definition=storage.ManagementPolicyDefinitionArgs(
            filters=storage.ManagementPolicyFilterArgs(
                blob_types=["appendBlob"],
                prefix_match=[f"insights-logs-{OPERATIONAL_LOGS.lower()}/"],
            ),
            actions=storage.ManagementPolicyActionArgs(
                base_blob=storage.ManagementPolicyBaseBlobArgs(
                    delete=storage.DateAfterModificationArgs(
                        days_after_modification_greater_than=days
                    )
                )
            ),
        ),
    )
