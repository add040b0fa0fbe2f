"""Keys that a template hands on in loops over what is not known."""

import pytest
from template_records import FULL, KEYS

PARAMETERS = {
    "names": {"type": "array"},
    "count": {"type": "int"},
    "given": {"type": "secureObject"},
}
SETTING = "createObject('name', lambdaVariables('n'), 'value', {})"
LOOP = {"name": "appSettings", "input": {"name": "HUB", "value": f"[{KEYS}]"}}


def app(**site_config):
    return {
        "type": "Microsoft.Web/sites",
        "apiVersion": "2022-03-01",
        "name": "api",
        "properties": {"siteConfig": site_config},
    }


def mapped(body, over="parameters('names')"):
    return f"[map({over}, lambda('n', {body}))]"


@pytest.mark.parametrize(
    "site",
    [
        app(appSettings=mapped(SETTING.format(KEYS))),
        app(appSettings=mapped(SETTING.format(f"lambdaVariables('n').value, 'x', {KEYS}"))),
        app(copy=[{**LOOP, "count": "[parameters('count')]"}]),
        app(copy=[{**LOOP, "count": "[length(parameters('names'))]"}]),
        app(
            appSettings=mapped(
                "createObject('name', lambdaVariables('n').key, 'value', lambdaVariables('n').value)",
                f"items(createObject('NH', {KEYS}))",
            )
        ),
        app(
            connectionStrings=f"[toObject(parameters('names'), lambda('n', 'NH'), lambda('n', {KEYS}))]"
        ),
    ],
    ids=["map", "map beside", "copy", "copy of a length", "items", "toObject"],
)
def test_a_key_is_followed_though_the_turns_are_not_known(estate, site):
    uses = estate([site], parameters=PARAMETERS).key_uses
    assert {use.rule.name for use in uses} == {FULL}


@pytest.mark.parametrize(
    "site",
    [
        app(appSettings=[{"name": "A", "value": "b"}], tags=mapped("lambdaVariables('n')")),
        app(
            appSettings=mapped(
                "createObject('name', lambdaVariables('n').key, 'value', lambdaVariables('n').value)",
                "items(createObject('A', 'b'))",
            )
        ),
    ],
)
def test_loops_without_a_key_hand_nothing_on(estate, site):
    assert estate([site], parameters=PARAMETERS).key_uses == ()


def test_the_names_of_an_object_are_no_keys_though_its_values_are(estate):
    names = f"[objectKeys(createObject('a', {KEYS}))]"
    (output,) = estate([], outputs={"names": {"type": "array", "value": names}}).outputs
    assert output.holds_access_key is False
