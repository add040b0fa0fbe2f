"""The policies one by one, in this process: what blocks, what is advice, on which resource."""

import dataclasses
import re

import pytest
from pack_driver import (
    CANARY,
    PACK,
    UNKNOWN,
    Pack,
    Shown,
    changed,
    example,
    of,
    without,
)
from pulumi_policy import EnforcementLevel, ResourceValidationPolicy, StackValidationPolicy

from hubwarden.discovery import all_rules
from hubwarden.report import Outcome
from hubwarden.sources.pulumi.registered import STACK_TYPE
from policy_pack import never, session, shown
from policy_pack.policies import DESCRIPTION, policies
from policy_pack.session import Session, on_resource

NAMESPACE = "notificationhubs:Namespace"
HUB = "notificationhubs:NotificationHub"
RULE = "NotificationHubAuthorizationRule"
ALERT = "monitor:MetricAlert"
SANDBOX = "https://api.development.push.apple.com:443/3/device"
CERTIFICATE = {"thumbprint": "01" * 20, "endpoint": "gateway.push.apple.com"}


def rules(told, *, blocks=None):
    """Return the ids of the rules that were told of."""
    return {
        id
        for one in told
        if blocks in (None, one.blocks)
        for id in re.findall(r"^(NH\d{3}) \w+:", one.text, re.MULTILINE)
    }


def places(told, rule):
    """Return policy and logical name of the resource of everything that was told by a rule."""
    return [
        (one.policy, one.urn.rpartition("::")[2])
        for one in told
        if re.search(rf"^{rule} \w+:", one.text, re.MULTILINE)
    ]


@pytest.fixture
def baseline(tmp_path):
    """Return a function that makes a pack with a baseline of its own."""

    def pack(text, **settings):
        (tmp_path / "baseline.yaml").write_text(f"version: 1\n{text}", encoding="utf-8")
        return Pack(tmp_path, **settings)

    return pack


# -- What the pack says of itself


def test_every_rule_is_a_policy_or_is_never_judged():
    named = {one.name[:5].upper() for one in policies(Session(PACK)) if one.name.startswith("nh")}
    known = {rule.id for rule in all_rules()}
    assert named | never.RULES == known
    assert not named & never.RULES
    for rule in never.RULES:
        assert rule in DESCRIPTION


def test_policies_are_made_from_the_declarations():
    made = {one.name: one for one in policies(Session(PACK))}
    assert len(made) == len(policies(Session(PACK)))
    for rule in all_rules():
        if rule.id in never.RULES:
            continue
        one = made[f"{rule.id.lower()}-{rule.slug}"]
        assert one.description == rule.title
        assert one.remediation_steps == rule.fix
        assert one.tags == [rule.topic]
        assert one.severity.value == rule.severity.word
        assert one.enforcement_level is EnforcementLevel.MANDATORY
        wanted = ResourceValidationPolicy if on_resource(rule) else StackValidationPolicy
        assert isinstance(one, wanted)
    levels = {name: one.enforcement_level for name, one in made.items() if "advice" in name}
    assert set(levels.values()) == {EnforcementLevel.ADVISORY}
    assert len(levels) == 2


def test_the_policy_that_has_all_judged_comes_first_of_its_kind():
    names = [one.name for one in policies(Session(PACK))]
    assert names[0] == "hubwarden"
    assert names[1] == "hubwarden-advice"
    kinds = [isinstance(one, ResourceValidationPolicy) for one in policies(Session(PACK))]
    first = kinds.index(False)
    assert not any(kinds[first:])
    assert names[first : first + 2] == ["hubwarden-stack", "hubwarden-stack-advice"]


def test_the_configuration_is_declared_once():
    schemas = {one.name: one.config_schema for one in policies(Session(PACK)) if one.config_schema}
    (schema,) = schemas.values()
    assert list(schemas) == ["hubwarden"]
    assert set(schema.properties) == {"baseline", "level", "environment"}
    assert schema.properties["level"]["default"] == "low"


# -- Good stacks


@pytest.mark.parametrize("stack", ["prod", "test"])
def test_a_good_stack_that_is_deployed_is_silent(stack):
    assert Pack().run(example(stack)) == []


@pytest.mark.parametrize("stack", ["prod", "test"])
def test_a_first_preview_of_a_good_stack_blocks_nothing(stack):
    told = Pack().run(example(stack, deployed=False))
    assert not [one for one in told if one.blocks]
    # Whether an output holds a key is all that the program's resources do not tell by themselves.
    assert rules(told) == {"NH201"}
    assert places(told, "NH201") == [("hubwarden-stack-advice", f"hubwarden-{stack}")]


def test_a_program_without_hubs_is_silent(baseline):
    root = Shown(STACK_TYPE, "shop-prod", custom=False)
    pet = Shown("random:index/randomPet:RandomPet", "pet", {"length": 2.0})
    group = Shown("azure-native:resources:ResourceGroup", "group", {"resourceGroupName": "x"})
    assert baseline("").run([root, pet, group]) == []
    assert baseline("").run([]) == []


# -- Bad resources

BAD = {
    "endpoint of the other environment": (HUB, {"apns": {"endpoint": SANDBOX}}, "NH301"),
    "certificate": (HUB, {"apnsCredential": CERTIFICATE}, "NH101"),
    "neither token nor certificate": (HUB, {"apns": {"token": None}}, "NH102"),
    "unknown host": (HUB, {"apns": {"endpoint": "https://push.example"}}, "NH103"),
    "endpoint of the other mode": (HUB, {"apns": {"endpoint": "gateway.push.apple.com"}}, "NH104"),
    "malformed key id": (HUB, {"apns": {"keyId": "abc"}}, "NH105"),
    "legacy FCM": (HUB, {"gcmCredential": {"googleApiKey": CANARY}}, "NH106"),
    "MPNS": (HUB, {"mpnsCredential": {"mpnsCertificate": CANARY}}, "NH108"),
    "Free": (NAMESPACE, {"sku": {"name": "Free"}}, "NH501"),
    "Basic": (NAMESPACE, {"sku": {"name": "Basic"}}, "NH502"),
    "open network": (NAMESPACE, {"networkAcls": None}, "NH401"),
    "wrong tag": (NAMESPACE, {"tags": {"environment": "sandbox"}}, "NH303"),
    "no tags": (NAMESPACE, {"tags": None}, "NH602"),
    "Manage": (RULE, {"rights": ["Listen", "Send", "Manage"]}, "NH202"),
    "more than the role": (RULE, {"rights": ["Listen", "Send"]}, "NH203"),
    "alert switched off": (ALERT, {"enabled": False}, "NH506"),
}


def spoilt(kind, change):
    """Return the good stack with a change to the first resource of a kind, and that resource."""
    resources = example()
    bad = of(resources, kind)
    inputs = dict(change)
    if "apns" in inputs:
        both = {**bad.inputs["apnsCredential"], **inputs.pop("apns")}
        inputs["apnsCredential"] = {k: v for k, v in both.items() if v is not None}
    new = bad.but(**inputs)
    if change == {"networkAcls": None}:
        new = new.but(publicNetworkAccess="Enabled")
    return [new if one is bad else one for one in resources], new


@pytest.mark.parametrize("name", BAD)
def test_a_bad_resource_blocks_on_its_own_policy_and_urn(name):
    kind, change, rule = BAD[name]
    resources, bad = spoilt(kind, change)
    pack = Pack()
    told = [told for one in resources for told in pack.analyze(one)]
    (policy,) = [one.name for one in pack.policies if one.name.startswith(rule.lower())]
    assert (policy, bad.name) in places(told, rule)
    assert {one.urn for one in told} == {bad.urn}
    assert all(one.blocks for one in told)
    assert CANARY not in str(told)
    # What was said of the resource is not said of the stack once more.
    assert rule not in rules(pack.analyze_stack(resources))


def test_the_text_says_what_why_fix_and_page():
    resources, _ = spoilt(HUB, {"apns": {"endpoint": SANDBOX}})
    (one,) = [one for one in Pack().run(resources) if "NH301" in one.text]
    (rule,) = [rule for rule in all_rules() if rule.id == "NH301"]
    lines = one.text.splitlines()
    assert lines[0].startswith("NH301 critical: its endpoint is Apple's sandbox")
    assert "setting environment" in lines[0]
    assert lines[1].startswith("why: Device tokens are valid on one side")
    assert lines[2] == f"fix: {rule.fix}"
    assert lines[3] == "page: hubwarden explain NH301"


ESTATE = {
    "no diagnostic setting": (["monitor:DiagnosticSetting"], "NH503", NAMESPACE),
    "no exported metrics": (["monitor:DiagnosticSetting"], "NH504", HUB),
    "no alert": ([ALERT], "NH505", HUB),
    "no lock": (["ManagementLockByScope"], "NH601", NAMESPACE),
}


@pytest.mark.parametrize("deployed", [True, False])
@pytest.mark.parametrize("name", ESTATE)
def test_what_is_not_there_blocks_on_the_resource_that_lacks_it(name, deployed):
    endings, rule, kind = ESTATE[name]
    resources = without(example(deployed=deployed), *endings)
    pack = Pack()
    assert [told for one in resources for told in pack.analyze(one)] == []
    told = pack.analyze_stack(resources)
    holders = {one.name for one in resources if one.type.endswith(kind)}
    assert {place for _, place in places(told, rule)} == holders
    assert {policy[:5] for policy, _ in places(told, rule)} == {rule.lower()}
    assert rules(told, blocks=True) >= {rule}


@pytest.mark.parametrize("deployed", [True, False])
def test_estate_rules_look_at_relations(deployed):
    resources = example(deployed=deployed)
    hub = of(resources, HUB)
    alone = of(resources, NAMESPACE)
    group = of(resources, "ActionGroup")
    bad = {
        hub.urn: hub.but(apnsCredential=None, fcmV1Credential=None),
        alone.urn: Shown(**{**vars(alone), "protect": False}),
        group.urn: group.but(emailReceivers=[]),
    }
    resources = [bad.get(one.urn, one) for one in resources]
    told = Pack().run(resources)
    assert places(told, "NH110") == [("nh110-apns-missing", hub.name)]
    assert places(told, "NH107") == [("nh107-fcm-v1-missing", hub.name)]
    assert places(told, "NH601") == [("nh601-production-unprotected", alone.name)]
    watching = {one.name for one in resources if one.type.endswith(ALERT)}
    assert {name for _, name in places(told, "NH507")} == watching


def test_stack_rules_report_on_the_stack():
    resources = example()
    root = of(resources, STACK_TYPE)
    root.outputs = {"key": f"Endpoint=sb://x/;SharedAccessKey={CANARY}", "ok": "x"}
    environment = of(resources, ":Environment")
    environment.inputs["hubwarden"]["environment"] = "sandbox"
    told = Pack().run(resources)
    assert places(told, "NH201") == [("nh201-connection-string-in-output", root.name)]
    assert "output key" in str(told)
    assert places(told, "NH302") == [("nh302-environment-claim-mismatch", root.name)]
    assert {one.urn for one in told} == {root.urn}
    assert CANARY not in str(told)


def test_a_namespace_rule_blocks():
    resources = example()
    rule = Shown(
        "azure-native:notificationhubs:NamespaceAuthorizationRule",
        "all",
        {
            "resourceGroupName": "lindenmarkt-prod-rg",
            "namespaceName": "lindenmarkt-prod-ns",
            "authorizationRuleName": "all",
            "rights": ["Listen"],
        },
    )
    told = Pack().run([*resources, rule])
    # The settings are known, and they name no consumer for it.
    assert rules(told, blocks=True) == {"NH204", "NH205"}
    assert {one.urn for one in told} == {rule.urn}


def test_a_child_of_a_resource_does_not_repeat_what_is_wrong_with_it():
    resources, bad = spoilt(HUB, {"apns": {"endpoint": SANDBOX}})
    for one in resources:
        if one.type.endswith(RULE) and one.name.startswith("shop"):
            one.parent = bad.urn
            bad.parent = of(resources, ":Environment").urn
    told = Pack().run(resources)
    assert {name for _, name in places(told, "NH301")} == {bad.name}


# -- What is not known yet

UNKNOWNS = {
    "endpoint": (HUB, {"apns": {"endpoint": UNKNOWN}}, {"NH103", "NH104", "NH301"}),
    "credential": (HUB, {"apnsCredential": UNKNOWN}, {"NH101", "NH102", "NH103", "NH301"}),
    "key id": (HUB, {"apns": {"keyId": UNKNOWN}}, {"NH105"}),
    "rights": (RULE, {"rights": UNKNOWN}, {"NH202", "NH203"}),
    "one of the rights": (RULE, {"rights": ["Listen", UNKNOWN]}, {"NH202", "NH203"}),
    "tier": (NAMESPACE, {"sku": {"name": UNKNOWN}}, {"NH501", "NH502"}),
    "tags": (NAMESPACE, {"tags": {"owner": UNKNOWN}}, {"NH303", "NH602"}),
    "network": (NAMESPACE, {"networkAcls": UNKNOWN}, {"NH401"}),
    "alert's switch": (ALERT, {"enabled": UNKNOWN}, {"NH506"}),
    "alert's scopes": (ALERT, {"scopes": UNKNOWN}, {"NH506", "NH508"}),
    "alert's metrics": (ALERT, {"criteria": UNKNOWN}, {"NH506", "NH507", "NH508"}),
    "actions": (ALERT, {"actions": UNKNOWN}, {"NH507"}),
    "name of a rule": (RULE, {"authorizationRuleName": UNKNOWN}, set()),
    "namespace": (HUB, {"namespaceName": UNKNOWN}, {"NH110", "NH505"}),
    "scope of the lock": ("ManagementLockByScope", {"scope": UNKNOWN}, {"NH601"}),
    "level of the lock": ("ManagementLockByScope", {"level": UNKNOWN}, {"NH601"}),
    "target": ("monitor:DiagnosticSetting", {"resourceUri": UNKNOWN}, {"NH503"}),
}


@pytest.mark.parametrize("deployed", [True, False])
@pytest.mark.parametrize("name", UNKNOWNS)
def test_what_is_not_known_yet_is_advice_and_told(name, deployed):
    kind, change, expected = UNKNOWNS[name]
    resources = example(deployed=deployed)
    bad = of(resources, kind)
    inputs = dict(change)
    if "apns" in inputs:
        inputs["apnsCredential"] = {**bad.inputs["apnsCredential"], **inputs.pop("apns")}
    new = bad.but(**inputs)
    for key in inputs:
        new.made_from.pop(key, None)
    if kind == HUB and "namespaceName" in inputs:
        new = new.but(apnsCredential=None)
        new.id = ""  # It is to be replaced.
    resources = [new if one is bad else one for one in resources]
    pack = Pack()
    assert [told for one in resources for told in pack.analyze(one)] == []
    told = pack.analyze_stack(resources)
    assert rules(told, blocks=True) == set()
    assert rules(told) >= expected
    assert not [one for one in told if one.blocks]


def test_every_verdict_in_a_preview_is_either_given_or_told_as_open():
    """With everything unknown that a resource has, each rule that applies says so."""
    not_there = {"NH106", "NH108", "NH119", "NH204", "NH205", "NH302"}
    hollow = []
    for one in example(deployed=False):
        inputs = dict.fromkeys(one.inputs, UNKNOWN) if one.custom else one.inputs
        hollow.append(Shown(**{**vars(one), "inputs": inputs, "made_from": {}}))
    told = Pack().run(hollow)
    assert not [one for one in told if one.blocks]
    assert rules(told) >= {
        rule.id for rule in all_rules() if rule.id not in never.RULES and rule.id not in not_there
    }


def test_what_becomes_known_in_the_stacks_turn_is_judged_there():
    resources = example(deployed=False)
    alert = of(resources, ALERT)
    namespace = of(resources, NAMESPACE)
    alert.made_from["scopes"] = [namespace.urn]
    pack = Pack()
    assert [told for one in resources for told in pack.analyze(one)] == []
    told = pack.analyze_stack(resources)
    assert places(told, "NH508") == [("hubwarden-stack", alert.name)]
    assert rules(told, blocks=True) >= {"NH508", "NH505"}


def test_a_hub_that_may_be_in_the_namespace_is_not_passed_over():
    resources = example(deployed=False)
    hub = of(resources, HUB).but(namespaceName=UNKNOWN)
    hub.made_from.clear()
    hub.protect = False
    told = Pack().run([hub if one.urn == hub.urn else one for one in resources])
    (one,) = [one for one in told if "NH601" in one.text]
    assert "may be in this namespace" in one.text
    assert not one.blocks


# -- Environments


def test_an_environment_that_is_not_matched_blocks_with_a_hint(baseline):
    nowhere = "extends: nothing\nenvironments: {other: {kind: sandbox, apns: sandbox}}\n"
    told = baseline(nowhere).run(example())
    assert {"NH301", "NH501", "NH503"} <= rules(told, blocks=True)
    (one,) = [one for one in told if "NH301" in one.text]
    assert "cannot be judged: no environment of the baseline matches it" in one.text
    assert "under environments.<name>.match" in one.text
    stated = baseline(nowhere, environment="other").run(example())
    assert "environment of the baseline" not in str(stated)


BY_GROUP = """extends: nothing
environments:
  live:
    kind: production
    apns: production
    aliases: [production]
    match: {resource_groups: [lindenmarkt-prod-rg]}
    tiers: [Standard]
    switched_off: [{rule: NH101, reason: old}]
    roles: {device: [Listen], backend: [Send]}
  test: {kind: sandbox, apns: sandbox}
consumers: [{rule: "*", role: device}]
"""


def test_an_environment_by_a_name_that_is_not_known_yet_blocks_nothing(baseline):
    resources = unclaimed(example(deployed=False))
    pack = baseline(BY_GROUP)
    early = [told for one in resources for told in pack.analyze(one)]
    assert early == []
    told = pack.analyze_stack(resources)
    # The name of the group is known from the group itself, once the whole stack is.
    assert not [one for one in told if one.blocks]
    assert rules(told) == {"NH201"}
    free = changed(resources, NAMESPACE, sku={"name": "Free"})
    assert ("hubwarden-stack", "namespace") in places(baseline(BY_GROUP).run(free), "NH501")


def test_what_an_environment_may_do_without_waits_for_the_environment(baseline):
    resources = example(deployed=False)
    hub = of(resources, HUB)
    new = hub.but(apnsCredential=CERTIFICATE)
    told = baseline(BY_GROUP).run([new if one is hub else one for one in resources])
    assert "NH101" not in rules(told)
    on = BY_GROUP.replace("NH101", "NH105")
    told = baseline(on).run([new if one is hub else one for one in resources])
    assert "NH101" in rules(told, blocks=True)


def test_an_environment_by_subscription_is_known_after_the_deployment(baseline):
    text = BY_GROUP.replace(
        "resource_groups: [lindenmarkt-prod-rg]",
        "subscriptions: [11111111-2222-3333-4444-555555555555]",
    )
    first = baseline(text).run(unclaimed(example(deployed=False)))
    assert not [one for one in first if one.blocks]
    assert "NH301" in rules(first)
    assert baseline(text).run(unclaimed(example())) == []
    wrong = text.replace("11111111", "99999999")
    assert "NH301" in rules(baseline(wrong).run(unclaimed(example())), blocks=True)


def unclaimed(resources):
    """Return the resources of a stack that does not say itself what its environment is."""
    of(resources, ":Environment").inputs["hubwarden"].pop("environment")
    return resources


TWO = """extends: nothing
environments:
  live: {kind: production, apns: production, match: {names: ["*-shop"]}}
  test: {kind: sandbox, apns: production, match: {names: ["*-courier"]}}
consumers: [{rule: "*", role: device}]
"""


def test_two_environments_in_one_stack_are_compared(baseline):
    told = baseline(TWO).run(example())
    assert "NH304" in rules(told, blocks=True)
    assert {policy for policy, _ in places(told, "NH304")} == {"hubwarden-stack"}


# -- Baseline and configuration

OPEN = """
environments: {production: {tiers: [Standard]}}
accepted:
  - {rule: NH102, source: "%s", field: "Credentials.apns", reason: told elsewhere}
"""


def test_what_is_accepted_for_a_pack_is_not_told(baseline):
    resources, _ = spoilt(HUB, {"apnsCredential": 7})
    assert "NH102" in rules(baseline(OPEN % "program:*").run(resources), blocks=True)
    told = baseline(OPEN % "pack:*").run(resources)
    assert "NH102" not in rules(told)
    assert "NH103" in rules(told, blocks=True)


def test_what_is_provided_elsewhere_is_not_demanded(baseline):
    resources = without(example(), ALERT, "ManagementLockByScope")
    text = "provided_elsewhere: [{kind: alerts, source: '%s', reason: the platform team}]\n"
    assert rules(baseline(text % "program:*").run(resources)) >= {"NH505", "NH601"}
    told = rules(baseline(text % "pack:*").run(resources))
    assert "NH601" in told
    assert "NH505" not in told


def test_an_environment_sets_severities_and_switches_off(baseline):
    text = "environments: {production: {severities: {NH101: info}, switched_off: [{rule: NH503, reason: x}]}}\n"
    resources, _ = spoilt(HUB, {"apnsCredential": CERTIFICATE})
    told = baseline(text).run(without(resources, "DiagnosticSetting"))
    assert places(told, "NH101") == [("hubwarden-advice", "shop.hub")]
    assert "NH101 info" in str(told)
    assert "NH503" not in rules(told)


@pytest.mark.parametrize("level", ["critical", "CRITICAL"])
def test_what_is_below_the_level_is_advice(level):
    resources, bad = spoilt(NAMESPACE, {"sku": {"name": "Basic"}})
    told = Pack(level=level).run(resources)
    assert places(told, "NH502") == [("hubwarden-advice", bad.name)]
    assert not [one for one in told if one.blocks]


def test_estate_rules_below_the_level_are_advice():
    resources = without(example(), ALERT)
    told = Pack(level="critical").run(resources)
    assert {policy for policy, _ in places(told, "NH505")} == {"hubwarden-stack-advice"}


BAD_SETTINGS = {
    "level": ({"level": "loud"}, "level is not known; info, low, medium, high, critical are"),
    "no such file": ({"baseline": "nowhere.yaml"}, "nowhere.yaml: cannot be read"),
    "a folder": ({"baseline": "."}, "cannot be read"),
    "environment": ({"environment": "moon"}, "no environment moon; it has production, sandbox"),
}


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_a_configuration_that_cannot_be_used_blocks_and_says_why(name):
    settings, why = BAD_SETTINGS[name]
    pack = Pack(**settings)
    told = pack.run([of(example(), HUB)])
    assert {one.policy for one in told} == {"hubwarden", "hubwarden-stack"}
    for one in told:
        assert one.blocks
        assert why in one.text


def test_a_malformed_baseline_blocks_and_names_its_line(baseline):
    (one, _) = baseline("wrong: yes\n").run([of(example(), HUB)])
    assert "baseline.yaml:2: wrong: is not known here" in one.text
    assert one.blocks


def test_without_a_baseline_the_packaged_one_holds(tmp_path):
    told = Pack(tmp_path).run(example())
    assert not [one for one in told if one.blocks]


# -- Other people's programs


def foreign(**hub):
    """Return a program of somebody else's: no component, one hub with a rule."""
    group = {"resourceGroupName": "rg"}
    inside = {**group, "namespaceName": "ns"}
    root = Shown(STACK_TYPE, "shop-prod", custom=False)
    made = [
        root,
        Shown("azure-native:resources:ResourceGroup", "group", group),
        Shown(
            "azure-native:notificationhubs/v20230901:Namespace",
            "space",
            {**inside, "sku": {"name": "Standard"}, "publicNetworkAccess": "Disabled"},
        ),
        Shown(
            "azure-native:notificationhubs:NotificationHub",
            "hub",
            {**inside, "notificationHubName": "hub", **hub},
        ),
        Shown(
            "azure-native:notificationhubs:NotificationHubAuthorizationRule",
            "send",
            {
                **inside,
                "notificationHubName": "hub",
                "authorizationRuleName": "api-send",
                "rights": ["Send"],
            },
        ),
    ]
    for one in made[1:]:
        one.parent = root.urn
    return made


def test_a_program_without_components_blocks_on_what_it_never_tells():
    told = Pack().run(foreign())
    assert {"NH203", "NH204", "NH107", "NH110"} <= rules(told, blocks=True)
    assert "name the roles of its access rules under consumers in the baseline" in str(told)


def test_the_baseline_tells_the_roles(baseline):
    text = "consumers: [{rule: '*-send', role: backend}]\n"
    told = rules(baseline(text).run(foreign()))
    assert not told & {"NH202", "NH203", "NH204"}
    wrong = "consumers: [{rule: '*-send', role: device}]\n"
    assert "NH203" in rules(baseline(wrong).run(foreign()), blocks=True)


def test_an_unknown_name_of_a_rule_waits(baseline):
    resources = foreign()
    resources[-1].inputs["authorizationRuleName"] = UNKNOWN
    told = baseline("consumers: [{rule: '*-send', role: backend}]\n").run(resources)
    assert {"NH203", "NH204"} <= rules(told, blocks=False)
    assert not rules(told, blocks=True) & {"NH202", "NH203", "NH204"}


OPAQUE = [
    "azure-native:resources:Deployment",
    "azure-native:resources:Resource",
    "azure:notificationhub/hub:Hub",
    "azurerm:index/notificationHub:NotificationHub",
]


@pytest.mark.parametrize("kind", OPAQUE)
def test_what_cannot_be_read_blocks_before_it_is_made(kind):
    one = Shown(kind, "template", {"properties": {"template": {"secret": CANARY}}})
    (told,) = Pack().analyze(one)
    assert (told.policy, told.blocks, told.urn) == ("hubwarden", True, one.urn)
    assert told.text.startswith(f"{kind} template: ")
    assert "The rules cannot judge what it makes." in told.text
    assert CANARY not in told.text


def test_resources_of_other_providers_do_not_declare_roles():
    other = Shown(
        "random:index/randomPet:RandomPet",
        "pet",
        {"hubwarden": {"resources": {"send": {"consumer": "x", "role": "backend"}}}},
    )
    resources = foreign()
    told = Pack().run([resources[0], other, *resources[1:]])
    assert "NH204" in rules(told, blocks=True)


def test_a_component_beside_the_resource_may_declare_it():
    wrappers = [
        Shown("acme:index:Team", "one", {"hubwarden": {"resources": {}}}, custom=False),
        Shown(
            "azureish:index:Team",
            "two",
            {"hubwarden": {"resources": {"send": {"consumer": "x", "role": "backend"}}}},
            custom=False,
        ),
    ]
    resources = foreign()
    told = Pack().run([resources[0], *wrappers, *resources[1:]])
    assert not rules(told) & {"NH202", "NH203", "NH204"}


def test_a_resource_that_was_not_shown_is_named():
    resources = example()
    pack = Pack()
    late = of(resources, "Workspace")
    for one in resources:
        if one is not late:
            pack.analyze(one)
    (told,) = pack.analyze_stack(resources)
    assert not told.blocks
    assert told.text.endswith(f"before their deployment: {late.type} {late.name}")


def test_a_new_resource_that_a_targeted_update_leaves_out_blocks_nothing():
    pack = Pack()
    resources = example()
    for one in resources:
        pack.analyze(one)
    hub = Shown("azure-native:notificationhubs:Namespace", "skipped")
    assert pack.analyze(hub) == []
    assert pack.analyze_stack(resources) == []


# -- What breaks


@pytest.fixture
def breaking(monkeypatch):
    """Return a function that lets a rule raise."""

    def let(id, error):
        def check(_subject, _context):
            raise error

        rules = tuple(
            dataclasses.replace(rule, check=check) if rule.id == id else rule
            for rule in all_rules()
        )
        monkeypatch.setattr(session, "all_rules", lambda: rules)

    return let


@pytest.mark.parametrize(("id", "where"), [("NH301", HUB), ("NH601", NAMESPACE)])
def test_a_rule_that_breaks_blocks_without_its_words(breaking, id, where):
    pack = Pack()
    breaking(id, KeyError(CANARY))
    resources = example()
    told = pack.run(resources)
    (one,) = told
    assert one.blocks
    assert one.policy.startswith(id.lower())
    assert one.urn == of(resources, where).urn
    assert f"{id} broke on " in one.text
    assert "KeyError at check, line" in one.text
    assert CANARY not in one.text


def test_a_rule_that_breaks_in_the_stacks_turn_is_told_there(breaking):
    resources = example(deployed=False)
    pack = Pack()
    for one in resources:
        pack.analyze(one)
    breaking("NH508", RuntimeError(CANARY))
    told = [one for one in pack.analyze_stack(resources) if "broke" in one.text]
    assert {one.policy for one in told} == {"hubwarden-stack"}
    assert {one.urn for one in told} == {one.urn for one in resources if one.type.endswith(ALERT)}
    assert all(one.blocks for one in told)
    assert CANARY not in str(told)


@pytest.mark.parametrize("part", ["registered", "whole"])
def test_a_mistake_of_ours_blocks_without_its_words(monkeypatch, part):
    def broken(*_):
        raise ValueError(CANARY)

    monkeypatch.setattr(shown, part, broken)
    (one,) = [one for one in Pack().run([of(example(), HUB)]) if one.blocks]
    assert one.policy == ("hubwarden" if part == "registered" else "hubwarden-stack")
    assert one.blocks
    assert re.fullmatch(r"Hubwarden failed with ValueError in broken, line \d+\.", one.text)


STRANGE = [
    None,
    7.0,
    float("inf"),
    True,
    "",
    "text",
    [],
    [[["x"]]],
    {},
    {"a": {"b": [None]}},
    [None],
]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_values_of_strange_types_break_nothing(value):
    for original in example():
        if not original.custom:
            continue
        for key in original.inputs:
            told = Pack().analyze(
                Shown(**{**vars(original), "inputs": {**original.inputs, key: value}})
            )
            assert "failed with" not in str(told)
            assert "broke on" not in str(told)


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_strange_declarations_and_outputs_break_nothing(value):
    resources = example()
    for one in resources:
        if "hubwarden" in one.inputs:
            one.inputs = {"hubwarden": value}
        if one.type == STACK_TYPE:
            one.outputs = {"strange": value}
        else:
            one.outputs = {"id": value}
    told = Pack().run(resources)
    assert "failed with" not in str(told)
    assert "broke on" not in str(told)


def test_numbers_arrive_as_floats():
    resources = example()
    for one in resources:
        one.inputs = _floats(one.inputs)
    assert Pack().run(resources) == []


def _floats(value):
    if isinstance(value, dict):
        return {key: _floats(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_floats(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


# -- Never


def test_rules_that_are_never_judged_have_nothing_to_say():
    """One stack of one environment shows neither marks nor what another stack has."""
    pack = Pack()
    resources = example()
    for one in resources:
        pack.analyze(one)
    seen = [pack.session._seen[one.urn] for one in resources]
    judgement, _ = pack.session._judge(
        seen, [rule for rule in all_rules() if rule.id in never.RULES]
    )
    said = {}
    for result in judgement.results:
        said.setdefault(result.rule.id, set()).add(result.outcome)
    # No stack has a build in it.
    assert said.keys() == never.RULES - set(never.MISSING["a build"])
    assert said.pop("NH109") == {Outcome.UNDETERMINED}
    assert set().union(*said.values()) == {Outcome.NOT_APPLICABLE}
