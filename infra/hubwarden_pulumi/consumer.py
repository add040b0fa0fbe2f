"""A consumer of a hub: its own access rule, and its connection string in the vault."""

import uuid
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import authorization, keyvault, notificationhubs

from hubwarden_pulumi.app_settings import ConsumerSettings
from hubwarden_pulumi.declaration import Declared, declaration, tagged
from hubwarden_pulumi.settings import Settings
from hubwarden_pulumi.vault import VaultReference

_SECRETS_USER: Final = "4633458b-17de-408a-b874-0445c86b69e6"
"""The built-in role "Key Vault Secrets User", which can read the values of secrets."""


@dataclass(frozen=True, slots=True)
class ConsumerArgs:
    """The arguments of a consumer."""

    settings: Settings
    app: str
    consumer: ConsumerSettings
    hub: notificationhubs.NotificationHub
    namespace: notificationhubs.Namespace
    resource_group: pulumi.Input[str]
    vault: VaultReference


class Consumer(pulumi.ComponentResource):
    """An access rule on the hub, and its connection string in a secret that only the consumer can read.

    The hub is passed by its outputs and not as the parent, because a parent would pass on its protection.
    """

    secret_name: pulumi.Output[str]
    """The name of the secret with the connection string."""

    def __init__(
        self, name: str, args: ConsumerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("hubwarden:index:Consumer", name, declaration(_declared(name, args)), opts)
        consumer = args.consumer
        rule = notificationhubs.NotificationHubAuthorizationRule(
            f"{name}.rule",
            authorization_rule_name=consumer.name,
            notification_hub_name=args.hub.name,
            namespace_name=args.namespace.name,
            resource_group_name=args.resource_group,
            location=args.settings.location,
            rights=list(consumer.rights),
            opts=pulumi.ResourceOptions(
                parent=self, additional_secret_outputs=["primaryKey", "secondaryKey"]
            ),
        )
        secret = self._connection_string(name, args, rule)
        self.secret_name = secret.name
        if consumer.identity:
            self._grant(name, args, consumer.identity, secret)
        self.register_outputs({})

    def _connection_string(
        self,
        name: str,
        args: ConsumerArgs,
        rule: notificationhubs.NotificationHubAuthorizationRule,
    ) -> keyvault.Secret:
        # The rule's own output is among the arguments: it is unknown before the rule exists, and then no call
        # is made.
        # Azure's answer is not marked as secret, so it is marked here.
        keys = notificationhubs.list_notification_hub_keys_output(
            authorization_rule_name=rule.name,
            notification_hub_name=args.hub.name,
            namespace_name=args.namespace.name,
            resource_group_name=args.resource_group,
        )
        return keyvault.Secret(
            # The name in Azure begins with this one, so it has only letters, digits and hyphens.
            name,
            vault_name=args.vault.name,
            resource_group_name=args.vault.resource_group,
            properties=keyvault.SecretPropertiesArgs(
                value=pulumi.Output.secret(keys.primary_connection_string),
                content_type="Notification Hubs connection string",
            ),
            tags={**args.settings.tags, "app": args.app, "consumer": args.consumer.name},
            # Resource Manager cannot delete a secret, and the deployer should not need the right to read or delete
            # secrets. The string that remains is useless: its rule is deleted with the consumer.
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )

    def _grant(self, name: str, args: ConsumerArgs, identity: str, secret: keyvault.Secret) -> None:
        seed = f"{args.settings.names.base}/{args.app}/{args.consumer.name}/{identity.lower()}"
        authorization.RoleAssignment(
            f"{name}.reader",
            role_assignment_name=str(uuid.uuid5(uuid.NAMESPACE_URL, f"hubwarden:{seed}")),
            scope=secret.id,
            principal_id=identity,
            principal_type="ServicePrincipal",
            role_definition_id=secret.id.apply(_secrets_user),
            # The same assignment cannot be created for a second scope while the first one exists.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )


def _secrets_user(resource_id: str) -> str:
    """Return the role's id in the subscription of a resource."""
    subscription = resource_id.split("/")[2]
    return (
        f"/subscriptions/{subscription}"
        f"/providers/Microsoft.Authorization/roleDefinitions/{_SECRETS_USER}"
    )


def _declared(name: str, args: ConsumerArgs) -> dict[str, Declared]:
    path = f"apps.{args.app}.consumers.{args.consumer.name}"
    known: dict[str, Declared] = {
        f"{name}.rule": {
            "settings": {"": path, "rights": f"{path}.rights", "role": f"{path}.role"},
            "consumer": args.consumer.name,
            "role": args.consumer.role,
        },
        name: {"settings": tagged({"": path})},
    }
    if args.consumer.identity:
        known[f"{name}.reader"] = {
            "settings": {"": f"{path}.identity", "principalId": f"{path}.identity"}
        }
    return known
