"""The Key Vault with the connection strings of consumers, new or existing.

Key Vault reserves the name of a deleted vault for 7 to 90 days in all of Azure, and the name of a deleted secret
for as long in its vault. With a fixed name, a sandbox could not be destroyed and deployed again, and a consumer
could not be removed and added again, without a purge, which purge protection forbids. So the vault and its secrets
are the only resources whose names Pulumi completes: it adds eight hexadecimal digits to the logical name, which
stay the same while the resource exists and differ for its successor.
"""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import keyvault

from hubwarden_pulumi.declaration import declaration, tagged
from hubwarden_pulumi.environment import Environment
from hubwarden_pulumi.settings import Settings

_KEPT_DAYS: Final = {True: 7, False: 90}
"""The days for which a deleted vault can be restored, by whether the stack is disposable.

Azure does not allow changing them afterwards, so they depend on the stack only and not on a setting.
"""


@dataclass(frozen=True, slots=True)
class VaultReference:
    """The vault that secrets are written to."""

    name: pulumi.Input[str]
    resource_group: pulumi.Input[str]
    id: pulumi.Input[str]


class Vault(pulumi.ComponentResource):
    """A vault with access by role assignments instead of access policies."""

    reference: VaultReference

    def __init__(
        self,
        name: str,
        settings: Settings,
        environment: Environment,
        *,
        protected: bool,
        disposable: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        stem = settings.names.vault_stem
        known = declaration({stem: {"settings": tagged({"": "prefix"})}})
        super().__init__("hubwarden:index:Vault", name, known, opts)
        made = keyvault.Vault(
            stem,
            resource_group_name=environment.resource_group.name,
            location=settings.location,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=settings.tenant_id,
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                enable_rbac_authorization=True,
                # Azure accepts true for this property, or its absence, but not false.
                enable_purge_protection=True if protected else None,
                soft_delete_retention_in_days=_KEPT_DAYS[disposable],
            ),
            tags=settings.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.reference = VaultReference(made.name, environment.resource_group.name, made.id)
        self.register_outputs({})


def existing(vault_id: str) -> VaultReference:
    """Return the reference to an existing vault."""
    parts = vault_id.split("/")
    return VaultReference(name=parts[8], resource_group=parts[4], id=vault_id)
