"""What components say of their resources: each speaks for its own, whatever others name theirs."""

import pytest

from hubwarden.location import Location
from hubwarden.model.base import Undetermined
from hubwarden.model.source_info import SourceInfo
from hubwarden.sources.pulumi.registered import Registered
from hubwarden.sources.pulumi.stack_records import SURROUNDINGS, estate_of

SPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.NotificationHubs/namespaces/ns"
RULE = "azure-native:notificationhubs:NotificationHubAuthorizationRule"
HUB = "azure-native:notificationhubs:NotificationHub"


def component(name, said=None, parent=""):
    kind = f"acme:index:{name.capitalize()}"
    inputs = {} if said is None else {"hubwarden": {"resources": said}}
    urn = f"urn:pulumi:s::p::{kind}::{name}"
    return Registered(urn, kind, name, custom=False, inputs=inputs, secrets=None, parent=parent)


def resource(kind, name, azure_name, parent=""):
    path = f"{SPACE}/notificationHubs/" + (azure_name if kind == HUB else f"h/x/{azure_name}")
    above = parent.split("::")[2] + "$" if parent else ""
    return Registered(
        f"urn:pulumi:s::p::{above}{kind}::{name}",
        kind,
        name,
        custom=True,
        inputs={"rights": ["Listen"]},
        secrets=frozenset(),
        parent=parent,
        id=path,
    )


def estate(*resources):
    info = SourceInfo("test:s", "", (), SURROUNDINGS, ())
    return estate_of(resources, stack="s", info=info, home=Location("f"))


def roles(*resources):
    found = estate(*resources).access_rules
    return {item.id.name: item.role for item in found if item.consumer or not item.azure_default}


def role(name):
    return {"consumer": name, "role": name}


@pytest.mark.parametrize("backwards", [True, False])
def test_children_of_one_name_have_what_their_own_component_says(backwards):
    phones, tools = component("phones", {"r": role("device")}), component("tools", {"r": role("t")})
    both = [
        *(phones, resource(RULE, "r", "phones", phones.urn)),
        *(tools, resource(RULE, "r", "tools", tools.urn)),
    ]
    assert roles(*(both[::-1] if backwards else both)) == {"phones": "device", "tools": "t"}


def test_platforms_are_those_of_the_hubs_own_component():
    item, other = component("one", {"hub": {"platforms": ["ios"]}}), component("other", {"hub": {}})
    found = estate(item, resource(HUB, "hub", "h", item.urn), other)
    assert found.hubs[0].platforms == {"ios"}
    found = estate(item, resource(HUB, "hub", "h", other.urn), other)
    with pytest.raises(Undetermined):
        _ = found.hubs[0].platforms


def test_the_nearest_one_that_says_anything_speaks():
    outer = component("outer", {"r": role("outer")})
    silent = component("silent", parent=outer.urn)
    inner = component("inner", {"q": role("inner")}, parent=silent.urn)
    made = [outer, silent, inner]
    assert roles(*made, resource(RULE, "r", "a", silent.urn)) == {"a": "outer"}
    assert roles(*made, resource(RULE, "q", "a", inner.urn)) == {"a": "inner"}
    # The inner one speaks for its own and names no such resource.
    assert roles(*made, resource(RULE, "r", "a", inner.urn)) == {"a": None}


def test_for_what_is_in_none_may_speak_who_has_no_such_resource():
    item, other = component("one", {"r": role("one")}), component("other", {"r": role("other")})
    free = resource(RULE, "r", "free")
    assert roles(item, free) == {"free": "one"}
    assert roles(item, other, free) == {"free": None}  # Whom to believe?
    assert roles(item, component("other", {"r": role("one")}), free) == {"free": "one"}
    own = resource(RULE, "r", "own", item.urn)
    assert roles(item, own, free) == {"own": "one", "free": None}
    assert roles(item, own, other, free) == {"own": "one", "free": "other"}


def test_circles_of_parents_end():
    item, other = component("one"), component("other")
    item.parent, other.parent = other.urn, item.urn
    speaker = component("speaker", {"r": role("x")})
    assert roles(item, other, speaker, resource(RULE, "r", "a", item.urn)) == {"a": "x"}
