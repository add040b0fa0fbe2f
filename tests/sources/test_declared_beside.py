"""What a declared source tells of live resources beside it."""

from dataclasses import replace

import pytest

from hubwarden.model.base import Undetermined
from hubwarden.model.source_info import SourceInfo
from hubwarden.sources.declared_beside import with_declared
from hubwarden.sources.estate_builder import build, merge
from hubwarden.sources.record import Record
from sources.records import PLACE

PUSH = "providers/Microsoft.NotificationHubs/namespaces"
LIVE = f"/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/g/{PUSH}"
DECLARED = f"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/{PUSH}"
HUB = "microsoft.notificationhubs/namespaces/notificationhubs"


def estate(name, base, live, **facts):
    id = f"{base}/Shop-ns/notificationHubs/shop"
    rule = f"{id}/authorizationRules/backend"
    records = [
        Record(type=HUB, id=id, name="shop", exact=True, location=PLACE, facts=facts),
        Record(
            type=f"{HUB}/authorizationrules",
            id=rule,
            name="backend",
            exact=True,
            location=PLACE,
            properties={"rights": ["Send"]},
            facts=facts,
        ),
    ]
    info = SourceInfo(name, "0" * 64, (), frozenset(), (), "somebody" if live else "")
    return build(records, [], info=info, live=live)


FACTS = {"role": "backend", "consumer": "orders", "platforms": ["ios"]}


def together(*declared):
    found = with_declared(merge([estate("azure:x", LIVE, live=True), *declared]))
    own = [item for item in (*found.hubs, *found.access_rules) if item.origin.source == "azure:x"]
    hub, rule = own
    return hub, rule


def test_roles_and_platforms_come_from_the_source_beside():
    hub, rule = together(estate("program:prod", DECLARED.lower(), live=False, **FACTS))
    assert (rule.role, rule.consumer, rule.claimed_role) == ("backend", "orders", "backend")
    assert (hub.platforms, hub.further_platforms) == (frozenset({"ios"}), frozenset())
    with pytest.raises(Undetermined):
        _ = rule.used_by


def test_a_declared_rule_without_a_consumer_is_one():
    none = {"role": None, "consumer": None}
    _, rule = together(estate("program:prod", DECLARED, live=False, **none))
    assert (rule.role, rule.consumer) == (None, None)


def test_without_a_source_beside_nothing_is_told():
    hub, rule = together()
    for subject, name in ((rule, "role"), (hub, "platforms")):
        with pytest.raises(Undetermined):
            getattr(subject, name)


def test_what_sources_declare_differently_is_not_told():
    other = {**FACTS, "role": "device"}
    _, rule = together(
        estate("program:prod", DECLARED, live=False, **FACTS),
        estate("state:x", DECLARED, live=False, **other),
    )
    with pytest.raises(Undetermined):
        _ = rule.role


def test_only_live_resources_are_filled():
    found = merge(
        [
            estate("template:x", LIVE, live=False),
            estate("program:prod", DECLARED, live=False, **FACTS),
        ]
    )
    assert with_declared(found) == found
    assert with_declared(replace(found, sources=())).hubs == found.hubs
