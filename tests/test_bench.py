"""The benchmark runs, at sizes that take seconds; no test here looks at a time."""

import json
import os
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner
from deploying import command as engine_command

from bench import documents, floor, peer_ladders
from bench.estates import ALERT, HUB, HUB_RULE, NAMESPACE, NAMESPACE_RULE, estate, in_files, kinds
from bench.ladders import LADDERS, chosen
from bench.measuring import Case, Measured, measure
from bench.tables import base_of, exponent, lines
from hubwarden.cli import main
from hubwarden.discovery import find_rule

TESTS = Path(__file__).parent


def bench(*arguments):
    path = os.pathsep.join([str(TESTS), str(TESTS / "engine")])
    return subprocess.run(
        [sys.executable, "-m", "bench", "--rounds", "1", "--sizes", "tiny", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", LADDERS)
def test_every_ladder_is_measured(tmp_path, name):
    if name == "pack" and engine_command() is None:
        pytest.skip("no Pulumi engine")
    done = bench("--only", name, "--out", tmp_path / "bench.json")
    assert done.returncode == 0, done.stderr
    document = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    found = [item for item in document["measured"] if item["ladder"] == name]
    assert {item["size"] for item in found} == set(LADDERS[name].sizes["tiny"])
    for item in found:
        assert item["failure"] == ""
        assert item["median"] > 0
        assert item["peak"] > 0
        assert item["series"] in done.stdout
    assert LADDERS[name].title in done.stdout


def test_live_azure_is_measured(tmp_path):
    done = bench("--only", "live", "--out", tmp_path / "bench.json")
    assert done.returncode == 0, done.stderr
    without, with_credentials = json.loads((tmp_path / "bench.json").read_text("utf-8"))["live"]
    for item in (without, with_credentials):
        assert item["failure"] == ""
        # Nothing is asked twice, and nothing that could be left out.
        assert 0 < item["calls"] == item["fewest"]
        assert item["refused"] == 0
    hubs, namespaces = 10, 1
    assert with_credentials["calls"] - without["calls"] == hubs + namespaces
    assert "Live Azure" in done.stdout


def test_telemetry_is_measured(tmp_path):
    done = bench("--only", "telemetry", "--out", tmp_path / "bench.json")
    assert done.returncode == 0, done.stderr
    metrics, logs = json.loads((tmp_path / "bench.json").read_text("utf-8"))["telemetry"]
    for item in (metrics, logs):
        assert item["failure"] == ""
        assert 0 < item["calls"] == item["fewest"]
        assert item["refused"] == 0
    assert (metrics["engine"], metrics["calls"], logs["calls"]) == ("metrics", 5, 1)
    assert "Telemetry of live hubs" in done.stdout


def test_a_run_is_compared_with_an_earlier_one(tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert bench("--only", "start", "--out", first).returncode == 0
    done = bench("--only", "start", "--base", first, "--out", second)
    assert done.returncode == 0, done.stderr
    assert "now/base" in done.stdout
    assert all(
        re.search(r"\d\.\d\d$", line) for line in done.stdout.splitlines() if "--ver" in line
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "tempaltes"], "no ladder is named tempaltes"),
        (["--base", "there-is-none.json"], "there-is-none.json"),
        (["--base", "pyproject.toml"], "Expecting value"),
        (["--sizes", "huge"], "huge"),
        (["--sizes", "100,0"], "100,0"),
        (["--rounds", "0"], "--rounds"),
    ],
)
def test_what_cannot_be_measured_is_told(tmp_path, arguments, words):
    done = bench(*arguments, "--out", tmp_path / "bench.json")
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "bench.json").exists()


def test_sizes_are_chosen_by_number(tmp_path):
    assert bench("--only", "states", "--sizes", "20,10", "--out", tmp_path / "x").returncode == 0
    measured = json.loads((tmp_path / "x").read_text(encoding="utf-8"))["measured"]
    assert [item["size"] for item in measured if item["series"] == "state"] == [10, 20]


def test_ladders_are_chosen_by_name():
    assert list(chosen(["states,start"])) == ["start", "states"]
    assert list(chosen([])) == list(LADDERS)


# -- the measuring


def one(tmp_path, *command, limit=60, **more):
    case = Case("series", 1, [sys.executable, "-c", *command], tmp_path, **more)
    return measure("ladder", [case], 2, limit, lambda _: None)[0]


def test_what_a_command_takes_is_what_its_children_take_too(tmp_path):
    memory = "x = bytearray(60_000_000)"
    child = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {memory!r}], check=True)"
    )
    assert len(one(tmp_path, child).cpu) == 2
    assert one(tmp_path, child).peak > 60_000_000 / 1024
    assert one(tmp_path, "pass").peak < 60_000_000 / 1024


def test_the_benchmarks_own_memory_is_not_counted(tmp_path):
    ballast = bytearray(200_000_000)
    assert one(tmp_path, "pass").peak < len(ballast) / 1024


@pytest.mark.parametrize(
    ("script", "limit", "words"),
    [
        ("import time; time.sleep(60)", 1, "more than 1 s"),
        ("import sys; sys.exit('no hub at all')", 60, "ended with 1: no hub at all"),
        ("import os; os.kill(os.getpid(), 9)", 60, "ended with -9"),
    ],
)
def test_what_does_not_end_well_has_no_number(tmp_path, script, limit, words):
    found = one(tmp_path, script, limit=limit, codes=frozenset({0}))
    assert found.failure.startswith(words)
    assert (found.median, found.peak) == (None, None)
    assert words in "\n".join(lines(LADDERS["start"], [found], None, {}))


def test_a_command_that_is_not_there_is_told(tmp_path):
    case = Case("series", 1, ["no-such-command"], tmp_path)
    (found,) = measure("ladder", [case], 1, 60, lambda _: None)
    assert "cannot be run" in found.failure


# -- the tables


def taken(series, size, *cpu, peak=50_000):
    return Measured("states", series, size, size, list(cpu), list(cpu), [peak] * len(cpu))


def test_exponents_ratios_and_memory():
    found = [
        taken("with the pack", 100, 2.0, 9.0, 1.0),
        taken("without", 100, 1.0),
        taken("with the pack", 400, 8.0),
        taken("without", 400, 16.0),
    ]
    assert exponent(found[0], found[2]) == pytest.approx(1)
    assert exponent(found[1], found[3]) == pytest.approx(2)
    base = base_of(
        {"measured": [{"ladder": "states", "series": "without", "size": 400, "median": 8}]}
    )
    text = list(lines(LADDERS["pack"], found, 10_000, base))
    with_pack, without = (line.split() for line in text[2:])
    assert with_pack[3:] == ["2", "8", "1.00", "20.00", "102.4", "2.00", "0.50"]
    assert without[1:] == ["1", "16.0", "2.00", "40.00", "102.4", "2.00"]


# -- the estates


def test_an_estate_is_always_the_same_and_grows_without_changing():
    small, large = list(estate(30)), list(estate(60))
    assert list(estate(30)) == small
    assert large[: len(small)] == small
    assert list(chain.from_iterable(in_files(60, 20))) == large
    assert kinds(estate(25, alerts=3)) | {NAMESPACE: 3, HUB: 25, ALERT: 75} == kinds(
        estate(25, alerts=3)
    )


@pytest.mark.parametrize("kind", ["template", "state", "preview"])
def test_the_auditor_reads_all_of_an_estate(tmp_path, kind):
    resources = list(estate(20, alerts=2))
    document = {
        "template": lambda: documents.template(resources),
        "state": lambda: documents.state(resources, "prod"),
        "preview": lambda: documents.preview(resources, "prod"),
    }[kind]()
    path = tmp_path / "estate.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    baseline = str(TESTS / "bench" / "fleet.yaml")
    arguments = ["check", f"{kind}:{path}", "--baseline-file", baseline, "--format", "json"]
    report = json.loads(CliRunner().invoke(main, arguments).stdout)
    assert re.fullmatch(
        r"2 namespaces, 20 hubs, \d+ access rules, 40 alerts", report["evidence"]["scope"]
    )
    judged = {item["subject"].lower() for item in report["results"]}
    for resource in resources:
        if resource.type in (NAMESPACE, HUB, HUB_RULE, NAMESPACE_RULE):
            assert any(subject.endswith(f"/{resource.names[-1]}".lower()) for subject in judged)
    assert report["evidence"]["environments"] == ["production"]
    assert (report["gaps"], report["crashes"]) == ([], [])


def test_the_ten_rules_ask_what_the_floor_asks(tmp_path):
    assert all(map(find_rule, peer_ladders.TEN_RULES))
    assert len(peer_ladders.TEN_RULES) == sum(map(len, floor.PREDICATES.values())) == 10
    path = tmp_path / "estate.json"
    path.write_text(json.dumps(documents.template(estate(100))), encoding="utf-8")
    found = list(floor.findings(tmp_path))
    roles = str(TESTS / "bench" / "roles.yaml")
    stated = ["--baseline-file", roles, "--environment", "production", "--format", "json"]
    report = json.loads(CliRunner().invoke(main, ["check", f"template:{path}", *stated]).stdout)
    failed = [item for item in report["results"] if item["outcome"] == "fail"]
    for predicate, slug in (
        ("legacy-firebase", "fcm-legacy"),
        ("one-zone", "zone-redundancy-disabled"),
        ("tags", "tags-missing"),
    ):
        subjects = {item["subject"] for item in found if item["rule"] == predicate}
        told = {item["subject"] for item in failed if item["rule"] == find_rule(slug).id}
        assert len(subjects) == len(told) > 0
