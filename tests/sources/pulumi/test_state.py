"""The source ``state:FILE``: what was deployed, and what may be under way."""

import base64
import json

import pytest
from pulumi_documents import (
    DATA,
    code,
    component,
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
    write,
)

from hubwarden.errors import InputError
from hubwarden.report import Outcome
from hubwarden.sources.pulumi.state import read_state


def as_kept(document):
    """Return the file of a file backend."""
    return {
        "version": document["version"],
        "checkpoint": {"stack": "organization/hubwarden/prod", "latest": document["deployment"]},
    }


def test_a_deployment_that_was_stopped_is_incomplete():
    path = DATA / "state-test-pending.json"
    report = judge(f"state:{path}")
    assert code(report) == 3
    assert [(gap.what, gap.reason) for gap in report.gaps] == [
        (
            "creating azure-native:notificationhubs:Namespace namespace",
            "it was begun, and its end is not in the state",
        ),
        ("Notification Hubs", "the source declares no namespace and no hub"),
    ]
    result = run(f"state:{path}")
    assert result.exit_code == 3
    assert "creating azure-native:notificationhubs:Namespace namespace" in " ".join(
        result.output.split()
    )


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("shape", [lambda document: document, as_kept])
def test_versions_and_shapes(tmp_path, version, shape):
    document = load("state-prod") | {"version": version, "features": ["taint"]}
    report = judged(tmp_path, "state", shape(document))
    assert code(report) == 0
    assert len(report.results) == len(judge(f"state:{DATA / 'state-prod.json'}").results)


@pytest.mark.parametrize("version", [None, 0, 1, 2, 5, 10**30])
def test_other_versions_are_refused(tmp_path, version):
    document = small()
    for shaped in (document, as_kept(document)):
        error = refused(tmp_path, "state", shaped | {"version": version})
        assert "only versions 3 and 4 are known" in str(error)
        assert (error.field, error.line) == ("version", 2)
    del document["version"]
    assert "only versions 3 and 4" in str(refused(tmp_path, "state", document))


@pytest.mark.parametrize(
    "document",
    [
        {"version": 3, "deployment": {}},
        {"version": 3, "deployment": {"resources": None, "pending_operations": None}},
        {"version": 3, "deployment": {"resources": []}},
        {"version": 3, "checkpoint": {"stack": "s"}},
        {"version": 3, "checkpoint": {"latest": None}},
        {"version": 4, "checkpoint": {"latest": {"resources": []}}},
    ],
)
def test_a_stack_without_resources_proves_nothing(tmp_path, document):
    report = judged(tmp_path, "state", document)
    assert code(report) == 3
    assert [gap.what for gap in report.gaps] == ["Notification Hubs"]


def test_a_place_in_the_file_of_a_file_backend(tmp_path):
    document = small()
    index = resources(document).index(named(document, "namespace"))
    named(document, "namespace")["urn"] = "none"
    error = refused(tmp_path, "state", as_kept(document))
    assert error.field == f"checkpoint.latest.resources.{index}.urn"
    assert '"none"' in (tmp_path / "document.json").read_text().splitlines()[error.line - 1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"delete": True}, "it is replaced and not deleted yet"),
        ({"pendingReplacement": True}, "it is deleted and not made anew yet"),
        ({"initErrors": ["k3ym4t3r1al"]}, "it was made and did not get ready"),
    ],
)
def test_a_resource_that_is_half_there(tmp_path, change, reason):
    document = load("state-prod")
    named(document, "lock").update(change)
    path = write(tmp_path, document)
    report = judge(f"state:{path}")
    assert [(gap.what, gap.reason) for gap in report.gaps] == [
        ("azure-native:authorization:ManagementLockByScope lock", reason)
    ]
    assert code(report) == 3
    there = "initErrors" in change
    assert ("NH601" in rules_with(report, Outcome.PASS)) is there
    assert ("NH601" in unsure(report)) is not there
    assert "k3ym4t3r1al" not in run(f"state:{path}").output


def test_what_is_replaced_and_not_deleted_yet_is_not_judged_beside_the_new_one(tmp_path):
    document = load("state-prod")
    former = json.loads(json.dumps(named(document, "shop.hub"))) | {"delete": True}
    former["inputs"]["apnsCredential"]["token"] = "in clear"
    resources(document).append(former)
    report = judged(tmp_path, "state", document)
    assert len(report.gaps) == 1
    assert not report.having(Outcome.FAIL)
    assert code(report) == 3


def test_what_the_program_only_reads_is_not_its_own(tmp_path):
    document = load("state-prod")
    named(document, "lock")["external"] = True
    report = judged(tmp_path, "state", document)
    assert rules_with(report, Outcome.FAIL) == {"NH601"}
    assert not report.gaps


@pytest.mark.parametrize("type", ["creating", "updating", "deleting", "reading", "importing", ""])
def test_operations_without_an_end(tmp_path, type):
    document = load("state-prod")
    operation = {"resource": named(document, "shop.hub"), "type": type}
    document["deployment"]["pending_operations"] = [operation, operation]
    report = judged(tmp_path, "state", document)
    what = f"{type or 'operation'} azure-native:notificationhubs:NotificationHub shop.hub"
    assert [gap.what for gap in report.gaps] == [what, what]
    assert code(report) == 3


def test_while_something_is_under_way_absence_is_no_fact(tmp_path):
    document = load("state-prod")
    lock = named(document, "lock")
    resources(document).remove(lock)
    document["deployment"]["pending_operations"] = [{"resource": lock, "type": "creating"}]
    report = judged(tmp_path, "state", document)
    assert unsure(report) == {"NH601"}
    assert not report.having(Outcome.FAIL)


@pytest.mark.parametrize("urn", ["k3ym4t3r1al-none", ""])
def test_urns_of_what_is_half_there_are_looked_at_too(tmp_path, urn):
    document = small()
    operation = {"type": "creating", "resource": {"urn": urn, "type": "t", "custom": True}}
    document["deployment"]["pending_operations"] = [operation]
    error = refused(tmp_path, "state", document)
    assert error.field == "deployment.pending_operations.0.resource.urn"
    assert error.line
    document = small()
    named(document, "namespace").update({"urn": urn, "delete": True})
    assert "is not a URN" in str(refused(tmp_path, "state", document))


def test_a_urn_that_stands_twice_is_refused(tmp_path):
    document = small()
    twin = json.loads(json.dumps(named(document, "namespace")))
    twin["inputs"]["networkAcls"] = None
    resources(document).insert(0, twin)
    index = [resource["urn"] for resource in resources(document)].index(twin["urn"], 1)
    error = refused(tmp_path, "state", document)
    assert str(error).endswith(f"deployment.resources.{index}.urn: stands twice")
    assert '"urn"' in (tmp_path / "document.json").read_text().splitlines()[error.line - 1]


def test_only_what_is_needed_must_be_there(tmp_path):
    document = load("state-prod")
    kept = {"urn", "custom", "type", "inputs", "id", "protect", "retainOnDelete"}
    for resource in resources(document):
        for key in set(resource) - kept:
            del resource[key]
    document = {"version": 3, "deployment": {"resources": resources(document)}}
    report = judged(tmp_path, "state", document)
    assert code(report) == 0
    (namespace,) = estate(tmp_path, "state", document).namespaces
    assert str(namespace.origin.location).endswith("document.json")


def test_a_resource_without_an_id_gets_that_which_its_names_make(tmp_path):
    document = load("state-prod")
    before = judged(tmp_path, "state", document)
    for name in ("namespace", "shop.hub", "lock"):
        del named(document, name)["id"]
    assert judged(tmp_path, "state", document).results == before.results


def test_names_are_those_in_azure_and_not_those_in_the_program(tmp_path):
    document = small()
    item = named(document, "namespace")
    item["inputs"]["namespaceName"] = "other"
    (namespace,) = estate(tmp_path, "state", document).namespaces
    assert namespace.name == "lindenmarkt-prod-ns"


def test_the_claim_of_another_environment(tmp_path):
    document = load("state-prod")
    component(document, "environment")["inputs"]["hubwarden"]["environment"] = "sandbox"
    assert rules_with(judged(tmp_path, "state", document), Outcome.FAIL) == {"NH302"}


def test_a_lock_of_the_whole_resource_group(tmp_path):
    document = load("state-prod")
    lock = named(document, "lock")
    lock["type"] = "azure-native:authorization:ManagementLockAtResourceGroupLevel"
    group = named(document, "resource-group")["id"]
    lock["id"] = f"{group}/providers/Microsoft.Authorization/locks/keep"
    lock["inputs"] = {"lockName": "keep", "level": "CanNotDelete", "resourceGroupName": "g"}
    assert code(judged(tmp_path, "state", document)) == 0
    lock["id"] = lock["id"].replace("-rg/", "-other/")
    assert rules_with(judged(tmp_path, "state", document), Outcome.FAIL) == {"NH601"}


def test_both_environments_together():
    report = judge(*(f"state:{DATA / name}.json" for name in ("state-prod", "state-test")))
    assert code(report) == 3
    assert unsure(report) == {"NH307"}  # Encrypted keys.
    assert "NH304" in rules_with(report, Outcome.PASS)
    same = judge(f"state:{DATA / 'state-prod.json'}", f"preview:{DATA / 'preview-first-test.json'}")
    assert not same.having(Outcome.FAIL)


def test_links_in_a_circle_are_an_error(tmp_path):
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    with pytest.raises(InputError, match="cannot be read"):
        read_state(tmp_path / "one")


@pytest.mark.parametrize("name", ["namespace", "shop.hub"])
def test_what_somebody_else_manages_is_not_judged_in_silence(tmp_path, name):
    document = load("state-prod")
    named(document, name)["external"] = True
    report = judged(tmp_path, "state", document)
    (known,) = [item for item in report.evidence.not_judged if item.endswith("only reads")]
    assert known.startswith("namespace lindenmarkt-prod-ns" if name == "namespace" else "hub ")
    of_it = [result for result in report.results if result.outcome is Outcome.PASS]
    assert not [
        item for item in of_it if item.kind == ("Namespace" if name == "namespace" else "x")
    ]


def test_an_output_that_is_a_bare_key_is_found(tmp_path):
    key = base64.b64encode(bytes(range(7, 39))).decode()
    document = load("state-prod")
    root = next(
        resource for resource in resources(document) if resource["type"] == "pulumi:pulumi:Stack"
    )
    root["outputs"]["key"] = key
    report = judged(tmp_path, "state", document)
    assert "NH201" in unsure(report)
    assert "NH201" not in rules_with(report, Outcome.FAIL)
    named(document, "shop--phones.rule")["outputs"]["primaryKey"] = key
    report = judged(tmp_path, "state", document)
    assert rules_with(report, Outcome.FAIL) == {"NH201", "NH206"}
    assert key not in repr(report)


def test_of_what_one_stack_reads_and_another_manages_the_other_tells(tmp_path):
    own, reading = load("state-prod"), load("state-prod")
    for resource in resources(reading):
        resource["urn"] = resource["urn"].replace("urn:pulumi:prod::", "urn:pulumi:reading::")
    named(reading, "namespace")["external"] = True
    names = [f"state:{write(tmp_path, own, 'own')}", f"state:{write(tmp_path, reading, 'reading')}"]
    alone = judge(names[0])
    for sources in (names, names[::-1]):
        space = {
            (result.rule.id, result.outcome)
            for result in judge(*sources).results
            if result.kind == "Namespace" and result.rule.id not in ("NH304", "NH601")
        }
        assert space == {
            (result.rule.id, result.outcome)
            for result in alone.results
            if result.kind == "Namespace" and result.rule.id not in ("NH304", "NH601")
        }


@pytest.mark.parametrize(
    "spelling", ["azure-native_{0}_v20231001preview:{0}:{1}", "azure-native:{0}:{1}"]
)
def test_packages_for_one_version_and_older_names_of_modules_do_not_matter(tmp_path, spelling):
    document = load("state-prod")
    before = judged(tmp_path, "state", document).results
    for resource in resources(document):
        if resource["type"].startswith("azure-native:"):
            _, module, kind = resource["type"].split(":")
            if "_v" not in spelling:
                module = {"monitor": "insights"}.get(module, module)
            resource["type"] = spelling.format(module, kind)
        elif resource["type"] == "pulumi:providers:azure-native":
            resource["type"] = "pulumi:providers:azure-native_notificationhubs_v20231001preview"
    after = judged(tmp_path, "state", document)
    assert after.results == before
    assert not after.gaps
