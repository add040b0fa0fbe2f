"""Resources that may create, change or hand out what is judged, without showing it: each is a gap.

Templates, programs, previews and states share this list. Resources that act only later, such as a virtual machine
or an automation account, are not in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from hubwarden.model.source_info import Kind
from hubwarden.sources.pulumi import azure_native
from hubwarden.unknown import Unknown

DEPLOYS: Final = "it deploys resources that are not read"
RUNS: Final = "it runs code that can make and change anything, and that is not read"
_POLICY: Final = "it is a policy with an identity, which can deploy and change resources"
_DELEGATES: Final = "it gives roles to another tenant, which are not read"
_NEW_TYPE: Final = "it is a type of the service that is not known here"
_HARMLESS_OF_HUBS: Final = frozenset({"notificationhubs:PrivateEndpointConnection"})
_ANOTHER: Final = "only the provider azure-native is read"

_ARM: Final[Mapping[str, str]] = {
    "microsoft.resources/deploymentscripts": RUNS,
    "microsoft.resources/deploymentstacks": DEPLOYS,
    "microsoft.resources/deployments": DEPLOYS,
    "microsoft.solutions/applications": DEPLOYS,
    "microsoft.blueprint/blueprintassignments": DEPLOYS,
    "microsoft.policyinsights/remediations": DEPLOYS,
    "microsoft.managedservices/registrationassignments": _DELEGATES,
}
_POLICIES: Final = "microsoft.authorization/policyassignments"
_OF_HUBS: Final = "microsoft.notificationhubs/"
_HUB_TYPES: Final = re.compile(
    r"microsoft\.notificationhubs/namespaces"
    r"(/(authorizationrules|privateendpointconnections|notificationhubs(/authorizationrules)?))?"
)

_TOKENS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"command:.*", RUNS),
        (r"pulumi-(python|nodejs|go|dotnet|java):.*", RUNS),
        (r"resources:(AzureCliScript|AzurePowerShellScript)", RUNS),
        (r"resources:(Deployment\w*|TemplateSpec\w*|Resource)", DEPLOYS),
        (r"deploymentstacks:\w+", DEPLOYS),
        (r"(solutions|managedapplications):Application", DEPLOYS),
        (r"blueprint:Assignment", DEPLOYS),
        (r"policyinsights:Remediation\w*", DEPLOYS),
        (r"managedservices:RegistrationAssignment", _DELEGATES),
        (r"azure:lighthouse/assignment:.*", _DELEGATES),
        (r"azure:core/(resourceDeploymentScript)\w*:.*", RUNS),
        (r"azure:core/\w*[tT]emplateDeployment:.*", DEPLOYS),
        (r"azure:managedapplication/application:.*", DEPLOYS),
        (r"azure:blueprint/assignment:.*", DEPLOYS),
        (r"azure:(core|policy)/\w*[rR]emediation:.*", DEPLOYS),
        (r"azapi:.*:(ResourceAction|DataPlaneResource)", RUNS),
    )
)
_POLICY_TOKEN: Final = re.compile(
    r"authorization:PolicyAssignment|azure:(core|policy)/\w*[pP]olicyAssignment:.*"
)

_READ: Final = frozenset({"azure-native", "azure", "azapi", "pulumi"})
_HARMLESS: Final = frozenset(
    {
        *("archive", "auth0", "aws", "aws-native", "awsx", "azuread", "azuredevops", "cloudflare"),
        *("cloudinit", "datadog", "digitalocean", "docker", "docker-build", "eks", "fastly", "gcp"),
        *("github", "gitlab", "google-native", "grafana", "http", "kubernetes", "local", "msgraph"),
        *("mongodbatlas", "mysql", "newrelic", "null", "okta", "opsgenie", "pagerduty"),
        *("postgresql", "pulumiservice", "random", "sentry", "slack", "snowflake", "splunk"),
        *("static", "std", "time", "tls", "vault"),
    }
)
"""Providers whose resources no rule asks about."""

_MADE_ELSEWHERE: Final[tuple[tuple[re.Pattern[str], Kind], ...]] = (
    (re.compile(r"azure:monitoring/metricalert:|microsoft\.insights/metricalerts"), "alerts"),
    (
        re.compile(r"azure:monitoring/diagnosticsetting:|microsoft\.insights/diagnosticsettings"),
        "diagnostic_settings",
    ),
    (re.compile(r"azure:management/lock:|microsoft\.authorization/locks"), "locks"),
    (
        re.compile(r"azure:monitoring/actiongroup:|microsoft\.insights/actiongroups"),
        "action_groups",
    ),
)


def is_identity(value: Any) -> bool:
    """Tell whether the identity of a resource is, or may be, one that can act."""
    kind = value.get("type") if isinstance(value, Mapping) else value
    return value is not None and str(kind).lower() != "none"


def of_arm_type(type_: str, *, has_identity: bool) -> str:
    """Return why a Resource Manager resource is a gap; an empty text where it is not."""
    kind = type_.lower().partition("@")[0]
    if kind == _POLICIES:
        return _POLICY if has_identity else ""
    if kind.startswith(_OF_HUBS) and not _HUB_TYPES.fullmatch(kind):
        return _NEW_TYPE
    return _ARM.get(kind, "")


def of_token(token: str, inputs: Mapping[str, Any]) -> str:
    """Return why a Pulumi resource is a gap; an empty text where it is not."""
    short, has_identity = azure_native.short_type(token), is_identity(inputs.get("identity"))
    if short.startswith("notificationhubs:") and not azure_native.is_of_hubs(token):
        return "" if short in _HARMLESS_OF_HUBS else _NEW_TYPE
    listed = next((reason for pattern, reason in _TOKENS if pattern.fullmatch(short)), "")
    if listed or (azure_native.is_own(token) and not _POLICY_TOKEN.fullmatch(short)):
        return listed
    if _POLICY_TOKEN.fullmatch(short):
        return _POLICY if has_identity else ""
    return _of_another_provider(token, inputs, has_identity=has_identity)


def _of_another_provider(token: str, inputs: Mapping[str, Any], *, has_identity: bool) -> str:
    package = token.partition(":")[0]
    if package == "azapi":
        return _of_azapi(inputs.get("type"), has_identity=has_identity)
    if package != "pulumi" and "notificationhub" in token.lower():
        return _ANOTHER
    return "" if package in _READ | _HARMLESS else f"what the provider {package} makes is not known"


def _of_azapi(kind: Any, *, has_identity: bool) -> str:
    """Return the same for azapi, whose input names the type of any resource."""
    if not isinstance(kind, str) or kind.lower().startswith(_OF_HUBS):
        return _ANOTHER
    return of_arm_type(kind, has_identity=has_identity)


def kind_made(token: str, inputs: Mapping[str, Any]) -> Kind | None:
    """Return the kind that a resource of another provider belongs to, if rules ask for the absence of that kind."""
    kind = inputs.get("type") if token.startswith("azapi:") else token
    if azure_native.is_own(token) or isinstance(kind, Unknown):
        return None  # the latter is a gap
    text = str(kind).lower()
    return next((name for pattern, name in _MADE_ELSEWHERE if pattern.match(text)), None)
