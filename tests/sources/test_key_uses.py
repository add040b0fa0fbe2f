"""Records that hand keys on, or have them in clear, as a source would hand them over."""

import base64

import pytest
from records import HUB, NAMESPACE, PLACE, estate, record

from hubwarden.model.base import Undetermined
from hubwarden.sources.record import Record
from hubwarden.unknown import Unknown

KEY = base64.b64encode(bytes(range(7, 39))).decode()
NAMESPACE_TYPE = "microsoft.notificationhubs/namespaces"
RULE_TYPE = f"{NAMESPACE_TYPE}/notificationhubs/authorizationrules"
ROOT = f"Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={KEY}"
FULL = ROOT.replace("RootManageSharedAccessKey", "DefaultFullSharedAccessSignature")
WEB = "microsoft.web/sites"
VAULT = "microsoft.keyvault/vaults/secrets"


def resource(type, properties, name="app", **more):
    id = f"/subscriptions/s/resourceGroups/g/providers/{type}/{name}"
    return Record(
        type=type, id=id, name=name, exact=True, location=PLACE, properties=properties, **more
    )


def judged(*records, **more):
    base = [
        record(NAMESPACE_TYPE, {}, id=NAMESPACE),
        record(f"{NAMESPACE_TYPE}/notificationhubs", {}, id=HUB),
    ]
    return estate(*base, *records, **more)


def settings(value, name="HUB"):
    return {"siteConfig": {"appSettings": [{"name": name, "value": value}]}}


@pytest.mark.parametrize(
    "handed",
    [
        resource(WEB, settings(ROOT)),
        resource("microsoft.web/sites/config", {"HUB": ROOT}),
        resource("microsoft.web/sites/slots", settings(base64.b64encode(ROOT.encode()).decode())),
        resource("microsoft.app/containerapps", {"configuration": {"secrets": [{"value": ROOT}]}}),
        resource("microsoft.automation/automationaccounts/variables", {"value": ROOT}),
        resource("somebody.else/things", {"deep": [[{"a": ROOT[::-1]}]]}),
        resource(NAMESPACE_TYPE, {"tags": {"hub": ROOT}}, name="other"),
    ],
    ids=lambda item: item.type,
)
def test_a_connection_string_names_its_rule(handed):
    found = judged(handed)
    (use,) = found.key_uses
    assert use.rule.name == "RootManageSharedAccessKey"
    assert use.on_namespace
    assert [secret.what for secret in found.plain_secrets] == ["a connection string"]
    assert KEY not in repr(use) + use.place + found.plain_secrets[0].place


def test_what_is_marked_is_handed_on_and_not_in_clear():
    path = "siteConfig.appSettings[0].value"
    mark = Unknown("{encrypted}", "it is a secret", present=True)
    found = judged(resource(WEB, settings(mark), marked=frozenset([path]), behind={path: FULL}))
    (use,) = found.key_uses
    assert use.rule.text == f"{HUB}/authorizationRules/DefaultFullSharedAccessSignature"
    assert found.plain_secrets == ()


def test_a_key_alone_is_known_where_the_source_tells_its_rule():
    rule = record(RULE_TYPE, {"rights": ["Send"]})
    found = judged(rule, resource(WEB, settings(KEY)), owners={KEY: rule.id})
    (use,) = found.key_uses
    assert use.rule.text == rule.id
    (own,) = (item for item in found.access_rules if item.name == "own")
    assert own.used_by == (use.id,)


def test_a_reference_to_a_secret_of_a_vault_hands_on_what_is_in_it():
    vault = resource(VAULT, {"properties": {"value": ROOT}}, name="hub-key")
    app = resource(WEB, settings("@Microsoft.KeyVault(VaultName=v;SecretName=hub-key)"))
    keeps = resource(VAULT, {"properties": {"value": "x"}}, name="else")
    other = resource(WEB, settings("@Microsoft.KeyVault(VaultName=v;SecretName=else)"), name="b")
    uses = {use.id.name: use.stored for use in judged(vault, keeps, app, other).key_uses}
    assert uses == {"hub-key": True, "app": False}


@pytest.mark.parametrize(
    ("held", "what"),
    [
        (record(RULE_TYPE, {"primaryKey": "my own key"}), "an access key"),
        (record(RULE_TYPE, {"secondaryKey": KEY}), "an access key"),
        (resource(VAULT, {"properties": {"value": "hunter2"}}), "the value of a secret"),
        (resource(WEB, {"tags": {"k": "-----BEGIN PRIVATE KEY-----"}}), "a private key"),
        (
            resource(WEB, {"tags": {"k": ROOT}}, marked=frozenset(["tags"])),
            "a connection string",
        ),
    ],
)
def test_what_stands_in_clear(held, what):
    (found,) = judged(held).plain_secrets
    assert found.what == what


@pytest.mark.parametrize(
    "held",
    [
        record(RULE_TYPE, {"primaryKey": "k"}, marked=frozenset(["primaryKey"])),
        record(RULE_TYPE, {"rights": ["Send"], "primaryKey": ""}),
        resource(VAULT, {"properties": {"value": "x"}}, marked=frozenset(["properties.value"])),
        resource(WEB, settings("UseDevelopmentStorage=true")),
        resource(WEB, settings("Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=app")),
        resource(WEB, settings("https://ns.servicebus.windows.net/hub")),
        resource(WEB, settings(ROOT), marked=None),
        resource(WEB, settings(Unknown("{x}", "nobody told"))),
        resource("microsoft.storage/storageaccounts", {"tags": {"hash": "0" * 64}}),
    ],
)
def test_what_does_not(held):
    assert judged(held).plain_secrets == ()


def test_32_bytes_in_an_apps_setting_may_be_a_key():
    (found,) = judged(resource(WEB, settings(KEY))).plain_secrets
    with pytest.raises(Undetermined):
        assert found.what


def test_a_connection_string_of_another_service_is_no_key_of_a_hub():
    other = ROOT.replace("sb://ns.", "sb://orders-bus.")
    assert judged(resource(WEB, settings(other))).key_uses == ()


COMPUTED = Unknown("{computed}", "only a deployment knows it", later=True)
CLOSED = Unknown("{encrypted}", "it is a secret", present=True)
GIVEN = Unknown("{parameters('connection')}", "the parameter has no value")
ELSEWHERE = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/made-elsewhere)"
BY_ADDRESS = Unknown("@Microsoft.KeyVault(SecretUri={reference(s).secretUri})", "Azure knows it")


@pytest.mark.parametrize("value", [COMPUTED, CLOSED, GIVEN, ELSEWHERE, BY_ADDRESS])
@pytest.mark.parametrize(
    "name",
    [
        *("HUB", "NOTIFICATION_HUB_KEY", "NotificationHub__ConnectionString", "PUSH_KEY"),
        *("NOTIFICATIONHUB_CONNECTION", "hubConnectionString", "SharedAccessKey", "AnhSas"),
    ],
)
def test_a_value_of_such_a_name_that_is_not_known_may_be_a_key(name, value):
    (use,) = judged(resource(WEB, settings(value, name))).key_uses
    with pytest.raises(Undetermined) as caught:
        assert use.rule
    assert caught.value.later == (value is COMPUTED)
    assert name in use.place


@pytest.mark.parametrize("value", [COMPUTED, CLOSED, GIVEN, ELSEWHERE, BY_ADDRESS])
@pytest.mark.parametrize(
    "name",
    [
        *("DB_PASSWORD", "GITHUB_TOKEN", "GitHubToken", "DOCKERHUB_PASSWORD", "EventHubConnection"),
        *("PROMETHEUS_PUSHGATEWAY_PASSWORD", "IotHubKey", "NotificationHubName", "StorageSas"),
        *("NotificationEmailApiKey", "SASL_PASSWORD", "THUBAN", "EVENT_HUB_KEY"),
    ],
)
def test_a_value_of_another_name_is_none(name, value):
    assert judged(resource(WEB, settings(value, name))).key_uses == ()


def test_a_known_part_says_what_else_a_value_is():
    for text in ("https://{ns}.servicebus.windows.net/{hub}", "/subscriptions/{s}/hub"):
        assert judged(resource(WEB, settings(Unknown(text, "x")))).key_uses == ()


def test_a_known_part_names_the_rule():
    text = ROOT.replace(KEY, "{listKeys(rule).primaryKey}")
    (use,) = judged(resource(WEB, settings(Unknown(text, "x")))).key_uses
    assert use.rule.name == "RootManageSharedAccessKey"


CLASSIC = "azure:keyvault/secret:secret"


@pytest.mark.parametrize("kind", [VAULT, CLASSIC, "keyvault:secret"])
def test_a_vault_whose_secret_is_closed_may_keep_a_key(kind):
    secret = resource(kind, {"name": "kept", "value": CLOSED}, name="kept")
    reference = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/kept/)"
    (use,) = judged(secret, resource(WEB, settings(reference))).key_uses
    assert use.id.name == "app"
    with pytest.raises(Undetermined):
        assert use.rule
    assert judged(secret, resource(WEB, settings(reference, "SQL"))).key_uses == ()


def test_a_secret_of_azure_classic_is_stored_and_found_by_its_name():
    secret = resource(CLASSIC, {"name": "kept", "value": ROOT}, name="kept/0a1b2c")
    (stored,) = judged(secret).key_uses
    assert stored.stored
    app = resource(WEB, settings("@Microsoft.KeyVault(VaultName=v;SecretName=kept)"))
    assert [use.stored for use in judged(secret, app).key_uses] == [True, False]


def test_keys_of_another_service_and_of_nobody_known():
    other = {"siteConfig.x": frozenset(["/subscriptions/s/providers/Microsoft.Storage/a/{b}"])}
    assert judged(resource(WEB, {"siteConfig": {"x": 1}}, handed=other)).key_uses == ()
    unknown = {"siteConfig.x": frozenset([""])}
    (use,) = judged(resource(WEB, {"siteConfig": {"x": 1}}, handed=unknown)).key_uses
    with pytest.raises(Undetermined):
        assert use.rule


RULE = f"{HUB}/authorizationRules/orders"
OTHER_RULE = f"{HUB}/authorizationRules/phones"
STORED = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/secrets/orders"
CLOSED = [Unknown("{secret}", "why"), Unknown("{encrypted}", "why")]


def made_from(*ids, of="siteConfig"):
    return {of: ids}


@pytest.mark.parametrize("value", CLOSED)
@pytest.mark.parametrize("type", [WEB, "microsoft.app/containerapps", "web:webapp"])
def test_a_closed_setting_that_is_made_from_a_rule_is_its_key(type, value):
    found = judged(resource(type, settings(value), made_from=made_from(RULE)))
    (use,) = found.key_uses
    assert (use.rule.text, use.on_namespace, use.stored) == (RULE, False, False)


@pytest.mark.parametrize("value", CLOSED)
def test_a_closed_secret_of_a_vault_that_is_made_from_a_rule_keeps_its_key(value):
    given = resource(VAULT, {"properties": {"value": value}}, made_from={"properties": (RULE,)})
    reference = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/app)"
    found = judged(given, resource(WEB, settings(reference, "X"), "web"))
    assert {(use.id.name, use.stored) for use in found.key_uses} == {("app", True), ("web", False)}
    assert {use.rule.text for use in found.key_uses} == {RULE}


@pytest.mark.parametrize(
    ("value", "name", "ids"),
    [
        (CLOSED[0], "DATABASE", (RULE,)),
        (CLOSED[1], "HUB", (RULE, OTHER_RULE)),
        (Unknown("{later}", "why", later=True), "HUB", (RULE,)),
    ],
)
def test_whose_key_it_is_may_not_be_known(value, name, ids):
    (use,) = judged(resource(WEB, settings(value, name), made_from=made_from(*ids))).key_uses
    with pytest.raises(Undetermined):
        assert use.rule


@pytest.mark.parametrize(
    "given",
    [
        resource(WEB, settings("orders"), made_from=made_from(RULE)),
        resource(WEB, settings(CLOSED[0], "DATABASE")),
        resource(WEB, settings(CLOSED[0], "DATABASE"), made_from=made_from(RULE, of="tags")),
        resource(WEB, settings(Unknown("{later}", "why"), "NAME"), made_from=made_from(RULE)),
        resource("microsoft.network/virtualnetworks", {"x": CLOSED[0]}, made_from={"x": (RULE,)}),
    ],
)
def test_what_is_made_from_a_rule_need_not_be_its_key(given):
    assert judged(given).key_uses == ()


def test_a_setting_that_is_made_from_a_secret_of_a_vault_refers_to_it():
    kept = resource(VAULT, {"properties": {"value": ROOT}}, "orders")
    later = Unknown("{later}", "why", later=True)
    app = resource(WEB, settings(later, "X"), "web", made_from=made_from(STORED))
    uses = {use.id.name: use.rule.name for use in judged(kept, app).key_uses}
    assert uses == {"orders": "RootManageSharedAccessKey", "web": "RootManageSharedAccessKey"}


HIDDEN = Unknown("{parameters('settings')}", "parameter 'settings' has no value", present=True)


@pytest.mark.parametrize(
    "handed",
    [
        resource(WEB, {"siteConfig": {"appSettings": HIDDEN}}),
        resource(WEB, {"siteConfig": {"connectionStrings": HIDDEN}}),
        resource(WEB, {"siteConfig": HIDDEN}),
        resource("microsoft.app/containerapps", {"configuration": {"secrets": HIDDEN}}),
        resource("microsoft.app/jobs", {"template": {"containers": [{"env": HIDDEN}]}}),
        resource("microsoft.containerinstance/containergroups", {"containers": [HIDDEN]}),
    ],
    ids=lambda item: f"{item.type} {item.properties}",
)
def test_settings_that_are_not_known_as_a_whole_may_hold_a_key(handed):
    (use,) = judged(handed).key_uses
    assert "rule" in use.unknown


@pytest.mark.parametrize(
    "properties",
    [
        {"serverFarmId": HIDDEN},
        {"siteConfig": {"linuxFxVersion": HIDDEN}},
        {"siteConfig": {"appSettings": [{"name": "SqlPassword", "value": HIDDEN}]}},
        {"siteConfig": {"appSettings": []}},
    ],
)
def test_what_is_no_setting_of_a_hub_is_handed_nothing(properties):
    assert judged(resource(WEB, properties)).key_uses == ()


@pytest.mark.parametrize(
    "signature",
    [
        "SharedAccessSignature sr=https%3a%2f%2fns&sig=aGk%3d&se=1&skn=DefaultFullSharedAccessSignature",
        "SharedAccessSignature skn=DefaultFullSharedAccessSignature&sr=x&sig=y",
        "sharedaccesssignature se=1&skn=DefaultListenSharedAccessSignature&sig=y",
    ],
)
def test_a_signature_names_its_rule(signature):
    (use,) = judged(resource(WEB, settings(signature))).key_uses
    assert use.rule.name == signature.partition("skn=")[2].partition("&")[0]
