"""Where a finding of a program stands: in the stack file where a component says so, else in the code."""

from pathlib import Path

import pytest
from small_programs import HEAD_LINES, NAMESPACE, hub

from hubwarden.location import Location
from hubwarden.model.base import Undetermined
from hubwarden.paths import display_path

STACK = """\
config:
  shop:environment: production
  shop:token: canary
  shop:apps:
    web:
      tags:
        owner: me
      apns:
        keyId: KEYID00001
      consumers:
        phones:
          rights: [Listen]
"""

COMPONENT = """\
class Shop(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("shop:index:Shop", name, {"hubwarden": DECLARATION})
        inside = pulumi.ResourceOptions(parent=self)
        nh.NotificationHub(
            "web-hub",
            notification_hub_name="web",
            namespace_name="shop-ns",
            resource_group_name=group,
            tags={"owner": "me"},
            apns_credential={"token": config.require_secret("token"), "key_id": "KEYID00001"},
            opts=inside,
        )
        for name in ("phones", "stranger"):
            nh.NotificationHubAuthorizationRule(
                f"web-{name}",
                authorization_rule_name=name,
                notification_hub_name="web",
                namespace_name="shop-ns",
                resource_group_name=group,
                rights=["Listen"],
                opts=inside,
            )
        self.register_outputs({})

DECLARATION = {
    "environment": "production",
    "settings": {"environment": "environment"},
    "resources": {
        "web-hub": {
            "platforms": ["ios"],
            "settings": {
                "": "apps.web",
                "tags.owner": "apps.web.tags.owner",
                "apnsCredential": "apps.web.apns",
                "apnsCredential.keyId": "apps.web.apns.keyId",
                "apnsCredential.token": "token",
                "registrationTtl": "apps.nobody.knows",
            },
        },
        "web-phones": {
            "consumer": "phones",
            "role": "device",
            "settings": {
                "": "apps.web.consumers.phones",
                "rights": "apps.web.consumers.phones.rights",
            },
        },
    },
}
Shop("shop")
"""


@pytest.fixture
def declared(shop):
    return shop.stack(STACK).code(COMPONENT).read()


@pytest.fixture
def line(shop):
    def line(number):
        return Location(display_path(shop.root / "Pulumi.dev.yaml", shop.root), number)

    return line


def test_a_declared_resource_stands_in_the_stack_file(declared, line):
    (found,) = declared.hubs
    apns = found.credentials.apns
    assert found.origin.location == line(5)
    assert found.origin.at("tags") == line(5)
    assert found.origin.at("platforms") == line(5)
    assert apns.origin.location == line(8)
    assert apns.token.origin.at("key_id") == line(9)
    assert apns.token.origin.at("team_id") == line(8)
    assert apns.token.origin.at("key") == line(3)
    assert apns.origin.at("in_clear.token") == line(3)


def test_a_declared_rule_has_its_consumer_and_role(declared, line):
    rules = {
        access_rule.name: access_rule
        for access_rule in declared.access_rules
        if not access_rule.azure_default
    }
    phones, stranger = rules["phones"], rules["stranger"]
    assert (phones.consumer, phones.role) == ("phones", "device")
    assert phones.origin.location == line(11)
    assert phones.origin.at("rights") == line(12)
    assert (stranger.consumer, stranger.role) == (None, None)
    assert stranger.origin.location.file.endswith("__main__.py")


def test_a_declared_hub_has_its_platforms(declared):
    assert declared.hubs[0].platforms == {"ios"}


def test_the_claim_of_a_stack_has_its_line(declared, line):
    (stack,) = declared.stacks
    assert (stack.name, stack.environment) == ("dev", "production")
    assert stack.origin.at("environment") == line(2)


def test_what_nobody_declares_stands_in_the_code(shop):
    found = shop.code(f"{NAMESPACE}\n{hub()}").read()
    file = display_path(shop.root / "__main__.py", shop.root)
    assert found.namespaces[0].origin.location == Location(file, HEAD_LINES + 1)
    assert found.hubs[0].origin.location == Location(file, HEAD_LINES + 9)
    assert found.hubs[0].origin.at("tags") == Location(file, HEAD_LINES + 9)
    with pytest.raises(Undetermined):
        _ = found.hubs[0].platforms


def test_a_resource_of_a_module_stands_there(shop):
    shop.code(hub(), path="parts/hubs.py")
    (found,) = shop.code("import parts.hubs").read().hubs
    assert found.origin.location == Location(
        display_path(shop.root / "parts/hubs.py", shop.root), HEAD_LINES + 1
    )


def test_places_are_relative_to_the_current_folder(shop, monkeypatch):
    monkeypatch.chdir(shop.root)
    found = shop.stack(STACK).code(COMPONENT + NAMESPACE).read()
    assert found.hubs[0].origin.location.file == "Pulumi.dev.yaml"
    assert found.namespaces[0].origin.location.file == "__main__.py"
    assert set(found.sources[0].files) == {"Pulumi.yaml", "Pulumi.dev.yaml", "__main__.py"}


def test_the_stack_itself_stands_in_its_file(shop):
    (stack,) = shop.code("").read().stacks
    assert stack.origin.location is None or stack.origin.location.file.endswith("Pulumi.dev.yaml")
    assert stack.environment is None


MALFORMED = [
    '"text"',
    "[1]",
    "{}",
    '{"resources": []}',
    '{"resources": {"web-hub": "text"}}',
    '{"resources": {"web-hub": {"settings": "text"}}}',
    '{"resources": {"web-hub": {"settings": {"": 3, "tags": None, "x": ["a"]}}}}',
    '{"resources": {"web-hub": {"platforms": 3}}}',
    '{"environment": 3}',
    '{"environment": "a", "settings": []}',
    '{"environment": "a", "settings": {"environment": 3}}',
    '{"environment": None}',
]


@pytest.mark.parametrize("declaration", MALFORMED)
def test_a_malformed_declaration_breaks_nothing(shop, declaration):
    code = COMPONENT.replace('Shop("shop")', f'DECLARATION = {declaration}\nShop("shop")')
    found = shop.stack(STACK).code(code).read()
    assert len(found.hubs) == 1
    assert Path(found.hubs[0].origin.location.file).name in ("__main__.py", "Pulumi.dev.yaml")


CLASSIC = """
class Classic(pulumi.CustomResource):
    def __init__(self, name):
        super().__init__("azure:notificationhub/hub:Hub", name, {}, None)


Classic("old")
"""


def test_a_hub_of_another_provider_is_a_gap(shop):
    (gap,) = shop.stack({}).code(CLASSIC).read().gaps
    assert gap.what == "azure:notificationhub/hub:Hub old"


def test_a_component_of_another_process_is_a_gap(shop):
    code = "pulumi.ComponentResource('x:index:Hubs', 'far', {}, None, remote=True)"
    (gap,) = shop.stack({}).code(code).read().gaps
    assert gap.what == "x:index:Hubs far"
