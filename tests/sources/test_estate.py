import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import (
    ALERT,
    DIAGNOSTICS,
    GRANT,
    GROUP,
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
    SOURCE,
    UNKNOWN,
    WHY,
    estate,
    hub,
    namespace,
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

ALL = {"Listen", "Send", "Manage"}


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


# -- diagnostic settings, alerts, action groups, locks, grants


def diagnostics(properties):
    (found,) = estate(record(DIAGNOSTICS, properties)).diagnostic_settings
    return found


CATEGORIES = {
    "a category": ([{"category": "OperationalLogs", "enabled": True}], {"OperationalLogs"}),
    "a group": ([{"categoryGroup": "allLogs", "enabled": True}], {"group:allLogs"}),
    "a flag as text": ([{"category": "OperationalLogs", "enabled": "True"}], {"OperationalLogs"}),
    "switched off": ([{"category": "OperationalLogs", "enabled": False}], set()),
    "none": ([], set()),
    "two": (
        [
            {"category": "A", "enabled": True},
            {"category": "B", "enabled": False},
            {"category": "C", "enabled": True},
        ],
        {"A", "C"},
    ),
}


@pytest.mark.parametrize("field", ["log_categories", "metric_categories"])
@pytest.mark.parametrize(("value", "categories"), CATEGORIES.values(), ids=CATEGORIES)
def test_categories_that_are_switched_on(field, value, categories):
    found = diagnostics({"logs": value, "metrics": value})
    assert getattr(found, field) == categories


@pytest.mark.parametrize(
    "value",
    [
        UNKNOWN,
        [UNKNOWN],
        [{"category": "A", "enabled": UNKNOWN}],
        [{"category": UNKNOWN, "enabled": True}],
        [{"category": "A"}],
        [{"enabled": True}],
        [{"category": "A", "enabled": 1}],
        ["A"],
        "A",
        {"A": True},
    ],
)
def test_categories_that_are_not_clear_are_unknown(value):
    found = diagnostics({"logs": value, "metrics": value})
    assert unknown(found, "log_categories")
    assert unknown(found, "metric_categories")


# A value, and whether there is one; None: not known.
GIVEN = [
    ("/subscriptions/s/w", True),
    ("", False),
    (None, False),
    (UNKNOWN, None),
    (PRESENT, True),
    (Unknown("/subscriptions/{s}/w", WHY), True),
]


@pytest.mark.parametrize(("value", "given"), GIVEN)
@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("workspaceId", "to_workspace"),
        ("storageAccountId", "to_storage"),
        ("eventHubAuthorizationRuleId", "to_event_hub"),
    ],
)
def test_where_the_data_goes(key, field, value, given):
    found = diagnostics({key: value})
    if given is None:
        assert unknown(found, field)
    else:
        assert getattr(found, field) is given


PARTLY = "/subscriptions/{subscription}/resourceGroups/g/x"


@pytest.mark.parametrize(
    ("value", "id"),
    [
        (HUB, ResourceId(HUB.lower())),
        (PARTLY, ResourceId(PARTLY, exact=False, source=SOURCE)),
        (Unknown(PARTLY, WHY), ResourceId(PARTLY, exact=False, source=SOURCE)),
        (UNKNOWN, None),
        (PRESENT, None),
        (None, None),
        (3, None),
        ([HUB], None),
    ],
)
def test_an_id_is_known_by_its_known_part(value, id):
    targets = [
        (diagnostics({"resourceUri": value}), "target"),
        (estate(record(LOCK, {"scope": value})).locks[0], "scope"),
        (estate(record(GRANT, {"roleDefinitionId": value})).role_grants[0], "role"),
    ]
    for found, field in targets:
        if id is None:
            assert unknown(found, field)
        else:
            assert getattr(found, field) == id
            assert getattr(found, field).exact is ("{" not in id.text)


def alert(properties):
    (found,) = estate(record(ALERT, properties)).alerts
    return found


def test_an_alert():
    found = alert(
        {
            "scopes": [HUB],
            "criteria": {"allOf": [{"metricName": "a"}, {"metricName": "b"}]},
            "actions": [{"actionGroupId": f"{GROUP}/a"}],
        }
    )
    assert found.scopes == (ResourceId(HUB),)
    assert found.metrics == ("a", "b")
    assert found.enabled is True
    assert found.action_groups == (ResourceId(f"{GROUP}/a"),)


@pytest.mark.parametrize(
    ("field", "properties"),
    [
        ("scopes", {"scopes": UNKNOWN}),
        ("scopes", {"scopes": [HUB, UNKNOWN]}),
        ("scopes", {"scopes": [3]}),
        ("scopes", {"scopes": 3}),
        ("criteria", {"criteria": UNKNOWN}),
        ("criteria", {"criteria": {"allOf": UNKNOWN}}),
        ("criteria", {"criteria": {"allOf": [{}, UNKNOWN]}}),
        ("criteria", {"criteria": {"allOf": ["a"]}}),
        ("criteria", {"criteria": {"allOf": {}}}),
        ("enabled", {"enabled": UNKNOWN}),
        ("enabled", {"enabled": "perhaps"}),
        ("enabled", {"enabled": 0}),
        ("action_groups", {"actions": UNKNOWN}),
        ("action_groups", {"actions": [UNKNOWN]}),
        ("action_groups", {"actions": [{"actionGroupId": UNKNOWN}]}),
        ("action_groups", {"actions": [{}]}),
        ("action_groups", {"actions": ["a"]}),
    ],
)
def test_an_alert_that_is_not_clear_is_unknown(field, properties):
    assert unknown(alert(properties), field)


STATIC = {
    "criterionType": "StaticThresholdCriterion",
    "metricName": "a",
    "operator": "GreaterThan",
    "threshold": 5,
    "timeAggregation": "Total",
}


@pytest.mark.parametrize(
    ("changed", "field", "value"),
    [
        ({}, "metric", "a"),
        ({}, "metric_namespace", None),
        ({}, "threshold", 5),
        ({}, "operator", "GreaterThan"),
        ({}, "aggregation", "Total"),
        ({}, "by_dimension", False),
        ({"metricNamespace": "x"}, "metric_namespace", "x"),
        ({"dimensions": []}, "by_dimension", False),
        ({"dimensions": [{"name": "b"}]}, "by_dimension", True),
        ({"threshold": "7.5"}, "threshold", 7.5),
        ({"criterionType": None}, "threshold", 5),
        ({"criterionType": "dynamicThresholdCriterion", "threshold": None}, "threshold", None),
    ],
)
def test_a_criterion(changed, field, value):
    (found,) = alert({"criteria": {"allOf": [{**STATIC, **changed}]}}).criteria
    assert getattr(found, field) == value


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"metricName": UNKNOWN}, "metric"),
        ({"metricName": None}, "metric"),
        ({"metricNamespace": UNKNOWN}, "metric_namespace"),
        ({"operator": None}, "operator"),
        ({"timeAggregation": UNKNOWN}, "aggregation"),
        ({"dimensions": UNKNOWN}, "by_dimension"),
        ({"dimensions": "a"}, "by_dimension"),
        ({"threshold": UNKNOWN}, "threshold"),
        ({"threshold": None}, "threshold"),
        ({"threshold": True}, "threshold"),
        ({"threshold": "many"}, "threshold"),
        ({"threshold": "nan"}, "threshold"),
        ({"threshold": 10**400}, "threshold"),
        ({"criterionType": UNKNOWN}, "threshold"),
    ],
)
def test_a_criterion_that_is_not_clear_is_unknown(changed, field):
    (found,) = alert({"criteria": {"allOf": [{**STATIC, **changed}]}}).criteria
    assert unknown(found, field)


def test_an_alert_without_criteria_watches_nothing():
    assert alert({}).metrics == ()


def test_an_alert_whose_scope_is_known_in_part():
    found = alert({"scopes": [Unknown("/subscriptions/{s}/hub", WHY), HUB]})
    partly = ResourceId("/subscriptions/{s}/hub", exact=False, source=SOURCE)
    assert found.scopes == (partly, ResourceId(HUB))
    assert [scope.exact for scope in found.scopes] == [False, True]


MAIL = {"name": "on call", "emailAddress": "on-call@lindenmarkt.example"}
HOOK = {"name": "page", "serviceUri": "https://pager.lindenmarkt.example/hook"}
PRESENT = Unknown("{mail}", WHY, present=True)


def group(properties):
    (found,) = estate(record(GROUP_TYPE, properties)).action_groups
    return found


@pytest.mark.parametrize(
    ("properties", "receivers"),
    [
        ({}, 0),
        ({"emailReceivers": []}, 0),
        ({"emailReceivers": [MAIL, MAIL], "webhookReceivers": [HOOK]}, 3),
        ({"EmailReceivers": [MAIL], "laterReceivers": [{}]}, 2),
        ({"emailReceivers": [{}], "webhookReceivers": [{}, {"serviceUri": ""}]}, 0),
        ({"emailReceivers": [{"emailAddress": " "}, {"emailAddress": "TODO"}]}, 0),
        ({"emailReceivers": [{**MAIL, "status": "Disabled"}]}, 0),
        ({"webhookReceivers": [{"serviceUri": "http://localhost:8080/x"}]}, 0),
        ({"webhookReceivers": [{"serviceUri": "https://127.0.0.1/"}, {"serviceUri": "hook"}]}, 0),
        ({"smsReceivers": [{"countryCode": "49"}], "armRoleReceivers": [{"roleId": ""}]}, 0),
        ({"smsReceivers": [{"countryCode": "49", "phoneNumber": "1700000"}]}, 1),
        ({"emailReceivers": [{"emailAddress": PRESENT}]}, 1),
        ({"emailReceivers": [{"emailAddress": UNKNOWN}]}, None),
        ({"emailReceivers": UNKNOWN, "webhookReceivers": [HOOK]}, 1),
        ({"emailReceivers": UNKNOWN, "webhookReceivers": [{}]}, None),
        ({"emailReceivers": "me"}, None),
    ],
)
def test_receivers_are_counted(properties, receivers):
    found = group(properties)
    if receivers is None:
        assert unknown(found, "receivers")
    else:
        assert found.receivers == receivers


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


@pytest.mark.parametrize("value", ["ios", [3], 3])
def test_platforms_are_a_list_of_texts(value):
    assert unknown(hub(facts={"platforms": value}), "platforms")


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


def one_of(type, properties, collection):
    (found,) = getattr(estate(record(type, properties)), collection)
    return found
