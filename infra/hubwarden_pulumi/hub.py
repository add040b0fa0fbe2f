"""The hub of one app with its credentials, consumers, metrics and alerts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor, notificationhubs

from hubwarden.facts import ALL_METRICS, Concern, metrics_for
from hubwarden_pulumi.alerts import metric_alert
from hubwarden_pulumi.app_settings import App
from hubwarden_pulumi.consumer import Consumer, ConsumerArgs
from hubwarden_pulumi.credentials import credentials, origins
from hubwarden_pulumi.declaration import Declared, declaration, tagged
from hubwarden_pulumi.environment import Environment
from hubwarden_pulumi.monitoring import DIAGNOSTIC_SETTING, Monitoring
from hubwarden_pulumi.settings import Settings
from hubwarden_pulumi.surroundings import Alerts
from hubwarden_pulumi.vault import VaultReference


@dataclass(frozen=True, slots=True)
class HubArgs:
    """The arguments of a hub."""

    settings: Settings
    app: App
    environment: Environment
    monitoring: Monitoring
    vault: VaultReference
    protected: bool
    """Whether Pulumi protects the hub; the resources around it are never protected."""


class Hub(pulumi.ComponentResource):
    """The hub of one app.

    The component has the app's name. The logical names below it consist of names, never of positions, so that
    adding or moving an app or a consumer changes nothing else. The dots and double hyphens in them, which no app's
    or consumer's name can have, keep any two of them different.
    """

    hub: notificationhubs.NotificationHub
    secret_names: dict[str, pulumi.Output[str]]
    """The names of the secrets in the vault, by consumer."""

    def __init__(
        self, name: str, args: HubArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("hubwarden:index:Hub", name, declaration(_declared(name, args)), opts)
        self._args = args
        self._own = pulumi.ResourceOptions(parent=self)
        self._group = args.environment.resource_group.name
        self.hub = notificationhubs.NotificationHub(
            f"{name}.hub",
            notification_hub_name=args.settings.names.hub(args.app.name),
            namespace_name=args.environment.namespace.name,
            resource_group_name=self._group,
            location=args.settings.location,
            registration_ttl=args.app.registration_ttl,
            **credentials(args.app),
            tags=args.settings.tags,
            opts=pulumi.ResourceOptions(
                parent=self, protect=args.protected, retain_on_delete=args.protected
            ),
        )
        self._export_metrics(f"{name}.metrics")
        self._watch(name)
        self.secret_names = self._serve(name)
        self.register_outputs({})

    def _export_metrics(self, name: str) -> None:
        workspace = self._args.monitoring.workspace_id
        if workspace is None:
            return
        monitor.DiagnosticSetting(
            name,
            name=DIAGNOSTIC_SETTING,
            resource_uri=self.hub.id,
            workspace_id=workspace,
            metrics=[monitor.DiagnosticsMetricSettingsArgs(category=ALL_METRICS, enabled=True)],
            opts=self._own,
        )

    def _watch(self, name: str) -> None:
        args, alerts = self._args, self._args.settings.alerts
        if alerts is None:
            return
        for concern, metric in _watched(alerts, args.app):
            metric_alert(
                f"{name}.{metric}",
                settings=args.settings,
                alerts=alerts,
                concern=concern,
                metric=metric,
                app=args.app.name,
                hub=self.hub,
                resource_group=self._group,
                action_group_id=args.monitoring.action_group_id,
                opts=self._own,
            )

    def _serve(self, name: str) -> dict[str, pulumi.Output[str]]:
        args = self._args
        return {
            consumer.name: Consumer(
                f"{name}--{consumer.name}",
                ConsumerArgs(
                    settings=args.settings,
                    app=args.app.name,
                    consumer=consumer,
                    hub=self.hub,
                    namespace=args.environment.namespace,
                    resource_group=self._group,
                    vault=args.vault,
                ),
                opts=self._own,
            ).secret_name
            for consumer in args.app.consumers
        }


def _watched(alerts: Alerts, app: App) -> Iterator[tuple[Concern, str]]:
    """Yield each metric that is watched on the hub of an app, with its concern."""
    for concern in alerts.watch:
        for metric in metrics_for(concern, app.push_services):
            yield concern, metric


def _declared(name: str, args: HubArgs) -> dict[str, Declared]:
    known = {f"{name}.hub": _hub_declared(args.app)}
    if args.settings.metrics:
        known[f"{name}.metrics"] = {"settings": {"": "metrics", "workspaceId": "metrics"}}
    if args.settings.alerts:
        origins_of_alerts = {"": "alerts", "enabled": "alerts.enabled", "actions": "alerts"}
        for _, metric in _watched(args.settings.alerts, args.app):
            known[f"{name}.{metric}"] = {"settings": tagged(origins_of_alerts)}
    return known


def _hub_declared(app: App) -> Declared:
    known: Declared = {
        "settings": tagged(
            {
                "": app.path,
                "notificationHubName": app.path,
                "location": "azure-native:location",
                "registrationTtl": f"{app.path}.registrationTtl",
                "platforms": f"{app.path}.platforms",
                "alerts": "alerts.watch",
                "diagnostics": "metrics",
                **origins(app),
            }
        ),
        "platforms": list(app.platforms),
    }
    if app.apns and app.apns.credential.bundle_id:
        known["bundle_id"] = app.apns.credential.bundle_id
    return known
