"""Secrets that a template puts where others can read or compute them."""

import pytest
from template_records import API, KEYS, RULES, site

CONNECTION = (
    "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=own;"
    "SharedAccessKey=bm90IGEga2V5IG9mIGFueWJvZHkgYnV0IDMyIGJ5dGU="
)
LISTED = f"[{KEYS}]"


def own_rule(key):
    return {
        "type": RULES,
        "apiVersion": API,
        "name": "ns/hub/own",
        "properties": {"rights": ["Send"], "primaryKey": key},
    }


def other(type_, properties):
    return {"type": type_, "apiVersion": "2023-01-01", "name": "other", "properties": properties}


def container(**variable):
    variables = [{"name": "CS", **variable}]
    inner = {"name": "c", "properties": {"environmentVariables": variables}}
    return other("Microsoft.ContainerInstance/containerGroups", {"containers": [inner]})


def container_app(**variable):
    inner = {"containers": [{"name": "c", "env": [{"name": "CS", **variable}]}]}
    return other("Microsoft.App/containerApps", {"template": inner})


def script(**variable):
    return other(
        "Microsoft.Resources/deploymentScripts",
        {"environmentVariables": [{"name": "CS", **variable}]},
    )


def extension(**properties):
    return {**other("Microsoft.Compute/virtualMachines/extensions", properties), "name": "vm/other"}


def variable(**properties):
    type_ = "Microsoft.Automation/automationAccounts/variables"
    return {**other(type_, properties), "name": "account/other"}


@pytest.mark.parametrize("value", [LISTED, CONNECTION, "[parameters('cs')]"])
@pytest.mark.parametrize(
    "handed",
    [
        lambda value: container(value=value),
        lambda value: container_app(value=value),
        lambda value: script(value=value),
        lambda value: extension(settings={"commandToExecute": value}),
        lambda value: variable(value=value),
        lambda value: {**site("x"), "tags": {"cs": value}},
    ],
)
def test_what_azure_shows_to_every_reader(estate, handed, value):
    found = estate(
        [handed(value)],
        parameters={"cs": {"type": "securestring"}},
        given={"cs": CONNECTION},
    )
    assert len(found.plain_secrets) == 1


@pytest.mark.parametrize(
    "handed",
    [
        container(secureValue=LISTED),
        container_app(secretRef="cs"),
        script(secureValue=LISTED),
        extension(protectedSettings={"commandToExecute": LISTED}),
        variable(value=LISTED, isEncrypted=True),
        container(value="https://example.com"),
        site(LISTED),
    ],
)
def test_protected_twins_and_harmless_values(estate, handed):
    assert estate([handed]).plain_secrets == ()


@pytest.mark.parametrize(
    "key",
    [
        "[base64(uniqueString(resourceGroup().id))]",
        "[base64(guid(subscription().id, 'own'))]",
        "[uniqueString(resourceGroup().id, resourceId('A.B/c', 'd'))]",
    ],
)
def test_a_key_that_anybody_can_compute(estate, key):
    (secret,) = estate([own_rule(key)]).plain_secrets
    assert secret.what == "an access key that anybody can compute from names"


@pytest.mark.parametrize(
    "key",
    [
        "[parameters('k')]",
        "[base64(parameters('k'))]",
        "[base64(uniqueString(parameters('k')))]",
        "[reference('elsewhere', '2023-01-01').key]",
        f"[base64(uniqueString({KEYS}))]",
    ],
)
def test_a_key_whose_origin_is_open(estate, key):
    (secret,) = estate([own_rule(key)], parameters={"k": {"type": "string"}}).plain_secrets
    assert "what" in secret.unknown


@pytest.mark.parametrize("key", ["[parameters('k')]", "[base64(parameters('k'))]", LISTED])
def test_a_key_that_is_kept(estate, key):
    found = estate([own_rule(key)], parameters={"k": {"type": "securestring"}})
    assert found.plain_secrets == ()


NESTED = {
    "type": "Microsoft.Resources/deployments",
    "name": "d",
    "properties": {"template": {"resources": [], "metadata": {"note": CONNECTION}}},
}


@pytest.mark.parametrize(
    ("resources", "sections", "place"),
    [
        ([], {"metadata": {"note": CONNECTION}}, "metadata.note"),
        ([], {"parameters": {"p": {"metadata": {"a": CONNECTION}}}}, "parameters.p.metadata.a"),
        ([{**site("x"), "comments": CONNECTION}], {}, "resources.comments"),
        ({"app": {**site("x"), "metadata": {"a": CONNECTION}}}, {}, "resources.app.metadata.a"),
        ([NESTED], {}, "resources.properties.template.metadata.note"),
    ],
)
def test_notes_for_people(estate, resources, sections, place):
    (secret,) = estate(resources, **sections).plain_secrets
    assert (secret.place, secret.what) == (place, "a connection string")


@pytest.mark.parametrize("comment", ["// {}", "/* {} */", "/*\n * {}\n */"])
def test_comments_of_the_file(estate, comment):
    found = estate([site("https://example.com//a")], comment=comment.format(CONNECTION))
    (secret,) = found.plain_secrets
    assert (secret.place, secret.what) == ("a comment", "a connection string")
    assert secret.origin.location.line == 1
    assert CONNECTION not in repr(found)


@pytest.mark.parametrize(
    "sections",
    [
        {"metadata": {"note": "SharedAccessKey=<key>"}},
        {"comment": "// the key is in the vault"},
        {"metadata": {"_generator": {"name": "bicep", "templateHash": "1234567890"}}},
    ],
)
def test_notes_without_a_secret(estate, sections):
    assert estate([site("x")], **sections).plain_secrets == ()
