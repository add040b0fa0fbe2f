"""The names of an environment's resources in Azure.

They are made from the prefix and the name of the stack, which no stack file can change, and not from the
environment: so editing the environment renames nothing.
"""

import re
from dataclasses import dataclass
from typing import Final

_NAMESPACE: Final = re.compile(r"(?=.{6,50}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_STORAGE_ACCOUNT: Final = re.compile(r"[a-z0-9]{3,24}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one environment's resources."""

    prefix: str
    stack: str

    @property
    def base(self) -> str:
        """The beginning of nearly every name."""
        return f"{self.prefix}-{self.stack}"

    @property
    def resource_group(self) -> str:
        """The name of the resource group."""
        return f"{self.base}-rg"

    @property
    def namespace(self) -> str:
        """The name of the namespace, which is unique in all of Azure."""
        return f"{self.base}-ns"

    @property
    def storage_account(self) -> str:
        """The name of the storage account for logs, which is unique in all of Azure."""
        return f"{self.base}logs".replace("-", "")

    @property
    def workspace(self) -> str:
        """The name of the Log Analytics workspace."""
        return f"{self.base}-log"

    @property
    def action_group(self) -> str:
        """The name of the action group."""
        return f"{self.base}-ag"

    @property
    def lock(self) -> str:
        """The name of the lock on the namespace."""
        return f"{self.base}-keep"

    @property
    def vault_stem(self) -> str:
        """The beginning of the vault's name; eight hexadecimal digits follow (24 characters in all)."""
        return f"{self.prefix}-kv"

    def hub(self, app: str) -> str:
        """Return the name of an app's hub."""
        return f"{self.base}-{app}"

    def alert(self, app: str, metric: str) -> str:
        """Return the name of the alert on one metric of an app's hub."""
        return f"{self.base}-{app}-{metric.replace('.', '-')}"

    def refused(self, *, own_storage: bool) -> bool:
        """Tell whether Azure would refuse one of the names; that of the storage account only if it is created."""
        account = _STORAGE_ACCOUNT.fullmatch(self.storage_account)
        return not _NAMESPACE.fullmatch(self.namespace) or (own_storage and not account)
