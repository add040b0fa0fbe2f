"""Parameters of a template, and what is marked as secret."""

import pytest

from hubwarden.errors import InputError

# --- parameters ----------------------------------------------------------------------------------


def test_parameter_files(hub):
    record = hub(
        {
            "apnsCredential": {
                "properties": {"keyId": "[parameters('ID')]", "appName": "[[as it is]"}
            }
        },
        parameters={"id": {"type": "string", "defaultValue": "x"}},
        given={"Id": {"value": "[not an expression]"}},
    )
    assert record.properties["apnsCredential"] == {
        "keyId": "[not an expression]",
        "appName": "[as it is]",
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"other": {"value": "canary"}}, "no such parameter"),
        ({"text": {"value": ["canary"]}}, "declared type"),
        ({"text": {"value": 1}}, "declared type"),
        ({"number": {"value": True}}, "declared type"),
        ({"number": {"value": 1.5}}, "declared type"),
        ({"truth": {"value": {"canary": 1}}}, "declared type"),
        ({"many": {"value": "canary"}}, "declared type"),
        ({"text": "canary"}, "'value' or a 'reference'"),
        ({"text": {"valeu": "canary"}}, "'value' or a 'reference'"),
        ('{"canary": 1}', "is not a parameter file"),
        ('["canary"]', "is not a parameter file"),
        ('{"parameters": "canary"', "expected"),
    ],
)
def test_wrong_parameter_files(run, given, message):
    declared = {"text": "string", "number": "int", "truth": "bool", "many": "array"}
    with pytest.raises(InputError, match=message) as caught:
        run(parameters={name: {"type": type} for name, type in declared.items()}, given=given)
    assert caught.value.file.endswith("values.json")
    assert "canary" not in str(caught.value)
    if isinstance(given, dict):
        assert caught.value.field == f"parameters.{next(iter(given))}"
        assert caught.value.line is not None


def test_wrong_default(value):
    with pytest.raises(InputError, match="declared type") as caught:
        value("[parameters('p')]", parameters={"p": {"type": "int", "defaultValue": []}})
    assert caught.value.field == "parameters.p"


def test_circles(value):
    result = value("[variables('a')]", variables={"a": "[variables('b')]", "b": "[variables('a')]"})
    assert "needs itself" in result.reason
    parameters = {"p": {"type": "string", "defaultValue": "[parameters('p')]"}}
    assert "needs itself" in value("[parameters('p')]", parameters=parameters).reason


def test_user_functions_that_call_themselves(value):
    body = {"parameters": [], "output": {"type": "string", "value": "[own.f()]"}}
    functions = [{"namespace": "own", "members": {"f": body}}]
    with pytest.raises(InputError, match="refers to itself"):
        value("[own.f()]", functions=functions)


# --- what is marked as secret --------------------------------------------------------------------

CREDENTIALS = {
    "parameter": "[parameters('secure')]",
    "part": "[concat('x', parameters('secure'))]",
    "variable": "[variables('creds').token]",
    "object": "[parameters('secureObject').token]",
    "typed": "[parameters('typed').token]",
    "function": "[base64(parameters('secure'))]",
    "either": "[if(parameters('flag'), parameters('secure'), parameters('secure2'))]",
}
CLEAR = {
    "literal": "text",
    "plain": "[parameters('plain')]",
    "neighbour": "[variables('creds').other]",
    "default": "[parameters('default')]",
    "typed": "[parameters('typed').other]",
    "either": "[if(parameters('flag'), parameters('secure'), 'text')]",
    "keys": "[listKeys('x', '2020-01-01').key1]",
}
SECTIONS = {
    "definitions": {
        "creds": {
            "type": "object",
            "properties": {"token": {"type": "securestring"}, "other": {"type": "string"}},
        }
    },
    "parameters": {
        "secure": {"type": "SecureString"},
        "secure2": {"type": "securestring"},
        "secureObject": {"type": "secureObject"},
        "typed": {"$ref": "#/definitions/creds"},
        "default": {"type": "securestring", "defaultValue": "text"},
        "plain": {"type": "string"},
        "flag": {"type": "bool"},
    },
    "variables": {"creds": {"token": "[parameters('secure')]", "other": "text"}},
}
VALUES = {
    "secure": {"value": "canary"},
    "secure2": {"value": "canary2"},
    "secureObject": {"value": {"token": "canary"}},
    "typed": {"value": {"token": "canary", "other": "text"}},
    "plain": {"value": "text"},
}


@pytest.mark.parametrize("given", [None, VALUES])
@pytest.mark.parametrize("case", CREDENTIALS)
def test_marked(hub, case, given):
    properties = {"apnsCredential": {"properties": {"token": CREDENTIALS[case]}}}
    assert hub(properties, given=given, **SECTIONS).marked == {"apnsCredential.token"}


@pytest.mark.parametrize("given", [None, VALUES])
@pytest.mark.parametrize("case", CLEAR)
def test_not_marked(hub, case, given):
    properties = {"apnsCredential": {"properties": {"token": CLEAR[case]}}}
    record = hub(properties, given=given, **SECTIONS)
    assert record.marked == frozenset()
    assert "token" in record.properties["apnsCredential"]


@pytest.mark.parametrize("given", [None, {"all": {"value": {"token": "canary"}}}])
def test_a_secure_object_as_a_whole(hub, given):
    record = hub(
        {"apnsCredential": {"properties": "[parameters('all')]"}},
        parameters={"all": {"type": "secureObject"}},
        given=given,
    )
    expected = {"apnsCredential"} if given is None else {"apnsCredential", "apnsCredential.token"}
    assert record.marked == expected


def test_a_default_that_is_made_anew_is_protected(hub):
    record = hub(
        {"apnsCredential": {"properties": {"token": "[parameters('p')]"}}},
        parameters={"p": {"type": "securestring", "defaultValue": "[newGuid()]"}},
    )
    assert record.marked == {"apnsCredential.token"}
    assert record.properties["apnsCredential"]["token"].present


def test_outputs_that_read_keys(run):
    keys = "listKeys('x', '2020-01-01')"
    outputs = {
        "direct": f"[{keys}.primaryKey]",
        "inside": f"[concat('a', {keys}.primaryKey)]",
        "deep": f"[createObject('a', createArray({keys}.primaryKey))]",
        "other": "[listAccountSas('x', '2020-01-01').token]",
        "taken": f"[if(true(), {keys}.primaryKey, '')]",
        "perhaps": f"[if(parameters('flag'), {keys}.primaryKey, '')]",
        "not": f"[if(false(), {keys}.primaryKey, '')]",
        "never": "[concat('listKeys')]",
    }
    result = run(
        parameters={"flag": {"type": "bool"}},
        outputs={
            **{name: {"type": "string", "value": output} for name, output in outputs.items()},
            "absent": {"type": "string", "condition": False, "value": "x"},
        },
    )
    found = {output.name: output.reads_keys for output in result.outputs}
    assert found == {name: name not in ("not", "never") for name in outputs}
