"""What is not known yet is filled in from what it is made of, or stays unknown: never a guess."""

import random
from dataclasses import replace

import pytest
from pulumi_documents import (
    code,
    encrypted,
    estate,
    judged,
    load,
    named,
    resources,
    rules_with,
    unsure,
    verdicts,
)

from hubwarden.report import Outcome
from hubwarden.sources.pulumi.azure_native import SUBSCRIPTION
from hubwarden.sources.pulumi.dependencies import resolve
from hubwarden.sources.pulumi.registered import Registered
from hubwarden.sources.pulumi.wire_values import COMPUTED, ENCRYPTED
from hubwarden.unknown import Unknown

GROUP = "resources:ResourceGroup"
NAMESPACE = "notificationhubs:Namespace"
HUB = "notificationhubs:NotificationHub"
RULE = "notificationhubs:NotificationHubAuthorizationRule"
ALERT = "monitor:MetricAlert"
ACTIONS = "monitor:ActionGroup"
DIAGNOSTICS = "monitor:DiagnosticSetting"
LOCK = "authorization:ManagementLockByScope"
WORKSPACE = "operationalinsights:Workspace"


def one(type, name, inputs=None, *, made_from=None, **more):
    return Registered(
        urn=f"urn:pulumi:s::p::azure-native:{type}::{name}",
        type=f"azure-native:{type}",
        name=name,
        custom=True,
        inputs=dict(inputs or {}),
        secrets=frozenset(),
        dependencies={key: tuple(each.urn for each in of) for key, of in (made_from or {}).items()},
        **more,
    )


def group(name="g", **more):
    return one(GROUP, name, {"resourceGroupName": name}, **more)


def namespace(name="ns", **inputs):
    return one(NAMESPACE, name, {"resourceGroupName": "g", "namespaceName": name} | inputs)


def hub(name, of, **inputs):
    own = {"resourceGroupName": "g", "namespaceName": COMPUTED, "notificationHubName": name}
    return one(HUB, name, own | inputs, made_from={"namespaceName": of})


def test_names_and_ids_of_a_chain():
    rg = group()
    ns = one(
        NAMESPACE,
        "ns",
        {"resourceGroupName": COMPUTED, "namespaceName": "n"},
        made_from={"resourceGroupName": [rg], "namespaceName": []},
    )
    its = one(
        HUB,
        "its",
        {"resourceGroupName": COMPUTED, "namespaceName": COMPUTED, "notificationHubName": "h"},
        made_from={"resourceGroupName": [rg], "namespaceName": [ns]},
    )
    watch = one(
        DIAGNOSTICS, "d", {"resourceUri": COMPUTED, "name": "d"}, made_from={"resourceUri": [its]}
    )
    resolve([watch, its, ns, rg])
    assert rg.id == f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g"
    assert ns.id == f"{rg.id}/providers/Microsoft.NotificationHubs/namespaces/n"
    assert its.id == f"{ns.id}/notificationHubs/h"
    assert watch.inputs["resourceUri"] == its.id
    assert watch.id == f"{its.id}/providers/Microsoft.Insights/diagnosticSettings/d"


def test_a_name_that_pulumi_chooses_is_the_same_symbol_wherever_it_is_used():
    ns = namespace(namespaceName=None)
    first, other = hub("a", [ns]), hub("b", [ns])
    lock = one(LOCK, "l", {"scope": COMPUTED, "lockName": "l"}, made_from={"scope": [ns]})
    resolve([lock, other, first, ns])
    assert ns.id.endswith("/{namespaceName of ns}")
    assert first.id == f"{ns.id}/notificationHubs/a"
    assert other.id == f"{ns.id}/notificationHubs/b"
    assert isinstance(lock.inputs["scope"], Unknown)
    assert lock.inputs["scope"].symbol == ns.id


@pytest.mark.parametrize("secret", [COMPUTED, ENCRYPTED])
def test_several_or_no_candidates_leave_it_unknown(secret):
    ns, twin, ws = namespace("a"), namespace("b"), one(WORKSPACE, "w", {"workspaceName": "w"})
    for made_from in ([], [ns, twin], [ws]):
        its = hub("h", made_from, namespaceName=secret)
        resolve([ns, twin, ws, its])
        assert its.inputs["namespaceName"] is secret
        assert "{namespaceName of h}" in its.id
    for made_from, expected in (([], 0), ([ns, twin], 0), ([ns, ws], 0), ([ns], 1)):
        lock = one(LOCK, "l", {"scope": secret}, made_from={"scope": made_from})
        resolve([ns, twin, ws, lock])
        assert (lock.inputs["scope"] == ns.id) is bool(expected)
    unheard_of = one(LOCK, "l", {"scope": secret})
    unheard_of.dependencies = {"scope": ("urn:pulumi:s::p::t::gone",)}
    resolve([unheard_of])
    assert unheard_of.inputs["scope"] is secret


def test_only_a_workspace_is_a_workspace():
    ws, ns = one(WORKSPACE, "w", {"workspaceName": "w", "resourceGroupName": "g"}), namespace()
    setting = one(
        DIAGNOSTICS,
        "d",
        {"workspaceId": COMPUTED, "storageAccountId": COMPUTED},
        made_from={"workspaceId": [ns, ws], "storageAccountId": [ws]},
    )
    resolve([ns, ws, setting])
    assert setting.inputs == {"workspaceId": ws.id, "storageAccountId": COMPUTED}


def test_lists_of_ids():
    ns = namespace()
    a, b = hub("a", [ns]), hub("b", [ns])
    people = one(ACTIONS, "p", {"actionGroupName": "p", "resourceGroupName": "g"})

    def alert(scopes, made_from, actions=None):
        its = one(
            ALERT,
            "alert",
            {"scopes": scopes, "actions": actions},
            made_from={"scopes": made_from, "actions": [people, ns]},
        )
        resolve([its, people, a, b, ns])
        return its.inputs

    assert alert([COMPUTED], [a])["scopes"] == [a.id]
    assert set(alert([COMPUTED, COMPUTED], [a, b])["scopes"]) == {a.id, b.id}
    assert alert(["/x", COMPUTED], [b])["scopes"] == ["/x", b.id]
    for scopes, made_from in (
        ([COMPUTED], [a, b]),
        ([COMPUTED, COMPUTED], [a]),
        ([COMPUTED], []),
        (COMPUTED, [a, b]),
        ([], [a]),
        (["/x"], [a]),
    ):
        assert alert(scopes, made_from)["scopes"] == scopes
    ids = [{"actionGroupId": COMPUTED, "webHookProperties": {}}]
    assert alert([], [], ids)["actions"] == [{"actionGroupId": people.id, "webHookProperties": {}}]
    twice = [{"actionGroupId": COMPUTED}, {"actionGroupId": COMPUTED}]
    assert alert([], [], twice)["actions"] == twice


def test_circles_end():
    a, b, c = (one(LOCK, name, {"scope": COMPUTED}) for name in "abc")
    for first, second in ((a, b), (b, c), (c, a)):
        first.dependencies = {"scope": (second.urn,)}
    own = one(NAMESPACE, "own", {"namespaceName": COMPUTED})
    own.dependencies = {"namespaceName": (own.urn,)}
    resolve([a, b, c, own])
    for each in (a, b, c, own):
        assert "{" in each.id
    assert own.inputs["namespaceName"] is COMPUTED


def test_a_long_chain_and_a_dense_net_are_quick():
    chain = [one(LOCK, "0", {"scope": "/x", "lockName": "0"})]
    for index in range(1, 1500):
        made = {"scope": [chain[-1]]}
        chain.append(one(LOCK, f"l{index}", {"scope": COMPUTED, "lockName": "l"}, made_from=made))
    resolve(chain[::-1])
    assert chain[-1].id.count("/locks/") == 1500
    net = []
    for index in range(120):
        net.append(one(LOCK, f"n{index}", {"scope": COMPUTED}, made_from={"scope": net}))
    resolve(net[::-1])
    assert all(each.id for each in net)


def test_new_resources_go_to_the_subscription_of_those_that_are_there():
    def made(*subscriptions):
        there = [
            group(f"g{subscription}", id=f"/subscriptions/{subscription}/resourceGroups/g")
            for subscription in subscriptions
        ]
        ns = namespace()
        resolve([*there, ns])
        return ns.id.split("/")[2]

    assert made() == SUBSCRIPTION
    assert made("one") == made("one", "ONE") == "one"
    assert made("one", "other") == "{subscription of the default provider}"


def test_two_secret_names_are_not_the_same_name():
    a, b = namespace("a", namespaceName=ENCRYPTED), namespace("b", namespaceName=ENCRYPTED)
    resolve([a, b])
    assert a.id != b.id
    assert "{" in a.id


def test_resources_with_the_same_logical_name_are_not_the_same():
    a = namespace("x", namespaceName=None)
    b = replace(namespace("X", namespaceName=None), urn=a.urn.replace("::azure", "::t$azure"))
    resolve([a, b])
    assert a.id.lower() != b.id.lower()
    assert len(a.id.split("/")) == len(b.id.split("/")) == 9


# The same with real documents.

RELATIONS = {
    *(
        "NH128",
        "NH210",
        "NH503",
        "NH504",
        "NH505",
        "NH506",
        "NH507",
        "NH508",
        "NH509",
        "NH510",
        "NH601",
    ),
}


def test_without_dependencies_nothing_passes_that_rests_on_them(tmp_path):
    document = load("preview-first-prod")
    before = judged(tmp_path, "preview", document)
    for each in resources(document):
        each.pop("propertyDependencies", None)
    report = judged(tmp_path, "preview", document)
    assert code(report) == 3
    assert not report.having(Outcome.FAIL)
    assert unsure(report) == RELATIONS
    assert not RELATIONS & rules_with(report, Outcome.PASS)
    assert rules_with(before, Outcome.PASS) - RELATIONS == rules_with(report, Outcome.PASS)
    # What is not known may be several things; each subject has its verdict all the same.
    assert len(judged_by(before)) == len(judged_by(report))


def judged_by(report):
    return {(result.rule.id, result.subject, result.kind) for result in report.results}


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("lock", "scope", {"NH601"}),
        ("namespace-logs", "resourceUri", {"NH503", "NH509"}),
        ("shop.metrics", "resourceUri", {"NH504"}),
        ("shop.outgoing.allpns.pnserror", "scopes", {"NH505", "NH506", "NH507", "NH508", "NH510"}),
        ("shop.outgoing.allpns.pnserror", "actions", {"NH507"}),
        ("shop.hub", "namespaceName", {"NH128", "NH505", "NH601"}),
    ],
)
def test_one_relation_that_is_not_told(tmp_path, name, key, expected):
    document = load("preview-first-prod")
    others = [each["urn"] for each in resources(document) if "$azure-native" in each["urn"]]
    before, found = judged(tmp_path, "preview", document), set()
    if key in ("actions", "namespaceName"):
        # Of all those, one is of the type that is asked for.
        named(document, name)["propertyDependencies"][key] = others
        assert judged(tmp_path, "preview", document).results == before.results
        others = []
    for made_from in (None, [], ["urn:pulumi:prod::p::t::gone"], others):
        named(document, name)["propertyDependencies"][key] = made_from
        report = judged(tmp_path, "preview", document)
        assert not report.having(Outcome.FAIL)
        assert code(report) == 3
        found |= unsure(report)
    assert expected <= found <= RELATIONS


def test_a_namespace_whose_name_is_a_secret(tmp_path):
    document = load("preview-first-prod")
    named(document, "namespace")["inputs"]["namespaceName"] = "[secret]"
    (found,) = estate(tmp_path, "preview", document).namespaces
    assert found.unknown["name"]
    # What is made from it is still in it.
    report = judged(tmp_path, "preview", document)
    assert code(report) == 0
    named(document, "namespace")["inputs"]["namespaceName"] = encrypted()
    assert verdicts(judged(tmp_path, "preview", document)) == verdicts(report)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "name", ["preview-first-prod", "preview-replacement-test", "preview-update-prod", "state-prod"]
)
def test_the_order_of_resources_changes_nothing(tmp_path, name, seed):
    kind = name.partition("-")[0]
    document = load(name)
    before = judged(tmp_path, kind, document)
    random.Random(seed).shuffle(
        document["steps"] if kind == "preview" else document["deployment"]["resources"]
    )
    after = judged(tmp_path, kind, document)
    assert before.results == after.results
    assert before.gaps == after.gaps


def test_what_is_made_from_a_whole_group_is_told():
    """It may be for something in the group: an id that a program puts together itself."""
    rg, ns = group("rg"), namespace()

    def made(type, key, of):
        return one(type, "made", {key: COMPUTED}, made_from={key: of})

    assert resolve([rg, made(LOCK, "scope", [rg])]) == (
        "scope of made is taken to be resource group rg",
    )
    assert resolve([rg, made(DIAGNOSTICS, "resourceUri", [rg])])
    assert not resolve([rg, ns, made(LOCK, "scope", [ns])])
    assert not resolve([rg, ns, made(LOCK, "scope", [rg, ns])])
    assert not resolve([rg, one(LOCK, "made", {"scope": "/x"}, made_from={"scope": [rg]})])


def test_a_lock_that_names_its_resource_in_parts():
    ns, rg = namespace(), group()

    def made(of, type="authorization:ManagementLockAtResourceLevel"):
        parts = {
            "resourceGroupName": "g",
            "resourceProviderNamespace": "Microsoft.NotificationHubs",
            "parentResourcePath": "",
            "resourceType": "namespaces",
            "resourceName": COMPUTED,
            "lockName": "l",
        }
        lock = one(type, "l", parts, made_from={"resourceName": of})
        resolve([ns, rg, lock])
        return lock

    assert made([ns]).id == f"{ns.id}/providers/Microsoft.Authorization/locks/l"
    assert made([ns, rg]).inputs["resourceName"] is COMPUTED
    assert made([one("x:y", "z")]).inputs["resourceName"] is COMPUTED
    other = made([ns], "managedidentity:UserAssignedIdentity")
    assert other.inputs["resourceName"] is COMPUTED
