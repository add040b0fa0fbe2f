"""The resource group and the namespace that contain the hubs of one environment."""

import pulumi
from pulumi_azure_native import authorization, notificationhubs, resources

from hubwarden_pulumi.declaration import Declared, declaration, tagged
from hubwarden_pulumi.settings import Settings
from hubwarden_pulumi.surroundings import Network


class Environment(pulumi.ComponentResource):
    """A resource group with a namespace in it.

    With ``protected``, Pulumi refuses to delete or replace them, and leaves them in Azure if the program drops them
    nevertheless. The component itself is not protected, so that its other children do not inherit the protection: a
    consumer, for instance, can be removed without ``pulumi state unprotect``.
    """

    resource_group: resources.ResourceGroup
    namespace: notificationhubs.Namespace
    locked: bool
    """Whether the namespace will be locked; ``lock`` does so after everything below it is declared."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        protected: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        self._names = settings.names
        self.locked = protected if settings.lock is None else settings.lock
        known = declaration(
            _declared(settings, locked=self.locked), environment=settings.environment
        )
        super().__init__("hubwarden:index:Environment", name, known, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=protected, retain_on_delete=protected)
        self.resource_group = resources.ResourceGroup(
            "resource-group",
            resource_group_name=settings.names.resource_group,
            location=settings.location,
            tags=settings.tags,
            opts=kept,
        )
        self.namespace = notificationhubs.Namespace(
            "namespace",
            namespace_name=settings.names.namespace,
            resource_group_name=self.resource_group.name,
            location=settings.location,
            sku=notificationhubs.SkuArgs(name=settings.tier),
            zone_redundancy="Enabled" if settings.zone_redundancy else "Disabled",
            public_network_access=settings.public_network_access,
            network_acls=_network_acls(settings.network) if settings.network else None,
            tags=settings.tags,
            opts=kept,
        )
        self.register_outputs({})

    def lock(self, after: list[pulumi.Resource]) -> None:
        """Keep Azure from deleting the namespace and everything in it.

        The lock depends on everything below the namespace. So it is created last, and an update that also deletes
        something below the namespace deletes the lock first.
        """
        authorization.ManagementLockByScope(
            "lock",
            lock_name=self._names.lock,
            scope=self.namespace.id,
            level="CanNotDelete",
            notes="Registrations cannot be restored. Set hubwarden:lock to false to remove this lock.",
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )


def _network_acls(network: Network) -> notificationhubs.NetworkAclsArgs:
    """Let phones register from everywhere, and allow more only to the known addresses.

    It is not documented whether an address rule adds to the public rights or replaces them, so it repeats Listen,
    which everybody has anyway.
    """
    rules = [(mask, ["Listen", "Send"]) for mask in network.backends]
    rules += [(mask, ["Listen", "Send", "Manage"]) for mask in network.tools]
    return notificationhubs.NetworkAclsArgs(
        ip_rules=[
            notificationhubs.IpRuleArgs(ip_mask=mask, rights=rights) for mask, rights in rules
        ],
        public_network_rule=notificationhubs.PublicInternetAuthorizationRuleArgs(
            rights=list(network.public)
        ),
    )


def _declared(settings: Settings, *, locked: bool) -> dict[str, Declared]:
    known: dict[str, Declared] = {
        "resource-group": {"settings": tagged({"": "environment"})},
        "namespace": {"settings": tagged(_namespace_origins(settings.network))},
    }
    if locked:
        known["lock"] = {"settings": {"": "lock"}}
    return known


def _namespace_origins(network: Network | None) -> dict[str, str]:
    return {
        "": "environment",
        "namespaceName": "prefix",
        "location": "azure-native:location",
        "sku": "tier",
        "sku.name": "tier",
        "zoneRedundancy": "zoneRedundancy",
        "publicNetworkAccess": "publicNetworkAccess",
        "networkAcls": "network",
        "networkAcls.ipRules": "network",
        "networkAcls.publicNetworkRule": "network",
        "networkAcls.publicNetworkRule.rights": network.public_setting if network else "network",
        "diagnostics": "logs",
        "lock": "lock",
    }
