"""What was deployed is read back with the real clients, and judged as the program is."""

import os
from datetime import UTC, date, datetime

import pytest
from deploying import PASSPHRASE
from test_same_verdicts import verdicts

from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.commands.drift import drift
from hubwarden.report import Outcome
from hubwarden.rule import Severity
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden_local_azure import Subscription, Tenant, running
from hubwarden_local_azure.identity import az_command

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"

CANNOT_SAY = {
    # Protection by Pulumi, besides the lock.
    "NH601",
    # Azure shows the region of the copy only where one was chosen.
    "NH608",
}
"""Rules for which Azure shows less than the program."""


@pytest.fixture
def served(deployed_once, tmp_path, monkeypatch):
    """Serve what was deployed over TLS, to an account that is signed in: the project and the server."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)
    copy = deployed_once.again(tmp_path / "copy", "")
    ca_file = tmp_path / "ca.pem"
    with running(state=copy.root / "azure.json", ca_file=ca_file) as server:
        subscription = Subscription(SUBSCRIPTION.rpartition("/")[2])
        az_command.install(tmp_path / "bin", Tenant(), subscriptions=[subscription])
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("ARM_METADATA_HOSTNAME", server.url.removeprefix("https://"))
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")
        yield copy, server


@pytest.fixture
def live(served):
    return served[0]


def composed(project):
    return compose(
        project.root / "project",
        baseline_file=project.policies / "baseline.yaml",
        as_of=date(2026, 1, 1),
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        asked_by="tests",
    )


def judged(project, *sources, **options):
    report = check(composed(project), sources, azure=AzureOptions(**options))
    assert report.gaps == report.crashes == ()
    return report


def group(stack):
    return f"azure:{SUBSCRIPTION}/resourceGroups/lindenmarkt-{stack}-rg"


@pytest.mark.parametrize("stack", ["prod", "test"])
def test_what_runs_is_judged_as_what_is_declared(live, stack):
    declared = verdicts(judged(live, f"program:{stack}").results)
    source = group(stack)
    both = judged(live, source, f"program:{stack}", with_credentials=True)
    found = verdicts(item for item in both.results if item.source == source)
    assert not [item for item in both.results if item.outcome is Outcome.FAIL]
    shared = {key for key in declared.keys() & found.keys() if key[0] not in CANNOT_SAY}
    assert len({rule for rule, *_ in shared}) > 25
    assert {key: found[key] for key in shared} == {key: declared[key] for key in shared}


def test_both_stacks_in_one_read(live):
    report = judged(
        live, f"azure:{SUBSCRIPTION.rpartition('/')[2]}", "program:prod", "program:test"
    )
    # One team's key for both sides of Apple's service is worth a line, and no more.
    assert {item.rule.id for item in report.having(Outcome.FAIL)} == {"NH307"}
    assert report.open_questions() == ()
    assert report.exit_code(Severity.LOW) == 0


@pytest.mark.parametrize("stack", ["prod", "test"])
def test_what_was_just_deployed_has_not_drifted(live, stack):
    composition = composed(live)
    report = drift(
        composition,
        [f"program:{stack}", group(stack)],
        azure=AzureOptions(with_credentials=True),
    )
    assert [item.message for item in report.having(Outcome.FAIL)] == []
    assert [
        f"{item.rule.id} {item.field} {item.subject}: {item.message} {item.cause}"
        for item in report.open_questions()
    ] == []
    assert report.exit_code(Severity.LOW) == 0


def widened(rule):
    rule["properties"]["rights"] = ["Listen", "Send", "Manage"]


def on_free_tier(namespace):
    namespace["sku"] = {"name": "Free"}


def opened(namespace):
    namespace["properties"]["networkAcls"]["publicNetworkRule"] = {"rights": ["Listen", "Send"]}


def switched_off(alert):
    alert["properties"]["enabled"] = False


def retagged(hub):
    hub["tags"] = {**(hub.get("tags") or {}), "owner": "somebody else"}


TAMPERED = {
    "a wider rule": ("AuthorizationRules", widened, "NH701"),
    "a lower tier": ("namespaces", on_free_tier, "NH704"),
    "sending from everywhere": ("namespaces", opened, "NH708"),
    "an alert that is off": ("metricAlerts", switched_off, "NH706"),
    "other tags": ("NotificationHubs", retagged, "NH716"),
}


@pytest.mark.parametrize("case", TAMPERED.values(), ids=TAMPERED)
def test_what_people_change_is_found_and_nothing_else(served, case):
    """Each change in Azure is one difference, found by its rule, and no other is."""
    kind, change, rule = case
    project, server = served
    body = next(
        item
        for item in server.dump()["resources"]
        if item["type"].lower().endswith(f"/{kind.lower()}")
        and "-prod-" in item["id"]
        and item["name"] not in DEFAULTS
    )
    change(body)
    id, version = body["id"], body.pop("apiVersion")
    server.add(id, {name: body[name] for name in WRITTEN if name in body}, version)
    report = drift(composed(project), ["program:prod", group("prod")])
    failed = [(item.rule.id, item.subject.lower()) for item in report.having(Outcome.FAIL)]
    assert failed == [(rule, id.lower())]
    assert report.open_questions() == ()
    assert report.exit_code(Severity.INFO) == 1


WRITTEN = ("location", "sku", "tags", "properties")
DEFAULTS = (
    "DefaultFullSharedAccessSignature",
    "DefaultListenSharedAccessSignature",
    "RootManageSharedAccessKey",
)
