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
