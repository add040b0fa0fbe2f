import json

import pytest
from template_records import evaluate
from template_resources import HUBS, NAMESPACES, of_names, resource

from hubwarden.errors import InputError
from hubwarden.unknown import Unknown


@pytest.fixture
def complete(data):
    return evaluate(data / "complete.json", data / "complete.parameters.json")


def line(path, text, nth=0):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [at for at, item in enumerate(lines, 1) if text in item][nth]


def test_the_complete_template(complete, base):
    ns = f"{base}/providers/Microsoft.NotificationHubs/namespaces/shop-ns"
    hub = f"{ns}/notificationHubs/app"
    assert [(record.type, record.name, record.id, record.exact) for record in complete.records] == [
        ("microsoft.notificationhubs/namespaces", "shop-ns", ns, False),
        ("microsoft.notificationhubs/namespaces/notificationhubs", "shop-ns/app", hub, False),
        (
            "microsoft.authorization/locks",
            "keep",
            f"{ns}/providers/Microsoft.Authorization/locks/keep",
            False,
        ),
        *(
            (
                "microsoft.notificationhubs/namespaces/notificationhubs/authorizationrules",
                f"shop-ns/app/{name}",
                f"{hub}/authorizationRules/{name}",
                False,
            )
            for name in ("phones", "backend")
        ),
        (
            "microsoft.insights/diagnosticsettings",
            "operations",
            f"{ns}/providers/Microsoft.Insights/diagnosticSettings/operations",
            False,
        ),
        (
            "microsoft.insights/diagnosticsettings",
            "metrics",
            f"{hub}/providers/Microsoft.Insights/diagnosticSettings/metrics",
            False,
        ),
        (
            "microsoft.resources/deployments",
            "alerts",
            f"{base}/providers/Microsoft.Resources/deployments/alerts",
            False,
        ),
        *(
            (
                "microsoft.insights/metricalerts",
                f"alert-outgoing.metric{at}",
                f"{base}/providers/Microsoft.Insights/metricAlerts/alert-outgoing.metric{at}",
                False,
            )
            for at in (1, 2)
        ),
    ]
    assert complete.gaps == ()


def test_flat_properties(complete):
    namespace, hub, lock, rule, _, operations, metrics, _, alert, _ = complete.records
    workspace = (
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w"
    )
    location = namespace.properties["location"]
    assert isinstance(location, Unknown)
    assert location.symbol == "{resourceGroup().location}"
    assert namespace.properties == {
        "location": location,
        "tags": {"environment": "production"},
        "sku": {"name": "Standard"},
        "namespaceType": "NotificationHub",
        "networkAcls": {
            "ipRules": [
                {"ipMask": "10.0.0.0/24", "rights": ["Send"]},
                {"ipMask": "10.0.1.0/24", "rights": ["Send"]},
            ],
            "publicNetworkRule": {"rights": ["Listen"]},
        },
    }
    token = hub.properties["apnsCredential"].pop("token")
    assert isinstance(token, Unknown)
    assert token.present
    assert "Key Vault" in token.reason
    assert hub.properties["apnsCredential"] == {
        "endpoint": "https://api.push.apple.com:443/3/device",
        "keyId": "ABCDE12345",
        "appId": "TEAM123456",
        "appName": "com.example.shop",
    }
    assert hub.properties["fcmV1Credential"] == {
        "projectId": "shop-prod",
        "clientEmail": "push@shop-prod.example",
        "privateKey": "canary-parameter-file",
    }
    assert "authorizationRules" not in hub.properties
    assert hub.marked == {"apnsCredential.token", "fcmV1Credential.privateKey"}
    assert lock.properties["level"] == "CanNotDelete"
    assert lock.properties["scope"].symbol == namespace.id
    assert rule.properties == {"rights": ["Listen"]}
    assert operations.properties["resourceUri"].symbol == namespace.id
    assert operations.properties["workspaceId"] == workspace
    assert operations.properties["logs"] == [{"category": "OperationalLogs", "enabled": True}]
    assert metrics.properties["resourceUri"].symbol == hub.id
    assert alert.properties["scopes"][0].symbol == hub.id
    assert alert.properties["criteria"]["odataType"].endswith("MultipleMetricCriteria")
    assert alert.properties["criteria"]["allOf"][0]["metricName"] == "outgoing.metric1"
    assert alert.properties["actions"][0]["actionGroupId"].symbol.endswith("/actionGroups/team")
    assert alert.properties["enabled"] is True


def test_lines(complete, data):
    file = data / "complete.json"
    namespace, hub, _, rule, *_, alert, _ = complete.records
    at = {path: place.line for path, place in hub.locations.items()}
    assert namespace.location.file == str(file)
    assert namespace.location.line == line(file, f'"{NAMESPACES}"') - 1
    assert namespace.locations["sku.name"].line == line(file, '"SKU"')
    assert namespace.locations["tags.environment"].line == line(file, '"Tags"')
    assert namespace.locations["networkAcls.ipRules"].line == line(file, '"copy": [', 1) + 1
    assert at["apnsCredential"] == line(file, '"apnsCredential"')
    assert at["apnsCredential.token"] == line(file, "parameters('apnsToken')")
    assert at["fcmV1Credential.projectId"] == line(file, '"projectId"')
    # What an expression yields has the line of the expression.
    assert rule.locations["rights"].line == line(file, ".rights]")
    assert "rights[0]" not in rule.locations
    assert alert.locations["criteria.allOf[0].metricName"].line == line(file, '"metricName"')
    assert alert.locations["scopes[0]"].line == line(file, '"scopes"')


def test_outputs(complete):
    watched, hub, connection = complete.outputs
    assert watched.name == "alerts/watched"
    assert (hub.name, hub.secret, hub.reads_keys) == ("hub", False, False)
    assert isinstance(hub.value, Unknown)
    assert (connection.secret, connection.reads_keys) == (True, True)
    assert isinstance(connection.value, Unknown)


def test_without_parameter_file(data):
    result = evaluate(data / "complete.json")
    hub = result.records[1].properties["apnsCredential"]
    assert hub["endpoint"].present
    assert "parameter 'environment' has no value" in hub["endpoint"].reason
    assert hub["token"].symbol == "{parameters('apnsToken')}"
    assert not hub["token"].present
    assert result.records[1].marked == {"apnsCredential.token", "fcmV1Credential.privateKey"}


def test_the_modern_form(data):
    result = evaluate(data / "modern.json")
    group, _, shop, till, grant = result.records
    subscription = "/subscriptions/{subscription().subscriptionId}"
    assert group.id == f"{subscription}/resourceGroups/push"
    assert [item.name for item in (shop, till)] == ["shared/shop-hub", "shared/till-hub"]
    assert shop.id == f"{group.id}/providers/{NAMESPACES}/shared/notificationHubs/shop-hub"
    assert shop.marked == {"fcmV1Credential.privateKey"}
    assert shop.properties["fcmV1Credential"]["projectId"].symbol == (
        "{parameters('push').projectId}"
    )
    assert shop.properties["admCredential"] == {"authTokenUrl": "https://a.example"}
    assert grant.name == "{guid('push', 'x')}"
    assert grant.properties["scope"].symbol == group.id
    names, keys = result.outputs
    assert (names.name, names.value) == ("hubs/names", ["shop-hub", "till-hub"])
    assert keys.reads_keys
    assert result.gaps == ()


def test_conditions(run):
    flag = {"flag": {"type": "bool"}}
    result = run(
        parameters=flag,
        resources=[
            resource("never", condition="[equals(1, 2)]"),
            resource("always", condition="True"),
            resource("perhaps", condition="[parameters('flag')]"),
        ],
    )
    assert of_names(result) == ["always", "perhaps"]
    (gap,) = result.gaps
    assert "'perhaps'" in gap.what
    assert "'flag' has no value" in gap.reason
    assert gap.location.line
    with pytest.raises(InputError, match="neither true nor false"):
        run(resources=[resource(condition=1)])


def test_a_condition_is_not_the_childrens(run):
    child = resource("hub", "notificationHubs")
    assert of_names(run(resources=[resource(condition=False, resources=[child])])) == ["ns/hub"]


def test_children_may_repeat_type_and_name(run):
    child = resource("ns/hub", HUBS)
    short = resource("rule", "authorizationRules")
    result = run(resources=[resource(resources=[child, short])])
    assert of_names(result) == ["ns", "ns/hub", "ns/rule"]


def test_loops(run):
    three = {"name": "each", "count": 3}
    result = run(resources=[resource("[concat('ns', copyIndex(5))]", copy=three)])
    assert of_names(result) == ["ns5", "ns6", "ns7"]
    assert run(resources=[resource(copy={"name": "x", "count": 0})]).records == ()


def test_a_loop_without_known_count(run):
    result = run(
        parameters={"n": {"type": "int"}},
        resources=[
            resource(
                "[concat('ns', copyIndex())]", copy={"name": "x", "count": "[parameters('n')]"}
            )
        ],
    )
    (record,), (gap,) = result.records, result.gaps
    assert record.name.startswith("ns{copyIndex()")
    assert not record.exact
    assert gap.what == "resources of a copy loop"
    assert "'n' has no value" in gap.reason


@pytest.mark.parametrize("count", [801, -1, "many", True, None, 1.5, []])
def test_impossible_loops(run, count):
    with pytest.raises(InputError, match="count from 0 to 800"):
        run(resources=[resource(copy={"name": "x", "count": count})])


def test_loops_over_properties_variables_and_outputs(run):
    result = run(
        variables={"copy": [{"name": "v", "count": 2, "input": "[copyIndex('v')]"}]},
        resources=[
            resource(
                properties={
                    "copy": [{"name": "a", "count": 2, "input": {"b": "[copyIndex('a')]"}}],
                    "c": "[variables('v')]",
                }
            )
        ],
        outputs={"o": {"type": "array", "copy": {"count": 2, "input": "[copyIndex()]"}}},
    )
    assert result.records[0].properties == {"a": [{"b": 0}, {"b": 1}], "c": [0, 1]}
    assert result.outputs[0].value == [0, 1]


def test_symbolic_names_and_existing_resources(run):
    result = run(
        languageVersion="2.0",
        resources={
            "ns": {**resource("there"), "existing": True},
            "hub": resource("there/hub", HUBS),
        },
    )
    assert of_names(result) == ["there/hub"]


def test_names_that_are_not_known(run):
    result = run(
        parameters={"full": {"type": "string"}, "ns": {"type": "string"}},
        resources=[
            resource("[parameters('full')]", HUBS),
            resource("[concat(parameters('ns'), '/hub')]", HUBS),
        ],
    )
    whole, split = result.records
    assert whole.id.endswith(
        "/namespaces/{segment 1 of {parameters('full')}}"
        "/notificationHubs/{segment 2 of {parameters('full')}}"
    )
    assert split.name == "{parameters('ns')}/hub"
    assert split.id.endswith("/namespaces/{parameters('ns')}/notificationHubs/hub")
    assert result.gaps == ()


def test_what_cannot_be_placed_is_a_gap(run):
    result = run(
        parameters={"type": {"type": "string"}},
        resources=[
            resource("a/b"),
            resource("ns", HUBS),
            resource(type="[parameters('type')]", resources=[resource("x", "y")]),
            resource(type="namespaces"),
            resource("[concat(parameters('type'), '/x')]", f"{NAMESPACES}/providers/locks"),
            resource("[concat('ns/', parameters('type'), '/x')]", f"{NAMESPACES}/providers/locks"),
        ],
    )
    assert result.records == ()
    assert len(result.gaps) == 6


def test_properties_that_are_not_known_are_a_gap(run):
    result = run(
        parameters={"all": {"type": "object"}},
        resources=[resource(properties="[parameters('all')]")],
    )
    assert result.records[0].properties == {}
    assert "'ns'" in result.gaps[0].what


# --- malformed templates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        '"text"',
        '{"resources": null}',
        '{"resources": "canary"}',
        '{"resources": ["canary"]}',
        '{"resources": [{"type": "A.B/c"}]}',
        '{"resources": [{"name": "canary"}]}',
        '{"resources": [{"type": ["canary"], "name": "x"}]}',
        '{"resources": [{"type": "A.B/c", "name": {"canary": 1}}]}',
        '{"resources": [{"type": "A.B/c", "name": "x", "properties": "canary"}]}',
        '{"resources": [{"type": "A.B/c", "name": "x", "properties": 5}]}',
        '{"resources": [{"type": "A.B/c", "name": "x", "copy": "canary"}]}',
        '{"resources": [{"type": "A.B/c", "name": "x", "scope": {"canary": 1}}]}',
        '{"resources": [], "parameters": ["canary"]}',
        '{"resources": [], "variables": "canary"}',
        '{"resources": [], "variables": {"copy": [{"count": 1, "input": "canary"}]}}',
        '{"resources": [], "functions": "canary"}',
        '{"resources": [], "outputs": ["canary"]}',
        '{"resources": [], "outputs": {"x": "canary"}}',
    ],
)
def test_malformed_templates(run, text):
    with pytest.raises(InputError) as caught:
        run(text)
    assert caught.value.file.endswith("template.json")
    assert "canary" not in str(caught.value)


def test_names_of_sections_have_no_letter_case(run):
    result = run(
        json.dumps(
            {
                "Parameters": {"P": {"Type": "String", "DefaultValue": "x"}},
                "Resources": [{"Type": "A.B/c", "Name": "[Parameters('p')]", "Properties": {}}],
            }
        )
    )
    assert of_names(result) == ["x"]
