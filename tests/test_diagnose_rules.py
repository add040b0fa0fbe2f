"""Rules about what was counted, through the command: severity, waivers, and what is chosen."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests" / "metrics"))

from histories import HUB, as_csv, made  # noqa: E402 - not on the path of all tests

LEGACY = {("gcm", "badchannel"): 0.01}
WAIVER = """\
version: 1
waivers:
  - rule: NH828
    resource: ns-prod/orders
    environment: production
    reason: The old app is withdrawn at the end of the year.
    owner: push-team@example.com
    ticket: PUSH-214
    expires: {expires}
"""


@pytest.fixture
def diagnosed(tmp_path, monkeypatch):
    """Return what runs the command over counts, beside waivers and a baseline."""
    monkeypatch.chdir(TOP)

    def run(counts, *arguments, waivers="version: 1\nwaivers: []\n"):
        path, beside = tmp_path / "history.csv", tmp_path / "waivers.yaml"
        path.write_text(as_csv(counts), encoding="utf-8")
        beside.write_text(waivers, encoding="utf-8")
        common = ["--waivers", str(beside), "--environment", "production", "--as-of", "2026-11-01"]
        result = CliRunner().invoke(main, ["diagnose", f"telemetry:{path}", *common, *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def observed(result):
    (history,) = json.loads(result.stdout)["histories"]
    return {item["rule"]: item["outcome"] for item in history["observations"]}


def test_a_finding_counts_until_it_is_waived(diagnosed):
    assert diagnosed(made(LEGACY)).exit_code == 1
    waived = diagnosed(
        made(LEGACY), "--format", "json", waivers=WAIVER.format(expires="2026-12-31")
    )
    assert (observed(waived), waived.exit_code) == ({"NH828": "waived"}, 0)
    # What is waived explains what is seen all the same.
    assert "legacy-registrations" in {item["cause"] for item in json.loads(waived.stdout)["causes"]}
    expired = diagnosed(
        made(LEGACY), "--format", "json", waivers=WAIVER.format(expires="2026-10-31")
    )
    assert (observed(expired), expired.exit_code) == ({"NH828": "fail"}, 1)


def test_the_text_names_rule_and_severity_and_what_is_waived(diagnosed):
    shown = "NH828 pushes-to-retired-platform (medium)"
    assert shown in diagnosed(made(LEGACY)).stdout
    waived = diagnosed(made(LEGACY), waivers=WAIVER.format(expires="2026-12-31")).stdout
    assert "NH828 pushes-to-retired-platform (medium, waived)" in " ".join(waived.split())
    assert "the history shows" not in waived


def test_a_severity_below_the_lowest_does_not_count(diagnosed):
    assert diagnosed(made(LEGACY), "--fail-on", "high").exit_code == 0
    assert diagnosed(made(LEGACY), "--fail-on", "medium").exit_code == 1


def test_a_rule_that_was_left_out_observes_nothing(diagnosed):
    result = diagnosed(made(LEGACY), "--exclude", "NH828", "--format", "json")
    assert (observed(result), result.exit_code) == ({None: None}, 0)
    assert "NH828" in json.loads(result.stdout)["evidence"]["not_asked"]


# What only days tell

DAYS = 7
LAST = datetime(2026, 3, 8, tzinfo=UTC)
"""A Sunday; the window of ``made`` ends with it."""


def without(counts, metrics, since):
    return {
        name: {
            time: 0.0 if name in metrics and time >= since else count
            for time, count in by_time.items()
        }
        for name, by_time in counts.items()
    }


def test_a_platform_that_fell_silent_is_seen_beside_a_living_one(diagnosed):
    counts = made()
    apple = {name for name in counts if name.startswith("outgoing.apns.")}
    begin = LAST - timedelta(days=2)
    gone = without(counts, apple, begin)
    # What was Apple's is not pushed any more.
    gone["notificationhub.pushes"] = {
        time: count - (counts["outgoing.apns.success"][time] if time >= begin else 0)
        for time, count in counts["notificationhub.pushes"].items()
    }
    gone["outgoing.allpns.success"] = gone["notificationhub.pushes"]
    result = diagnosed(gone, "--format", "json")
    assert (observed(result), result.exit_code) == ({"NH830": "fail"}, 1)
    causes = [item["cause"] for item in json.loads(result.stdout)["causes"]]
    assert {"no-registrations", "format-not-sent", "apns-missing"} <= set(causes)
    assert "fcm-v1-missing" not in causes


def gaps(result):
    return [item["reason"] for item in json.loads(result.stdout)["gaps"]]


@pytest.mark.parametrize("registering", [True, False])
def test_a_back_end_that_fell_silent_is_no_healthy_hub(diagnosed, registering):
    counts = made(days=14)
    names = {
        name for name in counts if name.startswith(("incoming", "outgoing", "notificationhub"))
    }
    if not registering:
        names |= counts.keys()
    begin = LAST + timedelta(days=4)  # a Thursday
    result = diagnosed(without(counts, names, begin), "--format", "json")
    assert (observed(result), result.exit_code) == ({"NH834": "fail"}, 1)
    found = json.loads(result.stdout)
    assert found["causes"][0]["cause"] == "back-end-silent"
    assert found["histories"][0]["stops"][0]["what"] == "sends"


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("incoming.all.failedrequests", "incoming.all.failedrequests was read for a part"),
        ("incoming", "incoming was read for a part"),
        ("notificationhub.pushes", "notificationhub.pushes was not measured"),
    ],
)
def test_a_metric_that_was_read_in_part_is_no_zero_for_the_rest(diagnosed, metric, words):
    counts = made()
    cut = LAST - timedelta(days=2)
    counts[metric] = {time: count for time, count in counts[metric].items() if time < cut}
    result = diagnosed(counts, "--format", "json")
    assert result.exit_code == 3
    assert any(gap.startswith(words) for gap in gaps(result))
    assert observed(result) == ({None: None} if metric == "incoming" else {})
    text = " ".join(diagnosed(counts).stdout.split())
    assert f"not counted read for a part of the window alone: {metric}" in text


def test_pushes_that_no_metric_explains_may_be_of_what_was_read_in_part(diagnosed):
    name = "outgoing.fcmv1.throttled"
    cut = LAST - timedelta(days=2)
    early, late = made(), made({("fcmv1", "throttled"): 0.01})
    counts = {
        metric: {time: (early if time < cut else late)[metric][time] for time in by_time}
        for metric, by_time in early.items()
    }
    assert observed(diagnosed(counts, "--format", "json")) == {"NH827": "fail"}
    counts[name] = {time: count for time, count in counts[name].items() if time < cut}
    result = diagnosed(counts, "--format", "json")
    assert (observed(result), result.exit_code) == ({}, 3)
    assert f"{name} was read for a part of the window alone" in gaps(result)


def test_platforms_stand_for_a_total_that_was_read_in_part(diagnosed):
    counts, name = made(), "outgoing.allpns.success"
    cut = LAST - timedelta(days=3)
    counts[name] = {time: count for time, count in counts[name].items() if time < cut}
    result = diagnosed(counts, "--format", "json")
    assert (observed(result), result.exit_code) == ({None: None}, 0)


def test_devices_that_no_longer_register_are_seen_while_sends_go_on(diagnosed):
    counts = made()
    times = counts["incoming"]
    quiet = {
        name: dict.fromkeys(times, 0.0)
        for name in ("registration.create", "registration.update", "installation.patch")
    }
    daily = {"installation.upsert": {time: 2.0 * count for time, count in times.items()}}
    whole = {**counts, **quiet, **daily}
    assert observed(diagnosed(whole, "--format", "json")) == {None: None}
    gone = without(whole, {"installation.upsert"}, LAST - timedelta(days=2))
    result = diagnosed(gone, "--format", "json")
    assert (observed(result), result.exit_code) == ({"NH831": "fail"}, 1)
    (stop,) = json.loads(result.stdout)["histories"][0]["stops"]
    assert (stop["what"], stop["during"]) == ("registrations", 0)
    assert stop["at"] == (LAST - timedelta(days=2)).isoformat()
    text = " ".join(diagnosed(gone).stdout.split())
    assert "stopped registrations from 2026-03-06 00:00 UTC on: about" in text
    first = json.loads(result.stdout)["causes"][0]
    # No more requests fail than before, so that nobody is refused.
    assert first["cause"] == "app-does-not-register"
    assert first["seen"][0]["hub"] == HUB
