"""Who is handed a key by way of a vault, in each spelling of the reference, or by a secure parameter."""

import json

import pytest
from template_records import API, FULL, KEYS, RULES, site

from hubwarden.sources.vault_references import VaultSecret, may_be_one, secrets_in

KEY = "bm90IGEga2V5IG9mIGFueWJvZHkgYnV0IDMyIGJ5dGU="
CONNECTION = (
    f"Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName={FULL};SharedAccessKey={KEY}"
)
VAULT = "resourceId('Microsoft.KeyVault/vaults', 'vault')"
OWN = f"listKeys(resourceId('{RULES}', 'ns', 'hub', 'own'), '{API}').primaryKey"


def secret(value, name="vault/hub-cs"):
    return {
        "type": "Microsoft.KeyVault/vaults/secrets",
        "apiVersion": "2022-07-01",
        "name": name,
        "properties": {"value": value},
    }


@pytest.mark.parametrize(
    "reference",
    [
        f"[concat('@Microsoft.KeyVault(SecretUri=', reference({VAULT}).vaultUri, 'secrets/hub-cs)')]",
        f"[format('@Microsoft.KeyVault(SecretUri={{0}}secrets/hub-cs/)', reference({VAULT}, '2022-07-01').vaultUri)]",
        "[concat('@Microsoft.KeyVault(SecretUri=https://vault', environment().suffixes.keyvaultDns, '/secrets/hub-cs)')]",
        "[concat('https://', parameters('vault'), environment().suffixes.keyvaultDns, '/secrets/hub-cs')]",
        "[concat(parameters('vault'), '/secrets/hub-cs')]",
        "@Microsoft.KeyVault(SecretName=hub-cs;VaultName=vault)",
        "@Microsoft.KeyVault(SecretUri=https://vault.vault.usgovcloudapi.net/secrets/hub-cs/1)",
        "[concat('@Microsoft.KeyVault(VaultName=', parameters('vault'), ';SecretName=hub-cs)')]",
    ],
)
def test_a_reference_in_each_spelling(estate, reference):
    found = estate([secret(f"[{KEYS}]"), site(reference)], parameters={"vault": {"type": "string"}})
    assert {use.rule.name for use in found.key_uses if not use.stored} == {FULL}


@pytest.mark.parametrize(
    "reference",
    [
        "@Microsoft.KeyVault(VaultName=vault;SecretName=hub-cs)",
        "@Microsoft.KeyVault(SecretUri=https://vault.vault.azure.net/secrets/hub-cs)",
        f"[concat('@Microsoft.KeyVault(SecretUri=', reference({VAULT}).vaultUri, 'secrets/hub-cs)')]",
    ],
)
def test_the_secret_of_another_vault_is_another(estate, reference):
    both = [secret(f"[{OWN}]"), secret(f"[{KEYS}]", "other/hub-cs")]
    found = estate([*both, site(reference)])
    assert [use.rule.name for use in found.key_uses if not use.stored] == ["own"]


@pytest.mark.parametrize(
    "reference", ["/run/secrets/hub-cs", "https://vault.example.com/hub-cs", "hub-cs"]
)
def test_what_refers_to_no_vault(estate, reference):
    found = estate([secret(f"[{KEYS}]"), site(reference)])
    assert [use.stored for use in found.key_uses] == [True]


def test_a_vault_that_is_not_known_may_be_any():
    known, other, open_ = VaultSecret("a", "s"), VaultSecret("b", "s"), VaultSecret("", "s")
    assert may_be_one(known, known)
    assert may_be_one(known, open_)
    assert not may_be_one(known, other)
    assert not may_be_one(known, VaultSecret("a", "t"))
    assert list(secrets_in("{x}/vaults/{parameters('v')}/secrets/s")) == [open_]


@pytest.mark.parametrize(
    "value",
    [
        "[parameters('cs')]",
        "[concat(parameters('cs'), ';EntityPath=hub')]",
        "[parameters('all').cs]",
        "[base64(parameters('cs'))]",
    ],
)
def test_a_connection_string_in_a_secure_parameter_names_its_rule(estate, value):
    found = estate(
        [site(value), secret("[parameters('cs')]")],
        parameters={"cs": {"type": "securestring"}, "all": {"type": "secureobject"}},
        given={"cs": CONNECTION, "all": {"cs": CONNECTION}},
    )
    assert {use.rule.name for use in found.key_uses} == {FULL}
    assert {use.stored for use in found.key_uses} == {True, False}
    assert found.plain_secrets == ()  # The file of parameters may be made for the run.
    assert KEY not in json.dumps([use.place for use in found.key_uses]) + repr(found)


def test_another_secret_in_a_secure_parameter_names_none(estate):
    found = estate(
        [site("[parameters('cs')]")],
        parameters={"cs": {"type": "securestring"}},
        given={"cs": "Server=db;Password=of nobody"},
    )
    assert found.key_uses == found.plain_secrets == ()


GIVEN = "[parameters('cs')]"
SECURE = {"cs": {"type": "securestring"}}
OPEN = {"cs": {"type": "string"}}


@pytest.mark.parametrize("parameters", [SECURE, OPEN])
@pytest.mark.parametrize("name", ["HubConnection", "NotificationHub__Key", "PUSH_SAS"])
@pytest.mark.parametrize(
    "value", [GIVEN, "[base64(parameters('cs'))]", "[reference('elsewhere', '1').outputs.cs.value]"]
)
def test_a_setting_of_such_a_name_whose_value_is_open_may_hold_a_key(
    estate, parameters, name, value
):
    (use,) = estate([site(value, setting=name)], parameters=parameters).key_uses
    assert {"rule", "on_namespace"} <= use.unknown.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HubName", GIVEN),
        ("GITHUB_TOKEN", GIVEN),
        ("EventHubConnection", GIVEN),
        ("HubEndpoint", "[reference(resourceId('A.B/c', 'd'), '1').serviceBusEndpoint]"),
        ("HubResource", "[resourceId('Microsoft.NotificationHubs/namespaces', 'ns')]"),
        ("HubBus", "[listKeys(resourceId('Microsoft.EventHub/namespaces', 'n'), '1').primaryKey]"),
    ],
)
def test_what_a_name_or_a_known_part_says_is_no_key(estate, name, value):
    assert estate([site(value, setting=name)], parameters=OPEN).key_uses == ()


def test_a_vault_secret_that_is_known_to_be_another(estate):
    storage = "[listKeys(resourceId('Microsoft.Storage/storageAccounts', 's'), '1').keys[0].value]"
    reference = "@Microsoft.KeyVault(VaultName=vault;SecretName=hub-cs)"
    assert estate([secret(storage), site(reference, setting="HubKey")]).key_uses == ()
