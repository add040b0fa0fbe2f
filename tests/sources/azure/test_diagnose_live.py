"""``hubwarden diagnose azure:``: what was counted, and what the configuration says of it."""

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.diagnosis.diagnosis_json import diagnosis_schema
from hubwarden_local_azure import Fault
from local_azure.arm_client import HUB, NEWEST, SUBSCRIPTION, hub
from sources.azure.counted_azure import add_hubs, counted_azure, export, fill

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "metrics"))

from histories import made

CLEAN, FAULT, USAGE, INCOMPLETE = 0, 1, 2, 3
SOURCE = f"azure:{SUBSCRIPTION}"
# Metrics are kept for 93 days: the history lies in the days before today.
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
SHIFT = TODAY - timedelta(days=7) - datetime(2026, 3, 2, tzinfo=UTC)
TIMES = ("--from", (TODAY - timedelta(days=7)).isoformat(), "--to", TODAY.isoformat())
KEY = {
    "endpoint": "https://api.push.apple.com:443/3/device",
    "token": "MIGHAgEAMBMG",
    "keyId": "SHORT",
    "appId": "TEAM123456",
    "appName": "com.example.shop",
}


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    """An Azure whose hub has a refused credential, and another that delivers."""
    with counted_azure(tmp_path_factory.mktemp("azure")) as server:
        server.add(HUB, hub(apns=KEY), NEWEST)
        (other,) = add_hubs(server, 1)
        fill(server, made({("apns", "invalidcredentials"): 0.5}, shift=SHIFT))
        fill(server, made(shift=SHIFT), other)
        export(server)
        export(server, other)
        yield server
        server.disturb()


def run(*arguments):
    arguments = (*arguments, "--environment", "production")
    result = CliRunner().invoke(main, ["diagnose", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def document(*arguments):
    result = run(*arguments, "--format", "json")
    assert result.stdout, result.stderr
    found = json.loads(result.stdout)
    jsonschema.validate(found, diagnosis_schema())
    assert found["exit_code"] == result.exit_code
    return found


@pytest.mark.parametrize("engine", ["metrics", "logs"])
def test_a_live_hub_is_diagnosed(azure, engine):
    found = document(SOURCE, "--with-credentials", "--telemetry", engine, *TIMES)
    assert found["gaps"] == []
    assert found["exit_code"] == FAULT
    histories = {item["hub"].lower(): item for item in found["histories"]}
    assert len(histories) == 2
    history = histories[HUB.lower()]
    assert "refused for the credential: outgoing.apns" in history["observations"][0]["says"]
    assert history["begin"] == TIMES[1]
    cause = found["causes"][0]
    assert (cause["cause"], cause["standing"], cause["rank"]) == ("signing-key", "proved", 1)
    (source,) = found["evidence"]["sources"]
    words = f"{engine} from {TODAY - timedelta(days=7):%Y-%m-%dT%H:%MZ} to {TODAY:%Y-%m-%dT%H:%MZ} by PT1H"
    assert words in source["asked_as"]


def test_without_a_word_the_last_seven_days_are_read(azure):
    found = document(SOURCE)
    (begin,) = {item["begin"] for item in found["histories"]}
    (end,) = {item["end"] for item in found["histories"]}
    now = datetime.now(UTC)
    assert timedelta(hours=1) <= now - datetime.fromisoformat(end) <= timedelta(hours=3)
    assert datetime.fromisoformat(end) - datetime.fromisoformat(begin) == timedelta(
        days=7, hours=-1
    )


def test_the_text_tells_hubs_and_window(azure):
    result = run(SOURCE, *TIMES)
    assert "History of" in result.stdout
    assert "authentication-error" in result.stdout
    assert "by PT1H" in " ".join(result.stdout.split())


def test_with_a_message_counts_are_read_on_demand(azure):
    assert document(SOURCE, "--says", "BadDeviceToken")["histories"] == []
    asked = document(SOURCE, "--says", "BadDeviceToken", "--grain", "P1D", *TIMES)
    assert len(asked["histories"]) == 2
    assert [item["name"] for item in asked["symptoms"]] == ["bad-device-token"]


def test_a_history_of_a_file_takes_the_place_of_live_counts(azure, tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(f"time,metric,value,resource\n2026-03-02T00:00:00Z,incoming,5,{HUB}\n")
    found = document(SOURCE, f"telemetry:{path}")
    assert [item["hub"] for item in found["histories"]] == [HUB]
    result = run(SOURCE, f"telemetry:{path}", "--telemetry", "metrics", *TIMES)
    assert result.exit_code == USAGE
    assert "two sources tell what was counted for one hub" in result.stderr


def test_what_is_forbidden_is_named_and_incomplete(azure):
    azure.disturb(Fault("forbidden", "*metrics:getBatch", times=None))
    found = document(SOURCE, *TIMES)
    azure.disturb()
    assert found["exit_code"] == INCOMPLETE
    (gap,) = found["gaps"]
    assert "the permission Microsoft.Insights/metrics/read is missing" in gap["reason"]
    assert found["histories"] == []


def test_a_hub_without_counts_is_no_clean_bill(azure):
    (idle,) = add_hubs(azure, 1, HUB.partition("/notificationHubs")[0])
    found = document(f"azure:{idle}", *TIMES)
    # What was made of it counts for another hub: here the one of that name delivers.
    assert found["exit_code"] == CLEAN
    azure.add(f"{idle}-idle", hub(), NEWEST)
    found = document(f"azure:{idle}-idle", *TIMES)
    azure.disturb()
    assert found["exit_code"] == INCOMPLETE
    assert [gap["reason"] for gap in found["gaps"]] == ["nothing was sent"]


@pytest.mark.parametrize("package", ["azure.monitor.query", "azure.monitor.querymetrics"])
def test_a_client_that_is_not_installed_is_named_with_the_line_that_installs_it(
    azure, monkeypatch, package
):
    monkeypatch.setitem(sys.modules, package, None)
    result = run(SOURCE, *TIMES)
    assert result.exit_code == USAGE
    assert "python -m pip install 'hubwarden[azure]'" in result.stderr
    # Who reads no counts does not need it.
    assert run(SOURCE, "--says", "BadDeviceToken").exit_code != USAGE


def without_time(text, *folders):
    """Return a report without what may differ: when it was made, and where a save lies."""
    for folder in folders:
        text = text.replace(str(folder), "DIR")
    text = re.sub(r"; saved in \S+ at [0-9 :-]+ UTC", "", " ".join(text.split()))
    return re.sub(r"made [0-9 :-]+ UTC|\"made_at\": \"[^\"]+\"", "made", text)


@pytest.mark.parametrize("fault", [None, "forbidden"])
@pytest.mark.parametrize("format", ["json", "text"])
def test_a_save_repeats_the_diagnosis(azure, tmp_path, format, fault):
    folder = tmp_path / "kept"
    if fault:
        azure.disturb(Fault(fault, "*metrics:getBatch", skip=1, times=None))
    live = run(SOURCE, "--with-credentials", "--format", format, "--save", folder, *TIMES)
    azure.disturb()
    before = len(list(azure.requests))
    saved = run(f"saved:{folder}", "--format", format)
    assert len(list(azure.requests)) == before
    # Which batch comes through, and so what is known, is by chance.
    assert saved.exit_code == live.exit_code
    assert live.exit_code in ({FAULT, INCOMPLETE} if fault else {FAULT})
    assert without_time(saved.stdout, folder) == without_time(live.stdout, folder)
    assert ("could not be read" in saved.stdout) == bool(fault)
    assert not [file for file in folder.iterdir() if KEY["token"] in file.read_text()]


def test_who_does_not_ask_for_counts_has_no_gap_in_them(azure, tmp_path):
    folder = tmp_path / "kept"
    azure.disturb(Fault("forbidden", "*metrics:getBatch", times=None))
    assert run(SOURCE, "--save", folder, *TIMES).exit_code == INCOMPLETE
    azure.disturb()
    result = CliRunner().invoke(main, ["inventory", f"saved:{folder}", "--format", "json"])
    assert json.loads(result.stdout)["gaps"] == []
    assert run(f"saved:{folder}").exit_code == INCOMPLETE


def test_a_save_without_counts_explains_a_message_alone(azure, tmp_path):
    folder = tmp_path / "kept"
    said = run(SOURCE, "--says", "BadDeviceToken", "--save", folder)
    assert said.exit_code in {CLEAN, FAULT, INCOMPLETE}
    result = run(f"saved:{folder}")
    assert result.exit_code == USAGE
    assert "the save holds no counts of hubs" in result.stderr
    assert run(f"saved:{folder}", "--says", "BadDeviceToken").exit_code == said.exit_code


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([SOURCE, "--from", "2026-03-02T10:00:00"], "--from is no time with its offset"),
        ([SOURCE, "--to", "CanaryThatNobodyMaySee"], "--to is no time with its offset"),
        ([SOURCE, "--grain", "PT1M"], "intervals of PT1M are too many"),
        ([SOURCE, "--from", "2020-01-01T00:00:00Z", "--grain", "P1D"], "keeps metrics for 93 days"),
        ([SOURCE, "--from", "2999-01-01T00:00:00Z"], "no whole interval"),
        ([SOURCE, "--telemetry", "none"], "neither --says nor a history is given"),
        (["--says", "401", "--grain", "PT1H"], "no azure: source is named"),
        ([SOURCE, "--says", "401", "--telemetry", "none", "--grain", "PT1H"], "contradict"),
    ],
)
def test_what_cannot_be_asked(azure, arguments, says):
    before = len(list(azure.requests))
    result = run(*arguments)
    assert result.exit_code == USAGE
    assert says in result.stderr
    assert "Canary" not in result.stderr
    assert len(list(azure.requests)) == before
