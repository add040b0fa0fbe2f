"""Faults of the local Azure, alone and mixed: the report is whole, or it says what is missing.

``HUBWARDEN_MIXTURES`` is how many mixtures are tried; each is made of its number, which is in the name of its test.
"""

import logging
import os
import random

import pytest

from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from hubwarden.sources.azure.call_table import find_call
from hubwarden_local_azure import Fault, Principal, Subscription, Tenant, running
from local_azure.arm_client import BODIES, HUB, NAMESPACE, SUBSCRIPTION, hub, version_of
from sources.azure.conftest import SIGN_IN, TurnedClock
from sources.azure.test_azure_faults import shown

CANARY = "CanaryThatNobodyMaySee"
READER = Principal(
    "00000000-0000-0000-0000-0000000000f1",
    "reader",
    client_id="00000000-0000-0000-0000-0000000000f2",
    secret=f"{CANARY}OfThePrincipal",
)
TENANT = Tenant(principals=(READER,), subscriptions=(Subscription(SUBSCRIPTION.split("/")[2]),))
OWNER = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
PASSING = (
    *("throttled", "server-error", "reset", "cut", "slow", "truncated", "empty", "malformed"),
    *("no-value", "null-value", "result-truncated", "link-elsewhere", "link-to-itself"),
    *("forbidden", "conflict", "page-repeats", "page-skips"),
)
PATHS = ("*", "*/authorizationRules", "*/notificationHubs", "*/namespaces", "*ResourceGraph*")
PATHS += ("*/pnsCredentials", "*/roleAssignments", "*/diagnosticSettings")
MIXTURES = int(os.environ.get("HUBWARDEN_MIXTURES", "12"))
FCM = {"clientEmail": "a@b", "privateKey": f"{CANARY}OfFirebase", "projectId": "shop"}


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    ca_file = tmp_path_factory.mktemp("azure") / "ca.pem"
    with running(ca_file=ca_file, tenant=TENANT) as server, pytest.MonkeyPatch.context() as patch:
        for name in SIGN_IN:
            patch.delenv(name, raising=False)
        patch.setenv("AZURE_TENANT_ID", TENANT.id)
        patch.setenv("AZURE_CLIENT_ID", READER.client_id)
        patch.setenv("AZURE_CLIENT_SECRET", READER.secret)
        patch.setenv("ARM_METADATA_HOSTNAME", server.url.removeprefix("https://"))
        patch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        for id, body in BODIES.items():
            server.add(id, body, version_of(id))
        server.add(HUB, hub(fcmV1=FCM), version_of(HUB))
        for at in range(3):
            id = f"{NAMESPACE}/notificationHubs/more-{at}"
            server.add(id, hub(fcmV1=FCM), version_of(id))
        given = (
            f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{READER.id[:-2]}f3"
        )
        properties = {"roleDefinitionId": OWNER, "principalId": READER.id}
        server.add(given, {"properties": properties}, "2022-04-01")
        yield server


def read(clock=None):
    options = AzureOptions(with_credentials=True)
    return read_azure(SUBSCRIPTION, options, (clock or TurnedClock()).clock)


@pytest.fixture(scope="module")
def undisturbed(azure):
    found = read()
    assert found.gaps == ()
    assert len(found.hubs) == 4
    return shown(found)


def judge(estate, undisturbed):
    """Tell that a report is whole or says what is missing, and never shows a secret."""
    told, sources, _ = shown(estate)
    assert estate.gaps or (told, sources, ()) == undisturbed
    for gap in estate.gaps:
        assert (
            "could not be read" in gap.reason or gap.what == "Notification Hubs" or gap.permission
        )
        assert CANARY not in repr(gap)
    whole, *_ = undisturbed
    for kind, subjects in told.items():
        # Nothing is made up: what is there was there, or less is known of it.
        assert subjects.keys() <= whole[kind].keys()


@pytest.mark.parametrize("kind", PASSING)
def test_each_fault_once_and_always(azure, undisturbed, kind, caplog):
    caplog.set_level(logging.DEBUG)
    for times in (1, None):
        azure.disturb(
            Fault(kind, path="/subscriptions/*authorizationRules", times=times, seconds=0.01)
        )
        judge(read(), undisturbed)
    azure.disturb()
    assert CANARY not in caplog.text


@pytest.mark.parametrize("seed", range(MIXTURES))
def test_mixtures(azure, undisturbed, seed):
    chance = random.Random(seed)
    mixed = [
        Fault(
            chance.choice(PASSING),
            path=chance.choice(PATHS),
            times=chance.choice((1, 2, 4, 9, None)),
            skip=chance.choice((0, 0, 1, 3)),
            chance=chance.choice((1, 0.5, 0.1)),
            retry_after=chance.choice(("", "1", "30", "900", "nonsense")),
            seconds=0.01,
        )
        for _ in range(chance.randint(1, 4))
    ]
    # What comes before any call of Resource Manager, the token among it, is left alone.
    mixed = [fault for fault in mixed if fault.path != "*"] or [
        Fault("throttled", "/subscriptions/*")
    ]
    azure.disturb(*mixed, seed=seed)
    before = len(list(azure.requests))
    judge(read(), undisturbed)
    azure.disturb()
    for asked in list(azure.requests)[before:]:
        assert asked.host == azure.url.removeprefix("https://")
        if asked.token:
            call = find_call(asked.method, asked.path, asked.api_version, with_credentials=True)
            assert call is not None, asked.path
