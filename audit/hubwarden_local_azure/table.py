"""The table of resource types: one row for each type.

API versions are those that pulumi-azure-native 3.29 lists for the type, unless the row names others. In
``properties``, ``name*`` is required and ``name!`` is set by the service; a member without a shape is kept and
returned unchanged. To add a type, add a row; for what a row cannot express, give the row a ``Behaviour``.
"""

from __future__ import annotations

from typing import Final

from hubwarden_local_azure import monitor_rows, private_links
from hubwarden_local_azure.access import rows as access_rows
from hubwarden_local_azure.key_vault import VAULTS, Secret, Vault
from hubwarden_local_azure.kinds import EVERYWHERE, Kind, Where, versions
from hubwarden_local_azure.made_up_values import Identity, StorageAccount, Workspace
from hubwarden_local_azure.notification_hubs import rows as notification_hubs
from hubwarden_local_azure.paths import GROUPS
from hubwarden_local_azure.shapes import (
    ANYTHING,
    FILLED,
    FLAG,
    TEXT,
    Choice,
    ListOf,
    MapOf,
    Text,
    Whole,
    members,
)

_GUID: Final = Text(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", says="must be a GUID")
_OBJECTS: Final = ListOf(MapOf(ANYTHING))
_VAULT_VERSIONS: Final = (
    "2015-06-01 2016-10-01 2018-02-14-preview 2018-02-14 2019-09-01 2020-04-01-preview "
    "2021-04-01-preview 2021-06-01-preview 2021-10-01 2021-11-01-preview 2022-02-01-preview "
    "2022-07-01 2022-11-01 2023-02-01 2023-07-01 2024-04-01-preview 2024-11-01 "
    "2024-12-01-preview 2025-05-01 2026-02-01 2026-03-01-preview"
)
_STORAGE_VERSIONS: Final = (
    "2018-11-01 2019-04-01 2019-06-01 2020-08-01-preview 2021-01-01 2021-02-01 2021-04-01 "
    "2021-06-01 2021-08-01 2021-09-01 2022-05-01 2022-09-01 2023-01-01 2023-04-01 2023-05-01 "
    "2024-01-01 2025-01-01 2025-06-01 2025-08-01 2026-04-01"
)
_SKU_AND_KIND: Final = members(
    "sku* kind* identity extendedLocation zones",
    sku=members("name* tier!", name=FILLED, tier=TEXT),
    kind=Choice(("Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage")),
)


_ROWS: Final = (
    *notification_hubs.ROWS,
    Kind(
        type=GROUPS,
        versions=versions(
            "2015-11-01 2016-02-01 2016-07-01 2016-09-01 2017-05-10 2018-02-01 2018-05-01 "
            "2019-03-01 2019-05-01 2019-05-10 2019-07-01 2019-08-01 2019-10-01 2020-06-01 "
            "2020-08-01 2020-10-01 2021-01-01 2021-04-01 2022-09-01 2023-07-01 2024-03-01 "
            "2024-07-01 2024-11-01 2025-03-01 2025-04-01"
        ),
        source="API reference of resource groups (name rule, managedBy)",
        where=Where.SUBSCRIPTION,
        name=r"[\w().-]{0,89}[\w()-]",
        properties=members("provisioningState!"),
        defaults={"provisioningState": "Succeeded"},
        envelope=members("managedBy", managedBy=TEXT),
        places=EVERYWHERE,
        # A caller who may read only some groups gets only those (azure-cli 27586).
        lists_what_is_seen=True,
        slow_deletion=True,
    ),
    Kind(
        type=VAULTS,
        versions=versions(_VAULT_VERSIONS),
        source="API reference of vaults (VaultProperties)",
        where=Where.GROUP,
        name=r"[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]",
        properties=members(
            "tenantId* sku* accessPolicies vaultUri! hsmPoolResourceId! provisioningState! "
            "privateEndpointConnections! networkAcls",
            tenantId=_GUID,
            sku=members(
                "family* name*", family=Choice(("A",)), name=Choice(("standard", "premium"))
            ),
            accessPolicies=_OBJECTS,
            createMode=Choice(("default", "recover")),
            enableRbacAuthorization=FLAG,
            enabledForDeployment=FLAG,
            enabledForDiskEncryption=FLAG,
            enabledForTemplateDeployment=FLAG,
            enablePurgeProtection=FLAG,
            enableSoftDelete=FLAG,
            publicNetworkAccess=TEXT,
            softDeleteRetentionInDays=Whole(7, 90),
        ),
        defaults={
            "accessPolicies": [],
            "enabledForDeployment": False,
            "enableRbacAuthorization": False,
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": 90,
            "publicNetworkAccess": "Enabled",
        },
        places=EVERYWHERE,
        taken="VaultAlreadyExists",
        kept=frozenset({"enablePurgeProtection", "softDeleteRetentionInDays"}),
        created=200,
        system_data=True,
        behaviour=Vault(),
    ),
    Kind(
        type=f"{VAULTS}/secrets",
        versions=versions(_VAULT_VERSIONS)[1:],
        source="API reference of secrets: no DELETE, and value 'will never be returned'",
        where=Where.PARENT,
        name=r"[a-zA-Z0-9-]{1,127}",
        properties=members(
            "value secretUri! secretUriWithVersion! contentType attributes",
            value=TEXT,
            contentType=TEXT,
            attributes=members(
                "enabled nbf exp created! updated!", enabled=FLAG, nbf=Whole(0), exp=Whole(0)
            ),
        ),
        places=EVERYWHERE,
        needs_location=False,
        delete=False,
        write_only=frozenset({"value"}),
        created=200,
        behaviour=Secret(),
    ),
    Kind(
        type="Microsoft.OperationalInsights/workspaces",
        versions=versions(
            "2015-11-01-preview 2020-03-01-preview 2020-08-01 2020-10-01 2021-06-01 "
            "2021-12-01-preview 2022-10-01 2023-09-01 2025-02-01 2025-07-01"
        ),
        source="API reference of workspaces (WorkspaceProperties)",
        where=Where.GROUP,
        name=r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
        properties=members(
            "customerId! provisioningState! createdDate! modifiedDate! "
            "privateLinkScopedResources! features workspaceCapping forceCmkForQuery "
            "defaultDataCollectionRuleResourceId replication failover!",
            sku=members("name* capacityReservationLevel lastSkuUpdate!", name=FILLED),
            retentionInDays=Whole(-1, 730),
            publicNetworkAccessForIngestion=TEXT,
            publicNetworkAccessForQuery=TEXT,
        ),
        defaults={
            "sku": {"name": "PerGB2018"},
            "retentionInDays": 30,
            "features": {},
            "workspaceCapping": {"dailyQuotaGb": -1.0},
            "publicNetworkAccessForIngestion": "Enabled",
            "publicNetworkAccessForQuery": "Enabled",
            "provisioningState": "Succeeded",
        },
        envelope=members("identity"),
        places=EVERYWHERE,
        etag=True,
        behaviour=Workspace(),
    ),
    Kind(
        type="Microsoft.Storage/storageAccounts",
        versions=versions(_STORAGE_VERSIONS),
        source="API reference of storage accounts (create parameters and their defaults)",
        where=Where.GROUP,
        name=r"[a-z0-9]{3,24}",
        properties=members(
            "primaryEndpoints! primaryLocation! statusOfPrimary! provisioningState! creationTime! "
            "secondaryEndpoints! secondaryLocation! statusOfSecondary! keyCreationTime! "
            "privateEndpointConnections! networkAcls encryption accessTier customDomain keyPolicy "
            "sasPolicy azureFilesIdentityBasedAuthentication routingPreference isHnsEnabled "
            "isNfsV3Enabled isSftpEnabled isLocalUserEnabled largeFileSharesState "
            "allowCrossTenantReplication defaultToOAuthAuthentication immutableStorageWithVersioning "
            "allowedCopyScope dnsEndpointType dualStackEndpointPreference enableExtendedGroups",
            allowBlobPublicAccess=FLAG,
            allowSharedKeyAccess=FLAG,
            minimumTlsVersion=Choice(("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3")),
            supportsHttpsTrafficOnly=FLAG,
            publicNetworkAccess=TEXT,
        ),
        defaults={
            "supportsHttpsTrafficOnly": True,
            "minimumTlsVersion": "TLS1_0",
            "allowBlobPublicAccess": False,
            "accessTier": "Hot",
            "provisioningState": "Succeeded",
        },
        envelope=_SKU_AND_KIND,
        places=EVERYWHERE,
        taken="StorageAccountAlreadyTaken",
        created=200,
        behaviour=StorageAccount(),
    ),
    Kind(
        type="Microsoft.Storage/storageAccounts/managementPolicies",
        versions=versions(_STORAGE_VERSIONS),
        source="API reference of management policies: the name is always 'default'",
        where=Where.PARENT,
        name="(?i:default)",
        properties=members("policy* lastModifiedTime!", policy=members("rules*", rules=_OBJECTS)),
        tagged=False,
        patch=False,
        created=200,
    ),
    *monitor_rows.ROWS,
    *access_rows.ROWS,
    *private_links.ROWS,
    Kind(
        type="Microsoft.ManagedIdentity/userAssignedIdentities",
        versions=versions(
            "2015-08-31-preview 2018-11-30 2021-09-30-preview 2022-01-31-preview 2023-01-31 "
            "2023-07-31-preview 2024-11-30 2025-01-31-preview 2025-05-31-preview"
        ),
        source="API reference of user assigned identities",
        where=Where.GROUP,
        name=r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}",
        properties=members("tenantId! principalId! clientId! isolationScope"),
        places=EVERYWHERE,
        behaviour=Identity(),
    ),
)

KINDS: Final = {row.type.lower(): row for row in _ROWS}
NAMESPACES: Final = {row.namespace.lower() for row in _ROWS}
