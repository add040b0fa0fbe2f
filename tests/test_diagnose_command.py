"""The command ``diagnose`` on real sources; what is pasted is printed nowhere."""

import json
import logging
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.diagnosis.diagnosis_json import diagnosis_schema
from hubwarden.diagnosis.recognition import LONGEST
from hubwarden.sources.opening import KINDS

TOP = Path(__file__).resolve().parent.parent
CANARY = "c4n4ryKey7cVn3Qw9ZpL0xAbCdEfGhIjKlMnOpQr"
PASTED = (
    f"Endpoint=sb://{CANARY}.servicebus.windows.net/;SharedAccessKeyName={CANARY};"
    f"SharedAccessKey={CANARY}="
)


@pytest.fixture(autouse=True)
def _at_the_top(monkeypatch):
    monkeypatch.chdir(TOP)


def run(*arguments, text=None):
    result = CliRunner().invoke(main, ["diagnose", *map(str, arguments)], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def document(*arguments, **more):
    result = run(*arguments, "--format", "json", **more)
    found = json.loads(result.stdout)
    jsonschema.validate(found, diagnosis_schema())
    assert found["exit_code"] == result.exit_code
    assert [cause["rank"] for cause in found["causes"]] == list(range(1, len(found["causes"]) + 1))
    return found


def template(tmp_path, namespace="shop-prod", **changes):
    """Write a template with a hub of production whose APNs endpoint can be wrong."""
    hub = {
        "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        "apiVersion": "2023-10-01-preview",
        "name": f"{namespace}/orders",
        "location": "northeurope",
        "properties": {
            "apnsCredential": {
                "properties": {
                    "endpoint": "https://api.push.apple.com:443/3/device",
                    "keyId": "ABC123DEFG",
                    "appId": "TEAM123456",
                    "appName": "com.example.orders",
                    "token": "[parameters('key')]",
                    **changes,
                }
            }
        },
    }
    content = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"key": {"type": "securestring"}},
        "resources": [
            {
                "type": "Microsoft.NotificationHubs/namespaces",
                "apiVersion": "2023-10-01-preview",
                "name": namespace,
                "location": "northeurope",
                "sku": {"name": "Standard"},
                "properties": {},
            },
            hub,
        ],
    }
    path = tmp_path / "azuredeploy.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return f"template:{path}"


SANDBOX = "https://api.development.push.apple.com:443/3/device"


def test_a_template_with_the_fault_proves_the_cause(tmp_path):
    source = template(tmp_path, endpoint=SANDBOX)
    found = document("--says", "BadDeviceToken", source, "--environment", "production")
    first = found["causes"][0]
    assert (first["cause"], first["rule"], first["confidence"]) == (
        "endpoint-side",
        "NH301",
        "high",
    )
    assert first["standing"] == "proved"
    assert first["evidence"][0]["location"]["line"]
    assert found["exit_code"] == 1


def test_a_template_without_it_rules_the_cause_out_for_that_hub(tmp_path):
    found = document("--says", "BadDeviceToken", template(tmp_path), "--environment", "production")
    (ruled_out,) = (item for item in found["ruled_out"] if item["cause"] == "endpoint-side")
    assert [item["subject"].rpartition("/")[2] for item in ruled_out["evidence"]] == ["orders"]
    assert found["exit_code"] == 0


def test_a_waived_fault_is_a_cause_all_the_same(tmp_path):
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.mkdir()
    good.mkdir()
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(
        "version: 1\nwaivers:\n  - {rule: NH301, resource: shop-prod/orders, reason: A test, owner: me, "
        "ticket: T-1, expires: 2999-01-01}\n",
        encoding="utf-8",
    )
    # Another hub passes, which must not rule the cause out.
    sources = [template(bad, endpoint=SANDBOX), template(good, namespace="bank-prod")]
    options = ["--environment", "production", "--waivers", str(waivers)]
    found = document("--says", "BadDeviceToken", *sources, *options)
    first = found["causes"][0]
    assert (first["cause"], first["standing"]) == ("endpoint-side", "proved")
    assert first["evidence"][0]["outcome"] == "waived"
    assert found["exit_code"] == 0
    text = run("--says", "BadDeviceToken", *sources, *options).stdout
    assert "NH301 apns-endpoint-wrong-environment (critical, waived)" in text


def test_what_cannot_be_judged_is_incomplete(tmp_path):
    # Nothing says which environment the hub belongs to.
    found = document("--says", "BadDeviceToken", template(tmp_path, namespace="shop"))
    assert found["exit_code"] == 3
    (cause,) = (item for item in found["causes"] if item["cause"] == "endpoint-side")
    assert (cause["standing"], cause["rule"]) == ("unknown", None)


def test_without_a_source_nothing_is_ruled_out_and_nothing_read():
    found = document("--says", "the handle for the registration is invalid")
    assert found["exit_code"] == 0
    assert found["ruled_out"] == found["not_applicable"] == found["gaps"] == []
    assert found["evidence"]["sources"] == []
    assert len(found["causes"]) > 5


def test_the_projects_own_stacks():
    found = document("--says", "InvalidProviderToken", "program:prod", "program:test")
    assert found["exit_code"] == 0
    assert found["causes"][0]["cause"] == "signing-key"


def test_the_text_report_tells_all_of_it(tmp_path):
    source = template(tmp_path, endpoint=SANDBOX)
    result = run("--says", "BadDeviceToken", source, "--environment", "production")
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert "1 cause proved by configuration (exit code 1)" in said
    assert "1. The hub's APNs endpoint is on the other side of Apple's service" in said
    assert "NH301 apns-endpoint-wrong-environment (critical), shop-prod/orders at" in said
    assert "NH801 would tell: nothing that it judges is in scope" in said
    assert "no configuration tells this" in said
    assert "Next (app): hubwarden inspect --hub SOURCE --app FILE" in said


def test_a_message_that_no_rule_is_about_needs_no_rule():
    found = document("--says", "413", "program:prod")
    assert [cause["cause"] for cause in found["causes"]] == ["too-large"]
    assert found["exit_code"] == 0


def test_a_source_that_cannot_be_read_is_an_error_all_the_same():
    assert run("--says", "413", "template:nothing-there.json").exit_code == 2


def test_reports_go_to_files(tmp_path):
    path = tmp_path / "diagnosis.json"
    result = run("--says", "BadDeviceToken", "--format", f"json={path}", "--format", "text")
    assert json.loads(path.read_text(encoding="utf-8"))["symptoms"][0]["name"] == "bad-device-token"
    assert "BadDeviceToken" in result.stdout


def test_a_rule_that_is_left_out_rules_nothing_out(tmp_path):
    source = template(tmp_path)
    arguments = ("--says", "BadDeviceToken", source, "--environment", "production")
    found = document(*arguments, "--exclude", "NH301")
    assert "endpoint-side" not in [item["cause"] for item in found["ruled_out"]]
    assert found["evidence"]["not_asked"] == ["NH301"]


# Usage


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "neither --says nor a history is given"),
        (["--says", ""], "--says is empty"),
        (["--says", " \n"], "--says is empty"),
        (["--says", "the device token is bad"], "nearest: 'BadDeviceToken'"),
        (["--says", "☃"], "docs/symptoms.md lists all"),
        (["--says", "x" * (LONGEST + 1)], f"longer than {LONGEST} characters"),
        (["--says", "BadDeviceToken", "prod"], "argument 1 is not a source"),
        (["--says", "BadDeviceToken", "program:prod", "and"], "argument 2 is not a source"),
        (["--says", "BadDeviceToken", "--format", "sarif"], "formats: html, json, text"),
    ],
)  # fmt: skip
def test_usage(arguments, words):
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_a_message_can_come_from_standard_input():
    found = document("--says", "-", text="it says\nBadDeviceToken\n")
    assert [item["name"] for item in found["symptoms"]] == ["bad-device-token"]


def test_every_kind_of_source_is_let_through():
    for kind in KINDS:
        result = run("--says", "BadDeviceToken", f"{kind}:x", "--timeout", "1")
        assert "is not a source" not in result.stderr


# Secrecy

EVERYWHERE = [
    pytest.param(["--says", f"BadDeviceToken {PASTED}"], id="beside a message that is known"),
    pytest.param(["--says", f"BadDeviceToken {PASTED}", "--format", "json"], id="as json"),
    pytest.param(["--says", f"BadDeviceToken {PASTED}", "--format", "html"], id="as a page"),
    pytest.param(["--says", f"BadDeviceToken {PASTED}", "program:prod", "--verbose"], id="judged"),
    pytest.param(["--says", PASTED], id="alone"),
    pytest.param(["--says", f"the device token is bad {PASTED}"], id="beside what is not known"),
    pytest.param(["--says", f"-----BEGIN PRIVATE KEY-----{CANARY}"], id="a key"),
    pytest.param(["--says", PASTED * 1000], id="too long"),
    pytest.param(["--says", "BadDeviceToken", PASTED], id="as a source"),
    pytest.param(["--says", "the", "handle", CANARY, "invalid"], id="without quotes"),
    pytest.param(["--says", "BadDeviceToken", CANARY], id="a key as a source"),
    pytest.param(["--says", f"{PASTED}\udcff\x00\x1b[31m"], id="with bytes that are no text"),
]


@pytest.mark.parametrize("arguments", EVERYWHERE)
@pytest.mark.parametrize("debug", ["0", "1"])
def test_no_pasted_text_comes_out(arguments, debug, monkeypatch, caplog, tmp_path):
    monkeypatch.setenv("HUBWARDEN_DEBUG", debug)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    result = run(*arguments)
    assert result.exit_code in (0, 2)
    assert CANARY not in result.stdout + result.stderr + caplog.text
    assert not list(tmp_path.iterdir())


def test_no_pasted_text_comes_out_of_standard_input():
    for text in (PASTED, f"BadDeviceToken {PASTED}", PASTED * 1000):
        result = run("--says", "-", text=text)
        assert CANARY not in result.stdout + result.stderr


def test_no_pasted_text_comes_out_of_a_failure(monkeypatch):
    def broken(text):
        raise ValueError(text)

    monkeypatch.setattr("hubwarden.commands.pasted_message.recognise", broken)
    result = run("--says", PASTED)
    assert result.exit_code == 3
    assert "ValueError" in result.stderr
    assert CANARY not in result.stdout + result.stderr
