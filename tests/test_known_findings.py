"""Known findings: the file, what is set aside, what is gone."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_estates import NEGLECTED, rebuilt
from factories import context
from hubwarden.cli import main
from hubwarden.discovery import all_rules
from hubwarden.engine import run as judge
from hubwarden.errors import InputError
from hubwarden.known_use import Judged, known_finding, set_aside
from hubwarden.order_of_results import in_order
from hubwarden.policy.known_findings import KnownFindings, known_text, load_known
from hubwarden.report import Outcome
from hubwarden.reports.json import drift_schema, schema
from judging import GAP, WRONG, says
from judging import judge as judge_one

TOP = Path(__file__).resolve().parent.parent
STATE = TOP / "tests" / "data" / "pulumi" / "state-prod.json"
CANARY = "canary-c0ffee"

FOUND = judge(all_rules(), context(NEGLECTED))
FAILURES = [item for item in FOUND.results if item.outcome is Outcome.FAIL]
IDS = {rule.id for rule in all_rules()}


def known(results):
    return KnownFindings(tuple(sorted(map(known_finding, results))), "known.jsonl", "0" * 64)


def judged(asked=IDS, crashes=(), *, whole=True):
    return Judged(asked, crashes, whole)


def outcomes(results):
    return Counter(item.outcome for item in results)


# Setting aside


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_as_many_fail_as_are_new_and_as_many_are_gone_as_are_repaired(data):
    """Whatever is repaired and whatever comes, in any order: no known finding hides a new one."""
    before = data.draw(st.lists(st.sampled_from(FAILURES), max_size=30))
    now = data.draw(st.lists(st.sampled_from(FAILURES), max_size=30))
    found, use = set_aside(in_order(now), known(in_order(before)), judged())
    there = Counter(item.digest for item in now)
    were = Counter(item.digest for item in before)
    assert Counter(item.digest for item in found if item.outcome is Outcome.FAIL) == there - were
    assert use.results == (there & were).total()
    assert len(use.gone) + use.not_judged == (were - there).total()


@settings(max_examples=3, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_the_file_is_the_same_whatever_the_order(random):
    other = judge(
        all_rules(), context(rebuilt(NEGLECTED, lambda them: random.sample(them, len(them))))
    )
    failures = [item for item in other.results if item.outcome is Outcome.FAIL]
    assert known_text(map(known_finding, failures)) == known_text(map(known_finding, FAILURES))


def test_all_are_known_after_writing(tmp_path):
    path = tmp_path / "known.jsonl"
    path.write_text(known_text(map(known_finding, FAILURES)), encoding="utf-8")
    found, use = set_aside(FOUND.results, load_known(path, tmp_path), judged())
    assert outcomes(found)[Outcome.FAIL] == 0
    assert outcomes(found)[Outcome.KNOWN] == use.results == len(FAILURES)
    assert (use.gone, use.not_judged, use.file) == ((), 0, "known.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(FAILURES) + 1
    assert lines[1:] == sorted(lines[1:])


def test_of_two_equal_findings_one_is_known():
    one = judge_one(says(WRONG)).results
    two = judge_one(says(WRONG, WRONG)).results
    found, use = set_aside(two, known(one), judged({"NH499"}))
    assert outcomes(found) == {Outcome.KNOWN: 1, Outcome.FAIL: 1}
    found, use = set_aside(one, known(two), judged({"NH499"}))
    assert outcomes(found) == {Outcome.KNOWN: 1}
    assert [item.fingerprint[-2:] for item in use.gone] == [":2"]


def test_what_is_undetermined_is_not_known():
    open_one = judge_one(says(GAP)).results
    wrong = judge_one(says(WRONG)).results
    found, use = set_aside(open_one, known([*wrong, *open_one]), judged({"NH499"}))
    assert outcomes(found) == {Outcome.UNDETERMINED: 1}
    # Nobody knows whether it is still there.
    assert (use.gone, use.not_judged) == ((), 2)


def test_a_waived_finding_is_there_and_hides_no_other():
    waived, new = judge_one(says(WRONG, WRONG)).results
    results = [waived._replace(outcome=Outcome.WAIVED), new]
    found, use = set_aside(results, known([waived]), judged({"NH499"}))
    assert outcomes(found) == {Outcome.WAIVED: 1, Outcome.FAIL: 1}
    assert (use.gone, use.not_judged) == ((), 0)
    assert results[0].fingerprint == waived.fingerprint


GONE = {
    # what is asked, whether all was read, the results now, gone, not judged
    "repaired": ({"NH499"}, True, says(), 1, 0),
    "another rule": ({"NH498"}, True, None, 0, 1),
    "a rule that was not asked": (set(), True, says(), 0, 1),
    "something unread elsewhere": ({"NH499"}, False, says(), 1, 0),
    "nothing judged": ({"NH499"}, True, None, 0, 1),
    "a rule that broke": ({"NH499"}, True, says(ValueError("no")), 0, 1),
}


@pytest.mark.parametrize("case", GONE.values(), ids=GONE)
def test_what_is_gone(case):
    asked, whole, rule, gone, aside = case
    found = judge_one(rule) if rule is not None else None
    results, crashes = (found.results, found.crashes) if found else ((), ())
    _, use = set_aside(
        results, known(judge_one(says(WRONG)).results), judged(asked, crashes, whole=whole)
    )
    assert (len(use.gone), use.not_judged) == (gone, aside)


# The file

LINES = known_text(map(known_finding, FAILURES[:3])).splitlines()
DAMAGED = {
    "empty": ("", 1),
    "no head": ("\n".join(LINES[1:]), 1),
    "another file": ('{"version": 3}\n', 1),
    "a later version": ('{"hubwarden": "known findings", "version": 3}\n', 1),
    "another head": ('{"hubwarden": "report", "version": 1}\n', 1),
    "cut": ("\n".join(LINES)[:-9], 4),
    "a blank line": ("\n".join([*LINES[:2], "", *LINES[2:]]), 3),
    "a clash of a merge": ("\n".join([*LINES[:2], "<<<<<<< ours", *LINES[2:]]), 3),
    "twice": ("\n".join([*LINES, LINES[1]]), 5),
    "a field more": (LINES[0] + "\n" + LINES[1].replace('{"rule"', '{"x": 1, "rule"'), 2),
    "a field less": (LINES[0] + "\n" + re.sub(r'"field": "[^"]*", ', "", LINES[1]), 2),
    "another type": (LINES[0] + "\n" + LINES[1].replace('"rule": "', '"rule": 1, "x": "'), 2),
    "no fingerprint": (LINES[0] + "\n" + re.sub(r':\d+"}$', '"}', LINES[1]), 2),
    "digits of another script": (LINES[0] + "\n" + re.sub(r':\d+"}$', ':٣"}', LINES[1]), 2),
    "a zero before the number": (LINES[0] + "\n" + re.sub(r':(\d+)"}$', r':0\1"}', LINES[1]), 2),
    "the number zero": (LINES[0] + "\n" + re.sub(r':\d+"}$', ':0"}', LINES[1]), 2),
    "large letters": (LINES[0] + "\n" + re.sub(r"[0-9a-f]{32}:", "A" * 32 + ":", LINES[1]), 2),
    "no JSON": (LINES[0] + f"\n{CANARY}\n", 2),
    "no text": (b"\xff\xfe" + LINES[0].encode(), 1),
    "no text inside": (LINES[0].encode() + b'\n{"rule": "\xff"}', 2),
}


@pytest.mark.parametrize("case", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused_with_its_line(tmp_path, case):
    content, line = case
    path = tmp_path / "known.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        load_known(path, tmp_path)
    assert (caught.value.file, caught.value.line) == ("known.jsonl", line)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
    ],
)
def test_what_editors_do_to_a_file_does_not_damage_it(tmp_path, change):
    path = tmp_path / "known.jsonl"
    path.write_text(change("\n".join(LINES) + "\n"), encoding="utf-8", newline="")
    assert len(load_known(path).items) == 3


@given(st.binary(max_size=60))
def test_whatever_stands_behind_the_head_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_bytes(LINES[0].encode() + b"\n" + content)
    try:
        assert load_known(path).items == ()
    except InputError as error:
        line = error.line
    else:
        line = 2
    assert line >= 2


# The commands

BASELINE = """\
version: 1
environments:
  production:
    match: {stacks: [prod], resource_groups: ["*-prod-*"]}
    tiers: [Free]
    tags: [dataClass, vault]
accepted:
  - {rule: NH114, source: "*", field: "*", reason: a}
  - {rule: NH117, source: "*", field: "*", reason: a}
  - {rule: NH118, source: "*", field: "*", reason: a}
  - {rule: NH705, source: "*", field: "*", reason: a}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copy(STATE, tmp_path / "s.json")
    (tmp_path / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(main, [*arguments, "--baseline-file", "baseline.yaml"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_only_new_findings_fail(folder):
    assert run("check", "state:s.json").exit_code == 1
    result = run("known", "write", "known.jsonl", "state:s.json")
    assert (result.exit_code, result.stdout) == (0, "")
    count = len((folder / "known.jsonl").read_text(encoding="utf-8").splitlines()) - 1
    assert result.stderr == f"{count} known findings written to known.jsonl\n"
    quiet = run("check", "state:s.json", "--known", "known.jsonl")
    assert quiet.exit_code == 0
    assert f"): {count} known\n" in quiet.stdout
    assert f"0 violations, {count} known, " in quiet.stdout
    assert "\nKnown (" not in quiet.stdout
    assert "\nKnown (" in run("check", "state:s.json", "--known", "known.jsonl", "--verbose").stdout
    # The program that was deployed has the same ones, and no other.
    shutil.copy(folder / "known.jsonl", folder / "again.jsonl")
    more = BASELINE.replace("[dataClass, vault]", "[dataClass, vault, more]")
    (folder / "baseline.yaml").write_text(more, encoding="utf-8")
    new = run("check", "state:s.json", "--known", "known.jsonl")
    assert new.exit_code == 1
    assert "it has no tag more" in new.stdout
    assert "it has no tag vault" not in new.stdout


def test_what_is_gone_is_told_and_a_new_file_is_a_small_change(folder):
    run("known", "write", "known.jsonl", "state:s.json")
    before = (folder / "known.jsonl").read_text(encoding="utf-8").splitlines()
    fewer = BASELINE.replace("tiers: [Free]", "tiers: [Standard]").replace(", vault", "")
    (folder / "baseline.yaml").write_text(fewer, encoding="utf-8")
    result = run("check", "state:s.json", "--known", "known.jsonl")
    assert result.exit_code == 0
    assert "             2 known findings are gone: write the file anew\n" in result.stdout
    narrow = run("check", "state:s.json", "--known", "known.jsonl", "--only", "NH602")
    assert "             1 known finding is gone: write the file anew\n" in narrow.stdout
    assert "not judged in this run" in narrow.stdout
    document = json.loads(
        run("check", "state:s.json", "--known", "known.jsonl", "--format", "json").stdout
    )
    jsonschema.validate(document, schema())
    assert {item["rule"] for item in document["evidence"]["known"]["gone"]} == {"NH501", "NH602"}
    assert document["summary"]["known"] == document["evidence"]["known"]["results"]
    assert {item["outcome"] for item in document["results"]} >= {"known"}
    assert run("known", "write", "known.jsonl", "state:s.json").exit_code == 0
    after = (folder / "known.jsonl").read_text(encoding="utf-8").splitlines()
    assert set(after) < set(before)
    assert len(after) == len(before) - 2


def test_a_waived_finding_is_not_written(folder):
    (folder / "waivers.yaml").write_text(
        "version: 1\nwaivers:\n  - {rule: NH602, resource: lindenmarkt-prod-ns, reason: a, owner: b, "
        "ticket: c, expires: 2999-01-01}\n",
        encoding="utf-8",
    )
    run("known", "write", "known.jsonl", "state:s.json")
    assert "NH602" not in (folder / "known.jsonl").read_text(encoding="utf-8")


def drifted(folder, *keep):
    document = json.loads(STATE.read_text(encoding="utf-8"))
    for resource in document["deployment"]["resources"]:
        kind, inputs = resource["type"].rpartition(":")[2], resource.get("inputs", {})
        if kind == "Namespace" and "tier" in keep:
            inputs["sku"] = {"name": "Basic"}
        if kind == "Namespace" and "tag" in keep:
            inputs["tags"]["owner"] = CANARY
        if kind == "NotificationHub" and "key" in keep and "apnsCredential" in inputs:
            inputs["apnsCredential"]["keyId"] = CANARY
        if kind == "NotificationHubAuthorizationRule" and inputs["rights"] == ["Send"]:
            inputs["rights"] = [
                *inputs["rights"],
                *(word for word in keep if word in {"Listen", "Manage"}),
            ]
    (folder / "live.json").write_text(json.dumps(document), encoding="utf-8")


def test_drift_has_known_findings_of_its_own(folder):
    drifted(folder, "tier", "tag", "key", "Listen")
    both = ("state:s.json", "state:live.json")
    written = run("known", "write", "--drift", "known.jsonl", *both)
    assert written.exit_code == 0
    text = (folder / "known.jsonl").read_text(encoding="utf-8")
    assert {"NH701", "NH704", "NH705", "NH716"} <= set(re.findall(r"NH\d{3}", text))
    assert CANARY not in text
    assert run("drift", *both, "--known", "known.jsonl").exit_code == 0
    # A rule that is wider still is news; what was put right is gone.
    drifted(folder, "tag", "key", "Listen", "Manage")
    result = run("drift", *both, "--known", "known.jsonl")
    assert result.exit_code == 1
    document = json.loads(run("drift", *both, "--known", "known.jsonl", "--format", "json").stdout)
    jsonschema.validate(document, drift_schema())
    judgements = {item["rule"]: item["judgement"] for item in document["changes"]}
    assert judgements["NH701"] == "harmful"
    assert judgements["NH705"] == "known"
    gone = {item["rule"] for item in document["evidence"]["known"]["gone"]}
    assert gone == {"NH701", "NH704"}


TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"ns": {"type": "string"}},
    "resources": [
        {
            "type": "Microsoft.NotificationHubs/namespaces/notificationHubs",
            "apiVersion": "2023-09-01",
            "name": "[concat(parameters('ns'), '/shop')]",
            "location": "westeurope",
            "properties": {"gcmCredential": {"properties": {"googleApiKey": CANARY}}},
        }
    ],
    "outputs": {"key": {"type": "string", "value": "AIza" + "x" * 35}},
}


@pytest.mark.parametrize(
    ("file", "environment", "code"),
    [
        ("a.json", "sandbox", 0),
        ("a.json", "production", 1),
        ("a.json", None, 1),
        ("b.json", "sandbox", 1),
        ("sub/a.json", "sandbox", 1),
    ],
)
def test_a_symbol_is_known_in_its_file_and_environment(
    tmp_path, monkeypatch, file, environment, code
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for name in {"a.json", file}:
        (tmp_path / name).write_text(json.dumps(TEMPLATE), encoding="utf-8")
    rules = ("--only", "NH109")
    arguments = ["known", "write", "k.jsonl", "template:a.json", "--environment", "sandbox", *rules]
    CliRunner().invoke(main, arguments)
    assert "NH109" in (tmp_path / "k.jsonl").read_text(encoding="utf-8")
    stated = () if environment is None else ("--environment", environment)
    arguments = ["check", f"template:{file}", "--known", "k.jsonl", *stated, *rules]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    assert "gone" not in result.stdout


def test_usage(folder):
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    refused = run("known", "write", "notes.txt", "state:s.json")
    assert refused.exit_code == 2
    assert "stays as it is" in refused.stderr
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert run("known", "write", "known.jsonl", "state:nowhere.json").exit_code == 2
    assert not (folder / "known.jsonl").exists()
    (folder / "known.jsonl").write_text(LINES[0] + "\n{", encoding="utf-8")
    damaged = run("check", "state:s.json", "--known", "known.jsonl")
    assert (damaged.exit_code, damaged.stdout) == (2, "")
    assert damaged.stderr.startswith("hubwarden: known.jsonl:2: is not a known finding")
    # What is damaged can be written anew.
    assert run("known", "write", "known.jsonl", "state:s.json").exit_code == 0


def test_what_cannot_be_judged_is_told_when_the_file_is_written(folder):
    open_one = BASELINE.replace("  - {rule: NH117", "  - {rule: NH116")
    (folder / "baseline.yaml").write_text(open_one, encoding="utf-8")
    result = run("known", "write", "known.jsonl", "state:s.json")
    assert result.exit_code == 3
    assert "could not be read or judged" in result.stderr
    assert run("check", "state:s.json", "--known", "known.jsonl").exit_code == 3


PAGE = (TOP / "docs" / "known.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page_run_as_they_stand(tmp_path, monkeypatch):
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml", "infra"):
        (tmp_path / name).symlink_to(TOP / name)
    (tmp_path / "policies").mkdir()
    stricter = (TOP / "policies/baseline.yaml").read_text(encoding="utf-8")
    stricter = stricter.replace("tiers: [Standard]", "tiers: [Free]")
    (tmp_path / "policies/baseline.yaml").write_text(stricter, encoding="utf-8")
    shutil.copy(STATE, tmp_path / "state.json")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^hubwarden (.*)$", PAGE, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        result = CliRunner().invoke(main, command.split())
        assert result.exit_code == 0, result.output
    assert " 1 known\n" in CliRunner().invoke(main, commands[1].split()).stdout
