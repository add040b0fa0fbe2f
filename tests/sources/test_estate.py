import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import (
    ALERT,
    ALL,
    DIAGNOSTICS,
    GROUP_TYPE,
    HUB,
    HUB_RULE,
    HUB_TYPE,
    IDS,
    LOCK,
    NAMESPACE,
    NAMESPACE_RULE,
    NAMESPACE_TYPE,
    PLACE,
    PRESENT,
    UNKNOWN,
    WHY,
    estate,
    hub,
    namespace,
    one_of,
    output,
    record,
    unknown,
)

from hubwarden.location import Location
from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.resources import AccessRule
from hubwarden.sources.estate_builder import merge
from hubwarden.sources.record import OutputRecord
from hubwarden.unknown import Unknown

# -- access rules


def rules(*records):
    return {str(access_rule.id): access_rule for access_rule in estate(*records).access_rules}


def test_azures_own_rules_are_there_without_being_declared():
    found = rules(record(NAMESPACE_TYPE), record(HUB_TYPE))
    assert {key.removeprefix(NAMESPACE): set(item.rights) for key, item in found.items()} == {
        "/AuthorizationRules/RootManageSharedAccessKey": ALL,
        "/notificationHubs/hub/authorizationRules/DefaultListenSharedAccessSignature": {"Listen"},
        "/notificationHubs/hub/authorizationRules/DefaultFullSharedAccessSignature": ALL,
    }
    assert all(item.azure_default and item.role is None for item in found.values())
    assert [item.on_namespace for item in found.values()] == [True, False, False]
    assert {item.origin.location for item in found.values()} == {PLACE}


@pytest.mark.parametrize(
    "name", ["DefaultFullSharedAccessSignature", "defaultfullsharedaccesssignature"]
)
def test_a_default_that_is_declared_is_there_once(name):
    declared = record(HUB_RULE, {"rights": ["Listen"]}, id=f"{HUB}/AuthorizationRules/{name}")
    found = [
        access_rule
        for access_rule in estate(record(HUB_TYPE), declared).access_rules
        if access_rule.name.lower() == "defaultfullsharedaccesssignature"
    ]
    assert [(set(item.rights), item.azure_default) for item in found] == [({"Listen"}, True)]


def test_no_hub_means_no_default_rules():
    assert [access_rule.name for access_rule in estate(record(HUB_RULE)).access_rules] == ["own"]


@pytest.mark.parametrize(
    ("type", "scope", "on_namespace"), [(NAMESPACE_RULE, NAMESPACE, True), (HUB_RULE, HUB, False)]
)
def test_a_rule_knows_what_it_opens(type, scope, on_namespace):
    (found,) = estate(record(type, {"rights": ["send"]})).access_rules
    assert (found.scope, found.on_namespace) == (ResourceId(scope), on_namespace)
    assert (found.name, found.rights, found.azure_default) == ("own", {"Send"}, False)
    assert unknown(found, "consumer")
    assert unknown(found, "role")


@pytest.mark.parametrize(
    "properties",
    [{}, {"rights": UNKNOWN}, {"rights": ["Listen", UNKNOWN]}, {"rights": 3}, {"rights": [3]}],
)
def test_rights_that_are_not_clear_are_unknown(properties):
    (found,) = estate(record(HUB_RULE, properties)).access_rules
    assert unknown(found, "rights")


def test_a_consumer_may_be_known_to_be_nobody():
    (found,) = estate(record(HUB_RULE, facts={"consumer": None, "role": None})).access_rules
    assert (found.consumer, found.role) == (None, None)


# -- rights


@pytest.mark.parametrize(
    "value", ["Manage", "", ["Sned"], ["Send", 3], [["Send"]], {"Send": True}, UNKNOWN]
)
def test_rights_are_a_list_of_rights(value):
    (found,) = (
        access_rule
        for access_rule in estate(record(HUB_RULE, {"rights": value})).access_rules
        if access_rule.id.name == "own"
    )
    assert unknown(found, "rights")
    networks = {"publicNetworkRule": {"rights": value}}
    assert unknown(namespace({"networkAcls": networks}), "public_rights")


# -- outputs

KEY = "Endpoint=sb://ns/;SharedAccessKeyName=a;SharedAccessKey=canary"


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("ns.servicebus.windows.net", False),
        (KEY, True),
        (KEY.lower(), True),
        ({"a": [1, {"b": KEY}]}, True),
        ({"a": [1, {"b": UNKNOWN}]}, None),
        ({"a": [UNKNOWN, KEY]}, True),
        (UNKNOWN, None),
        (None, False),
        (3, False),
    ],
)
def test_an_output_that_holds_a_key(value, holds):
    found = output(value)
    if holds is None:
        assert unknown(found, "holds_access_key")
    else:
        assert found.holds_access_key is holds
    assert "canary" not in repr(found)


def test_an_output_that_is_computed_from_keys():
    assert output(UNKNOWN, reads_keys=True).holds_access_key is True
    assert output("x", secret=True).secret is True


# -- the whole


def test_a_field_stands_where_it_is_written_or_near_it():
    places = {"sku": Location("file", 5), "tags.owner": Location("file", 9)}
    found = namespace({"sku": {"name": "Free"}}, locations=places)
    assert found.origin.at("tier") == Location("file", 5)
    assert found.origin.at("network") == PLACE


def test_records_show_nothing_of_their_values():
    item = record(HUB_TYPE, {"apnsCredential": {"token": "canary"}}, facts={"role": "canary"})
    assert "canary" not in repr(item)
    assert "canary" not in repr(OutputRecord("a", PLACE, "canary"))


def test_an_unknown_is_neither_true_nor_false():
    with pytest.raises(TypeError):
        bool(UNKNOWN)


def test_estates_are_put_together():
    item, two = estate(record(NAMESPACE_TYPE)), estate(record(HUB_TYPE))
    both = merge([item, two])
    assert (len(both.namespaces), len(both.hubs), len(both.sources)) == (1, 1, 2)
    assert len(both.access_rules) == 3
    assert all(isinstance(rule, AccessRule) for rule in both.access_rules)


KNOWN_WORDS = [
    "networkAcls",
    "publicNetworkRule",
    "ipRules",
    "ipMask",
    "rights",
    "sku",
    "name",
    "tags",
    "scopes",
    "scope",
    "criteria",
    "allOf",
    "metricName",
    "actions",
    "actionGroupId",
    "enabled",
    "logs",
    "metrics",
    "category",
    "categoryGroup",
    "emailReceivers",
    "resourceUri",
    "workspaceId",
    "pnsCredentials",
    "apnsCredential",
    "gcmCredential",
    "fcmV1Credential",
    "wnsCredential",
    "token",
    "apnsCertificate",
    "thumbprint",
    "projectId",
    "privateKey",
    "googleApiKey",
]
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None))
    | st.sampled_from(["Enabled", "Listen", "0.0.0.0/0", "::/0", "1/1/1", HUB, UNKNOWN, PRESENT])
)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KNOWN_WORDS) | st.text(), inner, max_size=6)
    ),
    max_leaves=12,
)
bodies = st.dictionaries(st.sampled_from(KNOWN_WORDS) | st.text(), anything, max_size=8)


@given(st.lists(st.tuples(st.sampled_from(list(IDS)), bodies), max_size=4), anything)
def test_no_body_of_a_resource_breaks_the_builder(resources, value):
    built = estate(
        *(record(type, body, facts=body) for type, body in resources),
        outputs=[OutputRecord("out", PLACE, value)],
    )
    assert len(built.outputs) == 1
    for subject in (*built.namespaces, *built.hubs, *built.alerts, *built.diagnostic_settings):
        for field in type(subject).__dataclass_fields__:
            try:
                getattr(subject, field)
            except Undetermined as why:
                assert why.reason  # noqa: PT017


@given(st.text())
def test_no_id_breaks_the_builder(id):
    for type in IDS:
        assert estate(record(type, id=id or "/"))


def test_no_estate_can_be_pickled_with_a_secret_in_it():
    built = estate(record(HUB_TYPE, {"gcmCredential": {"googleApiKey": "canary"}}))
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(built.hubs[0].credentials.fcm_legacy.api_key)


def test_what_the_deployment_makes_known_is_told_apart():
    later = Unknown("{computed}", WHY, later=True)
    for value, expected in ((later, True), (UNKNOWN, False)):
        for subject, field in (
            (namespace({"sku": {"name": value}}), "tier"),
            (namespace({"tags": value}), "tags"),
            (hub({"apnsCredential": value}).credentials, "apns"),
            (hub({"fcmV1Credential": {"privateKey": value}}).credentials.fcm_v1, "placeholders"),
            (one_of(ALERT, {"actions": [value]}, "alerts"), "action_groups"),
            (one_of(DIAGNOSTICS, {"workspaceId": value}, "diagnostic_settings"), "to_workspace"),
            (one_of(LOCK, {"scope": value}, "locks"), "scope"),
            (one_of(GROUP_TYPE, {"emailReceivers": value}, "action_groups"), "receivers"),
            (output(value), "holds_access_key"),
        ):
            with pytest.raises(Undetermined) as caught:
                getattr(subject, field)
            assert caught.value.later is expected, field
