"""The command ``diagnose`` on histories, with and without sources."""

import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.diagnosis.diagnosis_json import diagnosis_schema

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests" / "metrics"))

from histories import HUB, as_azure, as_csv, made  # noqa: E402 - not on the path of all tests

OTHER = HUB.replace("orders", "couriers")


@pytest.fixture(autouse=True)
def _at_the_top(monkeypatch):
    monkeypatch.chdir(TOP)


def run(*arguments, text=None):
    result = CliRunner().invoke(main, ["diagnose", *map(str, arguments)], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def document(*arguments):
    result = run(*arguments, "--format", "json")
    found = json.loads(result.stdout)
    jsonschema.validate(found, diagnosis_schema())
    assert found["exit_code"] == result.exit_code
    return found


@pytest.fixture
def file(tmp_path):
    def write(content, name="history.json"):
        path = tmp_path / name
        path.write_text(
            content if isinstance(content, str) else json.dumps(content), encoding="utf-8"
        )
        return f"telemetry:{path}"

    return write


def template(tmp_path, *hubs, **credential):
    """Write a template of the namespace of production with hubs whose credential is given by their name."""

    def hub(name):
        return {
            "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
            "apiVersion": "2023-10-01-preview",
            "name": f"ns-prod/{name}",
            "location": "northeurope",
            "properties": credential.get(name, {}),
        }

    space = {
        "type": "Microsoft.NotificationHubs/namespaces",
        "apiVersion": "2023-10-01-preview",
        "name": "ns-prod",
        "location": "northeurope",
        "sku": {"name": "Standard"},
        "properties": {},
    }
    content = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [space, *map(hub, hubs)],
    }
    path = tmp_path / "azuredeploy.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return f"template:{path}"


EXPIRED = {
    "apnsCredential": {
        "properties": {
            "endpoint": "gateway.push.apple.com",
            "keyId": "SHORT",
            "appId": "TEAM123456",
            "appName": "com.example.orders",
            "token": "MIGHAgEAMBMG",
        }
    }
}
REFUSED = made({("apns", "invalidcredentials"): 0.5})


def test_a_history_alone_shows_its_fault(file):
    found = document(file(as_azure(REFUSED)))
    (history,) = found["histories"]
    assert history["hub"] == HUB
    assert "refused for the credential: outgoing.apns" in history["observations"][0]["says"]
    levels = {figure["name"]: figure["level"] for figure in history["figures"]}
    assert (levels["authentication-error"], levels["bad-channel"]) == ("above", "within")
    assert found["exit_code"] == 1
    assert {cause["standing"] for cause in found["causes"]} <= {"unknown", "elsewhere"}


def test_causes_of_other_platforms_are_not_told(file):
    found = document(file(as_azure(REFUSED)))
    names = {cause["cause"] for cause in found["causes"]}
    assert {"certificate-unusable", "signing-key", "key-revoked", "placeholder"} <= names
    assert not names & {"wns-token-service", "adm-token-service", "vapid-pair", "service-account"}
    found = document(file(as_azure(made({("fcmv1", "invalidcredentials"): 0.5}))))
    names = {cause["cause"] for cause in found["causes"]}
    assert {"service-account", "account-rights", "placeholder"} <= names
    assert not names & {"wns-token-service", "certificate-unusable", "key-revoked"}


def test_a_hub_that_is_named_by_no_id_is_found_in_no_source(file, tmp_path):
    found = document(file(as_csv(made(), "orders"), "named.csv"), template(tmp_path, "orders"))
    assert found["exit_code"] == 3
    assert found["gaps"][0]["reason"].startswith("this is not the id of a hub")


def test_a_source_with_the_reason_proves_it(file, tmp_path):
    source = template(tmp_path, "orders", orders=EXPIRED)
    found = document(file(as_csv(REFUSED)), source, "--environment", "production")
    proved = [cause["cause"] for cause in found["causes"] if cause["standing"] == "proved"]
    assert "signing-key" in proved
    assert found["causes"][0]["confidence"] == "high"


def test_a_fault_of_another_hub_is_no_reason(file, tmp_path):
    source = template(tmp_path, "orders", "couriers", couriers=EXPIRED)
    arguments = (source, "--environment", "production")
    found = document(file(as_azure(REFUSED)), *arguments)
    assert [cause for cause in found["causes"] if cause["standing"] == "proved"] == []
    found = document(file(as_azure(REFUSED, OTHER)), *arguments)
    assert found["causes"][0]["standing"] == "proved"


def test_a_hub_that_no_source_declares_is_a_gap(file, tmp_path):
    found = document(file(as_azure(made(), OTHER)), template(tmp_path, "orders"))
    assert found["exit_code"] == 3
    assert [gap["reason"] for gap in found["gaps"]] == ["no source in scope declares this hub"]


INCIDENT = "time,metric,value,resource\n" + "".join(
    f"2026-03-02T00:00:00Z,{metric},{value},{HUB}\n"
    for metric, value in (
        ("incoming.all.requests", 79),
        ("incoming", 12),
        ("registration.all", 2),
        ("notificationhub.pushes", 0),
    )
)
"""What a real hub counted that had no credential."""


def test_sends_without_a_push_are_explained_by_missing_credentials_in_scope(file, tmp_path):
    found = document(file(INCIDENT, "incident.csv"), template(tmp_path, "orders"))
    first = found["causes"][0]
    assert (first["cause"], first["rule"]) == ("no-credentials", "hub-without-credentials")
    assert (first["confidence"], found["exit_code"]) == ("high", 1)
    (shown,) = found["histories"][0]["observations"]
    assert (shown["rule"], shown["outcome"], shown["severity"]) == ("NH821", "fail", "high")
    assert shown["says"] == "12 sends and not one push: no registration was a target"
    assert first["seen"] == [{"hub": HUB, "rule": "NH821", "says": shown["says"]}]


def test_and_where_none_are_in_scope_it_says_what_would_decide(file):
    found = document(file(INCIDENT, "incident.csv"))
    first = found["causes"][0]
    assert (first["cause"], first["standing"]) == ("no-credentials", "unknown")
    assert "azure: with --with-credentials" in first["next"]
    assert found["exit_code"] == 1


def test_a_hub_with_a_credential_has_another_reason(file, tmp_path):
    source = template(tmp_path, "orders", orders=EXPIRED)
    found = document(file(INCIDENT, "incident.csv"), source)
    assert "no-credentials" in [cause["cause"] for cause in found["ruled_out"]]


def test_a_healthy_history_is_no_fault(file):
    found = document(file(as_azure(made())))
    assert found["exit_code"] == 0
    assert [cause["cause"] for cause in found["causes"]] == ["device-side"]


@pytest.mark.parametrize(
    ("keep", "reason"),
    [
        (["registration.all", "incoming"], "notificationhub.pushes was not measured"),
        (["notificationhub.pushes"], "there was no push"),
    ],
)
def test_a_history_that_says_nothing_is_incomplete(file, keep, reason):
    counts = made(reached=False)
    given = {name: counts[name] for name in keep if name in counts}
    found = document(file(as_azure(given)))
    assert found["exit_code"] == 3
    assert reason in found["gaps"][0]["reason"]


def table(**totals):
    rows = [
        f"2026-03-02T00:00:00Z,{name.replace('_', '.')},{n},{HUB}\n" for name, n in totals.items()
    ]
    return "time,metric,value,resource\n" + "".join(rows)


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        ({}, 3),
        ({"incoming": 40}, 3),
        ({"outgoing_apns_success": 0}, 3),
        ({"outgoing_allpns_success": 0}, 1),
        ({"outgoing_apns_success": 0, "outgoing_apns_pnserror": 900}, 1),
        ({"outgoing_allpns_success": 990}, 0),
    ],
)
def test_no_verdict_of_0_without_the_figures_for_it(file, tmp_path, totals, code):
    given = file(table(notificationhub_pushes=1000, **totals), "pushes.csv")
    assert document(given)["exit_code"] == code
    source = template(tmp_path, "orders", orders={})
    result = run(given, source)
    if code == 3:
        assert result.exit_code == 3
        assert "no cause is proved; not all could be judged (exit code 3)" in result.stdout
        assert "no cause is proved by the configuration in scope" not in result.stdout
    if code == 1:
        assert document(given)["causes"]
        assert re.search(
            r"verdict +the history shows \d faults?; no cause is proved", result.stdout
        )


@pytest.mark.parametrize(("pushes", "code"), [(199, 3), (200, 0)])
def test_a_few_pushes_are_no_sample_even_if_all_succeed(file, pushes, code):
    totals = {"notificationhub_pushes": pushes, "outgoing_allpns_success": pushes}
    found = document(file(table(**totals), "pushes.csv"))
    assert found["exit_code"] == code
    assert [gap for gap in found["gaps"] if "judged from 200 on" in gap["reason"]] == found["gaps"]
    assert bool(found["gaps"]) == (code == 3)


def test_a_misspelt_metric_is_malformed_input(file):
    given = file(table(notificationhub_pushes=1000, outgoing_allpns_sucess=1000), "pushes.csv")
    result = run(given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "pushes.csv:3: metric: 'outgoing.allpns.sucess'" in result.stderr
    assert "did you mean outgoing.allpns.success?" in result.stderr


def test_a_message_and_a_history_together(file):
    found = document(file(as_azure(made())), "--says", "BadDeviceToken")
    assert [item["name"] for item in found["symptoms"]] == ["bad-device-token"]
    assert {"endpoint-side", "device-side"} <= {cause["cause"] for cause in found["causes"]}


def test_the_text_report_tells_figures_and_what_is_not_measured(file):
    result = run(file(as_azure(made(reached=False))))
    said = " ".join(result.stdout.split())
    assert "History of ns-prod/orders" in said
    assert "sends and not one push: no registration was a target" in said
    assert "bad-channel no rate: 0 of 0" in said
    assert "by platform: Amazon, Baidu, browsers, Xiaomi, in the totals alone" in said
    assert result.exit_code == 1


def test_a_name_that_is_no_id_is_matched_with_nothing_and_says_so(file, tmp_path):
    found = document(file(as_csv(made(), "orders")), template(tmp_path, "orders"))
    (gap,) = found["gaps"]
    assert gap["reason"].startswith("this is not the id of a hub")
    assert found["exit_code"] == 3
    short = "/subscriptions/.../namespaces/ns-prod/notificationHubs/orders"
    known = document(file(as_csv(made(), short)), template(tmp_path, "orders"))
    assert known["gaps"] == []


@pytest.mark.parametrize(("more", "code"), [(0, 0), (10, 0), (5000, 3)])
def test_more_successes_than_pushes_contradict_each_other(file, more, code):
    counts = made()
    first = min(counts["outgoing.allpns.success"])
    counts["outgoing.allpns.success"][first] += more
    found = document(file(as_csv(counts)))
    assert found["exit_code"] == code
    assert any("contradict each other" in gap["reason"] for gap in found["gaps"]) == bool(code)


def test_files_that_contradict_each_other_are_an_error(file):
    result = run(file(as_azure(made())), file(as_csv(made(seed=2)), "other.csv"))
    assert result.exit_code == 2
    assert "other.csv: it counts" in result.stderr
    assert "otherwise than" in result.stderr
    assert run(file(as_azure(made())), file(as_csv(made()), "other.csv")).exit_code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "it is not valid JSON"), ("a,b\n", "has no column"), ("", "has no column")],
)
def test_a_malformed_file(file, content, words):
    result = run(file(content))
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_file_that_is_not_there():
    assert "nothing.json: cannot be read" in run("telemetry:nothing.json").stderr


def test_neither_message_nor_history():
    result = run("program:prod")
    assert result.exit_code == 2
    assert "neither --says nor a history is given" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "readers"),
    [
        (("state:-", "--says", "-"), "state:- and --says -"),
        (("telemetry:-", "--says", "-"), "telemetry:- and --says -"),
        (("state:-", "telemetry:-"), "state:- and telemetry:-"),
        (("telemetry:-", "preview:-", "--says", "-"), "telemetry:- and preview:- and --says -"),
    ],
)
def test_standard_input_has_one_reader(arguments, readers):
    result = run(*arguments, text="BadDeviceToken")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{readers} cannot " in result.stderr
    assert "be read: there is one standard input" in result.stderr


def test_what_reads_standard_input_alone_is_read(file):
    given = as_csv(made())
    assert run("telemetry:-", text=given).exit_code == 0
    assert run("telemetry:-", "telemetry:-", text=given).exit_code == 0
    assert run("telemetry:-", "--says", "BadDeviceToken", text=given).exit_code == 0
    assert run(file(given, "history.csv"), "--says", "-", text="BadDeviceToken").exit_code == 0
