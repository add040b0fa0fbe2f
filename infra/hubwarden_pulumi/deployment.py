"""Deploys one environment from its settings."""

import pulumi

from hubwarden_pulumi import vault
from hubwarden_pulumi.environment import Environment
from hubwarden_pulumi.hub import Hub, HubArgs
from hubwarden_pulumi.monitoring import Monitoring
from hubwarden_pulumi.settings import Settings


def deploy(settings: Settings, *, disposable: bool) -> None:
    """Declare all resources of the current stack.

    ``disposable`` says that this stack may lose its hubs. It is not a setting, so no edit of a stack file can
    remove the protection. A stack that claims to be production is protected in any case.
    """
    protected = settings.environment == "production" or not disposable
    environment = Environment("environment", settings, protected=protected)
    inside = pulumi.ResourceOptions(parent=environment)
    monitoring = Monitoring("monitoring", settings, environment, opts=inside)
    if settings.key_vault_id:
        reference = vault.existing(settings.key_vault_id)
    else:
        reference = vault.Vault(
            "vault",
            settings,
            environment,
            protected=protected,
            disposable=disposable,
            opts=inside,
        ).reference
    hubs = {
        app.name: Hub(
            app.name,
            HubArgs(
                settings=settings,
                app=app,
                environment=environment,
                monitoring=monitoring,
                vault=reference,
                protected=protected,
            ),
            opts=inside,
        )
        for app in settings.apps
    }
    if environment.locked:
        environment.lock(after=[monitoring, *hubs.values()])

    pulumi.export("namespace", environment.namespace.name)
    pulumi.export("hubs", {name: hub.hub.name for name, hub in hubs.items()})
    pulumi.export("vault", reference.id)
    pulumi.export("secretNames", {name: hub.secret_names for name, hub in hubs.items()})
