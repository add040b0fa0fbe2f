"""A secret that goes from its marked place to any other place never makes a verdict better."""

import copy
import json

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from inspection import credential_files

API = "2023-10-01-preview"
NAMESPACES = "Microsoft.NotificationHubs/namespaces"
RULE = f"{NAMESPACES}/notificationHubs/authorizationRules"
KEY = "bm90IGEga2V5IG9mIGFueWJvZHkgYnV0IDMyIGJ5dGU="
CONNECTION = (
    "Endpoint=sb://birch-prod.servicebus.windows.net/;SharedAccessKeyName=orders;"
    f"SharedAccessKey={KEY}"
)
LISTED = (
    f"[listKeys(resourceId('{RULE}', 'birch-prod', 'app', 'DefaultFullSharedAccessSignature'), "
    f"'{API}').primaryConnectionString]"
)
PRIVATE_KEY = credential_files.key_file(credential_files.private_key("RSA")).decode()
SECRETS = {"connection string": CONNECTION, "private key": PRIVATE_KEY, "listed key": LISTED}

BASELINE = """\
version: 1
consumers: [{rule: orders, role: backend}]
accepted:
  - {rule: NH107, source: "*", field: Hub.platforms, reason: no platforms in templates}
  - {rule: NH110, source: "*", field: Hub.platforms, reason: no platforms in templates}
provided_elsewhere:
  - {kind: alerts, source: "*", reason: by the platform team}
  - {kind: diagnostic_settings, source: "*", reason: by the platform team}
  - {kind: locks, source: "*", reason: by the platform team}
"""
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "parameters": {"handed": {"type": "securestring"}},
    "resources": [
        {
            "type": NAMESPACES,
            "apiVersion": API,
            "name": "birch-prod",
            "location": "westeurope",
            "sku": {"name": "Standard"},
            "tags": {"application": "birch", "environment": "production", "owner": "team"},
            "properties": {
                "zoneRedundancy": "Enabled",
                "networkAcls": {"ipRules": [], "publicNetworkRule": {"rights": ["Listen"]}},
            },
        },
        {
            "type": f"{NAMESPACES}/notificationHubs",
            "apiVersion": API,
            "name": "birch-prod/app",
            "location": "westeurope",
            "properties": {},
        },
        {
            "type": RULE,
            "apiVersion": API,
            "name": "birch-prod/app/orders",
            "properties": {"rights": ["Send"]},
        },
    ],
    "outputs": {},
}


def web(members):
    return {
        "type": "Microsoft.Web/sites",
        "apiVersion": "2023-12-01",
        "name": "birch",
        "location": "westeurope",
        "properties": {"siteConfig": members},
    }


def nested(value):
    return {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "inner",
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"plain": {"value": value}},
            "template": {
                "$schema": TEMPLATE["$schema"],
                "parameters": {"plain": {"type": "string"}},
                "resources": [],
            },
        },
    }


def into_tags(template, secret):
    template["resources"][0]["tags"]["note"] = secret


def into_rule(template, secret):
    template["resources"][2]["properties"]["primaryKey"] = secret


def into_output(template, secret):
    template["outputs"]["out"] = {"type": "string", "value": secret}


def into_default(template, secret):
    template["parameters"]["plain"] = {"type": "string", "defaultValue": secret}
    into_setting(template, "[parameters('plain')]")


def into_variable(template, secret):
    template["variables"] = {"unused": [{"deep": secret}]}


def into_setting(template, secret):
    template["resources"].append(web({"appSettings": [{"name": "HUB", "value": secret}]}))


def into_connection(template, secret):
    connection = {"name": "HUB", "connectionString": secret, "type": "Custom"}
    template["resources"].append(web({"connectionStrings": [connection]}))


def into_vault(template, secret):
    template["resources"].append(
        {
            "type": "Microsoft.KeyVault/vaults/secrets",
            "apiVersion": "2023-07-01",
            "name": "vault/hub",
            "properties": {"value": secret},
        }
    )


def into_nested(template, secret):
    template["resources"].append(nested(secret))


PLACES = (
    into_tags,
    into_rule,
    into_output,
    into_default,
    into_variable,
    into_setting,
    into_connection,
    into_vault,
    into_nested,
)
IN_ITS_PLACE = {(place, "listed key") for place in ("into_vault", "into_rule", "into_variable")}
"""A key that the deployment itself reads may go to a vault, from one access rule to another, and
to a variable that nothing uses."""


def judged(folder, template):
    (folder / "template.json").write_text(json.dumps(template, indent=1), encoding="utf-8")
    (folder / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    options = ["--environment", "production", "--baseline-file", str(folder / "baseline.yaml")]
    source = f"template:{folder / 'template.json'}"
    return CliRunner().invoke(main, ["check", source, *options, "--verbose"])


def test_the_template_is_clean(tmp_path):
    result = judged(tmp_path, TEMPLATE)
    assert result.exit_code == 0, result.exit_code


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_no_other_place_is_better(tmp_path, place, secret):
    template = copy.deepcopy(TEMPLATE)
    place(template, SECRETS[secret])
    result = judged(tmp_path, template)
    clean = (place.__name__, secret) in IN_ITS_PLACE
    assert result.exit_code == (0 if clean else 1), result.exit_code
    for given in (KEY, PRIVATE_KEY.splitlines()[3]):
        assert given not in result.output


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_what_is_no_secret_may_stand_there(tmp_path, place):
    template = copy.deepcopy(TEMPLATE)
    place(template, "birch")
    result = judged(tmp_path, template)
    # The key of an access rule and the value of a vault's secret are secret whatever they look like.
    assert result.exit_code == (1 if place in (into_rule, into_vault) else 0), result.exit_code
