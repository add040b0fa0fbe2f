"""The source ``preview:FILE``: what a deployment would leave behind."""

import json

import pytest
from pulumi_documents import (
    BASELINE,
    DATA,
    code,
    component,
    drop,
    envelope,
    estate,
    judge,
    judged,
    load,
    named,
    refused,
    resources,
    rules_with,
    run,
    small,
    unsure,
    verdicts,
    write,
)

from hubwarden.report import Outcome
from hubwarden.sources.pulumi.dependencies import ASSUMPTION
from push_files import signing_key

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def step(document, name):
    (found,) = (
        item
        for item in document["steps"]
        if item["urn"].rpartition("::")[2] == name and (item.get("newState") or {}).get("custom")
    )
    return found


def old(new, **more):
    return {**new, "id": f"/subscriptions/s/resourceGroups/old/{new['type']}", **more}


def test_a_preview_of_changes_alone_is_incomplete():
    path = DATA / "preview-update-prod-changes-only.json"
    report = judge(f"preview:{path}")
    assert code(report) == 3
    assert [(gap.what, gap.reason) for gap in report.gaps] == [
        ("46 unchanged resources", "they are not in the preview: write it with --show-sames")
    ]
    assert not report.having(Outcome.FAIL)
    assert unsure(report) == {"NH128", "NH504", "NH505"}
    result = run(f"preview:{path}")
    assert result.exit_code == 3
    assert "46 unchanged resources: they are not in the preview" in " ".join(result.output.split())


def test_what_is_not_there_is_no_fact_in_a_preview_of_changes_alone(tmp_path):
    document = load("preview-update-prod")
    document["steps"] = [
        item
        for item in document["steps"]
        if item["op"] != "same" or item["urn"].endswith(("::namespace", "::hubwarden-prod"))
    ]
    report = judged(tmp_path, "preview", document)
    assert code(report) == 3
    assert not report.having(Outcome.FAIL)
    assert {"NH503", "NH505", "NH601"} <= unsure(report)


def test_what_a_preview_cannot_tell_is_said():
    report = judge(f"preview:{DATA / 'preview-first-prod.json'}")
    assert ASSUMPTION in report.evidence.not_judged
    assert report.evidence.sources[0].files


def test_the_program_after_an_update_is_judged_and_not_what_was_there_before(tmp_path):
    document = load("preview-update-prod")
    shop = step(document, "shop.hub")
    assert shop["op"] == "update"
    shop["oldState"]["inputs"]["apnsCredential"]["token"] = "in clear"
    shop["oldState"]["protect"] = False
    assert code(judged(tmp_path, "preview", document)) == 0
    shop["newState"]["inputs"]["apnsCredential"]["token"] = signing_key()
    assert rules_with(judged(tmp_path, "preview", document), Outcome.FAIL) == {"NH109"}


@pytest.mark.parametrize("op", ["same", "update"])
def test_what_is_kept_keeps_its_id(tmp_path, op):
    document = load("preview-first-prod")
    item = step(document, "namespace")
    item |= {"op": op, "oldState": old(item["newState"], id="/subscriptions/s/resourceGroups/g/n")}
    (namespace,) = estate(tmp_path, "preview", document).namespaces
    assert str(namespace.id) == "/subscriptions/s/resourceGroups/g/n"


@pytest.mark.parametrize(
    "op", ["create", "replace", "create-replacement", "import-replacement", "unheard-of"]
)
def test_what_is_new_gets_the_id_that_it_will_have(tmp_path, op):
    document = load("preview-first-prod")
    item = step(document, "namespace")
    item |= {"op": op, "oldState": old(item["newState"], id="/subscriptions/s/resourceGroups/g/n")}
    (namespace,) = estate(tmp_path, "preview", document).namespaces
    assert str(namespace.id).endswith(
        "/lindenmarkt-prod-rg/providers/Microsoft.NotificationHubs/namespaces/lindenmarkt-prod-ns"
    )
    assert namespace.name == "lindenmarkt-prod-ns"


def test_an_import_tells_its_id_and_a_placeholder_is_none(tmp_path):
    document = load("preview-first-prod")
    item = step(document, "namespace")
    item["op"] = "import"
    item["newState"]["id"] = "/subscriptions/s/resourceGroups/g/n"
    (namespace,) = estate(tmp_path, "preview", document).namespaces
    assert str(namespace.id) == "/subscriptions/s/resourceGroups/g/n"
    item["newState"]["id"] = UNKNOWN
    assert code(judged(tmp_path, "preview", document)) == 0


GONE = ["delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"]


@pytest.mark.parametrize("op", [*GONE, "read", "read-replacement", "refresh"])
@pytest.mark.parametrize("new", [False, True])
def test_a_lock_that_is_deleted_or_only_looked_at_protects_nothing(tmp_path, op, new):
    document = load("preview-first-prod")
    item = step(document, "lock")
    item |= {"op": op, "oldState": old(item["newState"])}
    if not new:
        item["newState"] = None
    report = judged(tmp_path, "preview", document)
    assert rules_with(report, Outcome.FAIL) == {"NH601"}


def test_a_lock_that_is_refreshed_and_then_deleted_protects_nothing(tmp_path):
    document = load("preview-update-prod")
    first = [{**item, "op": "refresh"} for item in document["steps"]]
    assert code(judged(tmp_path, "preview", {**document, "steps": first + document["steps"]})) == 0
    document["steps"] = first + document["steps"]
    gone = document["steps"][-1]
    assert gone["urn"].endswith("::lock")
    gone |= {"op": "delete", "newState": None}
    document["changeSummary"]["same"] -= 1
    assert rules_with(judged(tmp_path, "preview", document), Outcome.FAIL) == {"NH601"}


def test_both_halves_of_a_replacement_are_one_resource(tmp_path):
    document = load("preview-replacement-test")
    before = judged(tmp_path, "preview", document)
    halves = []
    for item in document["steps"]:
        if item["op"] == "replace":
            halves += [{**item, "op": "create-replacement"}, item]
            halves.append({**item, "op": "delete-replaced", "newState": None})
        else:
            halves.append(item)
    after = judged(tmp_path, "preview", {**document, "steps": halves})
    assert after.results == before.results


@pytest.mark.parametrize("op", ["create", "update", "same", "replace", "unheard-of"])
def test_a_step_that_does_not_tell_what_it_leaves_is_refused(tmp_path, op):
    document = small("preview")
    item = step(document, "namespace")
    index = document["steps"].index(item)
    item |= {"op": op, "newState": None}
    error = refused(tmp_path, "preview", document)
    assert f"steps.{index}: has no newState" in str(error)
    assert error.line > 1


def test_what_the_program_only_reads_is_not_its_own(tmp_path):
    document = load("preview-first-prod")
    named(document, "lock")["external"] = True
    assert rules_with(judged(tmp_path, "preview", document), Outcome.FAIL) == {"NH601"}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"maybeCorrupt": True}, "the preview"),
        ({"diagnostics": [{"severity": "error", "message": "k3ym4t3r1al"}]}, "the preview"),
        ({"changeSummary": None}, "the preview"),
        ({"changeSummary": {"same": 2}}, "2 unchanged resources"),
        ({"changeSummary": {}, "diagnostics": None}, None),
        ({"diagnostics": [{}, {"severity": "warning"}], "duration": None}, None),
    ],
)
def test_signs_that_a_preview_is_not_whole(tmp_path, change, what):
    path = write(tmp_path, load("preview-first-prod") | change)
    report = judge(f"preview:{path}")
    assert [gap.what for gap in report.gaps] == ([what] if what else [])
    assert code(report) == (3 if what else 0)
    assert "k3ym4t3r1al" not in run(f"preview:{path}").output


def test_a_preview_without_a_summary(tmp_path):
    document = load("preview-first-prod")
    for key in ("changeSummary", "config", "diagnostics", "duration"):
        del document[key]
    assert [gap.reason for gap in judged(tmp_path, "preview", document).gaps] == [
        "it has no summary of its changes"
    ]


@pytest.mark.parametrize("steps", [[], [{"op": "delete", "urn": "u", "oldState": None}]])
def test_nothing_that_would_be_there_is_nothing_proved(tmp_path, steps):
    report = judged(tmp_path, "preview", {"steps": steps, "changeSummary": {"delete": len(steps)}})
    assert [gap.what for gap in report.gaps] == ["Notification Hubs"]
    assert code(report) == 3
    assert "is not a preview" in str(refused(tmp_path, "preview", {"steps": None}))


@pytest.mark.parametrize("type", ["resources:Deployment", "notificationhubs:Unheard"])
def test_what_deploys_what_is_not_read_is_a_gap(tmp_path, type):
    document = load("preview-first-prod")
    item = json.loads(json.dumps(step(document, "lock")))
    for part in (item, item["newState"]):
        part["urn"] = f"urn:pulumi:prod::hubwarden::azure-native:{type}::more"
    item["newState"]["type"] = f"azure-native:{type}"
    document["steps"].append(item)
    report = judged(tmp_path, "preview", document)
    assert [gap.what for gap in report.gaps] == [f"azure-native:{type} more"]
    assert code(report) == 3


def test_versions_of_the_api_in_a_type_do_not_matter(tmp_path):
    document = load("preview-first-prod")
    before = verdicts(judged(tmp_path, "preview", document))
    for resource in resources(document):
        if resource["custom"]:
            provider, module, type = resource["type"].split(":")
            resource["type"] = f"{provider}:{module}/v20231001preview:{type}"
    assert verdicts(judged(tmp_path, "preview", document)) == before


def test_without_the_declarations_of_the_components_no_role_is_assumed(tmp_path):
    document = load("preview-first-prod")
    for resource in resources(document):
        if not resource["custom"]:
            resource.pop("inputs", None)
    report = judged(tmp_path, "preview", document)
    assert code(report) == 3
    assert {"NH110", "NH203", "NH204"} <= unsure(report)
    assert not report.having(Outcome.FAIL)


@pytest.mark.parametrize(
    "declared", [[], "x", None, {"resources": [1]}, {"settings": 4}, envelope({})]
)
def test_strange_declarations(tmp_path, declared):
    document = load("preview-first-prod")
    for name in ("environment", "shop", "courier"):
        component(document, name)["inputs"]["hubwarden"] = declared
    report = judged(tmp_path, "preview", document)
    assert not report.crashes
    assert "NH110" in unsure(report)


def test_an_alert_that_is_not_in_the_preview_is_missing(tmp_path):
    document = load("preview-update-prod")
    drop(document, "shop.incoming.all.failedrequests")
    document["changeSummary"]["same"] -= 1
    path = write(tmp_path, document)
    result = run(f"preview:{path}", "--format", "json", "--baseline-file", str(BASELINE))
    assert result.exit_code == 1
    assert "no alert watches incoming.all.failedrequests" in result.output


# What somebody else manages, and what is let go


@pytest.mark.parametrize("op", ["read", "read-replacement", "same"])
def test_a_namespace_that_the_program_only_reads_is_not_judged_in_silence(tmp_path, op):
    document = load("preview-first-prod")
    item = step(document, "namespace")
    item["op"] = op
    own = "/subscriptions/s/resourceGroups/lindenmarkt-prod-rg/providers/Microsoft.NotificationHubs"
    own = f"{own}/namespaces/lindenmarkt-prod-ns"
    item["newState"] |= {"external": True, "inputs": {}, "id": own}
    report = judged(tmp_path, "preview", document)
    source = report.evidence.sources[0].name
    known = [item for item in report.evidence.not_judged if item.startswith("namespace ")]
    assert known == [f"namespace lindenmarkt-prod-ns, which {source} only reads"]
    of_it = [result for result in report.results if result.subject == own]
    assert {item.rule.id for item in of_it} >= {"NH401", "NH501", "NH601"}
    assert {item.outcome for item in of_it} == {Outcome.NOT_APPLICABLE}
    assert not report.gaps


def test_what_a_stack_gives_out_is_not_known_and_this_project_accepts_that(tmp_path):
    document = load("preview-first-prod")
    report = judged(tmp_path, "preview", document)
    (found,) = [result for result in report.results if result.rule.id == "NH201"]
    assert (found.outcome, bool(found.accepted)) == (Outcome.UNDETERMINED, True)
    assert "a preview does not show what a stack gives out" in found.message
    assert code(report) == 0


@pytest.mark.parametrize("op", ["delete", "delete-replaced"])
def test_a_hub_that_is_let_go_and_stays_is_told(tmp_path, op):
    document = load("preview-update-prod")
    item = step(document, "courier.hub")
    item |= {
        "op": op,
        "oldState": item["oldState"] | {"retainOnDelete": True},
        "newState": None,
    }
    report = judged(tmp_path, "preview", document)
    (found,) = [gap for gap in report.gaps if "courier.hub" in gap.what]
    assert "stays in Azure, where nobody manages it" in found.reason
    item["oldState"]["retainOnDelete"] = False
    assert not [gap for gap in judged(tmp_path, "preview", document).gaps if "courier" in gap.what]


def test_an_id_that_was_assumed_is_named(tmp_path):
    document = load("preview-first-prod")
    group = named(document, "resource-group")
    named(document, "lock")["propertyDependencies"]["scope"] = [group["urn"]]
    known = judged(tmp_path, "preview", document).evidence.not_judged
    assert "scope of lock is taken to be resource group lindenmarkt-prod-rg" in known


def test_a_namespace_that_no_source_declares_is_not_passed_over(tmp_path):
    document = load("preview-first-prod")
    for name in ("shop.hub", "courier.hub"):
        named(document, name)["inputs"]["namespaceName"] = "of-another-program"
    known = judged(tmp_path, "preview", document).evidence.not_judged
    (found,) = [item for item in known if item.startswith("namespace of-another-program")]
    assert "no source in scope declares" in found
    assert not [item for item in known if "lindenmarkt-prod-ns" in item]


@pytest.mark.parametrize(("op", "count"), [("delete", 1), ("replace", 2), ("delete-replaced", 1)])
def test_losses_that_only_the_summary_counts_are_missed(tmp_path, op, count):
    document = load("preview-first-prod")
    document["changeSummary"][op] = count
    gaps = estate(tmp_path, "preview", document).gaps
    assert [gap.what for gap in gaps] == [f"{count} steps {op}"]


@pytest.mark.parametrize("op", ["Delete", "DELETE", "remove", "somethingNew"])
def test_a_step_of_a_kind_that_is_not_known_is_a_gap(tmp_path, op):
    document = load("preview-first-prod")
    step = document["steps"][-1]
    document["changeSummary"] = {"create": len(document["steps"]) - 1}
    step["op"] = op
    assert [gap.what for gap in estate(tmp_path, "preview", document).gaps] == [f"1 steps {op}"]
