"""What certainly is a secret by its form, and what only stands in for one."""

import base64

import pytest

from hubwarden.sources.secret_forms import kind_of_secret

KEY = base64.b64encode(bytes(range(7, 39))).decode()
CONNECTION = "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=app;SharedAccessKey="
PEM = "-----BEGIN PRIVATE KEY-----"


@pytest.mark.parametrize(
    "key",
    [
        *("$(HubKey)", "${HUB_KEY}", "#{HubKey}#", "%KEY%", "__KEY__", "***", "xxxxxxxx"),
        *("REPLACE_ME", "TODO", "your-key-here", "KEY", "<key>", "{0}", "[key]", "redacted"),
    ],
)
@pytest.mark.parametrize("behind", ["", ";EntityPath=hub", '"', " and so on"])
def test_a_connection_string_without_a_key(key, behind):
    assert kind_of_secret(f"e.g. {CONNECTION}{key}{behind}") == ""


@pytest.mark.parametrize("key", [KEY, KEY[:20], "canary", "$(HubKey)x1", "keys2024", "%2B" + KEY])
@pytest.mark.parametrize("behind", ["", ";EntityPath=hub", '"'])
def test_a_connection_string_with_one(key, behind):
    assert kind_of_secret(f"{CONNECTION}{key}{behind}") == "a connection string"


def test_one_key_behind_a_placeholder_is_enough():
    text = f"not {CONNECTION}REPLACE_ME but {CONNECTION}{KEY}"
    assert kind_of_secret(text) == "a connection string"


@pytest.mark.parametrize(
    "body",
    [
        "...",
        " ... ",
        "\n...\n",
        "\\n...",
        "…",
        "<body>",
        "{body}",
        "[body]",
        "***",
        "\n-----END PRIVATE KEY-----",
    ],
)
def test_a_marker_without_a_body(body):
    assert kind_of_secret(f"Paste it: {PEM}{body}") == ""


@pytest.mark.parametrize("body", ["", "\nMIGHAgEA", "\\nMIGHAgEA", " abc..."])
def test_a_marker_with_a_body_or_alone(body):
    assert kind_of_secret(f"{PEM}{body}") == "a private key"
