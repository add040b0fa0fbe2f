"""What goes wrong on the way: within the patience of a run nothing changes, beyond it a gap names the call."""

import contextlib
import dataclasses
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubwarden.model.base import Subject, Undetermined
from hubwarden.sources.azure import pipeline_policies
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from hubwarden.sources.azure.call_table import CALLS, find_call
from hubwarden.sources.azure.pipeline_policies import LONGEST_WAIT, MOST_TRIES
from sources.azure import faults
from sources.azure.conftest import TurnedClock
from sources.azure.scripted_azure import AROUND, CANARY, HUB, NAMESPACE, SUBSCRIPTION

ALL = AzureOptions(with_credentials=True)
GRAPH = "Microsoft.ResourceGraph"
RULES = f"{HUB}/authorizationRules"

PASSING = {
    "429 with Retry-After": faults.status(429, Retry_After="7"),
    "429 without": faults.status(429),
    "429 of a quota": faults.status(429, x_ms_user_quota_resets_after="00:00:05"),
    "500": faults.status(500),
    "503 with Retry-After": faults.status(503, Retry_After="2"),
    "cut": faults.cut(),
    "truncated": faults.text('{"value": [{"id": "/x'),
    "empty": faults.text(""),
    "no object": faults.text("[]"),
    "malformed": faults.text('{"value": null}'),
    "an empty object": faults.text("{}"),
    "no resources": faults.text('{"value": [1]}'),
}
CALLED = (RULES, GRAPH, f"{HUB}/pnsCredentials", "roleAssignments")


def read(clock, options=ALL):
    return read_azure("", options, clock.clock)


def facts(subject):
    """Return what is known of a subject and of its parts, and why the rest is not."""
    if not isinstance(subject, Subject):
        return subject
    found = {"": (type(subject).__name__, str(subject.id).lower(), dict(subject.unknown))}
    for item in dataclasses.fields(subject):
        if item.name not in ("id", "origin", "unknown", "later", "causes"):
            with contextlib.suppress(Undetermined):
                value = getattr(subject, item.name)
                found[item.name] = (
                    {name: facts(part) for name, part in value.items()}
                    if isinstance(value, dict)
                    else facts(value)
                )
    return found


KINDS = ("namespaces", "hubs", "access_rules", "diagnostic_settings", "role_grants", "log_stores")


def shown(estate):
    told = {
        kind: {str(item.id).lower(): facts(item) for item in getattr(estate, kind)}
        for kind in KINDS
    }
    return told, estate.sources, estate.gaps


@pytest.fixture
def undisturbed(azure, clock):
    return shown(read(clock))


@pytest.mark.parametrize("called", CALLED)
@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_changes_nothing(azure, clock, undisturbed, fault, called):
    azure.faults.append(faults.some(called, PASSING[fault], times=MOST_TRIES - 1))
    assert shown(read(clock)) == undisturbed
    assert len(clock.waits) >= MOST_TRIES - 1


@pytest.mark.parametrize("called", CALLED)
@pytest.mark.parametrize("fault", PASSING)
def test_what_stays_is_a_gap_that_names_the_call(azure, clock, fault, called):
    azure.faults.append(faults.some(called, PASSING[fault]))
    estate = read(clock)
    assert estate.gaps
    named = {gap.reason.partition(" could not be read")[0] for gap in estate.gaps}
    path, method = (f"/providers/{GRAPH}/resources", "POST") if called == GRAPH else (called, "GET")
    method = "POST" if called.endswith("pnsCredentials") else method
    path = f"{AROUND}/Microsoft.Authorization/{called}" if "/" not in path else path
    calls = {call.what for call in CALLS if call.method == method and call.pattern.fullmatch(path)}
    assert named & calls
    assert not [gap for gap in estate.gaps if CANARY in repr(gap)]


def test_who_asks_to_wait_for_long_is_given_up(azure, clock):
    azure.faults.append(faults.some(RULES, faults.status(429, Retry_After="3600")))
    (gap,) = read(clock).gaps
    assert "asked to wait longer than 60 s" in gap.reason
    assert max(clock.waits, default=0) <= LONGEST_WAIT


def test_the_wait_that_azure_asks_for_is_kept(azure, clock):
    azure.faults.append(faults.some(RULES, faults.status(429, Retry_After="17"), times=1))
    assert read(clock).gaps == ()
    assert 17 in clock.waits


def test_a_refusal_names_the_permission_and_what_it_leaves_open(azure, clock):
    azure.faults.append(faults.some(RULES, faults.status(403, "AuthorizationFailed")))
    (gap,) = read(clock).gaps
    assert gap.permission == (
        "Microsoft.NotificationHubs/Namespaces/NotificationHubs/authorizationRules/read"
    )
    assert gap.permission in gap.reason
    assert gap.opens == ("access_rules",)
    assert gap.scopes == (HUB,)
    assert len([item for item in azure.asked if item.path == RULES]) == 1


def test_one_gap_for_many_hubs(azure, clock):
    azure.faults.append(
        faults.some("/providers/Microsoft.Insights/diagnosticSettings", faults.status(403))
    )
    gaps = read(clock).gaps
    assert sorted(len(gap.scopes) for gap in gaps) == [1, 2]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "https://elsewhere.example/subscriptions?api-version=1",
        "http://127.0.0.1/x",
        "/relative",
        "%url%/subscriptions",
        "%url%@elsewhere.example/",
    ],
)
def test_a_link_that_leads_elsewhere_or_in_a_circle_is_not_followed(azure, clock, target):
    azure.faults.append(faults.some(RULES, faults.link(target.replace("%url%", azure.url))))
    (gap,) = read(clock).gaps
    assert "link to the next page" in gap.reason
    assert len([item for item in azure.asked if item.path == RULES]) <= 2


def test_pages_are_followed_to_their_end(azure, clock):
    path = RULES.lower()
    first = azure.answers[path]
    more = [{**first["value"][0], "id": f"{RULES}/more{at}"} for at in range(3)]

    async def pages(request):
        at = int(request.query.get("$skipToken", "0"))
        body = {"value": [more[at]]}
        if at < 2:
            body["nextLink"] = (
                f"{azure.url}{RULES}?api-version=2023-10-01-preview&$skipToken={at + 1}"
            )
        return faults.web.json_response(body)

    azure.faults.append(faults.some(RULES, pages))
    estate = read(clock)
    assert estate.gaps == ()
    assert sum("more" in str(rule.id) for rule in estate.access_rules) == 3


def test_resources_of_another_place_are_no_part_of_an_answer(azure, clock):
    foreign = {"id": f"{NAMESPACE}-other/notificationHubs/x/authorizationRules/y", "properties": {}}
    azure.answers[RULES.lower()]["value"].append(foreign)
    (gap,) = read(clock).gaps
    assert "of another place" in gap.reason


def test_a_provider_is_never_registered(azure, clock):
    azure.faults.append(
        faults.some(
            f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.NotificationHubs",
            faults.status(409, "MissingSubscriptionRegistration"),
        )
    )
    read(clock)
    assert not [item for item in azure.asked if "register" in item.path.lower()]


def test_only_calls_of_the_table_leave(azure, clock):
    read(clock)
    for item in azure.asked:
        version = item.query["api-version"]
        assert find_call(item.method, item.path, version, with_credentials=True)
    assert {item.method for item in azure.asked} == {"GET", "POST"}


def test_the_time_of_a_run_ends(azure, clock):
    azure.faults.append(faults.some(RULES, faults.status(429, Retry_After="20")))
    options = AzureOptions(deadline=clock.now() + 30)
    estate = read(clock, options)
    assert clock.now() < 1030
    assert any("time for the whole run was up" in gap.reason for gap in estate.gaps)


def test_a_run_without_any_time_reads_nothing(azure, clock):
    estate = read(clock, AzureOptions(deadline=clock.now()))
    assert estate.hubs == ()
    assert estate.gaps


def test_who_never_answers_is_given_up(azure, clock, monkeypatch):
    monkeypatch.setattr(pipeline_policies, "_ATTEMPT", 1.0)
    azure.faults.append(faults.some(RULES, faults.silence()))
    # On a busy machine others may be given up, too.
    reasons = {scope: gap.reason for gap in read(clock).gaps for scope in gap.scopes}
    assert "no answer in time" in reasons[HUB]


@pytest.mark.parametrize(
    "answer",
    [
        {"totalRecords": 2, "count": 1, "data": [{"id": "/x"}], "resultTruncated": "true"},
        {"totalRecords": 5, "count": 0, "data": [], "resultTruncated": "false"},
        {"totalRecords": 1, "count": 1, "data": [{"id": "/x"}], "$skipToken": "same"},
        {"totalRecords": 1, "count": 3, "data": [{"id": "/x"}]},
        {"totalRecords": 0, "count": 0},
        {"totalRecords": 0, "count": 0, "data": [1]},
    ],
)
def test_an_inventory_that_is_not_whole_is_a_gap(azure, clock, answer):
    async def answering(_):
        return faults.web.json_response(answer)

    azure.faults.append(faults.some(GRAPH, answering))
    gaps = read(clock).gaps
    assert any(gap.reason.startswith("the inventory of Resource Graph") for gap in gaps)


def test_subscriptions_that_resource_graph_leaves_out_are_a_gap(azure, clock):
    async def answering(_):
        body = {"totalRecords": 0, "count": 0, "data": [], "resultTruncated": "false"}
        headers = {"x-ms-tenant-subscription-limit-hit": "true"}
        return faults.web.json_response(body, headers=headers)

    azure.faults.append(faults.some(GRAPH, answering))
    gaps = read(clock).gaps
    assert any("left subscriptions out" in gap.reason for gap in gaps)


def test_what_is_left_of_a_quota_is_kept(azure, clock):
    async def spent(request):
        headers = {"x-ms-ratelimit-remaining-subscription-reads": "0"}
        return faults.web.json_response(azure.answers[request.path.lower()], headers=headers)

    azure.faults.append(faults.some("/authorizationRules", spent))
    assert read(clock).gaps == ()
    assert clock.waits


MIXED = st.lists(
    st.tuples(st.sampled_from(CALLED), st.sampled_from(sorted(PASSING)), st.integers(1, 9)),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=25,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(mixed=MIXED)
def test_mixed_faults_leave_the_report_whole_or_say_what_is_missing(azure, undisturbed, mixed):
    azure.faults[:] = [faults.some(called, PASSING[name], times) for called, name, times in mixed]
    estate = read(TurnedClock())
    assert shown(estate) == undisturbed or estate.gaps
    if all(times < MOST_TRIES for *_, times in mixed) and len({item[0] for item in mixed}) == len(
        mixed
    ):
        assert shown(estate) == undisturbed


def test_nothing_secret_is_logged(azure, clock, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("azure").setLevel(logging.DEBUG)
    for name, answering in PASSING.items():
        azure.faults[:] = [faults.some("pnsCredentials", answering, times=2)]
        estate = read(clock)
        assert estate.gaps == (), name
    said = caplog.text + "".join(map(repr, (estate, *estate.hubs, *estate.access_rules)))
    assert CANARY not in said


def test_what_a_changing_list_repeats_is_there_once(azure, clock):
    for path in ("Microsoft.Insights/actionGroups", "Microsoft.Authorization/roleAssignments"):
        body = azure.answers[f"{AROUND}/{path}".lower()]
        body["value"] = [*body["value"], {"id": f"{AROUND}/{path}/x", "properties": {}}] * 2
    body = azure.answers[f"{NAMESPACE}/notificationHubs".lower()]
    body["value"] *= 2
    estate = read(clock)
    assert estate.gaps == ()
    assert [len(getattr(estate, kind)) for kind in ("action_groups", "hubs")] == [1, 2]
    assert len({item.id for item in estate.role_grants}) == len(estate.role_grants)


def test_an_inventory_that_fails_is_told_for_each_subscription(azure, clock):
    azure.faults.append(faults.some(GRAPH, faults.status(403)))
    (gap,) = read(clock).gaps
    assert gap.scopes == (f"/subscriptions/{SUBSCRIPTION}",)
