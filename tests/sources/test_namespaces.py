"""Namespaces and hubs, as records tell of them."""

import pytest
from records import (
    ALL,
    NAMESPACE,
    UNKNOWN,
    hub,
    namespace,
    unknown,
)

from hubwarden.model.base import ResourceId, Undetermined


def test_what_is_not_declared_is_what_azure_takes_or_unknown():
    found = namespace()
    assert found.name == "ns"
    assert (found.tags, found.replication_region, found.protect) == ({}, "Default", None)
    assert unknown(found, "zone_redundant")
    assert (found.public_access, found.public_rights) == (True, ALL)
    with pytest.raises(Undetermined, match=r"declares no sku\.name") as caught:
        _ = found.tier
    assert caught.value.field == "Namespace.tier"


@pytest.mark.parametrize("word", ["Standard", "standard", "STANDARD"])
def test_a_tier_is_spelt_as_azure_does(word):
    assert namespace({"sku": {"name": word}}).tier == "Standard"


NETWORKS = {
    "nothing said": ({}, True, ALL),
    "nothing in it": ({"networkAcls": {}}, True, ALL),
    "null": ({"networkAcls": None, "publicNetworkAccess": None}, True, ALL),
    "switched off": ({"publicNetworkAccess": "Disabled"}, False, ALL),
    "switched off in small letters": ({"publicNetworkAccess": "disabled"}, False, ALL),
    "by perimeter": ({"publicNetworkAccess": "SecuredByPerimeter"}, True, ALL),
    "only a fallback": (
        {"networkAcls": {"publicNetworkRule": {"rights": ["Listen"]}}},
        True,
        {"Listen"},
    ),
    "no rights for the public": (
        {"networkAcls": {"publicNetworkRule": {"rights": []}}},
        True,
        set(),
    ),
    "an office": (
        {
            "networkAcls": {
                "publicNetworkRule": {"rights": ["Listen"]},
                "ipRules": [{"ipMask": "192.0.2.0/24", "rights": ["Send"]}],
            }
        },
        True,
        {"Listen"},
    ),
    "an office as Azure's example writes it": (
        {
            "networkAcls": {
                "publicNetworkRule": {"rights": []},
                "ipRules": [{"ipMask": "192.0.2.00/24", "rights": ["Send"]}],
            }
        },
        True,
        set(),
    ),
    "everywhere": (
        {
            "networkAcls": {
                "publicNetworkRule": {"rights": ["listen"]},
                "ipRules": [{"ipMask": "0.0.0.0/0", "rights": ["Send"]}],
            }
        },
        True,
        {"Listen", "Send"},
    ),
    "everywhere in two halves": (
        {
            "networkAcls": {
                "publicNetworkRule": {"rights": []},
                "ipRules": [
                    {"ipMask": "0.0.0.0/1", "rights": ["Send"]},
                    {"ipMask": "128.0.0.0/1", "rights": ["Manage"]},
                ],
            }
        },
        True,
        {"Send", "Manage"},
    ),
    "the address of nowhere": (
        {
            "networkAcls": {
                "publicNetworkRule": {"rights": []},
                "ipRules": [{"ipMask": "0.0.0.0", "rights": ["Send"]}],  # noqa: S104
            }
        },
        True,
        {"Send"},
    ),
}


@pytest.mark.parametrize(("properties", "public", "rights"), NETWORKS.values(), ids=NETWORKS)
def test_who_comes_in_over_the_network(properties, public, rights):
    found = namespace(properties)
    assert (found.public_access, widest(found)) == (public, rights)


def widest(namespace):
    """Return the rights that work from most of the Internet."""
    wide = {right for right, found in namespace.addresses.items() if found.ipv4 > 2**30}
    return namespace.public_rights | wide


UNKNOWN_NETWORKS = {
    "lists are unknown": {"networkAcls": UNKNOWN},
    "no fallback": {"networkAcls": {"ipRules": []}},
    "rights are unknown": {"networkAcls": {"publicNetworkRule": {"rights": UNKNOWN}}},
    "one right is unknown": {"networkAcls": {"publicNetworkRule": {"rights": ["Listen", UNKNOWN]}}},
    "an address is unknown": {
        "networkAcls": {
            "publicNetworkRule": {"rights": []},
            "ipRules": [{"ipMask": UNKNOWN, "rights": ["Send"]}],
        }
    },
    "an address is none": {
        "networkAcls": {
            "publicNetworkRule": {"rights": []},
            "ipRules": [{"ipMask": "office", "rights": ["Send"]}],
        }
    },
    "a prefix length is none": {
        "networkAcls": {
            "publicNetworkRule": {"rights": []},
            "ipRules": [{"ipMask": "192.0.2.0/x", "rights": ["Send"]}],
        }
    },
    "a number": {"networkAcls": 7},
    "a list": {"networkAcls": [{}]},
    "an empty list": {"networkAcls": []},
    "an empty text": {"networkAcls": ""},
    "rights are a text": {"networkAcls": {"publicNetworkRule": {"rights": 3}}},
}


@pytest.mark.parametrize("properties", UNKNOWN_NETWORKS.values(), ids=UNKNOWN_NETWORKS)
def test_a_network_that_is_not_clear_is_unknown(properties):
    found = namespace(properties)
    with pytest.raises(Undetermined):
        _ = found.public_rights, found.addresses
    assert found.public_access


@pytest.mark.parametrize("value", [UNKNOWN, False])
def test_an_access_that_is_not_clear_is_unknown(value):
    found = namespace({"publicNetworkAccess": value})
    assert unknown(found, "public_access")
    assert found.public_rights == ALL


def test_a_missing_fallback_is_unknown_and_says_why():
    assert (
        "publicNetworkRule" in namespace({"networkAcls": {"ipRules": []}}).unknown["public_rights"]
    )


# Properties of a namespace that make a field unknown.
UNKNOWN_FIELDS = {
    "tier": [{"sku": UNKNOWN}, {"sku": {"name": UNKNOWN}}, {"sku": {"name": 3}}, {"sku": "Free"}],
    "tags": [{"tags": UNKNOWN}, {"tags": ["owner"]}, {"tags": "a"}],
    "zone_redundant": [{"zoneRedundancy": UNKNOWN}, {"zoneRedundancy": 1}],
}


@pytest.mark.parametrize(
    ("field", "properties"),
    [(field, item) for field, several in UNKNOWN_FIELDS.items() for item in several],
)
def test_what_is_unknown_or_strange_is_never_a_guess(field, properties):
    assert unknown(namespace(properties), field)


def test_one_unknown_tag_hides_no_other():
    tags = {"a": "b", "owner": UNKNOWN, "c": [UNKNOWN], "none": None}
    assert namespace({"tags": tags}).tags == {"a": "b", "owner": UNKNOWN, "c": UNKNOWN}


@pytest.mark.parametrize(
    ("value", "redundant"), [("Enabled", True), ("enabled", True), ("Disabled", False)]
)
def test_zone_redundancy(value, redundant):
    assert namespace({"zoneRedundancy": value}).zone_redundant is redundant


def test_protection_is_told_by_pulumi_only():
    known = namespace(protect=True, retain_on_delete=False)
    assert (known.protect, known.retain_on_delete) == (True, False)
    assert (namespace().protect, namespace().retain_on_delete) == (None, None)
    half = namespace(protect=True)
    assert half.protect is True
    assert unknown(half, "retain_on_delete")


def test_a_hub_knows_its_namespace_and_its_platforms():
    found = hub(facts={"platforms": ["ios", "android"]})
    assert found.namespace == ResourceId(NAMESPACE.upper())
    assert found.platforms == {"ios", "android"}
    assert unknown(hub(), "platforms")
    assert unknown(hub(facts={"platforms": UNKNOWN}), "platforms")


def test_a_name_with_an_unknown_part_is_unknown():
    found = hub(id=f"{NAMESPACE}/notificationHubs/{{hub name}}")
    assert unknown(found, "name")
    assert not found.id.exact


@pytest.mark.parametrize("value", ["ios", [3], 3])
def test_platforms_are_a_list_of_texts(value):
    assert unknown(hub(facts={"platforms": value}), "platforms")
