"""What may make, change or hand out something unseen is a gap, in every source; other things are none."""

import pytest

from hubwarden.sources.unread_kinds import kind_made, of_arm_type, of_token
from hubwarden.unknown import Unknown

GAPS = [
    ("command:local:Command", {}),
    ("command:remote:Command", {}),
    ("command:remote:CopyToRemote", {}),
    ("pulumi-python:dynamic:Resource", {}),
    ("pulumi-nodejs:dynamic:Resource", {}),
    ("azure-native:resources:AzureCliScript", {}),
    ("azure-native:resources/v20201001:AzurePowerShellScript", {}),
    ("azure-native:resources:Deployment", {}),
    ("azure-native:resources:DeploymentStackAtResourceGroup", {}),
    ("azure-native:authorization:PolicyAssignment", {"identity": {"type": "SystemAssigned"}}),
    ("azure-native:notificationhubs:Unheard", {}),
    ("azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment", {}),
    ("azure:core/resourceDeploymentScriptAzureCli:ResourceDeploymentScriptAzureCli", {}),
    ("azure:notificationhub/hub:Hub", {}),
    ("azapi:resources:Resource", {"type": "Microsoft.NotificationHubs/namespaces@2023-09-01"}),
    ("azapi:resources:Resource", {"type": "Microsoft.Resources/deploymentScripts@2020-10-01"}),
    ("azapi:resources:Resource", {"type": Unknown("{x}", "it is not known")}),
    ("azapi:resources:ResourceAction", {"type": "Microsoft.Web/sites@2023-01-01"}),
    ("terraform-module:index:Module", {}),
    ("somebody:push:Hub", {}),
]

NO_GAPS = [
    ("azure-native:compute:VirtualMachine", {"identity": {"type": "SystemAssigned"}}),
    ("azure-native:containerinstance:ContainerGroup", {}),
    ("azure-native:notificationhubs:NotificationHub", {}),
    ("azure-native:authorization:PolicyAssignment", {}),
    ("azure-native:authorization:PolicyAssignment", {"identity": {"type": "None"}}),
    ("azure-native:notificationhubs:PrivateEndpointConnection", {}),
    ("azure:compute/virtualMachine:VirtualMachine", {}),
    ("azure:management/lock:Lock", {}),
    ("azapi:resources:Resource", {"type": "Microsoft.Web/sites@2023-01-01"}),
    ("random:index/randomId:RandomId", {}),
    ("pulumi:providers:azure-native", {}),
    ("pulumi:providers:azure-native_notificationhubs_v20230901", {}),
]


@pytest.mark.parametrize(("token", "inputs"), GAPS)
def test_what_may_make_something_unseen_is_a_gap(token, inputs):
    assert of_token(token, inputs)


@pytest.mark.parametrize(("token", "inputs"), NO_GAPS)
def test_what_cannot_is_none(token, inputs):
    assert not of_token(token, inputs)


@pytest.mark.parametrize(
    ("type_", "has_identity", "is_gap"),
    [
        ("Microsoft.Resources/deploymentScripts", False, True),
        ("microsoft.resources/deploymentstacks", False, True),
        ("Microsoft.Solutions/applications", False, True),
        ("Microsoft.Authorization/policyAssignments", True, True),
        ("Microsoft.Authorization/policyAssignments", False, False),
        ("Microsoft.NotificationHubs/farms", False, True),
        ("Microsoft.NotificationHubs/namespaces/notificationHubs", False, False),
        ("Microsoft.Compute/virtualMachines", True, False),
    ],
)
def test_types_of_resource_manager(type_, has_identity, is_gap):
    assert bool(of_arm_type(type_, has_identity=has_identity)) is is_gap


@pytest.mark.parametrize(
    ("token", "inputs", "kind"),
    [
        ("azure:monitoring/metricAlert:MetricAlert", {}, "alerts"),
        ("azure:management/lock:Lock", {}, "locks"),
        ("azure:monitoring/diagnosticSetting:DiagnosticSetting", {}, "diagnostic_settings"),
        ("azure:monitoring/actionGroup:ActionGroup", {}, "action_groups"),
        ("azapi:resources:Resource", {"type": "Microsoft.Authorization/locks@2020-05-01"}, "locks"),
        ("azure-native:monitor:MetricAlert", {}, None),
        ("azure:monitoring/activityLogAlert:ActivityLogAlert", {}, None),
        ("azure:compute/virtualMachine:VirtualMachine", {}, None),
    ],
)
def test_kinds_that_another_provider_makes(token, inputs, kind):
    assert kind_made(token, inputs) == kind
