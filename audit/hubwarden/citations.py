"""Where the rules come from: each document once, with the address at which it was read.

A rule cites one as ``citations.SECURITY``, or a part of it as ``citations.SECURITY.on("rights of access policies")``.
Articles of learn.microsoft.com were read as their sources in the repository MicrosoftDocs/azure-docs, or as stored
copies of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that demands something or tells a fact."""

    title: str
    """Who says it, and in which document: ``Microsoft: Notification Hubs security``."""
    address: str
    """Where it was read, https."""
    part: str = ""
    """What of it matters, in a few words; empty for the whole."""

    def on(self, part: str) -> Citation:
        """Return a citation of one part of the document."""
        return replace(self, part=part)

    @property
    def words(self) -> str:
        """Title and part, without the address."""
        return f"{self.title} ({self.part})" if self.part else self.title


_HUBS: Final = "https://learn.microsoft.com/en-us/azure/notification-hubs"

# Microsoft, articles about Notification Hubs

SECURITY: Final = Citation(
    "Microsoft: Notification Hubs security", f"{_HUBS}/notification-hubs-push-notification-security"
)
FIXER: Final = Citation(
    "Microsoft: Diagnose dropped notifications in Azure Notification Hubs",
    f"{_HUBS}/notification-hubs-push-notification-fixer",
)
FAQ: Final = Citation(
    "Microsoft: Push notifications with Azure Notification Hubs, frequently asked questions",
    f"{_HUBS}/notification-hubs-push-notification-faq",
)
TOKEN_AUTHENTICATION: Final = Citation(
    "Microsoft: Token-based (HTTP/2) authentication for APNs",
    f"{_HUBS}/notification-hubs-push-notification-http2-token-authentication",
)
PNS_SETTINGS: Final = Citation(
    "Microsoft: Configure push notification settings in the Azure portal",
    f"{_HUBS}/configure-notification-hub-portal-pns-settings",
)
FCM_MIGRATION: Final = Citation(
    "Microsoft: Azure Notification Hubs and Google Firebase Cloud Messaging migration",
    f"{_HUBS}/notification-hubs-gcm-to-fcm",
)
FCM_MIGRATION_REST: Final = Citation(
    "Microsoft: Firebase Cloud Messaging migration with REST", f"{_HUBS}/firebase-migration-rest"
)
BROWSER_PUSH: Final = Citation(
    "Microsoft: Browser push with Azure Notification Hubs", f"{_HUBS}/browser-push"
)
HIGH_AVAILABILITY: Final = Citation(
    "Microsoft: Notification Hubs high availability", f"{_HUBS}/notification-hubs-high-availability"
)

# Microsoft, code and specifications

REST_API: Final = Citation(
    "Microsoft: REST API 2023-10-01-preview of Microsoft.NotificationHubs",
    "https://github.com/Azure/azure-rest-api-specs/tree/main/specification/notificationhubs",
)
NET_SDK: Final = Citation(
    "Microsoft: Notification Hubs SDK for .NET",
    "https://github.com/Azure/azure-notificationhubs-dotnet",
)
JAVA_SDK: Final = Citation(
    "Microsoft: Notification Hubs SDK for Java back ends",
    "https://github.com/Azure/azure-notificationhubs-java-backend",
)
