"""Where the verdicts on the statements of guides were read."""

from __future__ import annotations

from typing import Final

from hubwarden.diagnosis.references import Reference

_LEARN: Final = "https://learn.microsoft.com/en-us"
_HUBS: Final = f"{_LEARN}/azure/notification-hubs"
_DOTNET: Final = "https://github.com/Azure/azure-notificationhubs-dotnet"

QUESTIONS: Final = Reference(
    "Microsoft: Push notifications with Notification Hubs, frequently asked questions",
    f"{_HUBS}/notification-hubs-push-notification-faq",
)
SECURITY: Final = Reference(
    "Microsoft: Notification Hubs security", f"{_HUBS}/notification-hubs-push-notification-security"
)
TEMPLATES: Final = Reference(
    "Microsoft: Notification Hubs templates",
    f"{_HUBS}/notification-hubs-templates-cross-platform-push-messages",
)
REGISTRATIONS: Final = Reference(
    "Microsoft: Registration management",
    f"{_HUBS}/notification-hubs-push-notification-registration-management",
)
TOKENS: Final = Reference(
    "Microsoft: Token-based (HTTP/2) authentication for APNs",
    f"{_HUBS}/notification-hubs-push-notification-http2-token-authentication",
)
FCM_REST: Final = Reference(
    "Microsoft: Firebase Cloud Messaging migration using REST API",
    f"{_HUBS}/firebase-migration-rest",
)
FCM_SDK: Final = Reference(
    "Microsoft: Firebase Cloud Messaging migration using Azure SDKs",
    f"{_HUBS}/firebase-migration-sdk",
)
CREDENTIALS: Final = Reference(
    "Microsoft: Set up push notifications in a notification hub",
    f"{_HUBS}/configure-notification-hub-portal-pns-settings",
)
AVAILABILITY: Final = Reference(
    "Microsoft: Notification Hubs high availability", f"{_HUBS}/notification-hubs-high-availability"
)
LOGS: Final = Reference(
    "Microsoft: Enable diagnostics logs for Notification Hubs",
    f"{_HUBS}/notification-hubs-diagnostic-logs",
)
LOGS_IN_WORKSPACES: Final = Reference(
    "azure-docs 121647: the note that logs cannot go to Log Analytics is removed",
    "https://github.com/MicrosoftDocs/azure-docs/pull/121647",
)
MONITORING: Final = Reference(
    "Microsoft: Monitor Azure Notification Hubs", f"{_HUBS}/monitor-notification-hubs"
)
METRICS: Final = Reference(
    "Microsoft: Supported metrics for Microsoft.NotificationHubs/namespaces/notificationHubs",
    f"{_LEARN}/azure/azure-monitor/reference/supported-metrics/"
    "microsoft-notificationhubs-namespaces-notificationhubs-metrics",
)
OPERATIONS: Final = Reference(
    "Microsoft: Azure permissions for Web and Mobile, Microsoft.NotificationHubs",
    f"{_LEARN}/azure/role-based-access-control/permissions/web-and-mobile",
)
ARM_MODEL: Final = Reference(
    "Microsoft: the REST API of Microsoft.NotificationHubs",
    "https://github.com/Azure/azure-rest-api-specs/tree/main/specification/notificationhubs",
)
INSTALLATIONS: Final = Reference(
    "Microsoft: REST API, Create or overwrite an installation",
    f"{_LEARN}/rest/api/notificationhubs/create-overwrite-installation",
)
ALL_REGISTRATIONS: Final = Reference(
    "Microsoft: REST API, Read all registrations",
    f"{_LEARN}/rest/api/notificationhubs/read-all-registrations",
)
TELEMETRY: Final = Reference(
    "Microsoft: REST API, Get notification message telemetry",
    f"{_LEARN}/rest/api/notificationhubs/get-notification-message-telemetry",
)
AZ: Final = Reference(
    "Microsoft: az notification-hub, all its commands", f"{_LEARN}/cli/azure/notification-hub"
)
DOTNET: Final = Reference("Microsoft.Azure.NotificationHubs: the SDK for .NET", _DOTNET)
DOTNET_ERRORS: Final = Reference(
    "Microsoft.Azure.NotificationHubs: which exception stands for which status (ExceptionUtility)",
    f"{_DOTNET}/blob/main/src/Microsoft.Azure.NotificationHubs/ExceptionUtility.cs",
)
DOTNET_ENTRA: Final = Reference(
    "azure-notificationhubs-dotnet 301: sign-in with Microsoft Entra ID is asked for",
    f"{_DOTNET}/issues/301",
)
JAVASCRIPT: Final = Reference(
    "@azure/notification-hubs: the SDK for JavaScript",
    "https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/notificationhubs/notification-hubs",
)
ANDROID: Final = Reference(
    "The SDK for Android", "https://github.com/Azure/azure-notificationhubs-android"
)
IOS: Final = Reference("The SDK for iOS", "https://github.com/Azure/azure-notificationhubs-ios")
CONTROLS: Final = Reference(
    "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub",
    "https://github.com/azsk/DevOpsKit-docs/blob/master/02-Secure-Development/ControlCoverage/"
    "Feature/NotificationHub.md",
)
APPLE_SENDING: Final = Reference(
    "Apple: Sending notification requests to APNs",
    "https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns",
)
APPLE_TOKENS: Final = Reference(
    "Apple: Establishing a token-based connection to APNs",
    "https://developer.apple.com/documentation/usernotifications/"
    "establishing-a-token-based-connection-to-apns",
)
APPLE_CERTIFICATES: Final = Reference(
    "Apple: Establishing a certificate-based connection to APNs",
    "https://developer.apple.com/documentation/usernotifications/"
    "establishing-a-certificate-based-connection-to-apns",
)
APPLE_REGISTERING: Final = Reference(
    "Apple: Registering your app with APNs",
    "https://developer.apple.com/documentation/usernotifications/registering-your-app-with-apns",
)
APPLE_BINARY: Final = Reference(
    "Apple developer forums 673698: the end of the binary protocol",
    "https://developer.apple.com/forums/thread/673698",
)
APPLE_NOTE: Final = Reference(
    "Apple: Technical Note TN2265, Troubleshooting Push Notifications",
    "https://developer.apple.com/library/archive/technotes/tn2265/_index.html",
)
APPLE_PROFILES: Final = Reference(
    "Apple: TN3125, Inside code signing: provisioning profiles",
    "https://developer.apple.com/documentation/technotes/tn3125-inside-code-signing-provisioning-profiles",
)
GOOGLE_MESSAGES: Final = Reference(
    "Firebase: Non-collapsible and collapsible messages",
    "https://firebase.google.com/docs/cloud-messaging/customize-messages/collapsible-message-types",
)
