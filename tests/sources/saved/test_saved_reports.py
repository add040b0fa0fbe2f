"""A save is judged as what it was made of: nothing but the time and the place differs."""

import json
from pathlib import Path

import pytest

from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.commands.drift import drift
from hubwarden.commands.inventory import inventory
from hubwarden.listing.inventory_formats import FORMATS
from hubwarden.reports import Options, find
from hubwarden.rule import Severity
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.opening import open_source
from sources.azure import faults
from sources.azure.scripted_azure import AROUND, HUB, NAMESPACE, OTHER_HUB, SUBSCRIPTION, estate
from sources.saved.comparing import Spelling

APNS = {
    "endpoint": "https://api.push.apple.com:443/3/device",
    "token": "not a key, and a secret all the same",
    "keyId": "ABC123DEFG",
    "appId": "TEAM123456",
    "appName": "com.example.orders",
}
PRODUCTION = "shop-prod-ns"


def plain(azure):
    """Leave the estate as it is."""


def refused(azure):
    azure.faults.append(faults.some(f"{HUB}/authorizationRules", faults.status(403)))
    azure.faults.append(faults.some("roleAssignments", faults.status(403)))


def unread(azure):
    azure.faults.append(faults.some(f"{HUB}/pnsCredentials", faults.status(403)))
    azure.faults.append(faults.some("metricAlerts", faults.text('{"value": null}')))


def bare(azure):
    namespace = azure.answers[NAMESPACE.lower()]
    del namespace["sku"], namespace["tags"]
    namespace["properties"] = {"replicationRegion": {}, "networkAcls": {"ipRules": 7}}


def empty(azure):
    for path, body in azure.answers.items():
        if path.endswith("/namespaces"):
            body["value"] = []


def one_key_in_two_environments(azure):
    """Put a hub of production beside that of the test stack, with the same key of Apple."""
    other = json.loads(json.dumps(estate()).replace("shop-test", "shop-prod"))
    for path, body in other.items():
        if path in azure.answers and "value" in body:
            known = {item["id"] for item in azure.answers[path]["value"]}
            new = [item for item in body["value"] if item["id"] not in known]
            azure.answers[path]["value"] += new
        else:
            azure.answers.setdefault(path, body)
    for path, body in azure.answers.items():
        if path.endswith("/pnscredentials"):
            body["properties"]["apnsCredential"] = {"properties": dict(APNS)}


ESTATES = (plain, refused, unread, bare, empty, one_key_in_two_environments)


@pytest.fixture(params=ESTATES, ids=lambda item: item.__name__)
def estates(request, azure):
    request.param(azure)
    return azure


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "save"


@pytest.fixture(params=[False, True], ids=["without credentials", "with credentials"])
def asking(request, folder):
    return AzureOptions(with_credentials=request.param, save=folder)


def composed():
    return compose(None, asked_by="tests")


def told(report):
    """Return a report as its reader has it, without when it was made and who was asked when."""
    document = json.loads(find("json")(report, Options(fail_on=Severity.LOW, verbose=True)))
    del document["evidence"]["made_at"]
    for source in document["evidence"]["sources"]:
        source["asked_as"] = source["asked_as"].partition("; saved in ")[0]
    return document, report.exit_code(Severity.LOW)


def test_check_says_the_same(estates, folder, asking):
    live = told(check(composed(), ["azure:"], azure=asking))
    saved = check(composed(), ["saved:save"])
    assert told(saved) == live
    assert "saved in save at 2" in saved.evidence.sources[0].asked_as
    assert live[0]["results"] or live[0]["gaps"]


def test_the_same_key_is_found_in_a_save(azure, folder):
    one_key_in_two_environments(azure)
    check(composed(), ["azure:"], azure=AzureOptions(with_credentials=True, save=folder))
    document, _ = told(check(composed(), ["saved:save"]))
    outcomes = {item["outcome"] for item in document["results"] if item["rule"] == "NH307"}
    assert outcomes == {"fail"}


def test_inventory_lists_the_same(estates, folder, asking):
    listed = []
    for source, options in (("azure:", asking), ("saved:save", None)):
        report, sections = inventory(composed(), [source], azure=options)
        evidence, code = told(report)
        listed.append((evidence, code, sections))
        assert all(write(report, sections) for write in FORMATS.values())
    assert listed[0] == listed[1]


TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [
        {
            "type": "Microsoft.NotificationHubs/namespaces",
            "apiVersion": "2023-10-01-preview",
            "name": "shop-test-ns",
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "tags": {"owner": "somebody else"},
            "properties": {},
        },
        {
            "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
            "apiVersion": "2023-10-01-preview",
            "name": "shop-test-ns/shop",
            "location": "westeurope",
            "properties": {"apnsCredential": {"properties": {**APNS, "token": "another"}}},
        },
    ],
}


def declared():
    Path("azuredeploy.json").write_text(json.dumps(TEMPLATE), encoding="utf-8")
    return "template:azuredeploy.json"


def test_drift_finds_the_same(estates, folder):
    source = declared()
    live = told(drift(composed(), [source, "azure:"], azure=AzureOptions(save=folder)))
    assert told(drift(composed(), [source, "saved:save"])) == live


def test_secrets_of_a_save_are_compared_with_nothing_else(azure, folder):
    """They are neither the same nor different: a report says that they were not compared."""
    source = declared()
    key = TEMPLATE["resources"][1]["properties"]["apnsCredential"]["properties"]
    for path, body in azure.answers.items():
        if path.endswith("/pnscredentials"):
            body["properties"] = {"apnsCredential": {"properties": dict(key)}}
    options = AzureOptions(with_credentials=True, save=folder)
    live, _ = told(drift(composed(), [source, "azure:"], azure=options))
    saved, _ = told(drift(composed(), [source, "saved:save"]))
    assert not about("ApnsToken.key", live)
    assert about("ApnsToken.key", saved) == [("undetermined", "not compared", "not compared")]
    key["token"] = "still another"
    declared()
    live, _ = told(drift(composed(), [source, "azure:"], azure=AzureOptions(with_credentials=True)))
    saved, _ = told(drift(composed(), [source, "saved:save"]))
    assert about("ApnsToken.key", live) == [("harmful", "differs", "differs")]
    assert about("ApnsToken.key", saved) == [("undetermined", "not compared", "not compared")]
    key["token"] = "another"


def about(field, document):
    return [
        (item["judgement"], item["declared"], item["live"])
        for item in document["changes"]
        if item["field"] == field
    ]


def test_two_saves_are_compared_in_all_but_their_secrets(azure, folder):
    options = AzureOptions(with_credentials=True, save=folder)
    check(composed(), ["azure:"], azure=options)
    azure.answers[f"{HUB}/authorizationRules".lower()]["value"][0]["properties"]["rights"] += [
        "Manage"
    ]
    other = AzureOptions(with_credentials=True, save=folder.with_name("later"))
    check(composed(), ["azure:"], azure=other)
    document, _ = told(drift(composed(), ["saved:save", "saved:later"]))
    fields = {item["field"]: item["judgement"] for item in document["changes"]}
    assert fields == {
        "AccessRule.rights": "harmful",
        "FcmV1.private_key": "undetermined",
        "FcmLegacy.api_key": "undetermined",
        # The answers do not show it, and the baseline accepts that.
        "Namespace.replication_region": "undetermined",
    }
    document, _ = told(drift(composed(), ["saved:save", "saved:save"]))
    # Even of the same save: nobody remembers that it is.
    assert {item["judgement"] for item in document["changes"]} == {"undetermined"}


def test_a_key_of_a_save_may_be_that_of_another_source(azure, folder):
    """Whether production and sandbox share a key stays open where one of them is in a save."""
    one_key_in_two_environments(azure)
    here = f"azure:/subscriptions/{SUBSCRIPTION}/resourceGroups/shop-"
    options = AzureOptions(with_credentials=True)
    check(composed(), [f"{here}prod"], azure=AzureOptions(with_credentials=True, save=folder))
    both = told(check(composed(), [f"{here}prod", f"{here}test"], azure=options))[0]
    part = told(check(composed(), ["saved:save", f"{here}test"], azure=options))[0]
    outcomes = [
        {item["outcome"] for item in found["results"] if item["rule"] == "NH307"}
        for found in (both, part)
    ]
    assert outcomes == [{"fail"}, {"undetermined"}]


def test_all_of_the_model_is_kept(estates, folder, asking):
    live = open_source("azure:", None, None, None, asking)
    assert Spelling().estate(open_source("saved:save", None, None)) == Spelling().estate(live)


def test_two_saves_of_the_same_differ_in_their_time_alone(azure, folder):
    for name in ("save", "again"):
        options = AzureOptions(with_credentials=True, save=folder.with_name(name))
        open_source("azure:", None, None, None, options)
    for name in ("facts.json", "gaps.json", "activity-log.json"):
        once, again = (folder.with_name(it) / name for it in ("save", "again"))
        assert once.read_bytes() == again.read_bytes()


def test_hostile_names_are_kept_as_they_are(azure, folder):
    name = "</script>\\\"'\n\u202e\udcff{x}../../e"
    azure.answers[NAMESPACE.lower()]["tags"] = {name: name, "owner": "\u00fc" * 300}
    action = {
        "id": f"{AROUND[:-10]}/resourceGroups/a/providers/Microsoft.Insights/metricAlerts/{name}",
        "properties": {
            "scopes": [OTHER_HUB],
            "enabled": True,
            "criteria": {"allOf": [{"metricName": name}]},
        },
    }
    azure.answers[f"{AROUND}/Microsoft.Insights/metricAlerts".lower()]["value"].append(action)
    options = AzureOptions(save=folder)
    live = open_source("azure:", None, None, None, options)
    assert len(live.alerts) == 1
    assert Spelling().estate(open_source("saved:save", None, None)) == Spelling().estate(live)
