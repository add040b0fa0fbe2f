"""Who changed what is live, told by the activity log, through the real clients."""

import contextlib
import http.client
import json
import logging
import os
import ssl
from pathlib import Path

import pytest

from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.commands.drift import drift
from hubwarden.reports import Options, find
from hubwarden.rule import Severity
from hubwarden.sources.azure.azure_activity import PROVIDERS, ask_activity_log
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.call_table import ACTIVITY_LOG
from hubwarden.sources.opening import open_source
from hubwarden_local_azure import Principal, Subscription, Tenant, running
from hubwarden_local_azure.identity import az_command, tokens
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    LOCK,
    NAMESPACE,
    RULE,
    SUBSCRIPTION,
    Arm,
    lock,
    rule,
    version_of,
)
from sources.azure import faults
from sources.azure.conftest import SIGN_IN
from sources.azure.scripted_azure import AROUND, CANARY
from sources.azure.scripted_azure import HUB as SCRIPTED_HUB
from sources.saved.comparing import Spelling

ADA = Principal("00000000-0000-0000-0000-0000000000e0", "ada@shop.example", kind="User")
TENANT = Tenant(principals=(ADA,), subscriptions=(Subscription(SUBSCRIPTION.split("/")[2]),))
OWNER = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
EVENTS = "/eventtypes/management/values"


class SecureArm(Arm):
    """Talks to a server that has a certificate."""

    def __init__(self, url, token, ca_file):
        super().__init__(url.replace("https", "http"), token)
        context = ssl.create_default_context(cafile=ca_file)
        host, _, port = url.removeprefix("https://").partition(":")
        self._connection = http.client.HTTPSConnection(host, int(port), context=context)


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ca_file = tmp_path / "ca.pem"
    with running(ca_file=ca_file, tenant=TENANT) as server:
        for name in SIGN_IN:
            monkeypatch.delenv(name, raising=False)
        az_command.install(tmp_path / "bin", TENANT, ADA)
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("ARM_METADATA_HOSTNAME", server.url.removeprefix("https://"))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")
        for id, body in BODIES.items():
            server.add(id, body, version_of(id))
        given = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{ADA.id[:-1]}1"
        properties = {"roleDefinitionId": OWNER, "principalId": ADA.id}
        server.add(given, {"properties": properties}, "2022-04-01")
        yield server


@pytest.fixture
def ada(server, tmp_path):
    token = tokens.issue(ADA, TENANT, server.url, 2**33)
    with contextlib.closing(SecureArm(server.url, token, tmp_path / "ca.pem")) as arm:
        yield arm


def composed():
    return compose(None, asked_by="tests")


def compared(declared="saved:before", **options):
    report = drift(composed(), [declared, f"azure:{GROUP}"], azure=AzureOptions(**options))
    document = json.loads(find("json")(report, Options(fail_on=Severity.INFO)))
    return document, find("text")(report, Options(fail_on=Severity.INFO, verbose=True))


@pytest.fixture
def before(server):
    """Keep what there is before anybody changes it."""
    check(composed(), [f"azure:{GROUP}"], azure=AzureOptions(save=Path("before")))
    return server


def asked(server):
    return [item for item in server.requests if item.path.endswith(EVENTS)]


def test_who_changed_what(before, ada):
    assert ada.put(RULE, rule("Listen", "Send", "Manage")).status == 200
    assert ada.delete(f"{NAMESPACE}/{LOCK}/keep").status == 200
    known = len(asked(before))
    document, text = compared()
    found = {item["field"]: item for item in document["changes"] if item["judgement"] == "harmful"}
    assert found.keys() == {"AccessRule.rights", "Lock.removed"}
    assert {item["actor"] for item in found.values()} == {ADA.name}
    assert all(item["at"].startswith("20") for item in found.values())
    assert document["gaps"] == []
    assert text.count(f"by {ADA.name}") == 2
    # One list for each provider of what changed, and no word of what the token says.
    assert len(asked(before)) == known + 2


def test_nothing_is_asked_where_nothing_changed(before, ada):
    known = len(asked(before))
    document, _ = compared()
    assert not [item for item in document["changes"] if item["judgement"] != "undetermined"]
    assert len(asked(before)) == known


def test_what_somebody_did_before_the_log_is_not_known(before):
    before.add(RULE, rule("Listen", "Send", "Manage"), version_of(RULE))
    document, text = compared()
    (found,) = [item for item in document["changes"] if item["field"] == "AccessRule.rights"]
    assert found["actor"] is None
    assert "by whom is not known" in text


def test_a_save_tells_the_same(before, ada):
    assert ada.put(RULE, rule("Listen", "Send", "Manage")).status == 200
    assert ada.put(f"{HUB}/{LOCK}/mine", lock()).status == 201
    live, _ = compared()
    kept, _ = compared(save=Path("after"))
    report = drift(composed(), ["saved:before", "saved:after"])
    again = json.loads(find("json")(report, Options(fail_on=Severity.INFO)))
    assert live["changes"] == kept["changes"] == again["changes"]
    assert {item["actor"] for item in live["changes"] if item["actor"]} == {ADA.name}
    assert "claims" not in Path("after/activity-log.json").read_text("utf-8")


@pytest.mark.parametrize("with_credentials", [False, True])
def test_all_that_the_local_azure_holds_is_kept(server, with_credentials):
    options = AzureOptions(with_credentials=with_credentials, save=Path("kept"))
    live = open_source(f"azure:{GROUP}", None, None, None, options)
    assert live.gaps == ()
    assert Spelling().estate(open_source("saved:kept", None, None)) == Spelling().estate(live)


def test_without_the_permission_there_is_a_gap(azure, folder):
    check(composed(), ["azure:"], azure=AzureOptions(save=folder / "before"))
    backend = azure.answers[f"{SCRIPTED_HUB}/authorizationRules".lower()]["value"][0]
    backend["properties"]["rights"] = ["Listen"]
    azure.faults.append(faults.some(EVENTS, faults.status(403, "AuthorizationFailed")))
    report = drift(composed(), ["saved:before", "azure:"])
    assert report.violations(Severity.MEDIUM)
    (gap,) = report.gaps
    assert gap.permission == "Microsoft.Insights/eventtypes/values/read"
    assert (gap.opens, gap.rules) == (("activity_log",), ())
    assert report.exit_code(Severity.HIGH) == 3
    # What the estate holds needs no log, and a check that keeps one goes on without.
    report = check(composed(), ["azure:"], azure=AzureOptions(save=folder / "after"))
    assert report.gaps == ()
    assert json.loads(Path("after/activity-log.json").read_text("utf-8"))["gaps"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def body(**changes):
    return {
        "id": "x",
        "caller": "ada@shop.example",
        "eventTimestamp": "2026-01-31T12:00:00.1234567Z",
        "operationName": {"value": "Microsoft.NotificationHubs/namespaces/write"},
        "resourceId": NAMESPACE,
        "status": {"value": "Succeeded"},
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "actors"),
    [
        ({}, ["ada@shop.example"]),
        ({"status": {"value": "Failed"}}, []),
        ({"status": {"value": "Started"}}, []),
        ({"status": None}, []),
        ({"eventTimestamp": "soon"}, []),
        ({"eventTimestamp": None}, []),
        ({"resourceId": 7}, []),
        ({"operationName": "x"}, ["ada@shop.example"]),
        ({"caller": None}, [None]),
        ({"caller": {"x": 1}}, [None]),
        ({"caller": " "}, [None]),
        ({"caller": "a" * 300}, [None]),
        ({"caller": f"SharedAccessKey={CANARY}"}, [None]),
        ({"caller": "eve\n\u202ehubwarden: all is well"}, ["eve\\n\\u202ehubwarden: all is well"]),
    ],
)
def test_strange_events(azure, caplog, changes, actors):
    caplog.set_level(logging.DEBUG)
    path = f"{AROUND}/Microsoft.Insights{EVENTS}".lower()
    told = {**body(**changes), "claims": {"name": CANARY}}
    azure.answers[path] = {"value": [told]}
    log = ask_activity_log([(AROUND.split("/")[2], PROVIDERS[0])], "azure:x", AzureOptions())
    assert [item.actor for item in log.events] == actors
    assert CANARY not in repr(log) + caplog.text
    assert log.providers == {PROVIDERS[0]}


def test_it_is_asked_for_89_days_of_one_provider(azure):
    azure.answers[f"{AROUND}/Microsoft.Insights{EVENTS}".lower()] = {"value": []}
    ask_activity_log([(AROUND.split("/")[2], PROVIDERS[0])], "azure:x", AzureOptions())
    (request,) = [item for item in azure.asked if item.path.endswith(EVENTS)]
    assert request.query["api-version"] == ACTIVITY_LOG.version
    assert f"and resourceProvider eq '{PROVIDERS[0]}'" in request.query["$filter"]
    assert "claims" not in request.query["$select"]
