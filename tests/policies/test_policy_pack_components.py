"""Of all components that were shown, those around a resource tell as much of it as all together."""

from hypothesis import example, given
from hypothesis import strategies as st

from hubwarden.sources.pulumi.component_declarations import claim_of, declarations, mapping
from hubwarden.sources.pulumi.registered import Registered
from hubwarden_policy_pack.components import Components

NAMES = ("hub", "rule", "lock")
URNS = ("stack", "one", "two", "three", "nowhere")

claims = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "environment": st.sampled_from(["production", "sandbox"]),
        "resources": st.dictionaries(st.sampled_from(NAMES), st.sampled_from([{"a": 1}, {"b": 2}]))
        | st.just("nonsense"),
    },
)


def component(urn, parent, claim):
    inputs = {} if claim is None else {"hubwarden": claim}
    return Registered(
        urn, "acme:index:App", urn, custom=False, inputs=inputs, secrets=None, parent=parent
    )


def hub(name, parent):
    return Registered(
        f"urn of {name}",
        "azure-native:x:Y",
        name,
        custom=True,
        inputs={},
        secrets=None,
        parent=parent,
    )


def told(components, resource):
    """Return what is read from components: of the resource, of the stack, and whether any names any."""
    said = [claim for each in components if (claim := claim_of(each)) is not None]
    return (
        declarations([*components, resource]),
        next((claim["environment"] for claim in said if "environment" in claim), None),
        any(mapping(claim.get("resources")) for claim in said),
    )


@given(
    st.lists(
        st.builds(component, st.sampled_from(URNS[:-1]), st.sampled_from(("", *URNS)), claims)
    ),
    st.builds(hub, st.sampled_from(NAMES), st.sampled_from(("", *URNS))),
)
@example(  # One that is shown again, and says something else.
    [component("one", "", {"resources": {"hub": {"a": 1}}}), component("one", "", None)],
    hub("hub", ""),
)
@example(  # A circle of parents.
    [component("one", "two", None), component("two", "one", {"environment": "production"})],
    hub("hub", "one"),
)
def test_the_components_around_a_resource_tell_all(shown, resource):
    components, latest = Components(), {}
    for each in shown:
        components.add(each)
        latest[each.urn] = each
    around = components.around(resource)
    assert told(around, resource) == told(list(latest.values()), resource)
    order = list(latest)
    assert [each.urn for each in around] == sorted({each.urn for each in around}, key=order.index)


def test_a_resource_in_one_of_many_apps_has_few_components_around_it():
    """Twice the apps cost twice the time, and not four times."""

    def around(count):
        components = Components()
        components.add(component("stack", "", {"environment": "production"}))
        for index in range(count):
            claim = {"resources": {f"hub-{index}": {"consumer": "x"}}}
            components.add(component(f"app-{index}", "stack", claim))
        return [
            len(components.around(hub(f"hub-{index}", parent)))
            for index in range(count)
            for parent in (f"app-{index}", "stack", "")
        ]

    assert max(around(20)) == max(around(40)) <= 3
