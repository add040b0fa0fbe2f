"""Namespaces of type Messaging hold no hubs."""

import pytest
from records import HUB_TYPE, NAMESPACE, NAMESPACE_RULE, NAMESPACE_TYPE, UNKNOWN, estate, record


@pytest.mark.parametrize("word", ["Messaging", "messaging", "MESSAGING"])
def test_a_namespace_for_messages_is_left_out_and_named(word):
    found = estate(record(NAMESPACE_TYPE, {"namespaceType": word}), record(NAMESPACE_RULE))
    assert (found.namespaces, found.access_rules) == ((), ())
    assert found.sources[0].cannot_tell == (
        "namespace ns: it is of type Messaging and holds no hub",
    )


@pytest.mark.parametrize("word", ["NotificationHub", None, UNKNOWN, 3])
def test_any_other_is_judged(word):
    assert estate(record(NAMESPACE_TYPE, {"namespaceType": word})).namespaces


def test_with_a_hub_in_it_it_is_judged():
    assert estate(
        record(NAMESPACE_TYPE, {"namespaceType": "Messaging"}), record(HUB_TYPE)
    ).namespaces


def test_only_what_is_in_it_is_left_out():
    other = record(NAMESPACE_TYPE, id=f"{NAMESPACE}2")
    found = estate(record(NAMESPACE_TYPE, {"namespaceType": "Messaging"}), other)
    assert [item.id.name for item in found.namespaces] == ["ns2"]


GROUP = "/subscriptions/{subscription().subscriptionId}/resourceGroups/{resourceGroup().name}"
OF_HUBS = f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces"
MESSAGING = {"namespaceType": "Messaging"}


@pytest.mark.parametrize(
    ("messaging", "with_hub"),
    [
        (f"{OF_HUBS}/messages", f"{OF_HUBS}/ns"),
        (f"{GROUP}x/providers/Microsoft.NotificationHubs/namespaces/a", f"{OF_HUBS}/b"),
        (f"{OF_HUBS}/messages", OF_HUBS.replace("{resourceGroup().name}", "other") + "/ns"),
    ],
)
def test_equal_symbols_of_one_source_are_equal(messaging, with_hub):
    found = estate(
        record(NAMESPACE_TYPE, MESSAGING, id=messaging),
        record(NAMESPACE_TYPE, id=with_hub),
        record(HUB_TYPE, id=f"{with_hub}/notificationHubs/hub"),
    )
    assert [item.id.text for item in found.namespaces] == [with_hub]


@pytest.mark.parametrize(
    ("messaging", "with_hub"),
    [
        (f"{OF_HUBS}/NS", f"{OF_HUBS}/ns"),
        (f"{OF_HUBS}/{{parameters('a')}}", f"{OF_HUBS}/ns"),
        (f"{OF_HUBS}/{{parameters('a')}}", f"{OF_HUBS}/{{parameters('b')}}"),
        (f"{OF_HUBS}/ns", OF_HUBS.replace("{resourceGroup().name}", "other") + "/ns"),
    ],
)
def test_what_may_be_the_namespace_of_the_hub_is_judged(messaging, with_hub):
    found = estate(
        record(NAMESPACE_TYPE, MESSAGING, id=messaging),
        record(HUB_TYPE, id=f"{with_hub}/notificationHubs/hub"),
    )
    assert found.namespaces
