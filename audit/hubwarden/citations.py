"""The documents that the rules rest on: each listed once, with the address at which it was read.

A rule cites one as ``citations.SECURITY``, or a part of it as ``citations.SECURITY.on("rights of access policies")``.
Articles of learn.microsoft.com were read as their sources in the repository MicrosoftDocs/azure-docs, or as stored
copies of the page.
"""

from __future__ import annotations

from typing import Final

from hubwarden.citation import Citation

_HUBS: Final = "https://learn.microsoft.com/en-us/azure/notification-hubs"
_NET: Final = "https://github.com/Azure/azure-notificationhubs-dotnet/blob/main/src/Microsoft.Azure.NotificationHubs"
_AZURE: Final = "https://learn.microsoft.com/en-us/azure"
_APPLE: Final = "https://developer.apple.com/documentation/usernotifications"


def _article(title: str, page: str) -> Citation:
    return Citation(f"Microsoft: {title}", f"{_HUBS}/{page}")


def _class(name: str) -> Citation:
    return Citation(f"Microsoft: Notification Hubs SDK for .NET, {name}", f"{_NET}/{name}.cs")


# Microsoft, articles about Notification Hubs

SECURITY: Final = _article(
    "Notification Hubs security", "notification-hubs-push-notification-security"
)
FIXER: Final = _article(
    "Diagnose dropped notifications in Azure Notification Hubs",
    "notification-hubs-push-notification-fixer",
)
FAQ: Final = _article(
    "Push notifications with Azure Notification Hubs, frequently asked questions",
    "notification-hubs-push-notification-faq",
)
TOKEN_AUTHENTICATION: Final = _article(
    "Token-based (HTTP/2) authentication for APNs",
    "notification-hubs-push-notification-http2-token-authentication",
)
PNS_SETTINGS: Final = _article(
    "Configure push notification settings in the Azure portal",
    "configure-notification-hub-portal-pns-settings",
)
FCM_MIGRATION: Final = _article(
    "Azure Notification Hubs and Google Firebase Cloud Messaging migration",
    "notification-hubs-gcm-to-fcm",
)
FCM_MIGRATION_REST: Final = _article(
    "Firebase Cloud Messaging migration with REST", "firebase-migration-rest"
)
BROWSER_PUSH: Final = _article("Browser push with Azure Notification Hubs", "browser-push")
HIGH_AVAILABILITY: Final = _article(
    "Notification Hubs high availability", "notification-hubs-high-availability"
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
NET_ADM: Final = _class("AdmCredential")
NET_APNS: Final = _class("ApnsCredential")
NET_BAIDU: Final = _class("BaiduCredential")
NET_WNS: Final = _class("WnsCredential")
JAVA_APNS: Final = Citation(
    "Microsoft: Notification Hubs SDK for Java back ends, ApnsCredential",
    "https://github.com/Azure/azure-notificationhubs-java-backend/blob/main/NotificationHubs/src/com/windowsazure/"
    "messaging/ApnsCredential.java",
)
AZ_APNS: Final = Citation(
    "Microsoft: az notification-hub credential apns, parameter --endpoint",
    "https://github.com/Azure/azure-cli-extensions/blob/main/src/notification-hub/azext_notification_hub/aaz/latest/"
    "notification_hub/credential/apns/_create.py",
)
APNS_PATH_THREAD: Final = Citation(
    "Microsoft: azure-docs, thread 55558",
    "https://github.com/MicrosoftDocs/azure-docs/issues/55558",
)

# Microsoft, other articles

KEY_VAULT_PARAMETER: Final = Citation(
    "Microsoft: Use Azure Key Vault to pass a secure parameter value during deployment",
    f"{_AZURE}/azure-resource-manager/templates/key-vault-parameter",
)
SECRETS: Final = Citation(
    "Microsoft: Best practices for protecting secrets",
    f"{_AZURE}/security/fundamentals/secrets-best-practices",
)
WORKLOAD_SECRETS: Final = Citation(
    "Microsoft: Security assessment guidance, secrets of a workload",
    "https://microsoft.github.io/BA-CSA-Assets/waf/security/"
    "security-assessment-guidance-06-how-do-you-secure-your-secrets-and-the-other-credentials-that-your-workload-uses",
)

# Apple

APPLE_CERTIFICATE: Final = Citation(
    "Apple: Establishing a certificate-based connection to APNs",
    f"{_APPLE}/establishing-a-certificate-based-connection-to-apns",
)
APPLE_TOKEN: Final = Citation(
    "Apple: Establishing a token-based connection to APNs",
    f"{_APPLE}/establishing-a-token-based-connection-to-apns",
)
APPLE_SENDING: Final = Citation(
    "Apple: Sending notification requests to APNs",
    f"{_APPLE}/sending-notification-requests-to-apns",
)
APPLE_PKI: Final = Citation("Apple: Apple PKI", "https://www.apple.com/certificateauthority/")
APPLE_INTERMEDIATES: Final = Citation(
    "Apple: WWDR intermediate certificates",
    "https://developer.apple.com/help/account/reference/wwdr-intermediate-certificates",
)
APPLE_BUNDLE_ID: Final = Citation(
    "Apple: Glossary, bundle ID", "https://developer.apple.com/help/glossary/bundle-id"
)

# Google

FCM_V1_MIGRATION: Final = Citation(
    "Google: Migrate from legacy FCM APIs to HTTP v1",
    "https://firebase.google.com/docs/cloud-messaging/migrate-v1",
)
FCM_AUTHORIZATION: Final = Citation(
    "Google: Firebase Cloud Messaging, authorize send requests",
    "https://firebase.google.com/docs/cloud-messaging/auth-server",
)
FIREBASE_PROJECTS: Final = Citation(
    "Google: General best practices for setting up Firebase projects",
    "https://firebase.google.com/docs/projects/dev-workflows/general-best-practices",
)
SERVICE_ACCOUNT: Final = Citation(
    "Google: IAM API, resource ServiceAccount",
    "https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts",
)
PROJECT_ID: Final = Citation(
    "Google: gcloud projects create, PROJECT_ID",
    "https://cloud.google.com/sdk/gcloud/reference/projects/create",
)

# Others

VAPID: Final = Citation(
    "IETF: RFC 8292, Voluntary Application Server Identification (VAPID) for Web Push",
    "https://datatracker.ietf.org/doc/rfc8292",
)
VAPID_SUBJECT_THREAD: Final = Citation(
    "GitHub: web-push-libs/web-push, thread 947",
    "https://github.com/web-push-libs/web-push/issues/947",
)
XIAOMI: Final = Citation(
    "Xiaomi: Mi Push, addresses of the server API",
    "https://dev.mi.com/xiaomihyperos/documentation/detail?pId=1559",
)
XIAOMI_ABROAD: Final = Citation(
    "Xiaomi: Mi Push outside China, addresses of the server API",
    "https://dev.mi.com/xiaomihyperos/documentation/detail?pId=1696",
)
PULUMI_AZURE_NATIVE: Final = Citation(
    "Pulumi: azure-native, module notificationhubs",
    "https://www.pulumi.com/registry/packages/azure-native/api-docs/notificationhubs/",
)

# Hubwarden itself

BASELINE: Final = Citation("Hubwarden: the baseline", "docs/baseline.md")

# Access

AZSK: Final = Citation(
    "Microsoft: Secure DevOps Kit for Azure, controls for Notification Hub",
    "https://github.com/azsk/DevOpsKit/blob/master/src/AzSK/Framework/Configurations/SVT/Services/"
    "NotificationHub.json",
)
AZTS: Final = Citation(
    "Microsoft: Azure Tenant Security, controls for Notification Hub",
    "https://github.com/azsk/AzTS-docs/blob/main/Control%20coverage/Feature/NotificationHub.md",
)
OPERATIONS: Final = Citation(
    "Microsoft: Azure permissions for Web and Mobile",
    f"{_AZURE}/role-based-access-control/permissions/web-and-mobile",
)
SECRET_LEAK: Final = Citation(
    "PSRule for Azure: Azure.Deployment.SecretLeak",
    "https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.Deployment.SecretLeak/",
)
OUTPUT_SECRETS: Final = Citation(
    "PSRule for Azure: Azure.Deployment.OutputSecretValue",
    "https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.Deployment.OutputSecretValue/",
)
SERVICE_BUS_RIGHTS: Final = Citation(
    "azure-sdk-for-python 3149: Service Bus refuses Manage alone",
    "https://github.com/Azure/azure-sdk-for-python/issues/3149",
)

# Network, telemetry, governance

PRIVATE_LINK: Final = _article("Use Private Link with Notification Hubs", "private-link")
PRICING_TIER: Final = _article(
    "Change pricing tier of an Azure notification hubs namespace", "change-pricing-tier"
)
TELEMETRY: Final = Citation(
    "Microsoft: REST API, Get notification message telemetry",
    "https://learn.microsoft.com/en-us/rest/api/notificationhubs/get-notification-message-telemetry",
)
DIAGNOSTIC_LOGS: Final = _article(
    "Enable diagnostics logs for Notification Hubs", "notification-hubs-diagnostic-logs"
)
LOGS_IN_WORKSPACES: Final = Citation(
    "Microsoft: azure-docs, change 121647 of 2024-04-15",
    "https://github.com/MicrosoftDocs/azure-docs/pull/121647",
)
SUPPORTED_LOGS: Final = Citation(
    "Microsoft: Supported logs for Microsoft.NotificationHubs/namespaces",
    f"{_AZURE}/azure-monitor/reference/supported-logs/microsoft-notificationhubs-namespaces-logs",
)
SUPPORTED_METRICS: Final = Citation(
    "Microsoft: Supported metrics for Microsoft.NotificationHubs/namespaces/notificationHubs",
    f"{_AZURE}/azure-monitor/reference/supported-metrics/"
    "microsoft-notificationhubs-namespaces-notificationhubs-metrics",
)
REGISTRATION_MANAGEMENT: Final = _article(
    "Registration management", "notification-hubs-push-notification-registration-management"
)
INSTALLATION: Final = Citation(
    "Microsoft: REST API, Create or overwrite an installation",
    "https://learn.microsoft.com/en-us/rest/api/notificationhubs/create-overwrite-installation",
)
TTL_IGNORED: Final = Citation(
    "Microsoft: azure-rest-api-specs, thread 33476",
    "https://github.com/Azure/azure-rest-api-specs/issues/33476",
)
RECOVERY_REGION: Final = _article(
    "Enable disaster recovery for an existing namespace",
    "enable-disaster-recovery-existing-namespace",
)
ALERT_TYPES: Final = Citation(
    "Microsoft: Types of Azure Monitor alerts", f"{_AZURE}/azure-monitor/alerts/alerts-types"
)
ACTION_GROUPS: Final = Citation(
    "Microsoft: Azure Monitor action groups", f"{_AZURE}/azure-monitor/alerts/action-groups"
)
PROCESSING_RULES: Final = Citation(
    "Microsoft: Alert processing rules", f"{_AZURE}/azure-monitor/alerts/alerts-processing-rules"
)
LIFECYCLE: Final = Citation(
    "Microsoft: Azure Blob Storage lifecycle management",
    f"{_AZURE}/storage/blobs/lifecycle-management-overview",
)
WORKSPACE_RETENTION: Final = Citation(
    "Microsoft: Manage data retention in a Log Analytics workspace",
    f"{_AZURE}/azure-monitor/logs/data-retention-archive",
)
LOCKS: Final = Citation(
    "Microsoft: Lock your resources to protect your infrastructure",
    f"{_AZURE}/azure-resource-manager/management/lock-resources",
)
TAGGING: Final = Citation(
    "Microsoft: Cloud Adoption Framework, define your tagging strategy",
    f"{_AZURE}/cloud-adoption-framework/ready/azure-best-practices/resource-tagging",
)
LOGGING_POLICIES: Final = Citation(
    "Microsoft: Azure Policy, Enable logging by category group for Notification Hubs",
    "https://github.com/Azure/azure-policy",
)
PROTECT: Final = Citation(
    "Pulumi: resource option protect", "https://www.pulumi.com/docs/iac/concepts/options/protect/"
)
RETAIN: Final = Citation(
    "Pulumi: resource option retainOnDelete",
    "https://www.pulumi.com/docs/iac/concepts/options/retainondelete/",
)

# Builds

APS_ENVIRONMENT: Final = Citation(
    "Apple: APS Environment Entitlement",
    "https://developer.apple.com/documentation/bundleresources/entitlements/aps-environment",
)
PROVISIONING_PROFILES: Final = Citation(
    "Apple: TN3125, Inside code signing: provisioning profiles",
    "https://developer.apple.com/documentation/technotes/tn3125-inside-code-signing-provisioning-profiles",
)
VOIP: Final = _article("Use APNS VoIP through Notification Hubs", "voip-apns")
FCM_ERRORS: Final = Citation(
    "Firebase: ErrorCode of the FCM v1 REST API",
    "https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode",
)
