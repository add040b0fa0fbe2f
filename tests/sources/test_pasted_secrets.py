"""A secret that was pasted into the field beside its own, too, is shown by no command."""

import json

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

CANARY = "vex8l9wofzu_95euaLrvS"
PASTED = {
    "wns": ("wnsCredential", {"packageSid": CANARY, "secretKey": CANARY}),
    "adm": ("admCredential", {"clientId": CANARY, "clientSecret": CANARY}),
    "fcm": ("fcmV1Credential", {"projectId": CANARY, "clientEmail": CANARY, "privateKey": CANARY}),
    "apns": ("apnsCredential", {"keyId": CANARY, "appId": CANARY, "token": CANARY}),
    "browser": ("browserCredential", {"vapidPublicKey": CANARY, "vapidPrivateKey": CANARY}),
}


def template(tmp_path, credential, members):
    hub = {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "apiVersion": "2023-10-01-preview",
        "name": "shop-ns/shop",
        "location": "westeurope",
        "properties": {credential: {"properties": members}},
    }
    path = tmp_path / "azuredeploy.json"
    path.write_text(
        json.dumps(
            {
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "resources": [hub],
            }
        )
    )
    return f"template:{path}"


@pytest.mark.parametrize("case", PASTED.values(), ids=PASTED)
def test_a_pasted_secret_is_not_shown(tmp_path, case):
    source = template(tmp_path, *case)
    for command in ("check", "inventory"):
        for form in ("json", "csv", "html", "markdown", "text"):
            result = CliRunner().invoke(main, [command, source, "--format", form])
            assert result.exit_code in {0, 1, 3}, result.output
            assert CANARY not in result.output


def test_a_name_of_its_own_is_shown(tmp_path):
    source = template(
        tmp_path, "wnsCredential", {"packageSid": "ms-app://s-1-15", "secretKey": CANARY}
    )
    result = CliRunner().invoke(main, ["inventory", source, "--format", "json"])
    assert "ms-app://s-1-15" in result.output
    assert CANARY not in result.output
