"""Which live resource is the declared one."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compared_estates import as_live, full, remade, replaced
from factories import alert, hub, namespace, private_endpoint, processing_rule, role_grant
from hubwarden.drift.comparison import compare
from hubwarden.drift.pairing import Ambiguous, is_same_id, pair
from hubwarden.model.base import ResourceId

STAND_IN = "00000000-0000-0000-0000-000000000000"
NAMESPACES = "providers/Microsoft.NotificationHubs/namespaces"


def id_(subscription, group, path):
    text = f"/subscriptions/{subscription}/resourceGroups/{group}/{path}"
    return ResourceId(text, "{" not in text, "x")


def hubs(*ids):
    return [hub(id=item) for item in ids]


PAIRS = {
    "the same": (("s", "g", f"{NAMESPACES}/n"), ("s", "g", f"{NAMESPACES}/n"), True),
    "another letter case": (("S", "G", f"{NAMESPACES}/N"), ("s", "g", f"{NAMESPACES}/n"), True),
    "a stand-in": ((STAND_IN, "g", "providers/a/b/c"), ("s", "g", "providers/a/b/c"), True),
    "an unknown subscription": (
        ("{s}", "g", "providers/a/b/c"),
        ("s", "g", "providers/a/b/c"),
        True,
    ),
    "another subscription": (("t", "g", "providers/a/b/c"), ("s", "g", "providers/a/b/c"), False),
    "a namespace elsewhere": (("t", "h", f"{NAMESPACES}/n"), ("s", "g", f"{NAMESPACES}/n"), True),
    "in a namespace elsewhere": (
        ("t", "h", f"{NAMESPACES}/n/notificationHubs/x"),
        ("s", "g", f"{NAMESPACES}/n/notificationHubs/x"),
        True,
    ),
    "another namespace": (("s", "g", f"{NAMESPACES}/n"), ("s", "g", f"{NAMESPACES}/nn"), False),
    "another group": ((STAND_IN, "h", "providers/a/b/c"), ("s", "g", "providers/a/b/c"), False),
    "an unknown group": (("{s}", "{g}", "providers/a/b/c"), ("s", "g", "providers/a/b/c"), True),
    "an unknown name": (
        ("s", "g", "providers/a/b/{x}-c"),
        ("s", "g", "providers/a/b/shop-c"),
        True,
    ),
    "an unknown name that cannot be": (
        ("s", "g", "providers/a/b/{x}-c"),
        ("s", "g", "providers/a/b/shop-d"),
        False,
    ),
    "unknown on the live side": (
        ("s", "g", "providers/a/b/c"),
        ("s", "g", "providers/a/b/{x}"),
        True,
    ),
}


@pytest.mark.parametrize("case", PAIRS.values(), ids=PAIRS)
def test_pairs(case):
    declared, live, paired = case
    found = pair(hubs(id_(*declared)), hubs(id_(*live)))
    assert (len(found.pairs), len(found.missing), len(found.extra)) == (
        (1, 0, 0) if paired else (0, 1, 1)
    )


def test_two_candidates_are_told():
    twice = [id_("a", "g", "providers/a/b/c"), id_("b", "g", "providers/a/b/c")]
    with pytest.raises(Ambiguous, match="may be"):
        pair(hubs(id_(STAND_IN, "g", "providers/a/b/c")), hubs(*twice))
    with pytest.raises(Ambiguous, match="may be"):
        pair(hubs(*twice), hubs(id_(STAND_IN, "g", "providers/a/b/c")))


def test_of_two_candidates_the_exact_one_is_taken():
    twice = [id_("a", "g", "providers/a/b/c"), id_("b", "g", "providers/a/b/c")]
    found = pair(hubs(*twice), hubs(*reversed(twice)))
    assert [(mine.id, its.id) for mine, its in found.pairs] == [(item, item) for item in twice]


def test_a_name_that_is_not_known_is_that_of_the_one_that_is_left():
    live = [id_("s", "g", f"{NAMESPACES}/n/notificationHubs/{name}") for name in ("a", "b")]
    unknown = id_("s", "g", f"{NAMESPACES}/n/notificationHubs/{{name}}")
    found = pair(hubs(unknown, live[0]), hubs(*live))
    assert {(mine.id.name, its.id.name) for mine, its in found.pairs} == {
        ("{name}", "b"),
        ("a", "a"),
    }


def test_role_assignments_without_a_known_name_are_paired_by_what_they_grant():
    named = ResourceId(
        "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/{guid()}", exact=False
    )
    unnamed = [role_grant(id=named, principal=name) for name in ("a", "b")]
    live = [
        role_grant(principal=name, id=ResourceId(f"/subscriptions/s/x/{name}")) for name in "ba"
    ]
    found = pair(unnamed, live)
    assert [(mine.principal, its.principal) for mine, its in found.pairs] == [
        ("a", "a"),
        ("b", "b"),
    ]


@pytest.mark.parametrize(
    ("mine", "its", "expected"),
    [
        (
            "/subscriptions/s/resourceGroups/g/providers/a/b/c",
            "/SUBSCRIPTIONS/s/resourcegroups/G/providers/a/b/C",
            True,
        ),
        (
            "/subscriptions/s/resourceGroups/g/providers/a/b/c",
            "/subscriptions/s/resourceGroups/g/providers/a/b/d",
            False,
        ),
        (
            "/subscriptions/s/resourceGroups/g/providers/a/b/{x}",
            "/subscriptions/s/resourceGroups/g/providers/a/b/d",
            None,
        ),
        (
            f"/subscriptions/{STAND_IN}/resourceGroups/g/providers/a/b/c",
            "/subscriptions/s/resourceGroups/g/providers/a/b/c",
            True,
        ),
    ],
)
def test_the_same_id(mine, its, expected):
    ids = [ResourceId(text, "{" not in text, str(place)) for place, text in enumerate((mine, its))]
    assert is_same_id(*ids) is expected


def test_of_many_of_one_name_each_is_found_in_its_group():
    groups = [f"g{number}" for number in range(50)]
    ids = [id_("s", group, "providers/Microsoft.Insights/metricAlerts/a") for group in groups]
    found = pair(hubs(*ids), hubs(*reversed(ids)))
    assert {(mine.id, its.id) for mine, its in found.pairs} == {(item, item) for item in ids}


def test_an_endpoint_is_paired_with_its_connection():
    mine = [
        private_endpoint(id=id_("s", group, "providers/Microsoft.Network/privateEndpoints/own"))
        for group in ("g", "h")
    ]
    its = [
        private_endpoint(
            id=id_("s", group, f"{NAMESPACES}/n-{group}/privateEndpointConnections/own.1f")
        )
        for group in ("h", "g")
    ]
    found = pair(mine, its)
    assert [(a.id.resource_group, b.id.resource_group) for a, b in found.pairs] == [
        ("g", "g"),
        ("h", "h"),
    ]


@given(st.text(alphabet="{}ab/", max_size=12), st.text(alphabet="{}ab/", max_size=12))
def test_no_id_breaks_it_and_both_sides_agree(mine, its):
    first, second = (
        hubs(ResourceId(f"/subscriptions/s/{text}", exact=False)) for text in (mine, its)
    )
    assert len(pair(first, second).pairs) == len(pair(second, first).pairs)


def test_many_unknown_parts_take_no_time_to_speak_of():
    unknown = id_("s", "g", f"providers/{'{x}a' * 200}")
    assert pair(hubs(unknown), hubs(id_("s", "g", f"providers/{'a' * 2000}b"))).pairs == ()


def test_a_resource_elsewhere_is_counted_and_not_judged():
    live = as_live(full())
    elsewhere = namespace(id=id_("s", "elsewhere", f"{NAMESPACES}/other"))
    more = alert(id=id_("s", "elsewhere", "providers/Microsoft.Insights/metricAlerts/x"))
    live = as_live(full(namespaces=[*full().namespaces, elsewhere], alerts=[*full().alerts, more]))
    comparison = compare(full(), live)
    assert comparison.changes == ()
    assert comparison.outside == {"namespaces": 1, "alerts": 1}


def test_a_namespace_in_another_group_has_moved():
    live = as_live(full())
    moved = remade(live.namespaces[0], id=id_("s", "elsewhere", f"{NAMESPACES}/ns-prod"))
    (change,) = compare(full(), replaced(live, "namespaces", 0, moved)).changes
    assert change.field == "Namespace.resource_group"
    assert (change.declared, change.live) == ("push_prod", "elsewhere")


@pytest.mark.parametrize("scope", ["the group", "the namespace", "the subscription"])
def test_a_processing_rule_kept_elsewhere_is_judged_by_what_it_holds_for(scope):
    live = as_live(full())
    held = {
        "the group": live.namespaces[0].id.text.partition("/providers/")[0],
        "the namespace": live.namespaces[0].id.text,
        "the subscription": live.namespaces[0].id.text.partition("/resourceGroups/")[0],
    }[scope]
    id = id_("s", "elsewhere", "providers/Microsoft.AlertsManagement/actionRules/mute")
    mute = processing_rule(id=id, scopes=(ResourceId(held),))
    rules = [*live.processing_rules, mute]
    (change,) = compare(full(), dataclasses.replace(live, processing_rules=tuple(rules))).changes
    assert change.field == "ProcessingRule.added"


def test_a_processing_rule_for_others_is_counted():
    live = as_live(full())
    id = id_("s", "elsewhere", "providers/Microsoft.AlertsManagement/actionRules/mute")
    mute = processing_rule(id=id, scopes=(ResourceId("/subscriptions/s/resourceGroups/elsewhere"),))
    rules = [*live.processing_rules, mute]
    comparison = compare(full(), dataclasses.replace(live, processing_rules=tuple(rules)))
    assert comparison.changes == ()
    assert comparison.outside == {"processing_rules": 1}


def test_what_the_live_source_was_not_asked_for_is_not_gone():
    mine = full()
    live = as_live(mine)
    namespace_ = live.namespaces[0].id.text
    asked = dataclasses.replace(
        live,
        sources=tuple(
            dataclasses.replace(item, name=f"azure:{namespace_}/notificationHubs/other")
            for item in live.sources
        ),
        hubs=live.hubs[1:],
    )
    changes = compare(mine, asked).changes
    gone = [item for item in changes if item.field == "Hub.removed"]
    assert gone
    assert all("was asked for nothing" in item.uncompared.reason for item in gone)


def test_a_connection_that_the_service_names_is_paired_by_its_endpoint():
    mine = private_endpoint(
        id=id_("s", "g", "providers/Microsoft.Network/privateEndpoints/own"), endpoint="own"
    )
    path = f"{NAMESPACES}/n/privateEndpointConnections/n.1f"
    its = private_endpoint(id=id_("s", "g", path), endpoint="own")
    other = private_endpoint(id=id_("s", "g", f"{path}2"), endpoint="another")
    found = pair([mine], [other, its])
    assert (found.pairs, found.missing, found.extra) == (((mine, its),), (), (other,))
