import json
from typing import Any

import pytest
from infra_stacks import CONNECTION_STRING, SECRETS, SUBSCRIPTION, UNKNOWN, Recorder, Stack

from hubwarden.facts import APNS_ENDPOINTS, CONCERNS, metrics_for

GUID = "5f0b7c9e-3d61-4a52-9f1e-8c2d4b6a7e10"
SHARED = f"/subscriptions/{GUID}/resourceGroups/shared/providers"
TAGGABLE = {
    "ResourceGroup",
    "Namespace",
    "NotificationHub",
    "StorageAccount",
    "Workspace",
    "ActionGroup",
    "MetricAlert",
    "Secret",
}


def names(recorder: Recorder) -> set[tuple[str, str]]:
    return {(item.type, item.name) for item in recorder.resources.values()}


def test_every_name_is_explicit_and_has_the_prefix(prod: Stack) -> None:
    recorder = prod.run()
    assert recorder.one("ResourceGroup", "resource-group").inputs["resourceGroupName"] == (
        "lindenmarkt-prod-rg"
    )
    assert recorder.one("Namespace", "namespace").inputs["namespaceName"] == "lindenmarkt-prod-ns"
    assert recorder.one("NotificationHub", "shop.hub").inputs["notificationHubName"] == (
        "lindenmarkt-prod-shop"
    )
    assert recorder.one("NotificationHubAuthorizationRule", "shop--orders.rule").inputs[
        "authorizationRuleName"
    ] == ("orders")
    assert recorder.one("StorageAccount", "log-storage").inputs["accountName"] == (
        "lindenmarktprodlogs"
    )
    assert recorder.one("Workspace", "workspace").inputs["workspaceName"] == "lindenmarkt-prod-log"
    assert recorder.one("ActionGroup", "action-group").inputs["actionGroupName"] == (
        "lindenmarkt-prod-ag"
    )


def test_key_vault_names_are_made_by_pulumi_because_a_deleted_name_stays_taken(
    prod: Stack,
) -> None:
    recorder = prod.run()
    (vault,) = [item for item in recorder.of("Vault") if item.type.startswith("azure-native:")]
    assert "vaultName" not in vault.inputs
    assert len(vault.name) + 8 <= 24
    for secret in recorder.of("Secret"):
        assert "secretName" not in secret.inputs
        assert secret.name.replace("-", "").isalnum()


def test_the_namespace_is_as_the_settings_say(prod: Stack, sandbox: Stack) -> None:
    inputs = prod.run().one("Namespace", "namespace").inputs
    assert inputs["sku"] == {"name": "Standard"}
    assert inputs["zoneRedundancy"] == "Enabled"
    assert inputs["publicNetworkAccess"] == "Enabled"
    assert inputs["location"] == "northeurope"
    assert inputs["networkAcls"] == {
        "ipRules": [
            {"ipMask": "203.0.113.0/24", "rights": ["Listen", "Send"]},
            {"ipMask": "198.51.100.0/24", "rights": ["Listen", "Send"]},
        ],
        "publicNetworkRule": {"rights": ["Listen"]},
    }
    sandbox["network"]["tools"] = ["192.0.2.7/32"]
    del sandbox["network"]["backends"]
    inputs = sandbox.run().one("Namespace", "namespace").inputs
    assert inputs["zoneRedundancy"] == "Disabled"
    assert inputs["networkAcls"]["ipRules"] == [
        {"ipMask": "192.0.2.7/32", "rights": ["Listen", "Send", "Manage"]}
    ]
    del sandbox["network"]
    assert "networkAcls" not in sandbox.run().one("Namespace", "namespace").inputs


@pytest.mark.parametrize("name", ["prod", "test"])
def test_every_taggable_resource_has_every_tag(name: str) -> None:
    recorder = Stack(name).run()
    found = {item.kind for item in recorder.resources.values() if item.inputs.get("tags")}
    assert found == TAGGABLE | {"Vault"}
    for kind in TAGGABLE:
        for item in recorder.of(kind):
            assert item.inputs["tags"].keys() >= {
                "application",
                "environment",
                "owner",
                "costCentre",
            }


def test_the_endpoint_follows_mode_and_environment_unless_it_is_given(prod: Stack) -> None:
    def endpoint() -> Any:
        return prod.run().one("NotificationHub", "shop.hub").inputs["apnsCredential"]["endpoint"]

    apns = prod["apps"]["shop"]["apns"]
    assert endpoint() == APNS_ENDPOINTS["token", "production"]
    prod["environment"] = "sandbox"
    assert endpoint() == APNS_ENDPOINTS["token", "sandbox"]
    apns["environment"] = "production"
    assert endpoint() == APNS_ENDPOINTS["token", "production"]
    apns["mode"] = "certificate"
    prod.secrets |= {"shop-apnsCertificate": "x", "shop-apnsCertificatePassword": "y"}
    assert endpoint() == APNS_ENDPOINTS["certificate", "production"]
    apns["endpoint"] = "gateway.sandbox.push.apple.com"
    assert endpoint() == "gateway.sandbox.push.apple.com"


def test_each_secret_field_is_marked_alone(prod: Stack) -> None:
    prod["apps"]["shop"] |= {
        "platforms": ["ios", "android", "windows"],
        "fcmLegacy": {"endpoint": "https://fcm.googleapis.com/fcm/send"},
        "wns": {"packageSid": "ms-app://x", "endpoint": "https://login.live.com/accesstoken.srf"},
        "mpns": {"thumbprint": "ab"},
    }
    prod.secrets |= {
        "shop-fcmLegacyKey": "canary-legacy",
        "shop-wnsSecretKey": "canary-wns",
        "shop-mpnsCertificate": "canary-mpns",
        "shop-mpnsCertificateKey": "canary-mpns-key",
    }
    recorder = prod.run()
    hub = recorder.one("NotificationHub", "shop.hub")
    assert hub.secrets == {
        "apnsCredential.token",
        "fcmV1Credential.privateKey",
        "gcmCredential.googleApiKey",
        "wnsCredential.secretKey",
        "mpnsCredential.mpnsCertificate",
        "mpnsCredential.certificateKey",
    }
    assert hub.inputs["apnsCredential"] == {
        "endpoint": APNS_ENDPOINTS["token", "production"],
        "keyId": "7KQ2M9XW4T",
        "appId": "LM83PD5R2C",
        "appName": "example.lindenmarkt.shop",
        "token": "canary-apns-token",
    }
    for rule in recorder.of("NotificationHubAuthorizationRule"):
        assert rule.additional_secrets == {"primaryKey", "secondaryKey"}


def test_a_certificate_takes_the_place_of_the_token(prod: Stack) -> None:
    prod["apps"]["shop"]["apns"] |= {"mode": "certificate", "thumbprint": "ab"}
    prod.secrets |= {"shop-apnsCertificate": "x", "shop-apnsCertificatePassword": "y"}
    hub = prod.run().one("NotificationHub", "shop.hub")
    assert hub.inputs["apnsCredential"].keys() == {
        "endpoint",
        "thumbprint",
        "apnsCertificate",
        "certificateKey",
    }
    assert hub.secrets >= {"apnsCredential.apnsCertificate", "apnsCredential.certificateKey"}


@pytest.mark.parametrize("name", ["prod", "test"])
def test_a_first_preview_calls_nothing(name: str) -> None:
    recorder = Stack(name).run(known=False)
    assert recorder.calls == []
    for secret in recorder.of("Secret"):
        assert secret.inputs["properties"]["value"] == UNKNOWN


def test_a_connection_string_goes_to_the_vault_and_nowhere_else(prod: Stack) -> None:
    recorder = prod.run()
    assert len(recorder.calls) == len(recorder.of("NotificationHubAuthorizationRule")) == 5
    assert {call["token"] for call in recorder.calls} == {
        "azure-native:notificationhubs:listNotificationHubKeys"
    }
    for item in recorder.resources.values():
        if item.kind == "Secret":
            assert item.inputs["properties"]["value"] == CONNECTION_STRING
            assert item.secrets == {"properties.value"}
        else:
            assert "SharedAccessKey" not in json.dumps(item.inputs)
        assert "SharedAccessKey" not in json.dumps(item.outputs)
    assert recorder.outputs.keys() == {"namespace", "hubs", "vault", "secretNames"}
    assert recorder.secret_outputs == set()


def test_only_the_consumers_identity_reads_its_secret(prod: Stack) -> None:
    recorder = prod.run()
    assert {item.name for item in recorder.of("RoleAssignment")} == {
        "shop--orders.reader",
        "shop--campaigns.reader",
        "courier--dispatch.reader",
    }
    inputs = recorder.one("RoleAssignment", "shop--orders.reader").inputs
    assert inputs["scope"].endswith("/azure-native:keyvault:Secret/shop--orders")
    assert inputs["principalId"] == prod["apps"]["shop"]["consumers"]["orders"]["identity"]
    assert inputs["roleDefinitionId"] == (
        f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization"
        "/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"
    )
    again = prod.run().one("RoleAssignment", "shop--orders.reader").inputs
    assert again["roleAssignmentName"] == inputs["roleAssignmentName"]


def test_logs_go_to_storage_and_metrics_of_each_hub_to_a_workspace(prod: Stack) -> None:
    recorder = prod.run()
    logs = recorder.one("DiagnosticSetting", "namespace-logs").inputs
    assert logs["logs"] == [{"category": "OperationalLogs", "enabled": True}]
    assert logs["resourceUri"].endswith("notificationhubs:Namespace/namespace")
    assert "workspaceId" not in logs
    account = recorder.one("StorageAccount", "log-storage").inputs
    assert account["enableHttpsTrafficOnly"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert account["allowBlobPublicAccess"] is False
    (rule,) = recorder.one("ManagementPolicy", "log-lifecycle").inputs["policy"]["rules"]
    assert rule["definition"]["filters"]["prefixMatch"] == ["insights-logs-operationallogs/"]
    assert rule["definition"]["actions"]["baseBlob"]["delete"] == {
        "daysAfterModificationGreaterThan": 365
    }
    for app in ("shop", "courier"):
        metrics = recorder.one("DiagnosticSetting", f"{app}.metrics").inputs
        assert metrics["metrics"] == [{"category": "AllMetrics", "enabled": True}]
        assert metrics["resourceUri"].endswith(f"notificationhubs:NotificationHub/{app}.hub")


def test_each_metric_has_an_alert_of_its_own_on_the_hub(prod: Stack) -> None:
    recorder = prod.run()
    platforms = {"shop": ("apns", "fcm_v1"), "courier": ("fcm_v1",)}
    expected = {
        f"{app}.{metric}"
        for app, services in platforms.items()
        for concern in CONCERNS
        for metric in metrics_for(concern, services)
    }
    assert {item.name for item in recorder.of("MetricAlert")} == expected
    for item in recorder.of("MetricAlert"):
        (criterion,) = item.inputs["criteria"]["allOf"]
        app, metric = item.name.split(".", 1)
        assert criterion["metricName"] == metric
        assert criterion["skipMetricValidation"] is metric.startswith("outgoing.fcmv1.")
        assert item.inputs["location"] == "global"
        assert item.inputs["enabled"] is True
        assert item.inputs["scopes"][0].endswith(f"notificationhubs:NotificationHub/{app}.hub")
        (action,) = item.inputs["actions"]
        assert action["actionGroupId"].endswith("monitor:ActionGroup/action-group")
    assert recorder.one("ActionGroup", "action-group").inputs["location"] == "global"


def test_alerts_can_be_disabled_or_have_thresholds_of_their_own(prod: Stack) -> None:
    prod["alerts"] = {"enabled": False, "watch": ["pns-errors"], "thresholds": {"pns-errors": 7}}
    recorder = prod.run()
    assert len(recorder.of("MetricAlert")) == 2
    assert recorder.of("ActionGroup") == []
    for item in recorder.of("MetricAlert"):
        assert item.inputs["enabled"] is False
        assert "actions" not in item.inputs
        assert item.inputs["criteria"]["allOf"][0]["threshold"] == 7


def test_what_exists_already_is_used_and_not_made(prod: Stack) -> None:
    vault = f"{SHARED}/Microsoft.KeyVault/vaults/common"
    workspace = f"{SHARED}/Microsoft.OperationalInsights/workspaces/common"
    account = f"{SHARED}/Microsoft.Storage/storageAccounts/common"
    group = f"{SHARED}/microsoft.insights/actionGroups/common"
    prod["keyVaultId"] = vault
    prod["metrics"] = {"workspaceId": workspace}
    prod["logs"] = {"storageAccountId": account}
    prod["alerts"] = {"actionGroupId": group}
    recorder = prod.run()
    made = {item.type.split(":")[1] for item in recorder.resources.values()}
    assert not made & {"operationalinsights", "storage"}
    assert recorder.of("Vault") == recorder.of("ActionGroup") == []
    assert recorder.one("DiagnosticSetting", "namespace-logs").inputs["storageAccountId"] == account
    assert recorder.one("DiagnosticSetting", "shop.metrics").inputs["workspaceId"] == workspace
    secret = recorder.one("Secret", "shop--orders").inputs
    assert (secret["resourceGroupName"], secret["vaultName"]) == ("shared", "common")
    for item in recorder.of("MetricAlert"):
        assert item.inputs["actions"] == [{"actionGroupId": group}]


def test_an_app_more_or_in_another_place_changes_no_other_name(prod: Stack) -> None:
    before = names(prod.run())
    apps = prod["apps"]
    prod["apps"] = {
        "aisle": {"platforms": ["windows"], "consumers": {}},
        **dict(reversed(apps.items())),
    }
    after = names(prod.run())
    assert before < after
    assert {name.split(".")[0] for _, name in after - before} == {"aisle"}


def test_no_two_resources_share_a_logical_name(prod: Stack) -> None:
    phones = {"role": "device", "rights": ["Listen"], "identity": GUID}
    names = ("a-b", "b", "b-rule", "rule", "reader", "hub", "metrics")
    prod["apps"] = {
        name: {"platforms": ["ios"], "consumers": dict.fromkeys(names, phones)}
        for name in ("shop", "shop-a", "shop-metrics", "namespace", "lock", "workspace")
    }
    prod.secrets = {}
    made = [
        item.name for item in prod.run().resources.values() if item.type.startswith("azure-native:")
    ]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("name", ["prod", "test"])
def test_the_declarations_name_what_is_there_and_hold_no_secret(name: str) -> None:
    stack = Stack(name)
    recorder = stack.run()
    known = recorder.told()
    made = {
        item.name for item in recorder.resources.values() if item.type.startswith("azure-native:")
    }
    assert known.keys() == made
    components = [item for item in recorder.resources.values() if item.name not in made]
    text = json.dumps([item.inputs for item in components])
    assert not any(secret in text for secret in SECRETS.values())
    assert "canary" not in text
    claims = [
        item.inputs["hubwarden"]["environment"]
        for item in recorder.resources.values()
        if "environment" in item.inputs.get("hubwarden", {})
    ]
    assert claims == [stack["environment"]]


def test_a_declaration_leads_to_the_settings(prod: Stack) -> None:
    prod["apps"]["courier"] |= {"platforms": ["android", "ios"]}
    known = prod.run().told()
    shop = known["shop.hub"]
    assert shop["platforms"] == ["ios", "android"]
    paths = shop["settings"]
    assert paths[""] == "apps.shop"
    assert paths["apnsCredential.keyId"] == "apps.shop.apns.keyId"
    assert paths["apnsCredential.token"] == "shop-apnsToken"
    assert paths["apnsCredential.endpoint"] == "environment"
    assert paths["fcmV1Credential.projectId"] == "apps.shop.fcmV1.projectId"
    assert paths["alerts"] == "alerts.watch"
    assert paths["diagnostics"] == "metrics"
    assert paths["tags.costCentre"] == "costCentre"
    assert known["courier.hub"]["settings"]["apnsCredential"] == "apps.courier.platforms"
    assert known["namespace"]["settings"]["sku.name"] == "tier"
    rule = known["shop--orders.rule"]
    assert (rule["consumer"], rule["role"]) == ("orders", "backend")
    assert rule["settings"]["rights"] == "apps.shop.consumers.orders.rights"
