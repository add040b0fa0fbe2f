"""What a preview deletes or replaces is told from the steps and the old state, whatever comes after."""

import copy

import pytest
from pulumi_documents import code, estate, judged, load, rules_with

from hubwarden.report import Outcome


def step(document, name):
    (found,) = (
        item
        for item in document["steps"]
        if item["urn"].rpartition("::")[2] == name and (item.get("oldState") or {}).get("custom")
    )
    return found


def changed(name, op, document=None, **old):
    document = document or load("preview-update-prod")
    item = step(document, name)
    item["op"] = op
    item["oldState"] |= {"protect": False, "retainOnDelete": False, **old}
    if op.startswith("delete"):
        item["newState"] = None
    return document


def planned(tmp_path, document):
    return {
        (item.kind, item.name, item.replaced): item
        for item in estate(tmp_path, "preview", document).planned_changes
    }


def messages(report):
    return [item.message for item in report.having(Outcome.FAIL) if item.rule.id == "NH605"]


@pytest.mark.parametrize(
    ("name", "op", "replaced"),
    [
        ("namespace", "replace", True),
        ("namespace", "create-replacement", True),
        ("namespace", "import-replacement", True),
        ("namespace", "delete-replaced", True),
        ("namespace", "delete", False),
        ("shop.hub", "delete", False),
        ("courier.hub", "replace", True),
        ("resource-group", "delete", False),
        ("resource-group", "replace", True),
    ],
)
def test_what_is_deleted_or_replaced_is_a_violation(tmp_path, name, op, replaced):
    document = changed(name, op)
    (change,) = planned(tmp_path, document).values()
    assert change.replaced is replaced
    assert change.origin.stack == "prod"
    report = judged(tmp_path, "preview", document)
    assert code(report) == 1
    assert "NH605" in rules_with(report, Outcome.FAIL)
    (message,) = messages(report)
    if name not in ("shop.hub", "courier.hub"):
        assert "2 hubs in it (lindenmarkt-prod-courier, lindenmarkt-prod-shop)" in message


@pytest.mark.parametrize(
    "op", ["same", "update", "refresh", "read", "discard", "remove-pending-replace"]
)
def test_other_steps_take_nothing_away(tmp_path, op):
    assert planned(tmp_path, changed("namespace", op)) == {}


@pytest.mark.parametrize("name", ["lock", "shop--phones.rule", "action-group"])
def test_other_resources_are_no_planned_change(tmp_path, name):
    assert planned(tmp_path, changed(name, "replace")) == {}


def test_protection_of_the_same_edit_comes_too_late(tmp_path):
    document = changed("namespace", "replace")
    step(document, "namespace")["newState"]["protect"] = True
    (change,) = planned(tmp_path, document).values()
    assert not change.protected
    (message,) = messages(judged(tmp_path, "preview", document))
    assert "Pulumi refuses" not in message


@pytest.mark.parametrize(
    ("op", "old", "new", "refused"),
    [
        ("replace", True, True, True),
        ("replace", True, False, False),
        ("delete", True, False, True),
        ("delete", False, False, False),
    ],
)
def test_what_pulumi_refuses_is_a_violation_all_the_same(tmp_path, op, old, new, refused):
    document = changed("shop.hub", op, protect=old)
    if op == "replace":
        step(document, "shop.hub")["newState"]["protect"] = new
    (change,) = planned(tmp_path, document).values()
    assert change.protected is refused
    assert len(messages(judged(tmp_path, "preview", document))) == 1


def test_what_forces_it_is_told_from_reasons_or_else_from_the_differences(tmp_path):
    document = changed("namespace", "replace")
    item = step(document, "namespace")
    item |= {"diffReasons": ["location", "tags"], "detailedDiff": None}
    assert [each.forced_by for each in planned(tmp_path, document).values()] == [
        ("location", "tags")
    ]
    item["detailedDiff"] = {"location": {"kind": "update-replace"}, "tags": {"kind": "update"}}
    assert [each.forced_by for each in planned(tmp_path, document).values()] == [("location",)]
    item["replaceReasons"] = ["zoneRedundancy"]
    assert [each.forced_by for each in planned(tmp_path, document).values()] == [
        ("zoneRedundancy",)
    ]


def test_halves_of_a_replacement_are_one_change(tmp_path):
    document = changed("namespace", "replace")
    item = step(document, "namespace")
    halves = [
        {**copy.deepcopy(item), "op": "create-replacement"},
        item,
        {**copy.deepcopy(item), "op": "delete-replaced", "newState": None},
    ]
    document["steps"] = [
        half for each in document["steps"] for half in (halves if each is item else [each])
    ]
    assert len(planned(tmp_path, document)) == 1


def test_a_stack_that_is_destroyed_tells_its_environment_from_the_old_state(tmp_path):
    document = load("preview-update-prod")
    document["steps"] = [item for item in document["steps"] if item.get("oldState")]
    for item in document["steps"]:
        item |= {"op": "delete", "newState": None}
        item["oldState"] |= {"protect": False, "retainOnDelete": False}
    document["changeSummary"] = {"delete": len(document["steps"])}
    report = judged(tmp_path, "preview", document)
    found = [item for item in report.having(Outcome.FAIL) if item.rule.id == "NH605"]
    assert {item.environment for item in found} == {"production"}
    assert len(found) == 4
    assert code(report) == 1


def test_a_hub_of_another_provider_is_told_by_its_id(tmp_path):
    document = changed("shop.hub", "delete", type="azure:notificationhub/hub:Hub")
    item = step(document, "shop.hub")
    item["urn"] = item["urn"].replace(
        "azure-native:notificationhubs:NotificationHub", "azure:notificationhub/hub:Hub"
    )
    assert [kind for kind, _, _ in planned(tmp_path, document)] == ["hub"]


def test_a_resource_that_only_updates_a_hub_takes_nothing_away(tmp_path):
    document = changed("shop.hub", "delete", type="azapi:resources:UpdateResource")
    assert planned(tmp_path, document) == {}


def test_a_hub_that_is_retained_and_only_leaves_is_a_gap(tmp_path):
    document = changed("shop.hub", "delete", retainOnDelete=True)
    assert planned(tmp_path, document) == {}
    assert judged(tmp_path, "preview", document).gaps


def test_a_replaced_sandbox_of_the_real_engine(tmp_path):
    document = load("preview-replacement-test")
    report = judged(tmp_path, "preview", document)
    assert rules_with(report, Outcome.FAIL) == {"NH605"}
    assert len(messages(report)) == 4
    assert any("forced by resourceGroupName" in text for text in messages(report))
    assert any("because something that it is made from" in text for text in messages(report))


def test_no_value_of_the_old_state_is_told(tmp_path):
    document = changed("shop.hub", "delete")
    canary = "c4n4ry-of-an-old-state"
    item = step(document, "shop.hub")
    item["oldState"]["inputs"]["apnsCredential"]["token"] = canary
    item["detailedDiff"] = {"apnsCredential.token": {"kind": "delete", "value": canary}}
    report = judged(tmp_path, "preview", document)
    assert canary not in str([result.message for result in report.results])
