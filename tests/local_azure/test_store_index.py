"""What an answer costs does not depend on what else is in the cloud."""

import gc
import json
import sys

import pytest

from hubwarden_local_azure.answers import Request
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.paths import scopes_of, within
from hubwarden_local_azure.store import Resource, Store
from local_azure.arm_client import (
    ASSIGNMENT,
    BODIES,
    GROUP,
    HUB,
    LOCK,
    NAMESPACE,
    RULE,
    SETTING,
    STORAGE,
    assignment,
    hub,
    lock,
    logs_to,
    rule,
    version_of,
)


def ask(cloud, method, path, body=None):
    raw = b"" if body is None else json.dumps(body).encode()
    query = {"api-version": version_of(path)}
    return cloud.answer(Request(method, path, query, raw, {"Authorization": "Bearer any"}))


def filled(hubs):
    cloud = Cloud()
    for path in (GROUP, NAMESPACE, STORAGE, HUB, RULE):
        assert ask(cloud, "PUT", path, BODIES[path]).status < 300
    for at in range(hubs):
        other = f"{NAMESPACE}/notificationHubs/other-{at}"
        principal = f"00000000-0000-0000-0000-{at:012}"
        for path, body in (
            (other, hub()),
            (f"{other}/authorizationRules/backend", rule("Send")),
            (f"{other}/{SETTING}/logs", logs_to(STORAGE)),
            (f"{other}/{LOCK}/keep", lock()),
            (f"{other}/{ASSIGNMENT}/{principal}", assignment(principal)),
        ):
            assert ask(cloud, "PUT", path, body).status < 300
    return cloud


def work(cloud, method, path, body=None):
    """Count the calls of functions, Python's own among them, that one answer takes."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    ask(cloud, "GET", GROUP)  # Brings to an end what is due.
    gc.collect()
    gc.disable()  # What it calls is not the answer's work.
    sys.setprofile(count)
    try:
        answer = ask(cloud, method, path, body)
    finally:
        sys.setprofile(None)
        gc.enable()
    assert answer.status < 300
    return calls


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{HUB}/authorizationRules", None),
        ("GET", RULE, None),
        ("GET", f"{HUB}/{SETTING}", None),
        ("GET", f"{HUB}/{LOCK}", None),
        ("GET", f"{HUB}/{ASSIGNMENT}", None),
        ("POST", f"{HUB}/pnsCredentials", None),
        ("PUT", f"{HUB}/authorizationRules/new", rule("Send")),
        ("PUT", f"{HUB}/{SETTING}/logs", logs_to(STORAGE)),
        ("PUT", f"{HUB}/{ASSIGNMENT}/00000000-0000-0000-0000-0000000000aa", assignment()),
        ("DELETE", RULE, None),
    ],
)
def test_other_hubs_cost_nothing(method, path, body):
    # The first fills caches.
    _, few, many = (work(filled(hubs), method, path, body) for hubs in (1, 1, 60))
    assert many - few < 10  # The lengths of ids and the ways of a hash differ, sixty hubs do not.


def test_the_index_says_what_a_walk_would_say():
    store = Store()
    ids = [GROUP, NAMESPACE, HUB, RULE, f"{HUB}/{LOCK}/a", f"{NAMESPACE}/{LOCK}/a", f"{HUB}-2"]
    for id in ids:
        type_ = "t/locks" if LOCK in id else "t/x"
        store.put(Resource(id, type_, id.rpartition("/")[2], "", "", ""))
    for scope in [*ids, "", "/subscriptions", HUB.upper(), f"{HUB}/", "/nothing"]:
        expected = [id for id in ids if within(id, scope) and LOCK not in id]
        assert [item.id for item in store.of("T/X", scope)] == expected
    assert all(within(RULE, scope) for scope in scopes_of(RULE))
    assert [item.id for item in store.named("t/LOCKS", "A")] == ids[4:6]
    assert {item.id for item in store.remove(HUB)} == {HUB, RULE, f"{HUB}/{LOCK}/a"}
    assert [item.id for item in store.all()] == [GROUP, NAMESPACE, ids[5], f"{HUB}-2"]
    assert [item.id for item in store.of("t/x")] == [GROUP, NAMESPACE, f"{HUB}-2"]
    assert [item.id for item in store.named("t/locks", "a")] == [ids[5]]
    assert store.remove(HUB) == []
