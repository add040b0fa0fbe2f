"""Whom a program hands which access key, and which of its outputs are made from keys."""

import pytest
from small_programs import NAMESPACE, apns, hub

from hubwarden.model.base import Undetermined
from hubwarden.sources.program.offline_keys import of_rule

LIST = """
import base64, hashlib
keys = nh.list_notification_hub_keys_output(
    authorization_rule_name="DefaultFullSharedAccessSignature",
    notification_hub_name="shop-hub", namespace_name="shop-ns", resource_group_name=group,
)
"""


def _write(shop, *code):
    shop.code("\n".join(code))


FOREIGN = """
from pulumi_azure_native import web, keyvault, app
"""


@pytest.mark.parametrize(
    "made",
    [
        "k",
        "k.encode().hex()",
        "base64.b32encode(k.encode()).decode()",
        "k[::-1]",
        "k[2:30]",
        "base64.b64decode(k).hex()",
        "hashlib.sha256(k.encode()).hexdigest()",
        "''.join(chr(ord(c) + 1) for c in k)",
        "list(k)",
        "{'a': [k.lower()]}",
    ],
)
def test_an_output_that_is_made_from_a_key(shop, made):
    _write(
        shop,
        NAMESPACE,
        hub(),
        LIST,
        f"pulumi.export('x', keys.primary_key.apply(lambda k: {made}))",
    )
    (found,) = shop.read().outputs
    assert found.holds_access_key is True
    assert found.secret is True


def test_a_member_of_an_output_that_is_made_from_a_key(shop):
    made = "keys.primary_key.apply(lambda k: hashlib.sha256(k.encode()).hexdigest())"
    _write(shop, NAMESPACE, hub(), LIST, f"pulumi.export('x', {{'a': [{made}]}})")
    (found,) = shop.read().outputs
    assert found.holds_access_key is True


def test_another_secret_output_is_not_known(shop):
    _write(
        shop,
        NAMESPACE,
        hub(),
        LIST,
        "pulumi.export('x', pulumi.Output.secret('abc').apply(lambda k: k[1:]))",
    )
    (found,) = shop.read().outputs
    with pytest.raises(Undetermined):
        assert found.holds_access_key


def test_a_name_beside_the_keys_is_no_key(shop):
    _write(shop, NAMESPACE, hub(), LIST, "pulumi.export('x', 'shop-hub')")
    (found,) = shop.read().outputs
    assert found.holds_access_key is False


WEB = """
web.WebApp("web", name="web", resource_group_name=group, site_config=web.SiteConfigArgs(%s))
"""


@pytest.mark.parametrize(
    "code",
    [
        WEB
        % 'app_settings=[web.NameValuePairArgs(name="HUB", value=keys.primary_connection_string)]',
        WEB % 'app_settings=[web.NameValuePairArgs(name="HUB", value=keys.secondary_key)]',
        WEB % 'connection_strings=[web.ConnStringInfoArgs(name="HUB", type="Custom", '
        "connection_string=keys.primary_connection_string)]",
        """
web.WebAppApplicationSettings("s", name="web", resource_group_name=group,
    properties={"HUB": keys.primary_key.apply(lambda k: k.encode().hex())})
""",
    ],
)
def test_an_app_that_is_handed_a_key(shop, code):
    _write(shop, NAMESPACE, hub(), FOREIGN, LIST, code)
    estate = shop.read()
    (use,) = estate.key_uses
    assert use.rule.name == "DefaultFullSharedAccessSignature"
    assert next(rule for rule in estate.access_rules if rule.id == use.rule).used_by == (use.id,)
    assert not use.on_namespace
    assert not use.stored
    assert "HUB" in use.place
    assert estate.plain_secrets == ()


def test_a_vault_keeps_a_key_and_uses_none(shop):
    secret = """
keyvault.Secret("s", vault_name="v", secret_name="s", resource_group_name=group,
    properties=keyvault.SecretPropertiesArgs(value=keys.primary_connection_string))
"""
    _write(shop, NAMESPACE, hub(), FOREIGN, LIST, secret)
    (use,) = shop.read().key_uses
    assert use.stored


@pytest.mark.parametrize(
    "address",
    [
        "secret.properties.secret_uri",
        "secret.properties.apply(lambda p: p.secret_uri)",
        "secret.properties.secret_uri_with_version",
        'secret.properties["secret_uri"]',
        "secret.id",
    ],
)
def test_an_app_that_is_handed_the_address_of_a_vaults_secret(shop, address):
    code = f"""
secret = keyvault.Secret("s", vault_name="v", secret_name="orders", resource_group_name=group,
    properties=keyvault.SecretPropertiesArgs(value=keys.primary_connection_string))
web.WebApp("web", name="web", resource_group_name=group, site_config=web.SiteConfigArgs(app_settings=[
    web.NameValuePairArgs(name="X", value=pulumi.Output.concat("@Microsoft.KeyVault(SecretUri=", {address}, ")"))]))
"""
    _write(shop, NAMESPACE, hub(), FOREIGN, LIST, code)
    uses = {use.id.name: (use.rule.name, use.stored) for use in shop.read().key_uses}
    rule = "DefaultFullSharedAccessSignature"
    assert uses == {"orders": (rule, True), "web": (rule, False)}


@pytest.mark.parametrize("made", ["k[:6]", "hashlib.sha256(k.encode()).hexdigest()", "ord(k[0])"])
def test_an_output_of_a_key_that_loses_its_mark(shop, made):
    made = f"pulumi.Output.unsecret(keys.primary_key).apply(lambda k: {made})"
    _write(shop, NAMESPACE, hub(), LIST, f"pulumi.export('x', {made})")
    (found,) = shop.read().outputs
    assert (found.holds_access_key, found.secret) == (True, False)


def test_an_output_that_is_random_is_made_from_no_key(shop):
    _write(shop, NAMESPACE, hub(), LIST, "import uuid", "pulumi.export('x', str(uuid.uuid4()))")
    (found,) = shop.read().outputs
    assert found.holds_access_key is False


SECRET = """
vault = keyvault.Vault("v", vault_name="v", resource_group_name=group,
    properties=keyvault.VaultPropertiesArgs(
        sku=keyvault.SkuArgs(family="A", name="standard"), tenant_id="x"))
secret = keyvault.Secret("s", vault_name=vault.name, secret_name="kept", resource_group_name=group,
    properties=keyvault.SecretPropertiesArgs(value=%s))
"""
SETTING = WEB % 'app_settings=[web.NameValuePairArgs(name="HUB", value=%s)]'
ADDRESSES = [
    'pulumi.Output.format("@Microsoft.KeyVault(SecretUri={0})", secret.properties.secret_uri)',
    'secret.properties.apply(lambda p: f"@Microsoft.KeyVault(SecretUri={p.secret_uri_with_version})")',
    'pulumi.Output.concat("@Microsoft.KeyVault(SecretUri=", vault.properties.vault_uri, "secrets/kept)")',
    'pulumi.Output.json_dumps({"uri": secret.properties.secret_uri})',
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reference_by_the_address_of_a_secret_hands_on_what_is_in_it(shop, address):
    code = SECRET % "keys.primary_connection_string"
    _write(shop, NAMESPACE, hub(), FOREIGN, LIST, code, SETTING % address)
    stored, used = shop.read().key_uses
    assert stored.stored
    assert not used.stored
    assert used.rule == stored.rule


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reference_to_a_secret_without_a_key_hands_on_none(shop, address):
    _write(shop, NAMESPACE, hub(), FOREIGN, SECRET % "pulumi.Output.secret('x')", SETTING % address)
    assert shop.read().key_uses == ()


@pytest.mark.parametrize(
    "call",
    [
        'servicebus.list_namespace_keys_output(authorization_rule_name="RootManageSharedAccessKey",',
        'eventhub.list_namespace_keys_output(authorization_rule_name="own",',
        'relay.list_namespace_keys_output(authorization_rule_name="own",',
        'servicebus.list_queue_keys(queue_name="q", authorization_rule_name="own",',
        'eventhub.list_event_hub_keys_output(event_hub_name="h", authorization_rule_name="own",',
    ],
)
def test_keys_of_another_service_are_not_a_hubs(shop, call):
    head = (
        "from pulumi_azure_native import servicebus, eventhub, relay\n"
        f'other = {call} namespace_name="bus", resource_group_name=group)'
    )
    value = SETTING % "other.primary_connection_string"
    _write(shop, NAMESPACE, hub(), FOREIGN, head, value)
    assert shop.read().key_uses == ()


PRIVATE = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg" + "A" * 120


@pytest.mark.parametrize(
    ("setting", "expression"),
    [
        (PRIVATE, 'config.require_secret("t")'),
        (
            f"-----BEGIN PRIVATE KEY-----\n{PRIVATE}\n-----END PRIVATE KEY-----",
            'config.require_secret("t")',
        ),
        ({"key": PRIVATE}, 'config.require_secret_object("t").apply(lambda t: t["key"])'),
        (PRIVATE, 'pulumi.Output.secret(config.require("t"))'),
    ],
)
def test_a_credential_that_stands_in_clear_in_the_stack_file(shop, setting, expression):
    shop.stack({"shop:t": setting}).code(apns(expression))
    estate = shop.read()
    (found,) = estate.hubs
    assert found.credentials.apns.in_clear == ("token",)
    place = found.credentials.apns.origin.at("in_clear.token")
    assert place.file == "Pulumi.dev.yaml"
    assert {secret.what for secret in estate.plain_secrets} == {"a private key"}
    assert PRIVATE[:60] not in repr(estate.plain_secrets)


def test_a_name_in_the_stack_file_is_no_secret(shop):
    shop.stack({"shop:t": "example.app", "shop:environment": "production"})
    shop.code(apns('pulumi.Output.secret(config.require("t") + "-" + "x" * 40)'))
    assert shop.read().plain_secrets == ()


def test_no_key_is_in_the_estate(shop):
    _write(
        shop,
        NAMESPACE,
        hub(),
        FOREIGN,
        LIST,
        WEB % 'app_settings=[web.NameValuePairArgs(name="HUB", value=keys.primary_key)]',
    )
    estate = shop.read()
    (use,) = estate.key_uses
    shown = "".join(
        repr(getattr(estate, name)) for name in ("key_uses", "plain_secrets", "outputs")
    )
    assert not any(key in shown + use.place for key in of_rule(str(use.rule), ""))
