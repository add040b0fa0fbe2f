"""Ten policies for checkov that ask what ten rules of the auditor ask, as far as one resource shows it."""

from checkov.arm.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

NAMESPACE = "Microsoft.NotificationHubs/namespaces"
HUB = f"{NAMESPACE}/notificationHubs"
ACCESS_RULE = f"{HUB}/authorizationRules"
SETTING = "Microsoft.Insights/diagnosticSettings"


def properties(resource):
    return resource.get("properties") or {}


def rights(resource):
    return properties(resource).get("rights") or []


def public_rights(resource):
    lists = properties(resource).get("networkAcls") or {}
    return (lists.get("publicNetworkRule") or {}).get("rights") or []


def apns(resource):
    return (properties(resource).get("apnsCredential") or {}).get("properties") or {}


POLICIES = (
    (NAMESPACE, "Devices alone come from everywhere", lambda it: set(public_rights(it)) <= {"Listen"}),
    (NAMESPACE, "It is in several zones", lambda it: properties(it).get("zoneRedundancy") == "Enabled"),
    (NAMESPACE, "It is replicated", lambda it: properties(it).get("replicationRegion") != "None"),
    (NAMESPACE, "It has an owner", lambda it: "owner" in (it.get("tags") or {})),
    (HUB, "Legacy Firebase is gone", lambda it: "gcmCredential" not in properties(it)),
    (HUB, "Windows Phone is gone", lambda it: "mpnsCredential" not in properties(it)),
    (HUB, "Apple is reached with a token", lambda it: "apnsCertificate" not in apns(it)),
    (ACCESS_RULE, "It does not manage", lambda it: "Manage" not in rights(it)),
    (ACCESS_RULE, "It has one right", lambda it: len(rights(it)) == 1),
    (SETTING, "Logs are kept", lambda it: any(x.get("enabled") for x in properties(it).get("logs", []))),
)  # fmt: skip


class Policy(BaseResourceCheck):
    def __init__(self, number, type_, title, holds):
        self.holds = holds
        super().__init__(
            name=title,
            id=f"CKV_FLEET_{number}",
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=[type_],
        )

    def scan_resource_conf(self, conf):
        return CheckResult.PASSED if self.holds(conf) else CheckResult.FAILED


CHECKS = [Policy(number, *policy) for number, policy in enumerate(POLICIES, start=1)]
