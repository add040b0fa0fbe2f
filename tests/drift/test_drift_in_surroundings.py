"""What differs around hubs: policies that delete logs, alerts of one name, the last hub of a namespace."""

from dataclasses import replace
from datetime import timedelta

import pytest

from compared_estates import LIVE, as_live, full, map_estate, remade, replaced
from factories import (
    account_id,
    alert,
    criterion,
    fcm_legacy,
    log_store,
    logs_setting,
    metrics_setting,
)
from hubwarden.drift.comparison import COLLECTIONS, compare
from hubwarden.drift.pairing import Ambiguous
from hubwarden.model.base import ResourceId
from hubwarden.model.change import (
    AlertingWeakened,
    CredentialSwapped,
    DiagnosticsReduced,
    SafeguardAdded,
)
from hubwarden.model.source_info import Gap

# Policies that delete logs

ACCOUNT = account_id()
POLICY = ResourceId(f"{ACCOUNT}/managementPolicies/default")
WORKSPACE = ResourceId(
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/logs"
)
TABLE = ResourceId(f"{WORKSPACE}/tables/AzureDiagnostics")
TO_ACCOUNT = logs_setting(to_storage=True, storage=ACCOUNT)
TO_WORKSPACE = logs_setting(to_storage=False, storage=None, to_workspace=True, workspace=WORKSPACE)


def policy(days, **more):
    return log_store(ACCOUNT, id=POLICY, days=days, **more)


def with_store(extra, setting=TO_ACCOUNT, stores=(), **more):
    """Return what differs where a store is live and not declared."""
    declared = full(diagnostic_settings=[setting], log_stores=list(stores), **more)
    live = as_live(full(diagnostic_settings=[setting], log_stores=[*stores, extra]))
    return compare(declared, live)


DELETING = {
    "a policy where nothing is deleted": (policy(7.0), TO_ACCOUNT, [log_store()]),
    "a policy beside a longer one": (
        policy(7.0),
        TO_ACCOUNT,
        [
            log_store(),
            log_store(ACCOUNT, id=ResourceId(f"{ACCOUNT}/managementPolicies/own"), days=9.0),
        ],
    ),
    "a table of its own": (
        log_store(WORKSPACE, id=TABLE, days=4.0, of_table=True),
        TO_WORKSPACE,
        [log_store(WORKSPACE, days=30.0)],
    ),
}


@pytest.mark.parametrize("case", DELETING.values(), ids=DELETING)
def test_what_deletes_declared_logs_earlier_is_a_change(case):
    extra, setting, stores = case
    comparison = with_store(extra, setting, stores)
    (change,) = comparison.changes
    assert type(change) is DiagnosticsReduced
    assert (change.field, change.uncompared) == ("LogStore.added", None)
    assert f"it deletes logs after {extra.days:g} days" in change.sentence
    assert extra.store.name in change.resource
    assert comparison.outside == {}


KEEPING = {
    "a policy that deletes none": (policy(None), TO_ACCOUNT, [log_store()]),
    "a policy that keeps as long": (policy(30.0), TO_ACCOUNT, [log_store(days=30.0)]),
    "a table that keeps longer": (
        log_store(WORKSPACE, id=TABLE, days=90.0, of_table=True),
        TO_WORKSPACE,
        [log_store(WORKSPACE, days=30.0)],
    ),
    "an account that others declare": (policy(7.0), TO_ACCOUNT, []),
    "an account without declared logs": (policy(7.0), TO_WORKSPACE, [log_store()]),
    "an account for metrics alone": (
        policy(7.0),
        metrics_setting(log_categories=frozenset(), to_storage=True, storage=ACCOUNT),
        [log_store()],
    ),
}


@pytest.mark.parametrize("case", KEEPING.values(), ids=KEEPING)
def test_what_does_not_is_counted(case):
    comparison = with_store(*case)
    assert comparison.changes == ()
    assert comparison.outside == {"log_stores": 1}


def test_a_policy_whose_days_are_not_known_is_undetermined():
    extra = remade(policy(7.0), without=("days",))
    (change,) = with_store(extra, TO_ACCOUNT, [log_store()]).changes
    assert change.uncompared is not None
    assert "whether it deletes declared logs is not known" in change.uncompared.reason


def test_what_may_be_declared_elsewhere_is_undetermined():
    gap = Gap("program:prod", "a script", "it was not run")
    (change,) = with_store(policy(7.0), TO_ACCOUNT, [log_store()], gaps=(gap,)).changes
    assert change.uncompared is not None


def test_an_account_with_a_name_that_is_not_known_yet_is_the_one_that_it_is_paired_with():
    name = ResourceId(
        f"{ACCOUNT.text.rpartition('/')[0]}/{{logs}}", exact=False, source="program:prod"
    )
    setting = remade(TO_ACCOUNT, storage=name)
    declared = full(
        diagnostic_settings=[setting], log_stores=[remade(log_store(), id=name, store=name)]
    )
    live = as_live(full(diagnostic_settings=[TO_ACCOUNT], log_stores=[log_store(), policy(7.0)]))
    assert "LogStore.added" in {change.field for change in compare(declared, live).changes}


# Alerts and endpoints

DYNAMIC = {
    "threshold": None,
    "sensitivity": "Medium",
    "evaluated_periods": 4.0,
    "failing_periods": 4.0,
}


def of_alert(**live):
    """Return the change where an alert, or its one criterion, has another value live."""
    mine = alert(criteria=(criterion(**DYNAMIC),))
    own = {name: value for name, value in live.items() if name in type(mine).__dataclass_fields__}
    part = criterion(**{**DYNAMIC, **{k: v for k, v in live.items() if k not in own}})
    declared = full(alerts=[mine])
    (change,) = compare(declared, as_live(full(alerts=[alert(criteria=(part,), **own)]))).changes
    return change


@pytest.mark.parametrize(
    ("live", "kind", "words"),
    [
        ({"severity": 4.0}, AlertingWeakened, "severity of alert"),
        ({"severity": 0.0}, SafeguardAdded, "severity of alert"),
        ({"frequency": timedelta(hours=1)}, AlertingWeakened, "live 1 hour; declared 5 minutes"),
        ({"frequency": timedelta(minutes=1)}, SafeguardAdded, "live 1 minute; declared 5 minutes"),
        ({"window": timedelta(days=1)}, AlertingWeakened, "live 1 day; declared 15 minutes"),
        ({"sensitivity": "low"}, AlertingWeakened, "sensitivity of a criterion of"),
        ({"sensitivity": "HIGH"}, SafeguardAdded, "sensitivity of a criterion of"),
        ({"failing_periods": 1.0}, AlertingWeakened, "failing periods of a criterion of"),
        ({"evaluated_periods": 6.0}, AlertingWeakened, "evaluated periods of a criterion of"),
    ],
)
def test_how_an_alert_counts_is_compared(live, kind, words):
    change = of_alert(**live)
    assert type(change) is kind
    assert words in change.sentence


def test_what_an_alert_leaves_to_the_service_is_not_declared():
    unset = frozenset({"severity", "window", "frequency"})
    mine = remade(alert(), without=tuple(unset), undeclared=unset)
    assert compare(full(alerts=[mine]), as_live(full(alerts=[alert()]))).changes == ()


@pytest.mark.parametrize(
    ("declared", "live", "same"),
    [
        (None, "https://fcm.googleapis.com/fcm/send", True),
        ("https://fcm.googleapis.com/fcm/send", None, True),
        (None, "https://push.example.com", False),
        ("https://push.example.com", "https://push.example.com", True),
        ("https://push.example.com", "https://fcm.googleapis.com/fcm/send", False),
    ],
)
def test_where_the_legacy_api_is_reached(declared, live, same):
    estates = []
    for endpoint in (declared, live):
        whole = full()
        hub = whole.hubs[0]
        held = remade(hub.credentials, fcm_legacy=fcm_legacy(endpoint=endpoint))
        estates.append(replaced(whole, "hubs", 0, remade(hub, credentials=held)))
    changes = compare(estates[0], as_live(estates[1])).changes
    assert [(type(item), item.field) for item in changes] == (
        [] if same else [(CredentialSwapped, "FcmLegacy.endpoint")]
    )


# Alerts of one name


def in_group(estate, group, subscription="{subscription}"):
    """Return an estate whose resource group and subscription are not known."""

    def change(item):
        _, _, rest = item.id.text.partition("/providers/")
        text = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{rest}"
        return remade(item, id=ResourceId(text, "{" not in text, "program:prod"))

    return map_estate(estate, change)


def elsewhere(subscription="11111111-0000-0000-0000-000000000000", group="others"):
    """Return an alert of the name of a declared one in another group or subscription."""
    name = full().alerts[0].id.name
    return alert(
        id=ResourceId(
            f"/subscriptions/{subscription}/resourceGroups/{group}"
            f"/providers/Microsoft.Insights/metricAlerts/{name}"
        )
    )


def fields(declared, live):
    return {change.field for change in compare(declared, live).changes if not change.uncompared}


def test_alerts_of_one_name_are_told_apart_by_the_group_of_their_namespace():
    live = as_live(full())
    twice = replace(live, alerts=(elsewhere(), *live.alerts))
    declared = in_group(full(), "{resourceGroup().name}")
    assert "Alert.removed" not in fields(declared, twice)
    # The one that is left elsewhere is not the declared one.
    gone = replace(live, alerts=(elsewhere(), *live.alerts[1:]))
    assert "Alert.removed" in fields(declared, gone)


def test_and_by_its_subscription():
    group = full().alerts[0].id.resource_group
    live = as_live(in_group(full(), group, "22222222-0000-0000-0000-000000000000"))
    twice = replace(live, alerts=(elsewhere(group=group), *live.alerts))
    declared = in_group(full(), group)
    assert fields(declared, twice) == fields(declared, live)


def test_two_groups_without_a_namespace_to_tell_them_are_an_error():
    live = as_live(full())
    twice = replace(live, alerts=(elsewhere(), *live.alerts))
    lonely = alert(
        id=ResourceId(
            elsewhere().id.text.replace("others", "{monitoring}"), exact=False, source="p"
        )
    )
    with pytest.raises(Ambiguous, match="may be"):
        compare(replace(full(), alerts=(remade(lonely, origin=lonely.origin),)), twice)


def test_what_is_known_leaves_the_other_one_to_what_is_not():
    known = elsewhere(group="g1")
    live = as_live(full(alerts=[elsewhere(group="g2"), known]))
    open_one = remade(
        known, id=ResourceId(known.id.text.replace("g1", "{g}"), exact=False, source="p")
    )
    for alerts in ([known, open_one], [open_one, known]):
        assert not {"Alert.removed", "Alert.added"} & fields(full(alerts=alerts), live)


def test_a_group_with_a_name_has_not_moved_with_its_namespace():
    live = as_live(full())
    text = live.namespaces[0].id.text.replace(live.namespaces[0].id.resource_group, "elsewhere")
    moved = remade(live.namespaces[0], id=ResourceId(text))
    assert fields(full(), replaced(live, "namespaces", 0, moved)) == {"Namespace.resource_group"}


# The last hub

NOTHING = Gap(LIVE, "Notification Hubs", "there is no hub in scope", found_nothing=True)


def test_the_last_hub_of_a_namespace_is_gone():
    live = replace(as_live(full()), hubs=(), gaps=(NOTHING,))
    comparison = compare(full(), live)
    gone = [item for item in comparison.changes if item.field == "Hub.removed"]
    assert len(gone) == len(full().hubs)
    assert {item.uncompared for item in gone} == {None}
    assert comparison.gaps == ()


def test_so_is_the_last_namespace_where_its_alerts_are_left():
    live = replace(as_live(full()), namespaces=(), hubs=(), access_rules=(), gaps=(NOTHING,))
    changes = [item for item in compare(full(), live).changes if item.field == "Namespace.removed"]
    assert [item.uncompared for item in changes] == [None]


@pytest.mark.parametrize("gaps", [(NOTHING,), (NOTHING, Gap(LIVE, "the rest", "it was forbidden"))])
def test_nothing_at_all_proves_nothing(gaps):
    nothing = replace(as_live(full()), gaps=gaps)
    nothing = map_nothing(nothing)
    comparison = compare(full(), nothing)
    assert all(item.uncompared is not None for item in comparison.changes)
    assert comparison.gaps == gaps


def test_neither_does_a_source_that_could_not_be_read_to_its_end():
    gap = Gap(LIVE, "the rest", "it was forbidden", opens=("hubs",))
    live = replace(as_live(full()), hubs=(), gaps=(NOTHING, gap))
    changes = [item for item in compare(full(), live).changes if item.field == "Hub.removed"]
    assert changes
    assert all("it was forbidden" not in str(item.declared) and item.uncompared for item in changes)


def map_nothing(estate):
    return replace(estate, **dict.fromkeys(COLLECTIONS, ()))
