"""Values that the real engine encrypted are opened with the passphrase, and with nothing else."""

import json
from pathlib import Path

import pytest

from hubwarden.sources.pulumi.passphrase import opener, why_closed
from hubwarden.sources.pulumi.wire_values import SECRET, SIGNATURE

STATE = Path(__file__).parents[2] / "data" / "pulumi" / "state-test.json"
PASSPHRASE = "correct horse"  # The engine wrote the document with it; there is no secret in it.


@pytest.fixture(scope="module")
def state():
    return json.loads(STATE.read_text(encoding="utf-8"))["deployment"]


def salt(state):
    return state["secrets_providers"]["state"]["salt"]


def ciphertexts(value):
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            yield value["ciphertext"]
        for part in value.values():
            yield from ciphertexts(part)
    elif isinstance(value, list):
        for part in value:
            yield from ciphertexts(part)


def test_the_passphrase_opens_what_the_engine_encrypted(state, tmp_path):
    open_one = opener(salt(state), {"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE})
    found = {json.loads(open_one(text)) for text in ciphertexts(state)}
    assert {"not a key: the shop's signing key", "not a key: the shop's Firebase key"} <= found
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    same = opener(salt(state), {"PULUMI_CONFIG_PASSPHRASE_FILE": str(file)})
    assert {json.loads(same(text)) for text in ciphertexts(state)} == found


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"PULUMI_CONFIG_PASSPHRASE": "wrong"},
        {"PULUMI_CONFIG_PASSPHRASE": ""},
        {"PULUMI_CONFIG_PASSPHRASE_FILE": "not-there"},
        {"PULUMI_CONFIG_PASSPHRASE_FILE": "."},
    ],
)
def test_nothing_else_opens_them(state, environment):
    open_one = opener(salt(state), environment)
    assert {open_one(text) for text in ciphertexts(state)} == {None}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "set PULUMI_CONFIG_PASSPHRASE to have it read"),
        ({"PULUMI_CONFIG_PASSPHRASE_FILE": "not-there"}, "set PULUMI_CONFIG_PASSPHRASE"),
        ({"PULUMI_CONFIG_PASSPHRASE": "wrong"}, "the passphrase that is set does not open it"),
    ],
)
def test_what_would_open_them_is_said(state, environment, expected):
    assert expected in why_closed(salt(state), environment)


@pytest.mark.parametrize("salt", [None, {"url": "https://key.example"}])
def test_another_secrets_provider_is_not_called_a_passphrase(salt):
    given = {"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE}
    assert "no other secrets provider is asked" in why_closed(salt, given)
    assert "PULUMI_CONFIG_PASSPHRASE" not in why_closed(salt, {})


@pytest.mark.parametrize(
    "text",
    ["", "v1", "v1::", "v2:a:b", "v1:%%:%%", "v1:AAAA:AAAA", "v1:AAAAAAAAAAAAAAAA:", "x" * 9],
)
def test_what_is_no_ciphertext_is_not_opened(state, text):
    assert opener(salt(state), {"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE})(text) is None


@pytest.mark.parametrize("salt", [None, 7, "", "v1:", "v2:AAAA:v1:a:b", "v1:%%:v1:a:b", "v1:AAAA"])
def test_a_malformed_salt_opens_nothing(salt):
    assert (
        opener(salt, {"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE})("v1:AAAAAAAAAAAAAAAA:AAAA") is None
    )
