"""Ids, names and places that only Azure knows hold no key; what else may be behind a value stays open."""

import pytest

from hubwarden.sources.template.harmless import is_harmless

GROUP = "/subscriptions/{subscription().subscriptionId}/resourceGroups/{resourceGroup().name}"
HUBS = f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces/ns"


@pytest.mark.parametrize(
    "symbol",
    [
        HUBS,
        f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces/{{parameters('ns')}}",
        "{resourceGroup().name}",
        "hub-{uniqueString(resourceGroup().id)}",
        f"{{reference('{HUBS}', '2023-09-01').serviceBusEndpoint}}",
        "{toLower(resourceGroup().location)}",
        f"{{length(listKeys('{HUBS}', '1').primaryKey)}}",
        "{length(parameters('names'))}",
        f"{{uniqueString(listKeys('{GROUP}/{{parameters('ns')}}', '1').primaryKey)}}",
        f"hub-{{guid(listKeys('{HUBS}', '1').primaryKey, resourceGroup().id)}}",
    ],
)
def test_what_cannot_hold_a_key(symbol):
    assert is_harmless(symbol)


@pytest.mark.parametrize(
    "symbol",
    [
        "{parameters('x')}",
        "{uniqueString(parameters('x'))}",
        "{resourceGroup().tags}",
        "{resourceGroup().tags.key}",
        f"{{listKeys('{HUBS}').name}}",
        f"{{reference('{HUBS}', '2023-09-01')}}",
        f"{{reference('{HUBS}', '2023-09-01').primaryKey}}",
        f"{{reference('{GROUP}/providers/Microsoft.Resources/deployments/d', '1').outputs.x.name}}",
        "{reference('d').outputs.x.name}",
        "{uniqueString(listKeys('a', '1').key, parameters('x'))}",
        "{concat(length(parameters('x')), parameters('x'))}",
        "{concat(uniqueString(listKeys('a', '1').key), listKeys('a', '1').key)}",
        "{uniqueString(listKeys('a', '1').key",
        "{expression 3}",
        "",
    ],
)
def test_what_may(symbol):
    assert not is_harmless(symbol)
