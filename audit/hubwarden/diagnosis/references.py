"""Where the messages of the symptom table were read, beside what rules cite, too (``hubwarden.citations``)."""

from __future__ import annotations

from typing import Final

from hubwarden.citation import Citation

_LEARN: Final = "https://learn.microsoft.com/en-us"
_DOTNET: Final = "https://github.com/Azure/azure-notificationhubs-dotnet"

SENDING: Final = Citation(
    "Microsoft: REST API, Send an APNS native notification (response codes)",
    f"{_LEARN}/rest/api/notificationhubs/send-apns-native-notification",
)
OUTCOMES: Final = Citation(
    "Microsoft: Debugging Notification Hubs (result codes of a test send)",
    f"{_LEARN}/previous-versions/azure/azure-services/dn530751(v=azure.100)",
)
PNS_ERRORS: Final = Citation(
    "Microsoft: Retrieve platform notification system error details with Azure Notification Hubs",
    "https://azure.microsoft.com/en-us/blog/"
    "retrieve-platform-notification-system-error-details-with-azure-notification-hubs/",
)
PNS_FEEDBACK: Final = Citation(
    "Microsoft: REST API, Get PNS feedback",
    f"{_LEARN}/rest/api/notificationhubs/get-pns-feedback",
)
TAGS: Final = Citation(
    "Microsoft: Routing and tag expressions",
    f"{_LEARN}/azure/notification-hubs/notification-hubs-tags-segment-push-message",
)
SDK_TEXTS: Final = Citation(
    "Microsoft.Azure.NotificationHubs: the texts of the .NET SDK (SRClient.resx)",
    f"{_DOTNET}/blob/main/src/Microsoft.Azure.NotificationHubs/SRClient.resx",
)
SDK_FEEDBACK: Final = Citation(
    "Microsoft.Azure.NotificationHubs: the errors of the sample ParseFeedbackSample",
    f"{_DOTNET}/tree/main/Samples",
)
SDK_FORBIDDEN: Final = Citation(
    "azure-notificationhubs-dotnet 236: which exception stands for 403", f"{_DOTNET}/pull/236"
)
SDK_DOLLAR: Final = Citation(
    "azure-notificationhubs-dotnet 265: tags cannot start with a dollar sign",
    f"{_DOTNET}/issues/265",
)
SIGNATURE: Final = Citation(
    "azure-notificationhubs-java-backend 108: 401, the token has an invalid signature",
    "https://github.com/Azure/azure-notificationhubs-java-backend/issues/108",
)
HANDLE: Final = Citation(
    "azure-sdk-for-js 32045: the handle for the registration is invalid, after a change to FCM v1",
    "https://github.com/Azure/azure-sdk-for-js/issues/32045",
)
MANAGE: Final = Citation(
    "ServiceBusExplorer 194: 401 without the Manage claim",
    "https://github.com/paolosalvatori/ServiceBusExplorer/issues/194",
)
INVALID_TAG: Final = Citation(
    "AzurePushNotificationPlugin 8: 400, an invalid tag was supplied",
    "https://github.com/CrossGeeks/AzurePushNotificationPlugin/issues/8",
)
TAG_SIZE: Final = Citation(
    "azure-docs 48743: the serialized size of tags",
    "https://github.com/MicrosoftDocs/azure-docs/issues/48743",
)
APPLE: Final = Citation(
    "Apple: Handling notification responses from APNs",
    "https://developer.apple.com/documentation/usernotifications/"
    "handling-notification-responses-from-apns",
)
APPLE_KEYS: Final = Citation(
    "APNSwift 229: keys that are limited to one environment",
    "https://github.com/swift-server-community/APNSwift/pull/229",
)
APPLE_WEB: Final = Citation(
    "pywebpush 175: what Apple means by BadJwtToken",
    "https://github.com/web-push-libs/pywebpush/issues/175",
)
ENTITLEMENT: Final = Citation(
    "The missing push entitlement, and how it comes about",
    "http://www.kouhan.cn/en/article/00034831",
)
GOOGLE_TOKENS: Final = Citation(
    "Firebase: FCM error codes", "https://firebase.google.com/docs/cloud-messaging/error-codes"
)
GOOGLE_ACCESS: Final = Citation(
    "testfcm.in: Common FCM HTTP v1 errors", "https://www.testfcm.in/docs/common-fcm-errors"
)
WINDOWS: Final = Citation(
    "Microsoft: Windows App SDK, Troubleshooting push notifications (WNS response codes)",
    f"{_LEARN}/windows/apps/windows-app-sdk/notifications/push-notifications/troubleshooting",
)
