"""Members that nobody knows, because what holds them is not known as a whole."""

import json
from operator import attrgetter

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.model.base import Undetermined
from hubwarden.sources.opening import open_source

HUBS = "Microsoft.NotificationHubs/namespaces/notificationHubs"
RESOURCES = {
    "namespace": ("Microsoft.NotificationHubs/namespaces", "shop-ns"),
    "hub": (HUBS, "shop-ns/shop"),
    "rule": (f"{HUBS}/authorizationRules", "shop-ns/shop/orders"),
    "alert": ("Microsoft.Insights/metricAlerts", "refused"),
}
FIELDS = {
    "namespace": ("namespaces", ("public_access", "replication_region", "credentials")),
    "hub": ("hubs", ("registration_ttl", "credentials")),
    "rule": ("access_rules", ("rights",)),
    "alert": ("alerts", ("enabled", "criteria", "scopes")),
}
NOT_KNOWN = "[parameters('given')]"
GIVEN = {"no value": "object", "a secret": "secureObject"}


def written(tmp_path, properties, parameter="object", **more):
    def resource(kind):
        type, name = RESOURCES[kind]
        about = {"apiVersion": "2023-10-01-preview", "location": "westeurope", **more}
        if kind == "alert":
            about["apiVersion"] = "2018-03-01"
        return {"type": type, "name": name, **about, "properties": properties}

    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"given": {"type": parameter}, "name": {"type": "string"}},
        "resources": [resource(kind) for kind in RESOURCES],
    }
    path = tmp_path / "azuredeploy.json"
    path.write_text(json.dumps(template))
    return path


@pytest.mark.parametrize("parameter", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("kind", FIELDS)
def test_properties_that_are_not_known_leave_each_field_unknown(tmp_path, kind, parameter):
    path = written(tmp_path, NOT_KNOWN, parameter, tags={"owner": "push"})
    estate = open_source(f"template:{path}", None, None)
    collection, fields = FIELDS[kind]
    name = RESOURCES[kind][1].rpartition("/")[2]
    (found,) = [item for item in getattr(estate, collection) if item.id.name == name]
    for field in fields:
        # Of credentials each is unknown by itself.
        with pytest.raises(Undetermined):
            attrgetter(f"{field}.apns" if field == "credentials" else field)(found)
    if kind in {"namespace", "hub"}:
        assert found.tags == {"owner": "push"}


def test_properties_that_are_empty_are_a_fact(tmp_path):
    estate = open_source(f"template:{written(tmp_path, {})}", None, None)
    (hub,), (namespace,) = estate.hubs, estate.namespaces
    assert hub.credentials.apns is None
    assert namespace.public_access is True
    assert namespace.tags == {}


def run(*arguments):
    return CliRunner().invoke(main, list(arguments))


def test_nothing_is_proved_of_a_hub_whose_properties_are_not_known(tmp_path):
    asked = ("diagnose", "--says", "NoTargetFound", "--environment", "production")
    unknown = run(*asked, f"template:{written(tmp_path, NOT_KNOWN)}")
    assert unknown.exit_code == 3, unknown.output
    assert "Proved by configuration" not in unknown.stdout
    empty = run(*asked, f"template:{written(tmp_path, {})}")
    assert "The hub has no credential for any push service." in empty.stdout
    assert empty.exit_code == 1


def test_a_rule_about_tags_does_not_pass_where_a_name_is_not_known(tmp_path):
    rules = tmp_path / "policies/rules"
    rules.mkdir(parents=True)
    baseline = tmp_path / "policies/baseline.yaml"
    baseline.write_text("version: 1\n")
    (rules / "own.yaml").write_text("""\
version: 1
rules:
  - id: ACME001
    name: forbidden-tag
    title: A namespace has a forbidden tag
    judges: namespace
    severity: high
    expression: "!('tmp' in resource.tag_names)"
    message: "{name} has it"
    why: Nobody cleans up after it.
    fix: Take the tag away.
    examples:
      good: [{tag_names: [owner]}]
      bad: [{tag_names: [tmp]}]
      unknown: [{}]
""")
    only = ("--only", "ACME001", "--baseline-file", str(baseline))
    for tags, code in (({"[parameters('name')]": "x"}, 3), ({"owner": "x"}, 0), ({"tmp": "x"}, 1)):
        path = written(tmp_path, {}, tags=tags)
        result = run("check", f"template:{path}", *only)
        assert result.exit_code == code, result.output
