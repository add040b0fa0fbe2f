"""Resources that a template's expressions ask for: by name, id or symbolic name, and what deployments output."""

import json

import pytest
from template_records import API, FULL, KEYS, NAMESPACES, RULES, site

from hubwarden.arm_templates import evaluation
from hubwarden.arm_templates.tainted_values import Taint, taint_of
from hubwarden.unknown import Unknown

DEPLOYMENTS = "Microsoft.Resources/deployments"
GROUP = "/subscriptions/{subscription().subscriptionId}/resourceGroups/{resourceGroup().name}"
SENDER = {"type": RULES, "name": "ns/hub/sender", "properties": {"rights": ["Send"]}}


def module(outputs, name="keys", resources=(), scope="Inner", **more):
    return {
        "type": DEPLOYMENTS,
        "apiVersion": "2022-09-01",
        "name": name,
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": scope},
            "template": {
                "resources": list(resources),
                "outputs": {
                    key: {"type": kind, "value": value} for key, (kind, value) in outputs.items()
                },
            },
            **more,
        },
    }


EXISTING = {"existing": True, "type": RULES, "apiVersion": API, "name": f"ns/hub/{FULL}"}
IN_LOOP = {
    "copy": {"name": "rules", "count": 2},
    "type": RULES,
    "name": "[concat('ns/hub/', if(equals(copyIndex(), 0), 'sender', 'DefaultFullSharedAccessSignature'))]",
    "properties": {"rights": ["Send"]},
}


@pytest.mark.parametrize(
    ("resources", "asked"),
    [
        ({"full": EXISTING}, "'full'"),
        ({"FULL": EXISTING}, "'Full'"),
        ({"rules": IN_LOOP}, "format('rules[{0}]', 1)"),
        ({"full": EXISTING}, "resourceInfo('full').id"),
        ([], f"'{NAMESPACES}/ns/notificationHubs/hub/authorizationRules/{FULL}'"),
        ([], f"concat('{NAMESPACES}/ns', '/notificationHubs/hub/authorizationRules/', '{FULL}')"),
        ([{**EXISTING, "existing": False}], f"'ns/hub/{FULL}'"),
    ],
)
def test_a_rule_is_asked_for_its_keys(estate, resources, asked):
    app = site(f"[listKeys({asked}, '{API}').primaryConnectionString]")
    more = {"app": app} if isinstance(resources, dict) else [app]
    (use,) = estate(resources | more if isinstance(more, dict) else resources + more).key_uses
    hub = f"{GROUP}/providers/{NAMESPACES}/ns/notificationHubs/hub"
    assert use.rule.text == f"{hub}/authorizationRules/{FULL}"


@pytest.mark.parametrize(
    "kind", ["Microsoft.Storage/storageAccounts", "Microsoft.ServiceBus/namespaces"]
)
def test_keys_of_another_service_by_symbolic_name(estate, kind):
    other = {"type": kind, "apiVersion": "2023-01-01", "name": "other", "existing": True}
    found = estate({"other": other, "app": site("[listKeys('other', '2023-01-01').keys[0].value]")})
    assert found.key_uses == ()


def test_what_no_name_names_may_be_a_key_of_a_hub(estate):
    (use,) = estate({"app": site(f"[listKeys('nowhere', '{API}').primaryKey]")}).key_uses
    assert "rule" in use.unknown


SECURE = {"cs": ("securestring", f"[{KEYS}]")}
PLAIN = {"cs": ("string", f"[{KEYS}]")}
ID = f"resourceId('{DEPLOYMENTS}', 'keys')"


@pytest.mark.parametrize(
    ("outputs", "asked"),
    [
        (PLAIN, f"reference({ID}, '2022-09-01').outputs.cs.value"),
        (PLAIN, "reference('keys').outputs.cs.value"),
        (PLAIN, "reference('keys', '2022-09-01', 'Full').properties.outputs['cs'].value"),
        (SECURE, "reference('keys').outputs.cs.value"),
        (SECURE, f"listOutputsWithSecureValues({ID}, '2025-04-01').cs"),
        (SECURE, "listOutputsWithSecureValues('keys', '2025-04-01')['cs']"),
        ({"keys": ("object", {"a": [f"[{KEYS}]"]})}, "reference('keys').outputs.keys.value.a[0]"),
    ],
)
@pytest.mark.parametrize("scope", ["Inner", "Outer"])
@pytest.mark.parametrize("first", [True, False])
def test_an_output_of_a_deployment_hands_a_key_on(estate, outputs, asked, scope, first):
    both = [module(outputs, scope=scope), site(f"[{asked}]")]
    (use,) = estate(both if first else both[::-1]).key_uses
    assert use.rule.name == FULL
    assert use.place == "siteConfig.appSettings[Push].value"


def test_from_deployment_to_deployment_and_by_symbolic_name(estate):
    taken = {"cs": {"value": "[listOutputsWithSecureValues('keys', '2025-04-01').cs]"}}
    web = module({}, "web", [site("[parameters('cs')]")], parameters=taken)
    web["properties"]["template"]["parameters"] = {"cs": {"type": "securestring"}}
    (use,) = estate({"keys": module(SECURE, "other"), "web": web}).key_uses
    assert use.rule.name == FULL


def test_a_secure_output_in_a_tag_stands_in_clear(estate):
    tagged = {**site("x"), "tags": {"cs": "[reference('keys').outputs.cs.value]"}}
    found = estate([module(SECURE), tagged])
    assert [secret.place for secret in found.plain_secrets] == ["tags.cs"]


def test_a_deployment_in_another_group_is_asked_for_there(estate):
    keys = {**module(PLAIN), "resourceGroup": "other"}
    asked = f"reference(resourceId('other', '{DEPLOYMENTS}', 'keys')).outputs.cs.value"
    (use,) = estate([keys, site(f"[{asked}]")]).key_uses
    assert use.rule.name == FULL


@pytest.mark.parametrize(
    "expression",
    [
        "reference(resourceId('Microsoft.Resources/deployments', 'ids'), '2022-09-01').outputs.id.value",
        "reference('ids').outputs.location.value",
        "reference('ns').serviceBusEndpoint",
        "reference(resourceId('Microsoft.KeyVault/vaults/secrets', 'v', 's')).secretUri",
    ],
)
def test_ids_and_names_that_are_handed_on_are_no_keys(estate, expression):
    outputs = {
        "id": ("string", f"[resourceId('{NAMESPACES}', 'ns')]"),
        "location": ("string", "[resourceGroup().location]"),
    }
    own = {"own": {"type": "string", "value": f"[{expression}]"}}
    found = estate([module(outputs, "ids")], outputs=own)
    assert [output.holds_access_key for output in found.outputs] == [False] * 3


@pytest.mark.parametrize(
    "expression", ["resourceInfo('ns')", "resourceInfo('ns').id", "reference('ns').name"]
)
def test_what_is_told_of_a_resource_is_no_key(estate, expression):
    found = estate({}, outputs={"own": {"type": "object", "value": f"[{expression}]"}})
    assert not found.outputs[0].holds_access_key


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        (f"length({KEYS})", False),
        (f"empty({KEYS})", False),
        (f"uniqueString({KEYS})", False),
        (f"guid({KEYS}, 'salt')", False),
        (f"concat(uniqueString({KEYS}), {KEYS})", True),
        (f"substring({KEYS}, length({KEYS}))", True),
    ],
)
def test_what_a_length_and_a_hash_of_a_key_tell(estate, expression, holds):
    found = estate({}, outputs={"own": {"type": "string", "value": f"[{expression}]"}})
    assert found.outputs[0].holds_access_key is holds


def test_a_hash_of_another_secret_is_not_harmless(estate):
    found = estate(
        {},
        parameters={"p": {"type": "securestring"}},
        outputs={"own": {"type": "string", "value": "[uniqueString(parameters('p'))]"}},
    )
    assert "holds_access_key" in found.outputs[0].unknown


def test_outputs_that_nobody_can_see_stay_unknown(run):
    linked = module({}, "far")
    linked["properties"]["template"] = None
    linked["properties"]["templateLink"] = {"uri": "https://example.com/t.json"}
    outputs = {
        "linked": {"type": "string", "value": "[reference('far').outputs.cs.value]"},
        "missing": {"type": "string", "value": "[reference('keys').outputs.other.value]"},
        "state": {"type": "string", "value": "[reference('keys').provisioningState]"},
    }
    found = run(resources=[linked, module(SECURE)], outputs=outputs).outputs
    assert all(isinstance(output.value, Unknown) for output in found if "/" not in output.name)


@pytest.mark.parametrize(
    ("kind", "taint"), [("string", Taint.EXPOSED), ("securestring", Taint.PROTECTED)]
)
def test_a_plain_output_no_longer_protects_a_secret(tmp_path, kind, taint):
    taken = module({"p": (kind, "[parameters('p')]")}, "take", scope="Outer")
    path = tmp_path / "template.json"
    path.write_text(
        json.dumps(
            {
                "parameters": {"p": {"type": "securestring"}},
                "resources": [site("[reference('take').outputs.p.value]"), taken],
            }
        )
    )
    (app, _) = evaluation.evaluate(path).resources
    assert taint_of([app.body]) == taint


def test_outputs_that_need_themselves_are_unknown(run):
    first = module({"x": ("string", "[reference('b').outputs.x.value]")}, "a", scope="Outer")
    second = module({"x": ("string", "[reference('a').outputs.x.value]")}, "b", scope="Outer")
    found = run(resources=[first, second]).outputs
    assert [output.name for output in found] == ["a/x", "b/x"]
    assert all(output.value.cause == "unclear" for output in found)


@pytest.mark.parametrize(("scope", "count"), [("Inner", 0), ("Outer", 1)])
def test_a_name_is_one_of_the_template_that_evaluates_it(estate, scope, count):
    app = site("[reference('keys').outputs.cs.value]")
    uses = estate([module(SECURE), module({}, "web", [app], scope=scope)]).key_uses
    assert len([use for use in uses if "rule" not in use.unknown]) == count


def test_an_id_is_one_of_any_template_around(estate):
    app = site(f"[reference({ID}).outputs.cs.value]")
    (use,) = estate([module(SECURE), module({}, "web", [app])]).key_uses
    assert use.rule.name == FULL


def test_each_deployment_is_read_once(run):
    asked = "[reference('keys').outputs.cs.value]"
    result = run(resources=[site(asked, "a"), site(asked, "b"), module(SECURE, resources=[SENDER])])
    assert [record.name for record in result.records] == ["a", "b", "keys", "ns/hub/sender"]
    assert [output.name for output in result.outputs] == ["keys/cs"]
