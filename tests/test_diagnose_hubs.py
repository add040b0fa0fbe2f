"""A diagnosis of several hubs keeps them apart: what is seen at one is explained by what concerns that one."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests" / "metrics"))

from histories import HUB, as_csv, made  # noqa: E402 - not on the path of all tests

OTHER = HUB.replace("orders", "couriers")
BROKEN = {
    "apnsCredential": {
        "properties": {
            "endpoint": "https://api.push.apple.com:443/3/device",
            "keyId": "SHORT",
            "appId": "TEAM123456",
            "appName": "com.example.orders",
            "token": "MIGHAgEAMBMG",
        }
    }
}
REFUSED = made({("apns", "invalidcredentials"): 0.5})
BAD = made({("apns", "badchannel"): 0.3})


@pytest.fixture
def diagnosed(tmp_path, monkeypatch):
    """Return a function that diagnoses two hubs; the second one's key is broken."""
    monkeypatch.chdir(tmp_path)

    def resource(kind, name, **more):
        return {
            "type": f"Microsoft.NotificationHubs/{kind}",
            "apiVersion": "2023-10-01-preview",
            "name": name,
            "location": "northeurope",
            "properties": {},
            **more,
        }

    hubs = "namespaces/notificationHubs"
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [
            resource("namespaces", "ns-prod", sku={"name": "Standard"}),
            resource(hubs, "ns-prod/orders"),
            resource(hubs, "ns-prod/couriers", properties=BROKEN),
        ],
    }
    (tmp_path / "azuredeploy.json").write_text(json.dumps(template), encoding="utf-8")

    def diagnose(first, second, *arguments):
        for name, counts, hub in (("first", first, HUB), ("second", second, OTHER)):
            (tmp_path / f"{name}.csv").write_text(as_csv(counts, hub), encoding="utf-8")
        sources = ["telemetry:first.csv", "telemetry:second.csv", "template:azuredeploy.json"]
        arguments = (*arguments, "--environment", "production", "--format", "json")
        result = CliRunner().invoke(main, ["diagnose", *sources, *arguments])
        assert result.stdout, result.stderr
        return json.loads(result.stdout)

    return diagnose


def standing(found, name):
    return {
        item["cause"]: (item["standing"], {one["hub"] for one in item["seen"]})
        for item in found["causes"]
    }.get(name)


def test_a_fault_of_a_healthy_hub_explains_nothing(diagnosed):
    found = diagnosed(REFUSED, made())
    assert standing(found, "signing-key") == ("unknown", {HUB})
    assert "NH105" not in {one["rule"] for item in found["causes"] for one in item["evidence"]}


def test_it_explains_what_is_seen_at_its_own_hub(diagnosed):
    found = diagnosed(made(), REFUSED)
    assert standing(found, "signing-key") == ("proved", {OTHER})


def test_each_cause_names_the_hubs_that_it_is_seen_at(diagnosed):
    found = diagnosed(BAD, REFUSED)
    assert standing(found, "signing-key") == ("proved", {OTHER})
    assert standing(found, "token-wrong") == ("elsewhere", {HUB})
    # The same at both.
    found = diagnosed(REFUSED, REFUSED)
    assert standing(found, "signing-key") == ("proved", {HUB, OTHER})


def test_a_message_is_about_every_hub(diagnosed):
    found = diagnosed(made(), made(), "--says", "InvalidProviderToken")
    assert standing(found, "signing-key") == ("proved", set())


def test_the_text_names_the_hub(diagnosed, tmp_path):
    diagnosed(BAD, REFUSED)
    sources = ["telemetry:first.csv", "telemetry:second.csv", "template:azuredeploy.json"]
    result = CliRunner().invoke(main, ["diagnose", *sources, "--environment", "production"])
    told = " ".join(result.stdout.split())
    words = "pushes refused for the credential: outgoing.apns"
    rule = "NH822 credential-refused (high)"
    assert f"seen at ns-prod/couriers: {rule}: 40,966 {words}" in told
    assert "seen at ns-prod/orders: NH823 tokens-expired-or-invalid (medium):" in told
    # Of one hub it is told once.
    alone = CliRunner().invoke(main, ["diagnose", sources[1]])
    assert f"shows {rule}: 40,966 {words}" in " ".join(alone.stdout.split())
    assert "seen at" not in alone.stdout
