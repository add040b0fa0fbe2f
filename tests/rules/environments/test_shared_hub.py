import pytest

from factories import (
    UNKNOWN,
    context,
    estate,
    hub,
    hub_id,
    namespace_id,
    results,
    together,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


def in_production(stack, **overrides):
    """Build the estate of a stack whose hub is in production's namespace."""
    return estate(stack, hubs=[hub(stack, **{"namespace": namespace_id(), **overrides})])


def in_namespace(stack, name):
    return estate(
        stack, hubs=[hub(stack, namespace=ResourceId(f"/namespaces/{name}", exact=False))]
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            together(estate(), estate("test")),
            Outcome.PASS,
            id="good: a namespace for each environment",
        ),
        pytest.param(
            together(estate(), in_production("prod-two")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: one namespace in two stacks of one environment",
        ),
        pytest.param(
            together(estate(), in_production("test")), Outcome.FAIL, id="bad: the same hub"
        ),
        pytest.param(
            together(estate(), in_production("test", id=hub_id(name="couriers"))),
            Outcome.FAIL,
            id="bad: another hub of the same namespace",
        ),
        pytest.param(
            together(
                estate(), in_production("test", namespace=ResourceId(namespace_id().text.upper()))
            ),
            Outcome.FAIL,
            id="bad: the namespace in another letter case",
        ),
        pytest.param(
            together(
                estate(),
                in_production(
                    "test",
                    namespace=ResourceId(
                        "/subscriptions/s/resourceGroups/g/providers/Microsoft.NotificationHubs/namespaces/ns-prod"
                    ),
                ),
            ),
            Outcome.FAIL,
            id="bad: the same namespace in another group",
        ),
        pytest.param(
            together(estate(), in_production("test", name=UNKNOWN, protect=UNKNOWN)),
            Outcome.FAIL,
            id="bad: the name of the other hub is not known",
        ),
        pytest.param(
            together(
                in_namespace("prod", "{parameters('ns')}"),
                in_namespace("test", "{parameters('ns')}"),
            ),
            Outcome.UNDETERMINED,
            id="unknown: the namespace's name",
        ),
        pytest.param(
            together(
                estate(hubs=[hub(namespace=UNKNOWN)]),
                estate("test", hubs=[hub("test", namespace=UNKNOWN)]),
            ),
            Outcome.UNDETERMINED,
            id="unknown: the namespace",
        ),
        pytest.param(
            together(estate("here"), estate("there")),
            Outcome.UNDETERMINED,
            id="unknown: both environments",
        ),
        pytest.param(
            together(estate(), in_production("elsewhere")),
            Outcome.UNDETERMINED,
            id="unknown: the environment of the other",
        ),
        pytest.param(
            estate(hubs=[hub(), hub(id=hub_id(name="couriers"))]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: one environment",
        ),
        pytest.param(
            context(together(estate(), estate("test")), stated_environment="production"),
            Outcome.NOT_APPLICABLE,
            id="not applicable: the user states one environment",
        ),
    ],
)
def test_shared_hub(given, expected):
    assert verdict("shared-hub", given) is expected


@pytest.mark.parametrize("name", ["Orders", "couriers"])
def test_both_environments_are_told(name):
    given = together(estate(), in_production("test", id=hub_id(name=name)))
    assert {result.message for result in results("shared-hub", given)} == {
        "environment sandbox uses the same namespace",
        "environment production uses the same namespace",
    }


def of_unknown_name(stack, name, source, *, later):
    """Return the estate of a stack whose hub is in a namespace of a name that the source does not tell."""
    namespace = ResourceId(f"/namespaces/{name}", exact=False, source=source, later=later)
    return estate(stack, hubs=[hub(stack, namespace=namespace)])


def test_a_part_of_a_name_that_is_not_known_is_enough():
    given = together(in_namespace("prod", "ns-{a}"), in_namespace("test", "ns-{a}"))
    assert {item.outcome for item in results("shared-hub", given)} == {Outcome.UNDETERMINED}
    # One that is known is told all the same, whichever hub of the environment comes first.
    unclear = hub("test", namespace=ResourceId("/namespaces/{a}", exact=False))
    clear = hub("test", id=hub_id("test", "x"), namespace=namespace_id("test"))
    for hubs in ([unclear, clear], [clear, unclear]):
        found = results("shared-hub", together(estate(), estate("test", hubs=hubs)))
        own = [item for item in found if item.environment == "production"]
        assert {item.outcome for item in own} == {Outcome.UNDETERMINED}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_a_deployment_tells_a_name_where_it_is_what_is_missing(first, second):
    given = together(
        of_unknown_name("prod", "{a}", "x", later=first),
        of_unknown_name("test", "{b}", "y", later=second),
    )
    found = results("shared-hub", given)
    assert {item.outcome for item in found} == {Outcome.UNDETERMINED}
    assert {item.later for item in found} == {first or second}


def test_a_name_that_is_not_known_in_a_third_stack_hides_no_shared_namespace():
    given = together(
        estate(),
        in_production("test"),
        of_unknown_name("test", "{a}", "x", later=False),
    )
    failed = [item for item in results("shared-hub", given) if item.outcome is Outcome.FAIL]
    assert len(failed) == 2


def test_a_shared_namespace_is_found_among_others():
    others = [hub("test", id=hub_id("test", name), namespace=namespace_id(name)) for name in "abc"]
    shared = hub("test", id=hub_id("test", "last"), namespace=namespace_id())
    given = together(estate(), estate("test", hubs=[*others, shared]))
    failed = [item for item in results("shared-hub", given) if item.outcome is Outcome.FAIL]
    assert {item.environment for item in failed} == {"production", "sandbox"}
