"""Where the verdicts on the statements of guides were read, beside what rules cite, too (``hubwarden.citations``)."""

from __future__ import annotations

from typing import Final

from hubwarden.citation import Citation

_LEARN: Final = "https://learn.microsoft.com/en-us"
_HUBS: Final = f"{_LEARN}/azure/notification-hubs"
_DOTNET: Final = "https://github.com/Azure/azure-notificationhubs-dotnet"

TEMPLATES: Final = Citation(
    "Microsoft: Notification Hubs templates",
    f"{_HUBS}/notification-hubs-templates-cross-platform-push-messages",
)
FCM_SDK: Final = Citation(
    "Microsoft: Firebase Cloud Messaging migration using Azure SDKs",
    f"{_HUBS}/firebase-migration-sdk",
)
MONITORING: Final = Citation(
    "Microsoft: Monitor Azure Notification Hubs", f"{_HUBS}/monitor-notification-hubs"
)
ALL_REGISTRATIONS: Final = Citation(
    "Microsoft: REST API, Read all registrations",
    f"{_LEARN}/rest/api/notificationhubs/read-all-registrations",
)
AZ: Final = Citation(
    "Microsoft: az notification-hub, all its commands", f"{_LEARN}/cli/azure/notification-hub"
)
DOTNET_ERRORS: Final = Citation(
    "Microsoft.Azure.NotificationHubs: which exception stands for which status (ExceptionUtility)",
    f"{_DOTNET}/blob/main/src/Microsoft.Azure.NotificationHubs/ExceptionUtility.cs",
)
DOTNET_ENTRA: Final = Citation(
    "azure-notificationhubs-dotnet 301: sign-in with Microsoft Entra ID is asked for",
    f"{_DOTNET}/issues/301",
)
JAVASCRIPT: Final = Citation(
    "@azure/notification-hubs: the SDK for JavaScript",
    "https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/notificationhubs/notification-hubs",
)
ANDROID: Final = Citation(
    "The SDK for Android", "https://github.com/Azure/azure-notificationhubs-android"
)
IOS: Final = Citation("The SDK for iOS", "https://github.com/Azure/azure-notificationhubs-ios")
APPLE_REGISTERING: Final = Citation(
    "Apple: Registering your app with APNs",
    "https://developer.apple.com/documentation/usernotifications/registering-your-app-with-apns",
)
APPLE_BINARY: Final = Citation(
    "Apple developer forums 673698: the end of the binary protocol",
    "https://developer.apple.com/forums/thread/673698",
)
APPLE_NOTE: Final = Citation(
    "Apple: Technical Note TN2265, Troubleshooting Push Notifications",
    "https://developer.apple.com/library/archive/technotes/tn2265/_index.html",
)
GOOGLE_MESSAGES: Final = Citation(
    "Firebase: Non-collapsible and collapsible messages",
    "https://firebase.google.com/docs/cloud-messaging/customize-messages/collapsible-message-types",
)
