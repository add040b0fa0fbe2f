"""Several sources in one audit: what one tells is not taken for another's, in whatever order they come."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import ALERT, DIAGNOSTICS, GROUP_TYPE, HUB_TYPE, LOCK, NAMESPACE_TYPE, record

from factories import ALL_KINDS, context, results
from hubwarden.discovery import all_rules
from hubwarden.engine import run
from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import SourceInfo
from hubwarden.report import Outcome
from hubwarden.sources.estate_builder import build, merge
from hubwarden.unknown import Unknown

SUBSCRIPTION = "/subscriptions/{subscription().subscriptionId}"
UNKNOWN_GROUP = f"{SUBSCRIPTION}/resourceGroups/{{resourceGroup().name}}"
GROUP = "/subscriptions/s/resourceGroups/push"
METRICS = (
    "outgoing.allpns.pnserror",
    "outgoing.allpns.badorexpiredchannel",
    "incoming.all.failedrequests",
)


def reference(id):
    return Unknown(id, "parts are not known") if "{" in id else id


def told(
    source,
    *,
    group=UNKNOWN_GROUP,
    name="shop",
    lock=None,
    receivers=1,
    complete=(),
    more=(),
    network=("Listen",),
):
    """Return what a source tells of a namespace, a hub, its alerts, and a lock where it has one."""
    space = f"{group}/providers/Microsoft.NotificationHubs/namespaces/{name}"
    hub = f"{space}/notificationHubs/{name}"
    action = f"{group}/providers/Microsoft.Insights/actionGroups/on-call"
    found = [
        record(
            NAMESPACE_TYPE,
            {
                "sku": {"name": "Standard"},
                "networkAcls": {"publicNetworkRule": {"rights": list(network)}},
            },
            id=space,
        ),
        record(HUB_TYPE, {"fcmV1Credential": None}, id=hub),
        record(
            GROUP_TYPE,
            {"emailReceivers": [{"emailAddress": "a@example.com"}] * receivers},
            id=action,
        ),
        record(
            DIAGNOSTICS,
            {
                "resourceUri": reference(space),
                "logs": [{"category": "OperationalLogs", "enabled": True}],
                "storageAccountId": "/storage",
            },
            id=f"{space}/providers/Microsoft.Insights/diagnosticSettings/logs",
        ),
        *(
            record(
                ALERT,
                {
                    "scopes": [reference(hub)],
                    "criteria": {
                        "allOf": [
                            {
                                "criterionType": "StaticThresholdCriterion",
                                "metricName": metric,
                                "operator": "GreaterThan",
                                "threshold": 0,
                                "timeAggregation": "Total",
                            }
                        ]
                    },
                    "actions": [{"actionGroupId": reference(action)}],
                },
                id=f"{group}/providers/Microsoft.Insights/metricAlerts/{name}-{metric}",
            )
            for metric in METRICS
        ),
    ]
    if lock:
        scope, level = lock
        id = f"{group}/providers/Microsoft.Authorization/locks/keep"
        found.append(record(LOCK, {"scope": reference(scope), "level": level}, id=id))
    info = SourceInfo(source, "0" * 64, (source,), frozenset(complete), ())
    return build([*found, *more], (), info=info)


def outcomes(rule, *estates):
    """Return the outcomes of a rule by source."""
    given = context(merge(estates), stated_environment="production")
    return {(result.source, result.outcome) for result in results(rule, given)}


def test_the_lock_of_another_template_may_be_on_another_group():
    locked = told("template:a", name="couriers", lock=(UNKNOWN_GROUP, "CanNotDelete"))
    bare = told("template:b")
    assert outcomes("NH601", locked, bare) == {
        ("template:a", Outcome.PASS),
        ("template:b", Outcome.UNDETERMINED),
    }
    given = context(merge([locked, bare]), stated_environment="production")
    assert "Lock.scope" in {result.field for result in results("NH601", given)}


def test_a_lock_that_is_certainly_on_the_group_counts_whoever_tells_it():
    elsewhere = told("state:b", group=GROUP, name="couriers", lock=(GROUP, "CanNotDelete"))
    own = told("state:a", group=GROUP)
    assert outcomes("NH601", own, elsewhere) == {
        ("state:a", Outcome.PASS),
        ("state:b", Outcome.PASS),
    }


def test_a_lock_in_another_subscription_is_none():
    """The name of a subscription is one part of an id: what comes behind it still tells."""
    elsewhere = told(
        "program:b",
        group=f"{SUBSCRIPTION}/resourceGroups/other",
        lock=(f"{SUBSCRIPTION}/resourceGroups/other", "CanNotDelete"),
    )
    own = told("program:a", group=f"{SUBSCRIPTION}/resourceGroups/own", complete=ALL_KINDS)
    assert ("program:a", Outcome.FAIL) in outcomes("NH601", own, elsewhere)


def test_each_template_has_its_own_action_group():
    item, other = told("template:a"), told("template:b", name="couriers", receivers=0)
    expected = {("template:a", Outcome.PASS), ("template:b", Outcome.FAIL)}
    assert outcomes("NH507", item, other) == outcomes("NH507", other, item) == expected


def test_a_state_and_a_preview_are_two_views():
    """The lock goes, as the preview tells; that the state still has it is no help."""
    before = told("state:x", group=GROUP, lock=(GROUP, "CanNotDelete"), complete=ALL_KINDS)
    after = told("preview:x", group=GROUP, complete=ALL_KINDS)
    expected = {("state:x", Outcome.PASS), ("preview:x", Outcome.FAIL)}
    assert outcomes("NH601", before, after) == outcomes("NH601", after, before) == expected


def test_what_the_own_source_tells_of_a_lock_holds():
    before = told("state:x", group=GROUP, name="couriers", lock=(GROUP, "CanNotDelete"))
    after = told("preview:x", group=GROUP, lock=(GROUP, "NotSpecified"), complete=ALL_KINDS)
    assert ("preview:x", Outcome.FAIL) in outcomes("NH601", before, after)


def test_two_other_sources_that_differ_leave_it_open():
    item = told("state:x", group=GROUP, name="couriers", lock=(GROUP, "CanNotDelete"))
    other = told("preview:x", group=GROUP, name="couriers", lock=(GROUP, "NotSpecified"))
    bare = told("state:y", group=GROUP, complete=ALL_KINDS)
    assert ("state:y", Outcome.UNDETERMINED) in outcomes("NH601", item, other, bare)


def test_the_own_source_tells_the_namespace_of_a_hub():
    before, after = told("state:x", group=GROUP), told("preview:x", group=GROUP)
    for both in (merge([before, after]), merge([after, before])):
        for hub in both.hubs:
            assert both.namespace_of(hub).origin.source == hub.origin.source
            (own,) = both.hubs_of(both.namespace_of(hub))
            assert own is hub
    lonely = replace(told("template:z", group=GROUP), namespaces=())
    together = merge([before, after, lonely])
    with pytest.raises(Undetermined, match="declared several times"):
        together.namespace_of(together.hubs[-1])
    assert merge([before, lonely]).namespace_of(lonely.hubs[0]) is before.namespaces[0]


def test_unknown_parts_are_equal_within_a_source_alone():
    text = f"{UNKNOWN_GROUP}/providers/a/b/c"
    item, same, other = (ResourceId(text, exact=False, source=name) for name in "aab")
    group = ResourceId(UNKNOWN_GROUP, exact=False, source="a")
    assert item == same
    assert item != other
    assert len({item, same, other}) == 2
    assert group.contains(item)
    assert not group.contains(other)
    assert group.may_contain(other)
    exact = ResourceId(GROUP)
    assert exact.contains(ResourceId(f"{GROUP}/providers/a/b/{{c}}", exact=False, source="b"))
    assert exact == ResourceId(GROUP.upper(), source="b")


@pytest.mark.parametrize(
    ("scope", "id", "expected"),
    [
        ("/subscriptions/{s}/resourceGroups/a", "/subscriptions/{s}/resourceGroups/b", False),
        ("/subscriptions/{s}/resourceGroups/a", "/subscriptions/1/resourceGroups/a/x", True),
        (
            "/subscriptions/{s}/resourceGroups/{g}/x/1",
            "/subscriptions/1/resourceGroups/2/x/2",
            False,
        ),
        ("/subscriptions/{s}/resourceGroups/{g}/x/1", "/subscriptions/1/resourceGroups/2", False),
        ("/subscriptions/{s}", "/subscriptions/{s}", True),
        ("{id}", "/subscriptions/1", True),
        ("/subscriptions/1/{rest}", "/subscriptions/1/resourceGroups/2", True),
    ],
)
def test_what_unknown_parts_of_another_source_may_be(scope, id, expected):
    mine = ResourceId(scope, exact=False, source="a")
    its = ResourceId(id, exact="{" not in id, source="b")
    assert mine.may_contain(its) is expected


SOURCES = [
    told("template:a", name="couriers", lock=(UNKNOWN_GROUP, "CanNotDelete")),
    told("template:b", receivers=0),
    told("state:x", group=GROUP, lock=(GROUP, "CanNotDelete"), complete=ALL_KINDS),
    told("preview:x", group=GROUP, complete=ALL_KINDS, receivers=0, network=("Send",)),
    told("state:y", group=GROUP, name="couriers", lock=(GROUP, "NotSpecified")),
    replace(told("template:z", group=GROUP), namespaces=(), action_groups=()),
    told("program:b", group=f"{SUBSCRIPTION}/resourceGroups/other", complete=ALL_KINDS),
]
COLLECTIONS = [
    field.name
    for field in fields(Estate)
    if field.init and field.name not in ("provided_elsewhere", "sources", "gaps")
]


def judged(estate):
    judgement = run(all_rules(), context(estate, stated_environment="production"))
    assert judgement.crashes == ()
    return judgement.results


@given(st.data())
def test_no_order_changes_a_verdict(data):
    chosen = data.draw(st.lists(st.sampled_from(SOURCES), min_size=2, unique_by=id))
    estate = merge(chosen)
    mixed = {name: tuple(data.draw(st.permutations(getattr(estate, name)))) for name in COLLECTIONS}
    shuffled = replace(merge(data.draw(st.permutations(chosen))), **mixed)
    assert judged(shuffled) == judged(estate)
