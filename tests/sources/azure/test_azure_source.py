"""What is read of a whole estate, through the real clients."""

import dataclasses
import re

import pytest

from hubwarden.commands.composition import compose
from hubwarden.discovery import find_rule
from hubwarden.engine import run
from hubwarden.errors import UsageError
from hubwarden.model.base import Undetermined
from hubwarden.model.resources import AccessRule
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from sources.azure import faults
from sources.azure.scripted_azure import (
    APPLICATION,
    AROUND,
    GROUP,
    HUB,
    NAMESPACE,
    OTHER_HUB,
    PRINCIPAL,
    PUSH,
    STORAGE,
    SUBSCRIPTION,
    hub,
)

WITH_CREDENTIALS = AzureOptions(with_credentials=True)


def read(azure, clock, rest="", options=None):
    return read_azure(rest, options or AzureOptions(), clock.clock)


def names(subjects):
    return sorted(subject.id.name for subject in subjects)


def test_an_estate_is_read_completely(azure, clock):
    estate = read(azure, clock)
    assert estate.gaps == ()
    assert names(estate.namespaces) == ["shop-test-ns"]
    assert names(estate.hubs) == ["courier", "shop"]
    assert names(estate.access_rules) == ["RootManageSharedAccessKey", "backend", "backend"]
    assert names(estate.diagnostic_settings) == ["logs"]
    assert names(estate.role_grants) == ["1"]
    assert [item.days for item in estate.log_stores] == [None, None]
    (namespace,) = estate.namespaces
    assert (namespace.tier, namespace.region, namespace.zone_redundant) == (
        *("Basic", "westeurope"),
        False,
    )
    assert namespace.public_rights == {"Listen"}
    assert all(item.registration_ttl.days == 10675199 for item in estate.hubs)


def test_the_head_says_who_asked_and_where(azure, clock):
    (info,) = read(azure, clock).sources
    assert info.name == f"azure:{SUBSCRIPTION}"
    assert f"principal {PRINCIPAL}, application {APPLICATION}" in info.asked_as
    assert f"1 subscription of the cloud of {azure.host}" in info.asked_as
    assert any("--with-credentials" in text for text in info.cannot_tell)
    assert any("handed which key" in text for text in info.cannot_tell)


def test_the_digest_is_of_what_was_answered(azure, clock):
    first, again = (read(azure, clock).sources[0].digest for _ in range(2))
    azure.answers[NAMESPACE.lower()]["tags"]["owner"] = "someone else"
    assert first == again != read(azure, clock).sources[0].digest


def test_as_few_calls_as_the_table_says(azure, clock):
    read(azure, clock, options=WITH_CREDENTIALS)
    per_hub = [item for item in azure.asked if f"{HUB}/".lower() in f"{item.path}/".lower()]
    assert sorted(item.path.removeprefix(HUB) for item in per_hub) == [
        "/authorizationRules",
        "/pnsCredentials",
        "/providers/Microsoft.Insights/diagnosticSettings",
    ]
    # Two of Resource Graph, nine of the subscription, one of the place for logs, five of the namespace.
    assert len(azure.asked) == 2 + 9 + 1 + 5 + 2 * 3
    assert all(item.token for item in azure.asked)


def test_credentials_are_read_where_they_are_asked_for(azure, clock):
    estate = read(azure, clock, options=WITH_CREDENTIALS)
    assert estate.gaps == ()
    credentials = [item.credentials for item in (*estate.namespaces, *estate.hubs)]
    assert [item.fcm_v1.project_id for item in credentials] == ["shop"] * 3
    assert [item.fcm_legacy.in_clear for item in credentials] == [()] * 3
    assert [item.apns for item in credentials] == [None] * 3


def test_credentials_that_nobody_asked_for_are_not_absent(azure, clock):
    estate = read(azure, clock)
    for holder in (*estate.namespaces, *estate.hubs):
        with pytest.raises(Undetermined) as caught:
            _ = holder.credentials.apns
        assert caught.value.cause == "not-asked"
    assert not [item for item in azure.asked if "pnscredentials" in item.path.lower()]


def test_what_an_answer_does_not_show_is_not_known(azure, clock):
    namespace = azure.answers[NAMESPACE.lower()]
    del namespace["sku"], namespace["tags"]
    namespace["properties"] = {}
    (found,) = read(azure, clock).namespaces
    for name in ("tier", "tags", "public_access", "public_rights", "addresses", "zone_redundant"):
        with pytest.raises(Undetermined):
            getattr(found, name)


def test_rules_that_somebody_deleted_are_not_made_up(azure, clock):
    azure.answers[f"{NAMESPACE}/authorizationRules".lower()] = {"value": []}
    rules = read(azure, clock).access_rules
    assert names(rules) == ["backend", "backend"]


def test_whom_a_key_was_handed_to_is_not_known(azure, clock):
    for item in read(azure, clock).access_rules:
        with pytest.raises(Undetermined):
            _ = item.used_by


def test_roles_from_above_hold_for_the_subscription(azure, clock):
    grants = azure.answers[f"{AROUND}/Microsoft.Authorization/roleAssignments".lower()]["value"]
    above = "/providers/Microsoft.Management/managementGroups/all"
    properties = {**grants[0]["properties"], "scope": above}
    grants.append({"id": f"{above}/x", "name": "2", "properties": properties})
    elsewhere = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/other"
    properties = {**grants[0]["properties"], "scope": elsewhere}
    grants.append({"id": f"{elsewhere}/x", "name": "3", "properties": properties})
    scopes = {str(item.scope) for item in read(azure, clock).role_grants}
    assert scopes == {NAMESPACE, f"/subscriptions/{SUBSCRIPTION}"}


@pytest.mark.parametrize(
    ("rest", "hubs"),
    [
        (SUBSCRIPTION, ["courier", "shop"]),
        ("shop", ["courier", "shop"]),
        (GROUP, ["courier", "shop"]),
        (NAMESPACE, ["courier", "shop"]),
        (HUB, ["shop"]),
        (OTHER_HUB.upper().replace("/SUBSCRIPTIONS", "/subscriptions"), ["courier"]),
    ],
)
def test_scopes(azure, clock, rest, hubs):
    estate = read(azure, clock, rest)
    assert estate.gaps == ()
    assert names(estate.hubs) == hubs
    assert estate.sources[0].name == f"azure:{rest}"


def test_a_management_group(azure, clock):
    path = "/providers/microsoft.management/managementgroups/shops/descendants"
    id = f"/subscriptions/{SUBSCRIPTION}"
    azure.answers[path] = {
        "value": [
            {"id": id, "name": SUBSCRIPTION, "type": "/subscriptions"},
            {"id": "x", "name": "below", "type": "Microsoft.Management/managementGroups"},
        ]
    }
    estate = read(azure, clock, "mg/shops")
    assert (estate.gaps, names(estate.hubs)) == ((), ["courier", "shop"])


def test_a_subscription_that_resource_graph_does_not_answer_for_is_a_gap(azure, clock):
    azure.subscriptions = []
    (gap,) = read(azure, clock).gaps
    assert gap.scopes == (f"/subscriptions/{SUBSCRIPTION}",)
    assert "did not answer for it" in gap.reason


def test_what_only_resource_graph_shows_is_read_too(azure, clock):
    extra = f"{NAMESPACE}/notificationHubs/late"
    gone = f"{NAMESPACE}/notificationHubs/gone"
    azure.answers[extra.lower()] = hub(extra)
    azure.answers[f"{extra}/authorizationRules".lower()] = {"value": []}
    azure.answers[f"{extra}/providers/Microsoft.Insights/diagnosticSettings".lower()] = {
        "value": []
    }
    kind = "microsoft.notificationhubs/namespaces/notificationhubs"
    azure.graph_rows = [
        {"id": id, "type": kind, "subscriptionId": SUBSCRIPTION} for id in (extra, gone)
    ]
    estate = read(azure, clock)
    assert estate.gaps == ()
    assert names(estate.hubs) == ["courier", "late", "shop"]


def test_no_hub_is_a_gap(azure, clock):
    azure.answers[f"/subscriptions/{SUBSCRIPTION}/{PUSH}".lower()] = {"value": []}
    (gap,) = read(azure, clock).gaps
    assert (gap.what, gap.reason) == ("Notification Hubs", "there is no hub in scope")


def test_a_namespace_of_another_service_is_left_alone(azure, clock):
    azure.answers[NAMESPACE.lower()]["properties"]["namespaceType"] = "Messaging"
    azure.answers[f"{NAMESPACE}/notificationHubs".lower()] = {"value": []}
    estate = read(azure, clock)
    assert estate.namespaces == ()
    assert [gap.what for gap in estate.gaps] == ["Notification Hubs"]
    assert not [item for item in azure.asked if item.path == f"{NAMESPACE}/authorizationRules"]


def test_an_account_without_logs_policy_keeps_them_all(azure, clock):
    del azure.answers[f"{STORAGE}/managementPolicies/default".lower()]
    azure.answers[STORAGE.lower()] = {"id": STORAGE, "name": "shoplogs", "properties": {}}
    estate = read(azure, clock)
    assert estate.gaps == ()
    assert [item.days for item in estate.log_stores] == [None]


def test_an_account_that_is_not_there_is_a_gap(azure, clock):
    del azure.answers[f"{STORAGE}/managementPolicies/default".lower()]
    (gap,) = read(azure, clock).gaps
    assert gap.opens == ("log_stores",)
    assert "404" in gap.reason


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("nowhere", "no subscription named nowhere"),
        ("mg/", "is not a known scope"),
        ("mg/a/b", "is not a known scope"),
        ("/subscriptions/x", "is not a known scope"),
        (f"{GROUP}/providers/Microsoft.Storage/storageAccounts/x", "is not a known scope"),
        (f"{HUB}/authorizationRules/x", "is not a known scope"),
    ],
)
def test_a_scope_that_is_none_is_refused(azure, clock, rest, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        read(azure, clock, rest)


def test_nobody_is_signed_in(azure, clock, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="signing in to Azure failed") as caught:
        read(azure, clock)
    assert "az login" in caught.value.hint
    assert azure.asked == []


def test_no_reader_of_rules_takes_a_key_along(azure, clock):
    for item in read(azure, clock).access_rules:
        assert isinstance(item, AccessRule)
        assert "Canary" not in str(dataclasses.asdict(item.origin))


def test_an_action_group_of_another_subscription_is_read(azure, clock):
    other = AROUND.replace("0000000a", "0000000b").removesuffix("/providers")
    group = f"{other}/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/pagers"
    alert = {
        "id": f"{GROUP}/providers/Microsoft.Insights/metricAlerts/a",
        "properties": {
            "scopes": [HUB],
            "enabled": True,
            "criteria": {"allOf": []},
            "actions": [{"actionGroupId": group}],
        },
    }
    azure.answers[f"{AROUND}/Microsoft.Insights/metricAlerts".lower()] = {"value": [alert]}
    azure.answers[group.lower()] = {"id": group, "properties": {"enabled": True}}
    estate = read(azure, clock)
    assert (estate.gaps, names(estate.action_groups)) == ((), ["pagers"])


def with_alert(azure, *groups):
    """Add an alert on a hub that names action groups."""
    alert = {
        "id": f"{GROUP}/providers/Microsoft.Insights/metricAlerts/a",
        "properties": {
            "scopes": [HUB],
            "enabled": True,
            "criteria": {"allOf": [{"metricName": "outgoing.allpns.pnserror"}]},
            "actions": [{"actionGroupId": group} for group in groups],
        },
    }
    azure.answers[f"{AROUND}/Microsoft.Insights/metricAlerts".lower()] = {"value": [alert]}


def verdicts(azure, clock, rule):
    estate = read(azure, clock)
    judged = run([find_rule(rule)], compose(None, asked_by="tests").context(estate))
    assert judged.crashes == ()
    return [(str(item.outcome), item.message) for item in judged.results], estate.gaps


HERE, ELSEWHERE = (
    f"/subscriptions/{id}/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/pagers"
    for id in (SUBSCRIPTION, SUBSCRIPTION.replace("00a", "00b"))
)


@pytest.mark.parametrize("group", [HERE, ELSEWHERE], ids=["here", "in another subscription"])
@pytest.mark.parametrize("code", ["ResourceNotFound", "ResourceGroupNotFound"])
def test_an_action_group_that_is_not_there_notifies_nobody(azure, clock, group, code):
    with_alert(azure, group)
    azure.faults.append(faults.some(group, faults.status(404, code)))
    ((outcome, message),), gaps = verdicts(azure, clock, "NH507")
    assert (outcome, gaps) == ("fail", ())
    assert message.endswith("pagers: it does not exist")


def test_one_that_is_there_is_enough(azure, clock):
    with_alert(azure, HERE, ELSEWHERE)
    receiver = {"name": "x", "emailAddress": "push@shop.example"}
    azure.answers[ELSEWHERE.lower()] = {
        "id": ELSEWHERE,
        "properties": {"enabled": True, "emailReceivers": [receiver]},
    }
    ((outcome, _),), gaps = verdicts(azure, clock, "NH507")
    assert (outcome, gaps) == ("pass", ())


@pytest.mark.parametrize(
    "answer",
    [
        faults.status(404, "SubscriptionNotFound"),
        faults.status(404, "Oops"),
        faults.status(403, "AuthorizationFailed"),
        faults.text("{}"),
    ],
)
def test_an_action_group_that_the_account_may_not_see_is_a_gap(azure, clock, answer):
    with_alert(azure, ELSEWHERE)
    azure.faults.append(faults.some(ELSEWHERE, answer))
    ((outcome, _),), gaps = verdicts(azure, clock, "NH507")
    assert outcome == "undetermined"
    assert [gap.opens for gap in gaps] == [("action_groups",)]


def test_groups_that_were_not_listed_are_not_gone(azure, clock):
    with_alert(azure, HERE)
    azure.faults.append(
        faults.some(f"{AROUND}/Microsoft.Insights/actionGroups", faults.status(403))
    )
    ((outcome, _),), _ = verdicts(azure, clock, "NH507")
    assert outcome == "undetermined"


def test_a_subscription_where_nobody_has_a_role_is_not_believed(azure, clock):
    azure.answers[f"{AROUND}/Microsoft.Authorization/roleAssignments".lower()] = {"value": []}
    (gap,) = read(azure, clock).gaps
    assert gap.permission == "Microsoft.Authorization/roleAssignments/read"
    assert gap.opens == ("role_grants",)
