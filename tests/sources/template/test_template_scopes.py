"""Scopes of a template, extensions, and deployments in a deployment."""

import pytest
from template_resources import HUBS, NAMESPACES, of_names, resource

from hubwarden.errors import InputError
from hubwarden.unknown import Unknown

# --- scopes and extensions -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (None, "{base}"),
        ("Microsoft.NotificationHubs/namespaces/ns", "{base}/providers/{scope}"),
        ("/subscriptions/s/resourceGroups/g", "{scope}"),
        ("/", ""),
        ("[parameters('id')]", "{{parameters('id')}}"),
    ],
)
def test_the_resource_that_an_extension_belongs_to(run, base, scope, expected):
    owner = expected.format(base=base, scope=scope)
    lock = resource("keep", "Microsoft.Authorization/locks", properties={"level": "ReadOnly"})
    if scope is not None:
        lock["scope"] = scope
    (record,) = run(parameters={"id": {"type": "string"}}, resources=[lock]).records
    found = record.properties["scope"]
    assert (found.symbol if isinstance(found, Unknown) else found) == owner
    assert record.id == f"{owner}/providers/Microsoft.Authorization/locks/keep"
    assert record.exact is ("{" not in owner)


@pytest.mark.parametrize(
    ("schema", "prefix"),
    [
        ("subscriptionDeploymentTemplate", "/subscriptions/{subscription().subscriptionId}"),
        (
            "managementGroupDeploymentTemplate",
            "/providers/Microsoft.Management/managementGroups/{managementGroup().name}",
        ),
        ("tenantDeploymentTemplate", ""),
    ],
)
def test_levels(run, schema, prefix):
    address = f"https://schema.management.azure.com/schemas/2018-05-01/{schema}.json#"
    (record,) = run(**{"$schema": address}, resources=[resource("x", "A.B/c")]).records
    assert record.id == f"{prefix}/providers/A.B/c/x"


def deployment(template, **rest):
    properties = {"mode": "Incremental", "template": template, **rest.pop("properties", {})}
    return resource("inner", "Microsoft.Resources/deployments", properties=properties, **rest)


def test_a_subscription_deploys_into_a_new_group(run):
    group = resource("rg", "Microsoft.Resources/resourceGroups")
    inner = deployment({"resources": [resource()]}, resourceGroup="rg", subscriptionId="s")
    schema = "https://x/subscriptionDeploymentTemplate.json#"
    made, _, namespace = run(**{"$schema": schema}, resources=[group, inner]).records
    assert made.id == "/subscriptions/{subscription().subscriptionId}/resourceGroups/rg"
    assert namespace.id == f"/subscriptions/s/resourceGroups/rg/providers/{NAMESPACES}/ns"
    assert namespace.exact


def test_expressions_of_the_outer_scope_see_the_parent(run):
    inner = deployment(
        {
            "parameters": {"name": {"type": "string", "defaultValue": "inner"}},
            "resources": [resource("[parameters('name')]", tags={"g": "[resourceGroup().name]"})],
            "outputs": {"id": {"type": "string", "value": "[parameters('name')]"}},
        },
        resourceGroup="other",
    )
    result = run(
        parameters={"name": {"type": "string", "defaultValue": "outer"}}, resources=[inner]
    )
    record = result.records[1]
    assert record.name == "outer"
    assert "/resourceGroups/other/" in record.id
    assert record.properties["tags"]["g"].symbol == "{resourceGroup().name}"
    assert [(output.name, output.value) for output in result.outputs] == [("inner/id", "outer")]


def test_expressions_of_the_inner_scope_see_their_own(run):
    template = {
        "parameters": {
            "name": {"type": "string"},
            "missing": {"type": "string"},
            "token": {"type": "securestring"},
            "plain": {"type": "string"},
        },
        "variables": {"v": "[concat(parameters('name'), '-v')]"},
        "resources": [
            resource(
                "[concat(variables('v'), '/', resourceGroup().name)]",
                HUBS,
                tags={"m": "[parameters('missing')]"},
                properties={
                    "apnsCredential": {"properties": {"token": "[parameters('token')]"}},
                    "admCredential": {"properties": {"clientSecret": "[parameters('plain')]"}},
                },
            )
        ],
    }
    secret = "[parameters('secret')]"
    result = run(
        parameters={
            "secret": {"type": "securestring"},
            "missing": {"type": "string", "defaultValue": "not this one"},
        },
        resources=[
            deployment(
                template,
                resourceGroup="other",
                properties={
                    "expressionEvaluationOptions": {"scope": "Inner"},
                    "parameters": {
                        "name": {"value": "a"},
                        "token": {"value": secret},
                        "plain": {"value": secret},
                    },
                },
            )
        ],
    )
    record = result.records[1]
    assert record.name == "a-v/other"
    assert record.properties["tags"]["m"].symbol == "{nested1.parameters('missing')}"
    # A plain parameter stands in the deployment's log: the secret is no longer protected.
    assert record.marked == {"apnsCredential.token"}


def test_linked_templates_are_gaps(run):
    link = {"templateLink": {"uri": "https://a.example/x.json"}, "template": None}
    result = run(resources=[deployment(None, properties=link)])
    assert of_names(result) == ["inner"]
    assert result.gaps[0].what == "linked template of deployment 'inner'"


def test_what_a_nested_deployment_is_given(run):
    def inner(parameters):
        template = {
            "parameters": {"x": {"type": "string", "defaultValue": "not this one"}},
            "resources": [resource("[parameters('x')]")],
        }
        options = {"expressionEvaluationOptions": {"scope": "inner"}, "parameters": parameters}
        return run(
            parameters={"all": {"type": "object"}},
            resources=[deployment(template, properties=options)],
        ).records[1]

    assert inner({}).name == "not this one"
    assert inner("[parameters('all')]").name == "{nested1.parameters('x')}"
    assert not inner({"x": "[parameters('all')]"}).exact
    assert inner({"x": {"reference": {}}}).name.startswith("{parameters('x') #")
    with pytest.raises(InputError, match="'value' or a 'reference'"):
        inner({"x": 1})
    with pytest.raises(InputError, match="declared type"):
        inner({"x": {"value": []}})


@pytest.mark.parametrize(
    ("scope", "prefix"), [("/", ""), ("Microsoft.Management/managementGroups/m", "/providers/M")]
)
def test_deployments_with_a_scope(run, scope, prefix):
    inner = deployment({"resources": [resource("x", "A.B/c")]}, scope=scope)
    assert run(resources=[inner]).records[1].id.startswith(f"{prefix}")


def test_nesting_has_an_end(run):
    template = {"resources": []}
    for _ in range(12):
        template = {"resources": [deployment(template)]}
    with pytest.raises(InputError, match="nested more than 10"):
        run(**template)
