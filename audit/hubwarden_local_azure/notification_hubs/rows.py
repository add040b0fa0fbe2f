"""The rows of Microsoft.NotificationHubs in the table of types."""

from __future__ import annotations

from typing import Final

from hubwarden_local_azure.kinds import EVERYWHERE, Kind, Where
from hubwarden_local_azure.notification_hubs.access_rules import (
    HUB_RULES,
    NAMESPACE_RULES,
    AccessRule,
)
from hubwarden_local_azure.notification_hubs.hub_shapes import (
    ACCESS_RULE,
    CREDENTIALS,
    FIRST_2023,
    HUB,
    HUB_SINCE,
    NAMESPACE,
    NAMESPACE_SINCE,
    SKU,
    VERSIONS,
)
from hubwarden_local_azure.notification_hubs.hubs import Hub
from hubwarden_local_azure.notification_hubs.namespaces import Namespace
from hubwarden_local_azure.shapes import members

_SOURCE: Final = "OpenAPI 2023-10-01-preview and recorded answers of 2023 and 2017-04-01"
_RULE_NAME: Final = r"[a-zA-Z0-9!()*+,\-._]{1,256}"
_KEYS: Final = frozenset({"primaryKey", "secondaryKey"})


def _rule(type_: str) -> Kind:
    return Kind(
        type=type_,
        versions=VERSIONS,
        source=_SOURCE,
        where=Where.PARENT,
        name=_RULE_NAME,
        properties=ACCESS_RULE,
        places=EVERYWHERE,
        needs_location=False,
        patch=False,
        keys=_KEYS,
        # The documents of 2017-04-01 and 2023-01-01-preview have only 200, and recorded answers of 2017-04-01
        # show it
        # for new rules; those of 2023-09-01 and 2023-10-01-preview also have 201 ("Created"). For the
        # versions between
        # and before, it is a guess.
        created_since="2023-09-01",
        behaviour=AccessRule(),
    )


ROWS: Final = (
    Kind(
        type="Microsoft.NotificationHubs/namespaces",
        versions=VERSIONS,
        source=f"{_SOURCE}; names: resource name rules of Azure (6 to 50), the stricter source",
        where=Where.GROUP,
        name=r"[a-zA-Z](?=.{5,49}$)[a-zA-Z0-9-]*[a-zA-Z0-9]",
        properties=NAMESPACE,
        defaults={
            "namespaceType": "NotificationHub",
            "zoneRedundancy": "Disabled",
            "networkAcls": {},
            "publicNetworkAccess": "Enabled",
        },
        envelope=members("sku", sku=SKU),
        needs_sku_since=FIRST_2023,
        places=EVERYWHERE,
        taken="Conflict",
        # Properties whose x-ms-mutability in the document of 2023-10-01-preview lacks "update". namespaceType
        # has no
        # x-ms-mutability, and Terraform changes it in place; that the service accepts the change is a guess
        # from both.
        fixed=frozenset({"zoneRedundancy", "scaleUnit"}),
        write_only=frozenset({"pnsCredentials"}),
        kept=frozenset({"pnsCredentials", "privateEndpointConnections"}),
        since=NAMESPACE_SINCE,
        paged=True,
        slow_creation=True,
        # By the document of 2017-04-01, DELETE answers 200, 202 or 204, as a long-running operation. By that of
        # 2023-10-01-preview it answers 200 or 204 without such an operation, and its client fails with a 202.
        slow_deletion=True,
        quick_deletion_since=FIRST_2023,
        behaviour=Namespace(),
    ),
    Kind(
        type="Microsoft.NotificationHubs/namespaces/notificationHubs",
        versions=VERSIONS,
        source=f"{_SOURCE}; names: resource name rules of Azure (1 to 260), the stricter source",
        where=Where.PARENT,
        name=r"[a-zA-Z][a-zA-Z0-9\-._]{0,259}",
        properties=HUB,
        envelope=members("sku", sku=SKU),
        places=EVERYWHERE,
        write_only=frozenset(CREDENTIALS),
        # Does a PUT without a credential remove it? Two reports disagree, and nobody has published a recording.
        # "It stays": azure-sdk-for-go, "Unable to remove APNS|GCM|... credentials from a Notification Hub"
        # (2018, this
        # API: only an explicit null removes), and Terraform still replaces a hub when a credential is removed.
        # "It goes": ServiceBusExplorer's "resetting of ApnsCredential" (2015, but of the data plane's own API). The
        # local Azure keeps it, and removes it for a null, in PUT and in PATCH.
        kept=frozenset(CREDENTIALS),
        since=HUB_SINCE,
        paged=True,
        behaviour=Hub(),
    ),
    _rule(NAMESPACE_RULES),
    _rule(HUB_RULES),
)
