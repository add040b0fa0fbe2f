import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from infra_stacks import ROOT, SECRETS, Stack

from hubwarden_pulumi.settings import SettingsError

GUID = "5f0b7c9e-3d61-4a52-9f1e-8c2d4b6a7e10"
SOMEWHERE = f"/subscriptions/{GUID}/resourceGroups/shared/providers"
CANARY = "c4n4ry"


@pytest.mark.parametrize("name", ["prod", "test"])
def test_the_committed_stacks_have_no_mistake_and_no_secret(name: str) -> None:
    text = (ROOT / f"Pulumi.{name}.yaml").read_text(encoding="utf-8")
    assert "secure:" not in text
    assert "encryption" not in text
    assert Stack(name).mistakes() == ()


@pytest.mark.parametrize("name", ["prod", "test"])
def test_a_fresh_clone_lacks_exactly_the_secrets(name: str) -> None:
    stack = Stack(name)
    stack.secrets = {}
    assert stack.mistakes() == tuple(
        f"hubwarden:{key}: is missing; set it with: pulumi config set --secret hubwarden:{key}"
        for key in SECRETS
    )


def test_an_error_is_one_that_pulumi_prints_without_a_traceback(prod: Stack) -> None:
    del prod["tier"]
    with pytest.raises(pulumi.RunError, match=r"has 1 mistake:\n  hubwarden:tier: is missing"):
        prod.settings()


MISTAKES = [
    ("environment", "prodution", "must be one of production, sandbox"),
    ("prefix", "Linden", "must be 2 to 12 lower-case"),
    ("prefix", "linden--mkt", "must be 2 to 12 lower-case"),
    ("tier", "Premium", "must be one of Free, Basic, Standard"),
    ("teir", "Standard", "is not a setting; did you mean tier?"),
    ("zoneRedundancy", "yes", "must be true or false"),
    ("publicNetworkAccess", True, "must be one of Enabled, Disabled"),
    ("owner", " ", "must be a text of 1 to 256 characters"),
    ("lock", None, "must be true or false"),
    ("network", "203.0.113.0/24", "must be a mapping"),
    ("network.backends", ["203.0.113.0/24", "203.0.113.0/33"], "must be an address range"),
    ("network.backends", [], "must be a list with at least one item"),
    ("network.public", ["Listen", "Read"], "must be one of Listen, Send, Manage"),
    ("network.backend", ["203.0.113.0/24"], "is not a setting; did you mean backends?"),
    ("apps.Shop", {}, "the key must be a name"),
    ("apps.shop", None, "must be a mapping"),
    ("apps.shop.platforms", ["ios", "beos"], "must be one of ios, android, windows"),
    ("apps.shop.platforms", ["ios", "ios"], "has the same item twice"),
    ("apps.shop.apns.mode", "p8", "must be one of token, certificate"),
    ("apps.shop.apns.environment", "prod", "must be one of production, sandbox"),
    ("apps.shop.apns.endpoint", "api push", "must be an address without spaces"),
    ("apps.shop.apns.keyId", 1234567890, "a number needs quotes"),
    ("apps.shop.apns.token", "x", "is not a setting"),
    ("apps.shop.fcmV1.projectId", "", "must be a text"),
    ("apps.shop.registrationTtl", "23:00:00", "at least one day"),
    ("apps.shop.registrationTtl", "0.23:00:00", "at least one day"),
    ("apps.shop.consumers", None, "must be a mapping"),
    ("apps.shop.consumers.phones.role", "Back End", "must be a name"),
    ("apps.shop.consumers.phones.rights", ["Listen", "Manage"], "only together with"),
    ("apps.shop.consumers.phones.rights", "Listen", "must be a list"),
    ("apps.shop.consumers.phones.rihgts", ["Listen"], "did you mean rights?"),
    ("apps.shop.consumers.phones.identity", "orders-api", "must be a GUID"),
    ("logs.retentionDays", 0, "must be a whole number from 1 to 36500"),
    ("logs", {"storageAccountId": "logs"}, "must be the resource id of a Microsoft.Storage"),
    ("metrics.workspaceId", SOMEWHERE, "must be the resource id of a Microsoft.Operational"),
    ("alerts.watch", ["throtling"], "must be one of authentication"),
    ("alerts.email", "nobody", "must be an e-mail address"),
    ("alerts.thresholds", {"pns-errors": -1}, "must be a whole number"),
    ("keyVaultId", f"{SOMEWHERE}/Microsoft.KeyVault/vaults", "must be the resource id of"),
    ("apps", None, "must be a mapping"),
    ("apps", [], "must be a mapping"),
    ("shop-apnstoken", "x", "is not a setting; did you mean shop-apnsToken?"),
    ("shp-apnsToken", "x", "is not a setting; did you mean shop-apnsToken?"),
    ("apnsToken", "x", "is not a setting"),
]


def put(stack: Stack, path: str, value: object) -> None:
    """Set what stands at a path of the configuration."""
    first, *rest = path.split(".")
    if not rest:
        stack[first] = value
        return
    at = stack[first]
    for key in rest[:-1]:
        at = at[key]
    at[rest[-1]] = value


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES)
def test_a_mistake_is_reported_with_its_key(
    prod: Stack, path: str, value: object, message: str
) -> None:
    put(prod, path, value)
    (mistake,) = prod.mistakes()
    assert mistake.startswith(f"hubwarden:{path}")
    assert message in mistake


def test_all_mistakes_are_reported_at_once(prod: Stack) -> None:
    prod["tier"] = "Premium"
    prod["teir"] = "Standard"
    prod["lock"] = "no"
    prod["network"]["backends"] = ["everywhere"]
    prod["apps"]["shop"]["apns"]["mode"] = "p8"
    del prod["apps"]["courier"]["consumers"]["dispatch"]["rights"]
    del prod.secrets["courier-fcmPrivateKey"]
    del prod.config["azure-native:location"]
    assert {mistake.split(": ")[0] for mistake in prod.mistakes()} == {
        "hubwarden:tier",
        "hubwarden:teir",
        "hubwarden:lock",
        "hubwarden:network.backends[0]",
        "hubwarden:apps.shop.apns.mode",
        "hubwarden:apps.courier.consumers.dispatch.rights",
        "hubwarden:courier-fcmPrivateKey",
        "azure-native:location",
    }


def test_a_setting_of_the_provider_is_named_with_its_own_namespace(prod: Stack) -> None:
    del prod.config["azure-native:location"]
    prod.config["azure-native:tenantId"] = "lindenmarkt"
    assert prod.mistakes() == (
        "azure-native:location: is missing",
        "azure-native:tenantId: must be a GUID (8-4-4-4-12 hex digits)",
    )


def test_a_mapping_that_is_encrypted_as_a_whole_is_a_mistake(prod: Stack) -> None:
    prod.encrypted = ["hubwarden:apps"]
    (mistake,) = prod.mistakes()
    assert mistake.startswith("hubwarden:apps: is encrypted as a whole")


def test_a_name_that_azure_refuses_is_a_mistake(prod: Stack) -> None:
    prod.name = "production-westeurope"
    (mistake,) = prod.mistakes()
    assert mistake.startswith("hubwarden:prefix: with this stack's name")
    prod["logs"] = {"storageAccountId": f"{SOMEWHERE}/Microsoft.Storage/storageAccounts/logs"}
    assert prod.mistakes() == ()


def test_settings_that_would_have_no_effect_are_mistakes(prod: Stack) -> None:
    prod["logs"]["storageAccountId"] = f"{SOMEWHERE}/Microsoft.Storage/storageAccounts/logs"
    prod["alerts"]["actionGroupId"] = f"{SOMEWHERE}/Microsoft.Insights/actionGroups/us"
    assert [mistake.split(": ")[0] for mistake in prod.mistakes()] == [
        "hubwarden:logs.retentionDays",
        "hubwarden:alerts.email",
    ]


def test_an_existing_vault_needs_no_tenant_and_lies_in_the_own_subscription(prod: Stack) -> None:
    prod["keyVaultId"] = f"{SOMEWHERE}/Microsoft.KeyVault/vaults/shared"
    del prod.config["azure-native:tenantId"]
    assert prod.mistakes() == ()
    prod.config["azure-native:subscriptionId"] = GUID.upper()
    assert prod.mistakes() == ()
    prod.config["azure-native:subscriptionId"] = GUID.replace("5", "6")
    (mistake,) = prod.mistakes()
    assert mistake.startswith("hubwarden:keyVaultId: must be in the subscription")


def test_a_secret_without_use_may_stay(prod: Stack) -> None:
    prod.secrets |= {"shop-apnsCertificate": "old", "shop-fcmLegacyKey": "old"}
    assert prod.mistakes() == ()


UNWISE = [
    ("environment", "sandbox"),
    ("tier", "Free"),
    ("zoneRedundancy", False),
    ("network", {"public": ["Listen", "Send", "Manage"]}),
    ("apps.shop.apns.endpoint", "gateway.sandbox.push.apple.com"),
    ("apps.shop.apns.environment", "sandbox"),
    ("apps.shop.apns.keyId", "short"),
    ("apps.shop.apns.teamId", "0-0"),
    ("apps.shop.fcmLegacy", {}),
    ("apps.shop.mpns", {"thumbprint": "ab"}),
    ("apps.shop.wns", {"packageSid": "ms-app://x"}),
    ("apps.shop.apns.mode", "certificate"),
    ("apps.shop.consumers.phones.rights", ["Listen", "Send", "Manage"]),
    ("apps.shop.consumers.phones.role", "visitor"),
    ("logs.enabled", False),
    ("metrics.enabled", False),
    ("alerts.enabled", False),
    ("alerts.watch", ["throttling"]),
    ("lock", False),
]


@pytest.mark.parametrize(("path", "value"), UNWISE)
def test_what_azure_accepts_can_be_written(prod: Stack, path: str, value: object) -> None:
    put(prod, path, value)
    needed = ["shop-fcmLegacyKey", "shop-wnsSecretKey", "shop-mpnsCertificate"]
    needed += ["shop-mpnsCertificateKey", "shop-apnsCertificate", "shop-apnsCertificatePassword"]
    prod.secrets |= dict.fromkeys(needed, "x")
    assert prod.mistakes() == ()
    prod.run()


@pytest.mark.parametrize("key", ["network", "logs", "metrics", "alerts", "owner", "costCentre"])
def test_what_azure_does_not_need_can_be_left_out(prod: Stack, key: str) -> None:
    del prod[key]
    assert prod.mistakes() == ()
    prod.run()


def paths(value: object) -> list[tuple[str | int, ...]]:
    """Return the path of everything inside a mapping."""
    pairs: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        pairs = list(enumerate(value))
    inner = [(key, *rest) for key, item in pairs for rest in paths(item)]
    return [(key,) for key, _ in pairs] + inner


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.just(CANARY)
    | st.text(max_size=20).map(lambda text: CANARY + text),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["mode", "role", "a.b", "ä", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(data=st.data())
@settings(max_examples=150)
def test_no_configuration_does_more_than_a_settings_error_and_none_is_quoted(
    data: st.DataObject,
) -> None:
    stack = Stack(data.draw(st.sampled_from(["prod", "test"])))
    stack.config["azure-native:subscriptionId"] = GUID
    stack["keyVaultId"] = f"{SOMEWHERE}/Microsoft.KeyVault/vaults/shared"
    for path in data.draw(st.lists(st.sampled_from(paths(stack.config)), min_size=1, max_size=3)):
        at: object = stack.config
        for key in path[:-1]:
            at = at[key] if isinstance(at, dict) and key in at else None
        if not isinstance(at, dict) or path[-1] not in at:
            continue
        if data.draw(st.booleans()):
            at[path[-1]] = data.draw(ANYTHING)
        else:
            del at[path[-1]]
    try:
        stack.settings()
    except SettingsError as error:
        found = error
    else:
        return
    assert CANARY not in str(found)
    assert found.__cause__ is None
    assert all(": " in mistake for mistake in found.mistakes)
