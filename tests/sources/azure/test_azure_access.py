"""Who may do what: roles that are held, roles that may be activated, and what is denied."""

import json

import pytest

from hubwarden.commands.composition import compose
from hubwarden.commands.drift import drift
from hubwarden.commands.inventory import inventory
from hubwarden.listing.inventory_formats import FORMATS
from hubwarden.model.roles import CONTRIBUTOR, EVERYBODY, OWNER
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from sources.azure import faults
from sources.azure.scripted_azure import AROUND, GROUP, HUB, NAMESPACE, PRINCIPAL, SUBSCRIPTION

WHERE = f"/subscriptions/{SUBSCRIPTION}"
ABOVE = "/providers/Microsoft.Management/managementGroups/shops"
ADA, EVE, TEAM = (f"00000000-0000-0000-0000-0000000000a{at}" for at in range(3))
KEYS = "Microsoft.NotificationHubs/namespaces/*/listKeys/action"


def role(id):
    return f"{WHERE}/providers/Microsoft.Authorization/roleDefinitions/{id}"


def held(who, scope, id=CONTRIBUTOR, kind="User"):
    properties = {
        "scope": scope,
        "roleDefinitionId": role(id),
        "principalId": who,
        "principalType": kind,
    }
    return {"id": f"{scope}/providers/x/{who}-{id}".lower(), "properties": properties}


def denied(scope, *actions, who=EVERYBODY, **more):
    kind = "SystemDefined" if who == EVERYBODY else "User"
    properties = {
        "scope": scope,
        "denyAssignmentName": "keep out",
        "permissions": [{"actions": list(actions), "notActions": []}],
        "principals": [{"id": who, "type": kind}],
        "excludePrincipals": [],
        "doNotApplyToChildScopes": False,
        **more,
    }
    return {"id": f"{scope}/providers/x/{who}".lower(), "properties": properties}


def put(azure, kind, *bodies):
    azure.answers[f"{AROUND}/Microsoft.Authorization/{kind}".lower()]["value"] += bodies


def holders(azure, source="azure:"):
    _, sections = inventory(compose(None, asked_by="tests"), [source], azure=AzureOptions())
    (rows,) = [item.rows for item in sections if item.name == "role_holders"]
    return {
        (str(row["principal"]), str(row["held"]), str(row["on"])): (
            str(row["list keys"]),
            str(row["write rules"]),
        )
        for row in rows
    }


def test_eligible_ones_are_told_apart(azure):
    put(azure, "roleAssignments", held(ADA, WHERE))
    put(
        azure,
        "roleEligibilityScheduleInstances",
        held(EVE, GROUP, OWNER),
        held(TEAM, ABOVE, kind="Group"),
        held(PRINCIPAL, f"{WHERE}/resourceGroups/elsewhere"),
    )
    found = holders(azure)
    assert found == {
        (ADA, "active", "shop-test-ns"): ("yes", "yes"),
        (EVE, "eligible", "shop-test-ns"): ("yes", "yes"),
        (TEAM, "eligible", "shop-test-ns"): ("yes", "yes"),
        (PRINCIPAL, "active", "shop-test-ns"): ("no", "no"),
    }


@pytest.mark.parametrize(
    ("scope", "more", "told"),
    [
        (WHERE, {}, "no: denied"),
        (ABOVE, {}, "no: denied"),
        (NAMESPACE, {}, "no: denied"),
        (NAMESPACE, {"who": ADA}, "no: denied"),
        (NAMESPACE, {"who": EVE}, "yes"),
        (NAMESPACE, {"excludePrincipals": [{"id": ADA, "type": "User"}]}, "yes"),
        (WHERE, {"doNotApplyToChildScopes": True}, "yes"),
        (f"{WHERE}/resourceGroups/elsewhere", {}, "yes"),
    ],
)
def test_what_is_denied_is_taken_away(azure, scope, more, told):
    put(azure, "roleAssignments", held(ADA, WHERE))
    actions = [
        f"Microsoft.NotificationHubs/*/{name}/action" for name in ("listKeys", "regenerateKeys")
    ]
    put(azure, "denyAssignments", denied(scope, *actions, **more))
    assert holders(azure)[ADA, "active", "shop-test-ns"] == (told, "yes")


def test_every_format_tells_who_is_eligible(azure):
    put(azure, "roleEligibilityScheduleInstances", held(EVE, GROUP, OWNER))
    report, sections = inventory(compose(None, asked_by="tests"), ["azure:"], azure=AzureOptions())
    for name, write in FORMATS.items():
        assert "eligible" in write(report, sections), name
    assert report.gaps == ()


@pytest.mark.parametrize(
    ("kind", "opens"),
    [
        ("roleEligibilityScheduleInstances", "role_grants"),
        ("denyAssignments", "deny_assignments"),
    ],
)
def test_what_is_refused_is_a_gap(azure, clock, kind, opens):
    azure.faults.append(faults.some(f"Authorization/{kind}", faults.status(403)))
    (gap,) = read_azure("", AzureOptions(), clock.clock).gaps
    assert gap.permission == f"Microsoft.Authorization/{kind}/read"
    assert gap.opens == (opens,)


def test_a_tenant_without_privileged_identity_management_has_nobody_eligible(azure, clock):
    refusal = faults.status(400, "AadPremiumLicenseRequired")
    azure.faults.append(faults.some("roleEligibilityScheduleInstances", refusal))
    assert read_azure("", AzureOptions(), clock.clock).gaps == ()
    azure.faults.clear()
    # Any other refusal of that kind is one.
    azure.faults.append(faults.some("roleEligibilityScheduleInstances", faults.status(400)))
    assert len(read_azure("", AzureOptions(), clock.clock).gaps) == 1


@pytest.mark.parametrize(
    ("scope", "complete"),
    [
        (WHERE, True),
        (WHERE.upper(), True),
        (ABOVE, True),
        ("/", True),
        (GROUP, False),
        (HUB, False),
    ],
)
def test_roles_are_told_completely_where_one_is_on_all(azure, clock, scope, complete):
    """An account that sees a resource group alone is shown its assignments alone."""
    put(azure, "roleAssignments", held(ADA, scope))
    (info,) = read_azure("", AzureOptions(), clock.clock).sources
    assert ("role_grants" in info.complete) == complete
    assert {"deny_assignments", "role_definitions"} <= info.complete
    assert "log_stores" not in info.complete


DECLARED = {
    "resources": [
        {
            "type": "Microsoft.NotificationHubs/namespaces",
            "apiVersion": "2023-10-01-preview",
            "name": "shop-test-ns",
            "location": "westeurope",
            "sku": {"name": "Basic"},
        },
        {
            "type": "Microsoft.Authorization/roleAssignments",
            "apiVersion": "2022-04-01",
            "scope": "Microsoft.NotificationHubs/namespaces/shop-test-ns",
            "name": ADA,
            "properties": {"roleDefinitionId": role(OWNER), "principalId": ADA},
        },
    ]
}


def test_a_role_that_was_taken_away_is_a_change(azure, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps(DECLARED), encoding="utf-8")

    def changes():
        report = drift(compose(None, asked_by="tests"), ["template:a.json", "azure:"])
        found = [item for item in report.results if item.change is not None]
        return {str(item.outcome) for item in found if item.change.field == "RoleGrant.removed"}

    assert changes() == {"undetermined"}
    put(azure, "roleAssignments", held(EVE, WHERE, OWNER))
    assert changes() == {"fail"}


def test_own_roles_are_all_read_and_azures_where_somebody_has_them(azure, clock):
    put(
        azure,
        "roleDefinitions",
        {"id": role(ADA), "properties": {"type": "CustomRole", "permissions": []}},
        {"id": role(EVE), "properties": {"type": "BuiltInRole", "permissions": []}},
    )
    put(azure, "roleEligibilityScheduleInstances", held(TEAM, GROUP, OWNER))
    put(azure, "roleDefinitions", {"id": role(OWNER), "properties": {"type": "BuiltInRole"}})
    names = {item.id.name for item in read_azure("", AzureOptions(), clock.clock).role_definitions}
    assert {ADA, OWNER} <= names
    assert EVE not in names
