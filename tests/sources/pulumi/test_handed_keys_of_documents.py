"""Whom a state or a preview hands which access key, where it shows no value of it."""

import pytest
from pulumi_documents import encrypted, estate, named, resources, small

from hubwarden.model.base import Undetermined

RULE = "shop--phones.rule"
APP = "azure-native:web:WebApp"


def with_app(value, *, name="HUB", made_from=(RULE,), kind="state"):
    """A document with an app one of whose settings has this value."""
    document = small(kind)
    rule = named(document, RULE)
    urn = rule["urn"].replace(rule["urn"].split("::")[2], APP).replace(RULE, "web")
    urns = [named(document, each)["urn"] for each in made_from]
    app = {
        "urn": urn,
        "custom": True,
        "type": APP,
        "parent": rule["parent"],
        "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/web",
        "inputs": {"siteConfig": {"appSettings": [{"name": name, "value": value}]}},
        "outputs": {},
        "dependencies": urns,
        "propertyDependencies": {"siteConfig": urns},
        "provider": rule["provider"],
    }
    if kind == "preview":
        document["steps"].append(
            {"op": "create", "urn": urn, "provider": app["provider"], "newState": app}
        )
    else:
        resources(document).append(app)
    return document


CLOSED = [("state", encrypted()), ("preview", "[secret]")]


@pytest.mark.parametrize(("kind", "value"), CLOSED)
def test_a_setting_that_is_made_from_a_rule_is_its_key(tmp_path, kind, value):
    found = estate(tmp_path, kind, with_app(value, kind=kind))
    (use,) = found.key_uses
    assert use.id.name == "web"
    assert use.rule.name == "phones"
    (used,) = [rule for rule in found.access_rules if rule.id == use.rule]
    assert used.used_by == (use.id,)


@pytest.mark.parametrize(("kind", "value"), CLOSED)
def test_a_setting_of_another_name_may_be_its_key(tmp_path, kind, value):
    (use,) = estate(tmp_path, kind, with_app(value, name="DATABASE", kind=kind)).key_uses
    with pytest.raises(Undetermined, match="whether siteConfig"):
        assert use.rule


@pytest.mark.parametrize(("kind", "value"), CLOSED)
def test_a_setting_that_is_made_from_no_rule_is_none(tmp_path, kind, value):
    document = with_app(value, name="DATABASE", made_from=(), kind=kind)
    assert estate(tmp_path, kind, document).key_uses == ()


def test_the_name_of_a_rule_is_no_key(tmp_path):
    assert estate(tmp_path, "state", with_app("phones", name="HUB_RULE")).key_uses == ()
