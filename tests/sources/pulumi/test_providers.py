"""What one provider makes is in its own subscription, never in that of another one."""

import copy

import pytest
from pulumi_documents import judged, load, named, resources, unsure

from hubwarden.report import Outcome
from hubwarden.sources.pulumi.azure_native import SUBSCRIPTION
from hubwarden.sources.pulumi.dependencies import resolve
from hubwarden.sources.pulumi.registered import Registered
from hubwarden.sources.pulumi.wire_values import COMPUTED

A, B = (f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for digit in "12")
START = "urn:pulumi:s::p::pulumi:providers:azure-native::"


def provider(name, subscription=None):
    inputs = {} if subscription is None else {"subscriptionId": subscription}
    kind = "pulumi:providers:azure-native"
    return Registered(START + name, kind, name, custom=True, inputs=inputs, secrets=None)


def group(name, by, id=""):
    kind = "azure-native:resources:ResourceGroup"
    return Registered(
        f"urn:pulumi:s::p::{kind}::{name}",
        kind,
        name,
        custom=True,
        inputs={"resourceGroupName": "g"},
        secrets=frozenset(),
        provider=START + by if by else "",
        id=id,
    )


def subscriptions(*made):
    resolve(made)
    return [item.id.split("/")[2] for item in made if not item.type.startswith("pulumi:")]


def there(subscription):
    return f"/subscriptions/{subscription}/resourceGroups/there"


def test_each_provider_has_the_subscription_that_it_is_told():
    made = (provider("a", A), provider("b", B.upper()), group("x", "a"), group("y", "b"))
    assert subscriptions(*made) == [A, B]


def test_what_is_there_tells_of_its_own_provider_only():
    assert subscriptions(group("x", "a", there(A)), group("y", "a"), group("z", "b")) == [
        *(A, A),
        "{subscription of b}",
    ]
    # What the provider is told now holds for what is new.
    assert subscriptions(provider("a", B), group("x", "a", there(A)), group("y", "a")) == [A, B]


@pytest.mark.parametrize("unknown", [None, COMPUTED, ""])
def test_two_providers_that_do_not_tell_are_not_the_same(unknown):
    made = (provider("a", unknown), provider("b", unknown), group("x", "a"), group("y", "b"))
    first, second = subscriptions(*made)
    assert first != second
    assert "{" in first
    assert "{" in second
    assert SUBSCRIPTION not in subscriptions(provider("a", A), group("x", "a"), group("y", ""))


def test_the_only_provider_needs_no_name():
    assert subscriptions(group("x", ""), group("y", "")) == [SUBSCRIPTION] * 2
    assert subscriptions(group("x", "a"), group("y", "a")) == [SUBSCRIPTION] * 2


def test_default_providers_of_two_versions_are_configured_alike():
    both = ("default_3_28_0", "default_3_29_0")
    assert subscriptions(*(group(f"g{by}", by) for by in both)) == [SUBSCRIPTION] * 2
    # That is a name which a program may give to a provider of its own.
    first, second = subscriptions(group("x", "default"), group("y", "default_3_29_0"))
    assert first != second


def two_providers(lock_by, *, told=True):
    """Return a first preview: one group of that name in each subscription, the lock on one of them."""
    document = load("preview-first-prod")
    lock, own = named(document, "lock"), named(document, "resource-group")
    start = "urn:pulumi:prod::hubwarden::pulumi:providers:azure-native::"
    for resource in resources(document):
        if resource["custom"]:
            resource["provider"] = f"{start}pb::04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    other = copy.deepcopy(own)
    other["urn"] = own["urn"] + "-of-a"
    lock["provider"] = other["provider"] = f"{start}{lock_by}::id"
    lock["propertyDependencies"]["scope"] = [other["urn"]]
    made = [other]
    for name, subscription in (("pa", A), ("pb", B)):
        made.append(
            {
                "urn": start + name,
                "type": "pulumi:providers:azure-native",
                "custom": True,
                "inputs": {"subscriptionId": subscription} if told else {},
            }
        )
    document["steps"] += [{"op": "create", "urn": item["urn"], "newState": item} for item in made]
    return document


def test_a_lock_in_one_subscription_holds_nothing_in_another(tmp_path):
    good = judged(tmp_path, "preview", two_providers("pb"))
    assert "NH601" not in unsure(good)
    assert "NH601" not in {item.rule.id for item in good.having(Outcome.FAIL)}
    bad = judged(tmp_path, "preview", two_providers("pa"))
    assert "NH601" in {item.rule.id for item in bad.having(Outcome.FAIL)}
    unknown = judged(tmp_path, "preview", two_providers("pa", told=False))
    assert "NH601" in unsure(unknown)
