"""A figure changed after somebody wrote the hub: both are told together, live and from a save."""

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.diagnosis.diagnosis_json import diagnosis_schema
from hubwarden_local_azure import Fault
from hubwarden_local_azure.answers import Request
from local_azure.arm_client import HUB, NEWEST, SUBSCRIPTION, hub
from sources.azure.counted_azure import add_hubs, counted_azure, fill

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "metrics"))

from histories import START, made

SOURCE = f"azure:{SUBSCRIPTION}"
DAYS = 14
# Two weeks, so that every kind of day is known, whatever today is.
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
BEGIN = TODAY - timedelta(days=DAYS)
AT = TODAY - timedelta(days=3, hours=10)
WRITTEN = AT - timedelta(minutes=20)
TIMES = ("--from", BEGIN.isoformat(), "--to", TODAY.isoformat())
BAD = {("apns", "badchannel"): 0.3}


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now or time.time()


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    clock = Clock()
    with counted_azure(tmp_path_factory.mktemp("azure"), clock=clock) as server:
        good, bad = (made(fates, days=DAYS, shift=BEGIN - START) for fates in ({}, BAD))
        fill(
            server,
            {
                name: {at: (bad if at >= AT else good)[name][at] for at in by_time}
                for name, by_time in good.items()
            },
        )
        (other,) = add_hubs(server, 1)
        fill(server, good, other)
        for id, at in ((HUB, WRITTEN), (other, WRITTEN)):
            clock.now = at.timestamp()
            body = json.dumps(hub()).encode()
            query = {"api-version": NEWEST}
            headers = {"Authorization": "Bearer any"}
            answer = server._cloud.answer(Request("PUT", id, query, body, headers, secure=True))
            assert answer.status in {200, 201}
        clock.now = 0.0
        yield server


def document(*arguments):
    arguments = (*arguments, "--environment", "production", "--format", "json")
    result = CliRunner().invoke(main, ["diagnose", *map(str, arguments)])
    assert result.stdout, result.stderr
    found = json.loads(result.stdout)
    jsonschema.validate(found, diagnosis_schema())
    return found


def of_hub(found):
    return next(item for item in found["histories"] if item["hub"].lower() == HUB.lower())


def test_an_environment_swap_is_told_with_who_wrote_the_hub(azure, tmp_path):
    folder = tmp_path / "kept"
    live = document(SOURCE, "--save", folder, *TIMES)
    (onset,) = [item for item in of_hub(live)["onsets"] if item["figure"] == "bad-channel"]
    assert (onset["at"], onset["until"]) == (AT.isoformat(), None)
    assert onset["before"] < 0.001
    assert onset["after"] > 0.2
    (change,) = onset["changes"]
    assert change["done"] == "hub written"
    assert change["resource"].lower() == HUB.lower()
    assert datetime.fromisoformat(change["at"]) - WRITTEN < timedelta(seconds=1)
    first = live["causes"][0]
    assert (first["cause"], first["confidence"]) == ("side-changed", "medium")
    # The other hub was written as well, and nothing of it changed.
    assert [item["onsets"] for item in live["histories"] if item is not of_hub(live)] == [[]]
    saved = document(f"saved:{folder}")
    assert of_hub(saved) == of_hub(live)
    assert saved["causes"] == live["causes"]


def test_the_text_tells_both(azure):
    arguments = ["diagnose", SOURCE, *TIMES, "--environment", "production"]
    told = " ".join(CliRunner().invoke(main, arguments).stdout.split())
    assert f"bad-channel from {AT:%Y-%m-%d %H:%M} UTC on: 30" in told
    assert f"before it {WRITTEN:%Y-%m-%d %H:%M} UTC: the hub was written" in told


def test_a_log_that_may_not_be_read_is_a_gap(azure):
    azure.disturb(Fault("forbidden", "*eventtypes*", times=None))
    found = document(SOURCE, *TIMES)
    azure.disturb()
    (onset,) = [item for item in of_hub(found)["onsets"] if item["figure"] == "bad-channel"]
    assert onset["changes"] == []
    assert any(
        "Microsoft.Insights/eventtypes/values/read" in gap["reason"] for gap in found["gaps"]
    )


def test_where_nothing_changed_no_log_is_asked_for(azure):
    azure.requests.clear()
    quiet = ("--from", BEGIN.isoformat(), "--to", (AT - timedelta(hours=1)).isoformat())
    found = document(SOURCE, *quiet)
    assert of_hub(found)["onsets"] == []
    assert not [item for item in azure.requests if "eventtypes" in item.path]


def test_a_fault_of_the_last_hours_is_seen_although_the_week_is_within_its_limit(azure):
    end = AT + timedelta(hours=4)
    found = document(SOURCE, "--from", BEGIN.isoformat(), "--to", end.isoformat())
    history = of_hub(found)
    level = next(item for item in history["figures"] if item["name"] == "bad-channel")["level"]
    assert level == "within"
    assert any(
        f"since {AT:%Y-%m-%d %H:%M} UTC; the limit is 5 %" in item["says"]
        for item in history["observations"]
    )
    assert found["exit_code"] == 1
