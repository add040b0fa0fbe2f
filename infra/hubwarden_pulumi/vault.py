"""The Key Vault that holds the consumers' connection strings, made or existing.

Key Vault keeps the name of what was deleted: of a vault for 7 to 90 days in all of Azure, of a secret
as long in its vault. Under a fixed name, a sandbox could not be destroyed and deployed again, nor a
consumer removed and added again, unless somebody purges first, which purge protection forbids. So the
vault and its secrets are the only resources that Pulumi names: to the logical name it adds eight
hexadecimal digits, the same ones for as long as the resource lives and others for its successor.
"""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import keyvault

from hubwarden_pulumi.declaration import declaration, tagged
from hubwarden_pulumi.environment import Environment
from hubwarden_pulumi.settings import Settings

_KEPT_DAYS: Final = {True: 7, False: 90}
"""Days for which a deleted vault can be restored, by whether the stack is disposable.

Azure lets nobody change them afterwards, so they follow from the stack alone and from no setting.
"""


@dataclass(frozen=True, slots=True)
class VaultReference:
    """Where a secret goes."""

    name: pulumi.Input[str]
    resource_group: pulumi.Input[str]
    id: pulumi.Input[str]


class Vault(pulumi.ComponentResource):
    """A vault that is read by role assignments, not by access policies."""

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
                # Azure knows this switch as true or absent, never as false.
                enable_purge_protection=True if protected else None,
                soft_delete_retention_in_days=_KEPT_DAYS[disposable],
            ),
            tags=settings.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.reference = VaultReference(made.name, environment.resource_group.name, made.id)
        self.register_outputs({})


def existing(vault_id: str) -> VaultReference:
    """Return the reference to a vault that is there already."""
    parts = vault_id.split("/")
    return VaultReference(name=parts[8], resource_group=parts[4], id=vault_id)
