"""No secret of a template or a parameter file is in anything that can be shown."""

import dataclasses
import json
import re

import pytest
from template_records import evaluate

from hubwarden.errors import InputError
from hubwarden.unknown import Unknown

CANARY = "canary-7f31"
HUB = "Microsoft.NotificationHubs/namespaces/notificationHubs"


def symbols(value):
    if isinstance(value, Unknown):
        yield value.symbol
        yield value.reason
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from symbols(item)
    elif isinstance(value, list):
        for item in value:
            yield from symbols(item)


def everything(evaluated):
    yield repr(evaluated)
    for record in evaluated.records:
        for field in dataclasses.fields(record):
            if field.name not in ("properties", "behind"):  # Values end at the model.
                yield repr(getattr(record, field.name))
        yield from symbols(dict(record.properties))
    for output in evaluated.outputs:
        yield repr(output)
        yield from symbols(output.value)
    yield from map(repr, evaluated.gaps)


TOKENS = [
    f"{CANARY}",
    f"[concat('{CANARY}', parameters('plain'))]",
    f"[concat('{CANARY}', parameters('secure'))]",
    f"[base64(concat('{CANARY}', parameters('plain')))]",
    f"[if(parameters('flag'), '{CANARY}', '{CANARY}2')]",
    f"[coalesce(parameters('plain'), '{CANARY}')]",
    f"[format('{CANARY}{{0}}', parameters('plain'))]",
    f"[join(createArray('{CANARY}', parameters('plain')), '')]",
    f"[json('{{\"{CANARY}\": 1}}')[parameters('plain')]]",
    "[variables('table')[parameters('plain')]]",
    f"[int('{CANARY}')]",
    f"[json('{CANARY}')]",
    f"[split('{CANARY}', '')]",
    f"[substring('{CANARY}', 90)]",
    f"[unheardOf('{CANARY}')]",
    f"[own.unheardOf('{CANARY}')]",
    f"[listKeys('{CANARY}', 'x')]",
    f"[reference('{CANARY}').x]",
    f"[concat('{CANARY}'",
    f"[concat('{CANARY}']",
    "[parameters('secure')]",
    "[parameters('default')]",
    "[parameters('object').token]",
    "[toUpper(parameters('secure'))]",
    "[uniqueString(parameters('secure'))]",
    "[guid(parameters('default'), parameters('plain'))]",
    "[concat(parameters('secure'), parameters('plain'))]",
    "[createObject(parameters('secure'), 'x')]",
    "[toObject(createArray('a'), lambda('x', parameters('secure')))]",
    "[parameters('map')[parameters('secure')]]",
    "[parameters(parameters('secure'))]",
    "[variables(concat(parameters('secure')))]",
]
SECTIONS = {
    "parameters": {
        "plain": {"type": "string"},
        "flag": {"type": "bool"},
        "secure": {"type": "securestring"},
        "default": {"type": "securestring", "defaultValue": CANARY},
        "object": {"type": "secureObject"},
        "map": {"type": "object", "defaultValue": {"a": 1}},
    },
    "variables": {"table": {"a": CANARY, "b": f"{CANARY}2"}},
}
GIVEN = {"secure": {"value": CANARY}, "object": {"value": {"token": CANARY}}}


@pytest.mark.parametrize("given", [None, GIVEN])
@pytest.mark.parametrize("token", TOKENS)
def test_in_a_credential_or_an_output(run, token, given):
    evaluated = run(
        resources=[
            {
                "type": HUB,
                "name": "ns/hub",
                "properties": {
                    "apnsCredential": {"properties": {"token": token, "apnsCertificate": token}},
                    "gcmCredential": {"properties": {"googleApiKey": token}},
                },
            }
        ],
        outputs={"token": {"type": "string", "value": token}},
        given=given,
        **SECTIONS,
    )
    assert not [text for text in everything(evaluated) if CANARY.upper() in text.upper()]
    assert evaluated.records[0].properties["gcmCredential"]


SECURE = [item for item in TOKENS if CANARY not in item]


@pytest.mark.parametrize("given", [None, GIVEN])
@pytest.mark.parametrize("token", SECURE)
def test_a_secure_parameter_anywhere(run, token, given):
    """A secure parameter is not shown as a name, an id, a tag or a location either."""
    evaluated = run(
        resources=[
            {"type": HUB, "name": f"[concat('ns/', string({token[1:-1]}))]", "location": token},
            {"type": "A.B/c", "name": token, "tags": {"a": token, token: "x"}},
            {"type": "Microsoft.Authorization/locks", "name": "x", "scope": token},
            {"type": "Microsoft.Resources/deployments", "name": token, "resourceGroup": token},
            {
                "type": "Microsoft.Insights/metricAlerts",
                "name": "alert",
                "properties": {"scopes": [token], "actions": [{"actionGroupId": token}]},
            },
        ],
        given=given,
        **SECTIONS,
    )
    assert not [text for text in everything(evaluated) if CANARY.upper() in text.upper()]
    for record in evaluated.records:
        assert CANARY.upper() not in str(dict(record.properties)).upper()


@pytest.mark.parametrize("given", [None, GIVEN])
@pytest.mark.parametrize("token", SECURE)
@pytest.mark.parametrize(
    "rest", [{"condition": ""}, {"type": ""}, {"copy": {"name": "x", "count": ""}}, {"scope": ""}]
)
def test_a_secure_parameter_where_it_makes_no_sense(run, rest, token, given):
    text = json.dumps({"type": "A.B/c", "name": "x", **rest}).replace('""', json.dumps(token))
    try:
        evaluated = run(resources=[json.loads(text)], given=given, **SECTIONS)
    except InputError as error:
        assert CANARY not in str(error)  # noqa: PT017
    else:
        assert not [text for text in everything(evaluated) if CANARY.upper() in text.upper()]


def test_every_string_of_a_fixture(data, tmp_path):
    """Each text that is no name and no expression is a canary, one at a time."""
    text = (data / "complete.json").read_text(encoding="utf-8")
    values = (data / "complete.parameters.json").read_text(encoding="utf-8")
    for secret in ("keyId", "appId", "appName", "projectId", "clientEmail"):
        text = re.sub(rf'("{secret}": ")[^"]*"', rf'\g<1>{CANARY}"', text)
    values = values.replace("canary-parameter-file", CANARY).replace('"apns"', f'"{CANARY}"')
    assert text.count(CANARY) == 5
    assert values.count(CANARY) == 2
    template, given = tmp_path / "t.json", tmp_path / "p.json"
    template.write_text(text, encoding="utf-8")
    given.write_text(values, encoding="utf-8")
    assert not [item for item in everything(evaluate(template, given)) if CANARY in item]


def test_errors(run):
    with pytest.raises(InputError) as caught:
        run(resources=[{"type": "A.B/c", "name": "x", "condition": CANARY}])
    assert CANARY not in repr(caught.value)
