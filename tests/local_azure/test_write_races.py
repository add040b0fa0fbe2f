"""Writes under one namespace at the same time."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hubwarden_local_azure import WriteRaces, running
from local_azure.arm_client import BODIES, GROUP, HUB, NAMESPACE, STORAGE, Arm, rule, version_of

RULES = f"{HUB}/authorizationRules"


def write(server, path):
    with contextlib.closing(Arm(server.url)) as arm:
        return arm.put(path, BODIES[path] if path in BODIES else rule("Send"))


def write_together(server, first, *others):
    """Begin the first write and make the others while it lasts."""
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(write, server, first)
        while not any(item.path == first for item in server.requests):
            time.sleep(0.01)
        replies = [write(server, path) for path in others]
        return [begun.result(), *replies]


@pytest.mark.parametrize(("status", "code"), [(409, "Conflict"), (429, "TooManyRequests")])
def test_one_write_refuses_those_beside_it(status, code):
    with running(races=WriteRaces(seconds=3.0, status=status)) as server:
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        replies = write_together(server, *(f"{RULES}/r{at}" for at in range(3)))
        assert [reply.status for reply in replies] == [201, status, status]
        assert {reply.code for reply in replies[1:]} == {code}
        with contextlib.closing(Arm(server.url)) as arm:
            assert len(arm.get(RULES).body["value"]) == 3  # Two are the hub's own.


def test_others_are_let_through():
    with running(races=WriteRaces(seconds=3.0)) as server:
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        replies = write_together(server, f"{RULES}/r", STORAGE)
        assert [reply.status for reply in replies] == [201, 200]


def test_one_after_the_other_is_let_through():
    with (
        running(races=WriteRaces(seconds=0.01)) as server,
        contextlib.closing(Arm(server.url)) as arm,
    ):
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        assert [arm.put(f"{RULES}/r{at}", rule("Send")).status for at in range(3)] == [201] * 3


def test_without_races_all_are_let_through():
    with running() as server:
        for path in (GROUP, NAMESPACE, HUB):
            server.add(path, BODIES[path], version_of(path))
        replies = write_together(server, *(f"{RULES}/r{at}" for at in range(4)))
        assert [reply.status for reply in replies] == [201] * 4
