import pytest

from factories import (
    UNKNOWN,
    estate,
    group_id,
    hub,
    hub_id,
    namespace_id,
    planned_change,
    results,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


def planning(*changes, **more):
    return estate(planned_changes=changes, **more)


def of_namespace(**overrides):
    return planned_change(kind="namespace", name="ns-prod", id=namespace_id(), **overrides)


def of_group(**overrides):
    return planned_change(kind="resource group", name="push_prod", id=group_id(), **overrides)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(planning(), None, id="good: nothing goes"),
        pytest.param(
            planning(of_group(), namespaces=[], hubs=[]),
            Outcome.PASS,
            id="good: a group without hubs goes",
        ),
        pytest.param(planning(planned_change()), Outcome.FAIL, id="bad: a hub is deleted"),
        pytest.param(
            planning(planned_change(replaced=True)), Outcome.FAIL, id="bad: a hub is replaced"
        ),
        pytest.param(planning(of_namespace()), Outcome.FAIL, id="bad: a namespace is deleted"),
        pytest.param(
            planning(of_namespace(replaced=True, protected=True, retained=True)),
            Outcome.FAIL,
            id="bad: a namespace is replaced that is protected",
        ),
        pytest.param(planning(of_group()), Outcome.FAIL, id="bad: a group with hubs goes"),
        pytest.param(
            planning(of_group(held=(hub_id(),)), namespaces=[], hubs=[]),
            Outcome.FAIL,
            id="bad: a group goes whose hubs leave the program",
        ),
        pytest.param(
            estate("elsewhere", planned_changes=[planned_change("elsewhere")]),
            Outcome.FAIL,
            id="bad: in no environment that is known",
        ),
        pytest.param(
            estate("test", planned_changes=[planned_change("test")]),
            Outcome.FAIL,
            id="bad: in a sandbox",
        ),
        pytest.param(
            planning(planned_change(replaced=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether it is replaced",
        ),
    ],
)
def test_hub_deleted_or_replaced(given, expected):
    assert verdict("hub-deleted-or-replaced", given) is expected


def message(*changes, **more):
    (result,) = results("NH605", planning(*changes, **more))
    return result.message


def test_the_message_counts_the_hubs_of_the_estate_and_of_the_plan():
    gone = ResourceId(f"{namespace_id()}/notificationHubs/gone".upper())
    text = message(of_namespace(held=(gone, hub_id())), hubs=[hub(), hub(name="x", id=hub_id())])
    assert text.startswith("the update deletes namespace ns-prod: 2 hubs in it (GONE, orders)")


def test_the_message_names_what_forces_it_and_what_refuses_it():
    text = message(planned_change(replaced=True, forced_by=("name", "sku"), protected=True))
    assert "the update replaces hub orders, forced by name, sku: its registrations" in text
    assert "Pulumi refuses it" in text
    assert "made from is replaced" in message(planned_change(replaced=True))


def test_the_message_says_what_becomes_of_hubs_and_registrations():
    of_hub = "the update deletes hub orders: its registrations are "
    assert message(planned_change()) == f"{of_hub}lost"
    left = "left behind in Azure (retained on delete), where no stack manages them"
    assert message(planned_change(retained=True)) == f"{of_hub}{left}"
    one_hub = message(of_namespace(held=(hub_id(),)), hubs=[])
    assert "1 hub in it" in one_hub
    assert one_hub.endswith("registrations are lost")
    nothing = message(of_namespace(), hubs=[])
    assert nothing.endswith("the hubs in it, none of which is known here, and their registrations are lost")  # fmt: skip


def test_what_forces_it_is_the_place_of_the_fault():
    (forced,) = results("NH605", planning(planned_change(replaced=True, forced_by=("sku", "name"))))
    assert forced.field == "sku"
    (whole,) = results("NH605", planning(planned_change()))
    assert whole.field == ""


def test_a_hub_is_counted_among_hubs_alone():
    text = message(of_group(held=(namespace_id(), hub_id())), hubs=[])
    assert "1 hub in it (orders)" in text
    assert "refuses" not in text


def test_hubs_of_one_name_in_two_namespaces_are_two():
    other = ResourceId(f"{group_id()}/providers/Microsoft.NotificationHubs/namespaces/ns-two")
    second = ResourceId(f"{other}/notificationHubs/orders")
    text = message(of_group(), hubs=[hub(), hub(id=second, namespace=other)])
    assert "2 hubs in it (orders, orders)" in text
    assert "1 hub in it (orders)" in message(of_namespace(), hubs=[hub(), hub(id=second)])


def test_a_group_with_an_empty_namespace_is_told():
    assert "none of which is known here" in message(of_group(), hubs=[])
