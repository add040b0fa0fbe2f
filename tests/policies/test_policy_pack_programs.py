"""Other people's programs, and what breaks: told, and never with a value."""

import dataclasses
import re

import pytest
from pack_driver import (
    CANARY,
    UNKNOWN,
    Pack,
    Shown,
    example,
    of,
)
from told_by_pack import ALERT, HUB, NAMESPACE, rules

from hubwarden.discovery import all_rules
from hubwarden.report import Outcome
from hubwarden.sources.pulumi.registered import STACK_TYPE
from hubwarden_policy_pack import engine_view, session

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
    for item in made[1:]:
        item.parent = root.urn
    return made


def test_a_program_without_components_blocks_on_what_it_never_tells():
    known = Pack().run(foreign())
    assert {"NH203", "NH204", "NH107", "NH110"} <= rules(known, blocks=True)
    assert "name the roles of its access rules under consumers in the baseline" in str(known)


def test_the_baseline_tells_the_roles(baseline):
    text = "consumers: [{rule: '*-send', role: backend}]\n"
    known = rules(baseline(text).run(foreign()))
    assert not known & {"NH202", "NH203", "NH204"}
    wrong = "consumers: [{rule: '*-send', role: device}]\n"
    assert "NH203" in rules(baseline(wrong).run(foreign()), blocks=True)


def test_an_unknown_name_of_a_rule_waits(baseline):
    resources = foreign()
    resources[-1].inputs["authorizationRuleName"] = UNKNOWN
    known = baseline("consumers: [{rule: '*-send', role: backend}]\n").run(resources)
    assert {"NH203", "NH204"} <= rules(known, blocks=False)
    assert not rules(known, blocks=True) & {"NH202", "NH203", "NH204"}


OPAQUE = [
    "azure-native:resources:Deployment",
    "azure-native:resources:Resource",
    "azure:notificationhub/hub:Hub",
    "azurerm:index/notificationHub:NotificationHub",
]


@pytest.mark.parametrize("kind", OPAQUE)
def test_what_cannot_be_read_blocks_before_it_is_made(kind):
    shown = Shown(kind, "template", {"properties": {"template": {"secret": CANARY}}})
    (known,) = Pack().analyze(shown)
    assert (known.policy, known.blocks, known.urn) == ("hubwarden", True, shown.urn)
    assert known.text.startswith(f"{kind} template: ")
    assert "The rules cannot judge what it makes." in known.text
    assert CANARY not in known.text


def test_resources_of_other_providers_do_not_declare_roles():
    other = Shown(
        "random:index/randomPet:RandomPet",
        "pet",
        {"hubwarden": {"resources": {"send": {"consumer": "x", "role": "backend"}}}},
    )
    resources = foreign()
    known = Pack().run([resources[0], other, *resources[1:]])
    assert "NH204" in rules(known, blocks=True)


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
    known = Pack().run([resources[0], *wrappers, *resources[1:]])
    assert not rules(known) & {"NH202", "NH203", "NH204"}


def test_a_resource_that_was_not_shown_is_named():
    resources = example()
    pack = Pack()
    late = of(resources, "Workspace")
    for resource in resources:
        if resource is not late:
            pack.analyze(resource)
    (known,) = pack.analyze_stack(resources)
    assert not known.blocks
    assert known.text.endswith(f"before their deployment: {late.type} {late.name}")


def test_a_new_resource_that_a_targeted_update_leaves_out_blocks_nothing():
    pack = Pack()
    resources = example()
    for resource in resources:
        pack.analyze(resource)
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
    known = pack.run(resources)
    (item,) = known
    assert item.blocks
    assert item.policy.startswith(id.lower())
    assert item.urn == of(resources, where).urn
    assert f"{id} broke on " in item.text
    assert "KeyError at check, line" in item.text
    assert CANARY not in item.text


def test_a_rule_that_breaks_in_the_stacks_turn_is_told_there(breaking):
    resources = example(deployed=False)
    pack = Pack()
    for resource in resources:
        pack.analyze(resource)
    breaking("NH508", RuntimeError(CANARY))
    known = [item for item in pack.analyze_stack(resources) if "broke" in item.text]
    assert {item.policy for item in known} == {"hubwarden-stack"}
    assert {item.urn for item in known} == {
        resource.urn for resource in resources if resource.type.endswith(ALERT)
    }
    assert all(item.blocks for item in known)
    assert CANARY not in str(known)


@pytest.mark.parametrize("part", ["registered", "whole"])
def test_a_mistake_of_ours_blocks_without_its_words(monkeypatch, part):
    def broken(*_):
        raise ValueError(CANARY)

    monkeypatch.setattr(engine_view, part, broken)
    (item,) = [item for item in Pack().run([of(example(), HUB)]) if item.blocks]
    assert item.policy == ("hubwarden" if part == "registered" else "hubwarden-stack")
    assert item.blocks
    assert re.fullmatch(r"Hubwarden failed with ValueError in broken, line \d+\.", item.text)


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
            known = Pack().analyze(
                Shown(**{**vars(original), "inputs": {**original.inputs, key: value}})
            )
            assert "failed with" not in str(known)
            assert "broke on" not in str(known)


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_strange_declarations_and_outputs_break_nothing(value):
    resources = example()
    for resource in resources:
        if "hubwarden" in resource.inputs:
            resource.inputs = {"hubwarden": value}
        if resource.type == STACK_TYPE:
            resource.outputs = {"strange": value}
        else:
            resource.outputs = {"id": value}
    known = Pack().run(resources)
    assert "failed with" not in str(known)
    assert "broke on" not in str(known)


def test_numbers_arrive_as_floats():
    resources = example()
    for resource in resources:
        resource.inputs = _floats(resource.inputs)
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
    for resource in resources:
        pack.analyze(resource)
    seen = [pack.session._seen[resource.urn] for resource in resources]
    judgement, _ = pack.session._judge(
        seen, [rule for rule in all_rules() if rule.hidden_from_pack]
    )
    said = {}
    for result in judgement.results:
        said.setdefault(result.rule.id, set()).add(result.outcome)
    # No stack has a build or a file in it, and of what an update takes away or stands in clear none is shown.
    without_subject = {"NH206", "NH605", "NH810"}
    assert said.keys() == {
        rule.id
        for rule in all_rules()
        if rule.hidden_from_pack not in ("", "a build", "what is live in Azure")
        and rule.id not in without_subject
    }
    assert said.pop("NH109") == {Outcome.UNDETERMINED}
    assert set().union(*said.values()) == {Outcome.NOT_APPLICABLE}


def test_a_lock_in_the_subscription_of_another_provider_holds_nothing():
    """Before the deployment ids are made up: each from the provider of its own resource."""

    def told(by, props):
        resources = example(deployed=False)
        lock, group = of(resources, "ManagementLockByScope"), of(resources, "ResourceGroup")
        other = dataclasses.replace(group, urn=group.urn + "-of-a", provider=by)
        lock.provider, lock.made_from["scope"] = by, [other.urn]
        for resource in (*resources, other):
            resource.provider_props = props.get(resource.provider, {})
        return Pack().run([*resources, other])

    subscriptions = {"p": {"subscriptionId": "1" * 8}, "q": {"subscriptionId": "2" * 8}}
    assert "NH601" not in rules(told("p", subscriptions))
    assert "NH601" in rules(told("q", subscriptions), blocks=True)
    # Neither tells its subscription: it is not known yet whether they are the same.
    assert "NH601" in rules(told("q", {}), blocks=False)
    unknown = {"p": {"subscriptionId": UNKNOWN}, "q": {"subscriptionId": UNKNOWN}}
    assert "NH601" in rules(told("q", unknown), blocks=False)


def test_what_may_be_marked_as_secret_is_not_quoted():
    """A pack is not shown which tags and which parts of a credential are marked."""
    resources = example()
    space, hub = of(resources, NAMESPACE), of(resources, HUB)
    space.inputs["tags"] = {**space.inputs["tags"], "environment": CANARY}
    hub.inputs["fcmV1Credential"] |= {
        "projectId": f"{CANARY}-project",
        "clientEmail": f"x@{CANARY}.iam.gserviceaccount.com",
    }
    known = Pack().run(resources)
    assert rules(known, blocks=True) == {"NH116", "NH303"}
    assert CANARY not in str(known)
    texts = "\n".join(item.text for item in known)
    assert "its tag says (not quoted here), and the baseline says production" in texts
    assert "project (not quoted here), the credential names (not quoted here)" in texts
    # The words of the baseline, and short ones, are in messages anyway.
    space.inputs["tags"] |= {"environment": "sandbox", "owner": "is"}
    assert "its tag says sandbox, and" in "\n".join(item.text for item in Pack().run(resources))


# What a first preview cannot know yet blocks nothing


def test_receivers_that_are_not_known_yet_are_advice():
    resources = example(deployed=False)
    of(resources, "ActionGroup").inputs["emailReceivers"] = UNKNOWN
    known = Pack().run(resources)
    assert rules(known, blocks=True) == set()
    assert "NH507" in rules(known, blocks=False)


def test_an_action_that_is_not_known_yet_is_advice():
    resources = example(deployed=False)
    alert = of(resources, ALERT)
    alert.inputs["actions"] = [UNKNOWN]
    alert.made_from.pop("actions", None)
    known = Pack().run(resources)
    assert rules(known, blocks=True) == set()
    assert "NH507" in rules(known, blocks=False)


def test_an_environment_of_another_hub_that_is_not_known_yet_is_advice(baseline):
    production = "{match: {stacks: [], resource_groups: [], names: [lindenmarkt-prod-*]}}"
    pack = baseline(f"environments: {{production: {production}}}\n")
    resources = example(deployed=False)
    space, hub = of(resources, NAMESPACE), of(resources, HUB)
    for item, changes in (
        (space, {"namespaceName": UNKNOWN}),
        (hub, {"notificationHubName": UNKNOWN}),
    ):
        other = dataclasses.replace(item, name=f"other-{item.name}", urn=f"{item.urn}-other")
        other.inputs = {**item.inputs, "namespaceName": UNKNOWN, **changes}
        other.made_from = {}
        resources.append(other)
    known = pack.run(resources)
    assert not {"NH304", "NH306"} & rules(known, blocks=True)


def test_a_name_in_braces_is_no_name_that_is_not_known_yet():
    resources = example()
    oncall = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/actionGroups/{oncall}"
    of(resources, ALERT).inputs["actions"] = [{"actionGroupId": oncall}]
    assert "NH507" in rules(Pack().run(resources), blocks=True)


def test_two_components_with_a_child_of_one_name_are_kept_apart():
    """In the order of the program, and again when the stack is judged."""

    def component(name, role):
        said = {"resources": {"send": {"consumer": name, "role": role}}}
        kind = f"acme:index:{name.capitalize()}"
        return Shown(kind, name, {"hubwarden": said}, custom=False)

    phones, orders = component("phones", "device"), component("orders", "backend")
    resources = foreign()
    rule = resources.pop()
    children = [
        dataclasses.replace(
            rule.but(authorizationRuleName=each.name),
            parent=each.urn,
            urn=f"urn:pulumi:prod::shop::{each.type}${rule.type}::send",
        )
        for each in (phones, orders)
    ]
    for order in ([phones, orders, *children], [phones, children[0], orders, children[1]]):
        known = Pack().run([*resources, *order])
        # A device that sends is wrong; a backend that sends is not.
        found = [item for item in known if re.search(r"^NH20[234] ", item.text)]
        assert {item.urn for item in found} == {children[0].urn}


def test_a_namespace_that_the_stack_does_not_declare_is_told():
    resources = [item for item in foreign() if not item.type.endswith(":Namespace")]
    known = Pack().run(resources)
    assert [
        "namespace ns, which no source" in item.text for item in known if not item.blocks
    ].count(True) == 1
    assert not [item for item in Pack().run(foreign()) if "namespace ns, which no" in item.text]
