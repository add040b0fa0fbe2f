"""The command ``drift`` on states that the engine wrote, one of them changed as people change Azure."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hubwarden import docs
from hubwarden.cli import main
from hubwarden.reports.json import drift_schema

TOP = Path(__file__).resolve().parent.parent
STATE = TOP / "tests" / "data" / "pulumi" / "state-prod.json"
CANARY = "canary-c0ffee"
RULE = "NotificationHubAuthorizationRule"

ACCEPTING = """\
version: 1
environments:
  production: {kind: production, apns: production, match: {resource_groups: ["*-prod-*"]}}
accepted:
  - {rule: NH705, source: "*", field: "*", reason: The states are encrypted.}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copy(STATE, tmp_path / "declared.json")
    (tmp_path / "baseline.yaml").write_text(ACCEPTING, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(main, ["drift", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def tampered(folder, change):
    """Write the state again with a change to the inputs of each resource, by type and name."""
    document = json.loads(STATE.read_text(encoding="utf-8"))
    kept = []
    for resource in document["deployment"]["resources"]:
        inputs = resource.get("inputs", {})
        if (
            change(resource["type"].rpartition(":")[2], resource["urn"].rpartition("::")[2], inputs)
            is not False
        ):
            kept.append(resource)
    document["deployment"]["resources"] = kept
    (folder / "live.json").write_text(json.dumps(document), encoding="utf-8")


def compared(*more, accept=True):
    baseline = ["--baseline-file", "baseline.yaml"] if accept else []
    return run("state:declared.json", "state:live.json", *baseline, *more)


def unfolded(text):
    return " ".join(text.split())


def wider(kind, _name, inputs):
    if kind == RULE and inputs["rights"] == ["Send"]:
        inputs["rights"] = ["Listen", "Manage", "Send"]


def cheaper(kind, _name, inputs):
    if kind == "Namespace":
        inputs["sku"] = {"name": "Basic"}


def opened(kind, _name, inputs):
    if kind == "Namespace":
        inputs["networkAcls"]["publicNetworkRule"]["rights"] = ["Listen", "Send"]


def swapped(kind, _name, inputs):
    if kind == "NotificationHub" and "apnsCredential" in inputs:
        inputs["apnsCredential"]["keyId"] = CANARY


def quiet(kind, _name, inputs):
    if kind == "MetricAlert":
        inputs["enabled"] = False


def less_grave(kind, _name, inputs):
    if kind == "MetricAlert":
        inputs["severity"] = 4


def slower(kind, _name, inputs):
    if kind == "MetricAlert":
        inputs["evaluationFrequency"] = "PT1H"


def without(*kinds):
    return lambda kind, _name, _inputs: kind not in kinds


def tagged(kind, _name, inputs):
    if kind == "Namespace":
        inputs["tags"]["owner"] = CANARY


def spelled(kind, _name, inputs):
    if kind == RULE:
        inputs["rights"] = [item.upper() for item in reversed(inputs["rights"])]
    if kind == "Namespace":
        inputs["location"] = "North Europe"
        inputs["networkAcls"]["ipRules"].reverse()


TAMPERING = {
    "nothing": (lambda *_: None, set(), 0),
    "another spelling": (spelled, set(), 0),
    "a wider rule": (wider, {"NH701"}, 1),
    "a lower tier": (cheaper, {"NH704"}, 1),
    "public access": (opened, {"NH708"}, 1),
    "another key": (swapped, {"NH705"}, 1),
    "quiet alerts": (quiet, {"NH706"}, 1),
    "alerts that are less grave": (less_grave, {"NH706"}, 1),
    "alerts that count less often": (slower, {"NH706"}, 1),
    "no hub is left": (without("NotificationHub"), {"NH703"}, 1),
    "no lock": (without("ManagementLockByScope"), {"NH709"}, 1),
    "no diagnostic setting": (without("DiagnosticSetting"), {"NH707"}, 1),
    "other tags": (tagged, {"NH716"}, 0),
}


@pytest.mark.parametrize("case", TAMPERING.values(), ids=TAMPERING)
def test_what_people_change_is_found_and_nothing_else(folder, case):
    change, rules, code = case
    tampered(folder, change)
    result = compared("--format", "json")
    assert result.exit_code == code
    document = json.loads(result.stdout)
    jsonschema.validate(document, drift_schema())
    changes = [item for item in document["changes"] if item["judgement"] != "undetermined"]
    assert {item["rule"] for item in changes} == rules
    assert {item["rule"] for item in document["results"] if item["outcome"] == "fail"} == rules
    assert result.exit_code == document["summary"]["exit_code"]


def test_an_access_rule_that_is_not_declared(folder):
    tampered(folder, lambda *_: None)
    document = json.loads((folder / "declared.json").read_text(encoding="utf-8"))
    resources = document["deployment"]["resources"]
    gone = next(item for item in resources if item["type"].endswith(RULE))
    resources.remove(gone)
    (folder / "declared.json").write_text(json.dumps(document), encoding="utf-8")
    result = compared()
    assert result.exit_code == 1
    assert "high      NH702 access-rule-added: " in result.stdout
    assert "is live and not declared (Listen)" in unfolded(result.stdout)
    # The same the other way round: a rule that is declared and not live.
    result = run("state:live.json", "state:declared.json", "--baseline-file", "baseline.yaml")
    assert "medium    NH711 access-rule-narrowed: " in result.stdout


def test_no_value_of_a_tag_is_shown_and_no_secret(folder):
    tampered(folder, tagged)
    for format_ in ("text", "json"):
        result = compared("--format", format_, "--verbose")
        assert CANARY not in result.stdout + result.stderr
        assert "another owner" in unfolded(result.stdout)


def test_what_operators_may_change_is_allowed_with_its_reason(folder):
    tampered(folder, quiet)
    allowed = "drift:\n  allowed:\n    - {field: Alert.enabled, environment: ENV, reason: Work goes on.}\n"
    for environment, code in (("production", 0), ("sandbox", 1)):
        text = ACCEPTING + allowed.replace("ENV", environment)
        (folder / "baseline.yaml").write_text(text, encoding="utf-8")
        assert compared().exit_code == code
    (folder / "baseline.yaml").write_text(
        ACCEPTING + allowed.replace("ENV", "production"), encoding="utf-8"
    )
    result = compared()
    assert "NH706 allowed (11): Work goes on." in result.stdout
    document = json.loads(compared("--format", "json").stdout)
    judgements = [item["judgement"] for item in document["changes"] if item["rule"] == "NH706"]
    assert judgements == ["allowed"] * 11


def test_rules_can_be_chosen(folder):
    tampered(
        folder, lambda kind, name, inputs: (wider(kind, name, inputs), quiet(kind, name, inputs))[0]
    )
    assert compared("--only", "NH701").exit_code == 1
    result = compared("--only", "NH704")
    assert result.exit_code == 0
    assert "not asked  16 of 17 rules" in result.stdout
    result = compared("--only", "NH2xx")
    assert result.exit_code == 2
    assert "no rule about differences is asked" in result.stderr


def test_secrets_that_cannot_be_compared_stand_in_the_head_and_are_undetermined(folder):
    tampered(folder, lambda *_: None)
    result = compared(accept=False)
    assert result.exit_code == 3
    assert "what could not be compared: ApnsToken.key (1), FcmV1.private_key (2)" in result.stdout


@pytest.mark.parametrize("key", ["another", None])
def test_keys_in_clear_are_compared_and_never_shown(folder, key):
    def plain(value):
        def change(kind, _name, inputs):
            if kind == "NotificationHub":
                inputs["fcmV1Credential"]["privateKey"] = value

        return change

    tampered(folder, plain(CANARY))
    (folder / "live.json").rename(folder / "declared.json")
    tampered(folder, plain(CANARY if key is None else f"{CANARY} {key}"))
    result = compared("--format", "json")
    found = [
        item
        for item in json.loads(result.stdout)["changes"]
        if item["field"] == "FcmV1.private_key"
    ]
    assert CANARY not in result.stdout
    assert [(item["declared"], item["live"]) for item in found] == [("differs", "differs")] * (
        2 if key else 0
    )


USAGE = {
    "one source": (["state:declared.json"], "compares two sources"),
    "three sources": (["state:declared.json"] * 3, "compares two sources"),
    "no project": ([], "no source is named"),
    "no such file": (["state:declared.json", "state:nothing.json"], "nothing.json"),
    "a format that there is not": (["a:b", "a:b", "--format", "xml"], "no format 'xml'"),
}


@pytest.mark.parametrize("case", USAGE.values(), ids=USAGE)
def test_usage(folder, case):
    arguments, words = case
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_when_a_rule_was_changed_is_told_where_the_live_side_tells_it(folder):
    def changed(kind, name, inputs):
        wider(kind, name, inputs)
        if kind == RULE:
            inputs["modifiedTime"] = "2026-03-01T12:30:00Z"

    tampered(folder, changed)
    assert ", changed 2026-03-01 12:30 UTC" in compared().stdout
    changes = json.loads(compared("--format", "json").stdout)["changes"]
    assert {(item["at"], item["actor"]) for item in changes if item["rule"] == "NH701"} == {
        ("2026-03-01T12:30:00+00:00", None)
    }


def test_two_candidates_are_an_error(folder):
    document = json.loads(STATE.read_text(encoding="utf-8"))
    text = json.dumps(document)
    (folder / "live.json").write_text(text, encoding="utf-8")
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"name": {"type": "string"}},
        "resources": [
            {
                "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
                "apiVersion": "2023-10-01-preview",
                "name": "[format('lindenmarkt-prod-ns/{0}', parameters('name'))]",
                "location": "northeurope",
            }
        ],
    }
    (folder / "t.json").write_text(json.dumps(template), encoding="utf-8")
    result = run("template:t.json", "state:live.json")
    assert result.exit_code == 2
    assert "may be" in result.stderr


def test_the_program_and_what_it_deployed_do_not_differ(monkeypatch):
    monkeypatch.chdir(TOP)
    result = run("program:prod", "state:tests/data/pulumi/state-prod.json", "--format", "json")
    document = json.loads(result.stdout)
    assert {item["field"] for item in document["changes"]} == {"ApnsToken.key", "FcmV1.private_key"}
    assert document["summary"]["failed"] == 0
    assert result.exit_code == 0


def test_the_published_schema_is_the_one_of_the_code():
    published = TOP / "docs" / "drift.schema.json"
    assert published.read_text(encoding="utf-8") == docs.files()["docs/drift.schema.json"]
