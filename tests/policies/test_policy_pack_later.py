"""What only the deployment makes known is advice; what stays unknown blocks, whatever its words are."""

import pytest
from pack_driver import UNKNOWN, Pack, Shown, changed, example, of
from told_by_pack import ALERT, HUB, NAMESPACE, rules

GROUP = "monitor:ActionGroup"
NAMED_ODDLY = (
    "/subscriptions/9/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/{oncall}"
)


def blocked(told):
    return rules(told, blocks=True)


@pytest.mark.parametrize("deployed", [True, False])
def test_receivers_that_are_not_known_yet_block_nothing(deployed):
    known = Pack().run(changed(example(deployed=deployed), GROUP, emailReceivers=UNKNOWN))
    assert not [item for item in known if item.blocks]
    assert "NH507" in rules(known)


def test_receivers_of_a_strange_form_block():
    known = Pack().run(changed(example(), GROUP, emailReceivers="somebody"))
    assert blocked(known) == {"NH507"}


def test_an_action_that_is_not_known_as_a_whole_is_that_of_its_group():
    resources = changed(example(deployed=False), ALERT, actions=[UNKNOWN])
    known = Pack().run(resources)
    assert not [item for item in known if item.blocks]
    assert "NH507" not in rules(known)
    for resource in resources:
        resource.made_from.pop("actions", None)
    known = Pack().run(resources)
    assert not [item for item in known if item.blocks]
    assert "NH507" in rules(known)


def test_a_group_whose_name_looks_like_something_unknown_is_not_waited_for():
    known = Pack().run(changed(example(), ALERT, actions=[{"actionGroupId": NAMED_ODDLY}]))
    assert blocked(known) == {"NH507"}


BY_NAME = """extends: nothing
environments:
  live: {kind: production, apns: production, match: {names: ["linden*"]}}
  try: {kind: sandbox, apns: production, match: {names: ["dev*"]}}
"""


@pytest.mark.parametrize(("name", "waits"), [(UNKNOWN, True), ("stray-ns", False)])
def test_the_environment_of_another_hub_may_not_be_known_yet(baseline, name, waits):
    """Whether two environments share anything waits for the name, and not for a pattern that lacks."""
    resources = example(deployed=False)
    kind, space = "azure-native:notificationhubs:", of(resources, NAMESPACE)
    own = {"namespaceName": name, "resourceGroupName": "g"}
    other = Shown(f"{kind}Namespace", "other", {**space.inputs, **own})
    hub = Shown(
        f"{kind}NotificationHub",
        "its-hub",
        {**of(resources, HUB).inputs, **own, "namespaceName": UNKNOWN, "notificationHubName": "h"},
        made_from={"namespaceName": [other.urn]},
    )
    known = baseline(BY_NAME).run([*resources, other, hub])
    found = {item.blocks for item in known if "NH304" in item.text}
    assert found == {not waits}


def test_what_stays_unknown_blocks_even_where_the_environment_is_not_known_yet(baseline):
    resources = changed(example(deployed=False), NAMESPACE, namespaceName=UNKNOWN, sku="Standard")
    known = baseline(BY_NAME).run(resources)
    strange = [item for item in known if "NH501" in item.text]
    assert strange
    # The tier stays unknown; which environment demands what of it does not.
    assert all("environment" in item.text for item in strange if not item.blocks)


def test_an_id_that_was_assumed_is_named():
    resources = example(deployed=False)
    lock, group = of(resources, "ManagementLockByScope"), of(resources, "ResourceGroup")
    lock.made_from["scope"] = [group.urn]
    known = [item for item in Pack().run(resources) if "scope of lock is taken to be" in item.text]
    assert [item.blocks for item in known] == [False]
