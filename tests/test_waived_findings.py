"""Waived findings: in the engine, in reports, and in check, drift and inspect."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from factories import context, estate, together
from hubwarden import waiver_use as waiver_use_module
from hubwarden.cli import main
from hubwarden.engine import run as judge
from hubwarden.policy import waivers as waivers_module
from hubwarden.policy.resource_patterns import is_about
from hubwarden.policy.waivers import Waiver, Waivers
from hubwarden.report import Outcome
from hubwarden.reports.json import drift_schema, inspection_schema, schema
from hubwarden.reports.parts.labels import short
from hubwarden.reports.parts.waiver_words import waiver_lines
from hubwarden.rule import Severity, Violation
from hubwarden.waiver_use import waiver_uses
from inspection import credential_files
from judging import EVIDENCE, GAP, WRONG, says
from reports.sample_report import REPORT

TOP = Path(__file__).resolve().parent.parent
RULE = says(WRONG)


def waiver(resource="ns-prod", expires="2026-01-01", rule="NH499", **more):
    fields = {"reason": "until the move", "owner": "team", "ticket": "T-1", **more}
    return Waiver(rule=rule, resource=resource, expires=date.fromisoformat(expires), **fields)


def results(rule, *items, given=None):
    """Return what a rule says on 2026-01-01 where some waivers hold."""
    whole = context(given)
    object.__setattr__(whole, "waivers", Waivers(items))
    return judge([rule], whole)


def uses(rule, *items, asked=("NH499",)):
    found = results(rule, *items)
    return [
        (use.state, use.results)
        for use in waiver_uses(Waivers(items), asked, found.results, found.crashes)
    ]


# The engine


def test_the_last_day_counts():
    assert [item.outcome for item in results(RULE, waiver()).results] == [Outcome.WAIVED]
    (late,) = results(RULE, waiver(expires="2025-12-31")).results
    assert (late.outcome, late.waiver) == (Outcome.FAIL, waiver(expires="2025-12-31"))


def test_another_rule_and_another_resource_are_not_waived():
    for item in (waiver(rule="NH101"), waiver("ns-test"), waiver("ns-prod/orders")):
        (found,) = results(RULE, item).results
        assert (found.outcome, found.waiver) == (Outcome.FAIL, None)


def test_a_waiver_covers_every_finding_of_its_rule_about_its_resource():
    both = says(WRONG, Violation("it is wrong, too", at="tags"))
    assert {item.outcome for item in results(both, waiver()).results} == {Outcome.WAIVED}


def test_what_is_not_known_is_not_waived():
    open_one, certain = sorted(
        results(says(WRONG, GAP), waiver()).results, key=lambda item: item.outcome
    )
    assert (open_one.outcome, certain.outcome) == (Outcome.UNDETERMINED, Outcome.WAIVED)
    assert open_one.waiver == waiver()


def test_neither_is_a_rule_that_breaks():
    found = results(says(ValueError("no")), waiver())
    assert found.results == ()
    assert len(found.crashes) == 1


def test_many_waivers_of_one_rule_are_not_each_held_against_each_resource(monkeypatch):
    held = []

    def counted(pattern, id):
        held.append(id)
        return is_about(pattern, id)

    for module in (waivers_module, waiver_use_module):
        monkeypatch.setattr(module, "is_about", counted)
    stacks = [f"s{number}" for number in range(40)]
    items = [waiver(f"ns-{stack}", "2027-01-01") for stack in stacks]
    whole = together(*(estate(stack) for stack in stacks))
    found = results(RULE, *items, given=whole)
    assert {item.outcome for item in found.results} == {Outcome.WAIVED}
    states = {
        use.state for use in waiver_uses(Waivers(tuple(items)), ("NH499",), found.results, ())
    }
    assert states == {"used"}
    assert len(held) < 10 * len(stacks)


STATES = {
    "used": (says(WRONG), [waiver()], [("used", 1)]),
    "twice": (says(WRONG, WRONG), [waiver()], [("used", 2)]),
    "expired": (says(WRONG), [waiver(expires="2025-06-01")], [("expired", 1)]),
    "clean": (says(), [waiver()], [("unused", 0)]),
    "clean and expired": (says(), [waiver(expires="2025-06-01")], [("unused", 0)]),
    "not known": (says(GAP), [waiver()], [("not determined", 1)]),
    "broken": (says(ValueError("no")), [waiver()], [("not determined", 0)]),
    "elsewhere": (says(WRONG), [waiver("other-ns")], [("not in scope", 0)]),
    "two": (
        says(WRONG),
        [waiver(), waiver("ns-prod/**", "2027-01-01")],
        [("unused", 0), ("used", 1)],
    ),
}


@pytest.mark.parametrize("case", STATES.values(), ids=STATES)
def test_what_became_of_a_waiver(case):
    rule, items, expected = case
    assert uses(rule, *items) == expected


SYMBOL = "{parameters('ns')}/shop"
PLACES = {
    # of the waiver: resource, environment, source; of the result: environment, source; whether it holds
    "as written": (SYMBOL, "production", "template:a.json", "production", "template:a.json", True),
    "another spelling": (SYMBOL, None, "template:./x/../a.json", None, "template:a.json", True),
    "another file": (
        SYMBOL,
        "production",
        "template:a.json",
        "production",
        "template:b.json",
        False,
    ),
    "another folder": (SYMBOL, None, "template:a.json", None, "template:x/a.json", False),
    "another environment": (
        SYMBOL,
        "sandbox",
        "template:a.json",
        "production",
        "template:a.json",
        False,
    ),
    "none known": (SYMBOL, "sandbox", "template:a.json", None, "template:a.json", False),
    "none told of a symbol": (
        SYMBOL,
        None,
        "template:a.json",
        "production",
        "template:a.json",
        False,
    ),
    "none told of a name": ("ns/shop", None, None, "production", "template:b.json", True),
    "a name in another environment": ("ns/shop", "sandbox", None, "production", "program:x", False),
    "a name in another source": ("ns/shop", None, "program:y", "production", "program:x", False),
}


@pytest.mark.parametrize("case", PLACES.values(), ids=PLACES)
def test_where_a_waiver_holds(case):
    resource, environment, source, where, told_by, holds = case
    item = waiver(resource, environment=environment, source=source)
    id = resource
    if "{" not in resource:
        id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.NotificationHubs/namespaces/ns"
        id += "/notificationHubs/shop"
    assert Waivers((item,)).about("NH499", id, where, told_by) == (item if holds else None)
    (found,) = results(RULE).results
    found = found._replace(subject=id, environment=where, source=told_by)
    found = found._replace(waiver=item, outcome=Outcome.WAIVED) if holds else found
    (use,) = waiver_uses(Waivers((item,)), {"NH499"}, [found], ())
    assert use.state == ("used" if holds else "not in scope")


def test_a_waiver_on_a_printed_name_says_which_id_to_use():
    id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/metricAlerts/No-Key"
    (found,) = results(RULE).results
    found = found._replace(subject=id)
    named, other = waiver("no-key"), waiver("another")
    items = Waivers((named, other))
    uses = tuple(waiver_uses(items, {"NH499"}, [found], ()))
    assert [(use.state, use.meant) for use in uses] == [
        ("not in scope", (id,)),
        ("not in scope", ()),
    ]
    report = replace(REPORT, waivers=uses)
    (line,) = [line for line in waiver_lines(report) if "whole id" in line]
    assert line.endswith(f"a waiver names this by its whole id: {id}")


SYMBOL = "{parameters('ns')}/shop"
MISMATCHES = {
    "no environment": (None, "template:a", "production", "add environment: production"),
    "another environment": (
        "sandbox",
        "template:a",
        "production",
        "limited to environment sandbox, and this is in production",
    ),
    "an environment that is not known": (
        "sandbox",
        "template:a",
        None,
        "limited to environment sandbox, and that of this is not known",
    ),
    "another source": (
        "production",
        "template:b",
        "production",
        "limited to the source template:b, and this is in template:a",
    ),
}


@pytest.mark.parametrize("case", MISMATCHES.values(), ids=MISMATCHES)
def test_a_waiver_that_does_not_hold_says_why(case):
    environment, source, where, says_why = case
    item = waiver(SYMBOL, environment=environment, source=source)
    (found,) = results(RULE).results
    found = found._replace(subject=SYMBOL, environment=where, source="template:a")
    (use,) = waiver_uses(Waivers((item,)), {"NH499"}, [found], ())
    assert (use.state, use.meant) == ("not in scope", ())
    (line,) = [line for line in waiver_lines(replace(REPORT, waivers=(use,))) if says_why in line]
    assert line.startswith("not in scope: NH499 ")
    (silent,) = waiver_uses(Waivers((item,)), {"NH499"}, [found._replace(subject="x")], ())
    assert silent.mismatch == ""


def test_a_waiver_of_a_rule_that_was_not_asked_is_not_unused():
    assert uses(says(), waiver(), asked=()) == [("rule not asked", 0)]


def test_waived_findings_do_not_fail_and_are_counted():
    waived = REPORT.having(Outcome.WAIVED)
    assert waived
    assert not set(waived) & set(REPORT.violations(Severity.INFO))
    (found,) = [item for item in REPORT.excepted() if item.kind == "waived"]
    assert found.results == len(waived)
    assert EVIDENCE.waivers == ""


# The commands

BASELINE = """\
version: 1
environments:
  production:
    match: {stacks: [prod], resource_groups: ["*-prod-*"]}
    tags: [application, dataClass]
accepted:
  - {rule: NH114, source: "*", field: "*", reason: a}
  - {rule: NH117, source: "*", field: "*", reason: a}
  - {rule: NH118, source: "*", field: "*", reason: a}
  - {rule: NH705, source: "*", field: "*", reason: a}
"""
STATE = TOP / "tests" / "data" / "pulumi" / "state-prod.json"
CANARY = "canary-c0ffee"


def entry(rule="NH602", resource="lindenmarkt-prod-ns", expires="2026-06-30"):
    return (
        f"  - {{rule: {rule}, resource: '{resource}', reason: until the move, owner: push-team, "
        f"ticket: T-1, expires: {expires}}}\n"
    )


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copy(STATE, tmp_path / "declared.json")
    policies = tmp_path / "own"
    policies.mkdir()
    (policies / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def waive(folder, *entries, name="own/waivers.yaml"):
    (folder / name).write_text("version: 1\nwaivers:\n" + "".join(entries), encoding="utf-8")


def run(*arguments, day="2026-06-30"):
    result = CliRunner().invoke(main, [*arguments, "--as-of", day])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def check(*more, **day):
    return run("check", "state:declared.json", "--baseline-file", "own/baseline.yaml", *more, **day)


def test_a_finding_fails_is_waived_and_fails_again(folder):
    assert check().exit_code == 1
    waive(folder, entry())
    held = check()
    assert held.exit_code == 0
    assert "  waivers    own/waivers.yaml (" in held.stdout
    assert "): 1 used\n" in held.stdout
    assert "results: 6 accepted, 1 waived" in held.stdout
    assert "      waived until 2026-06-30 (push-team, T-1): until the move\n" in held.stdout
    assert "0 violations, 1 waived, " in held.stdout
    late = check(day="2026-07-01")
    assert late.exit_code == 1
    assert "      its waiver held until 2026-06-30 (push-team, T-1)\n" in late.stdout
    assert (
        "expired: NH602 lindenmarkt-prod-ns (push-team, T-1): it held until 2026-06-30,"
        in late.stdout
    )


def test_json_has_every_waiver_and_what_became_of_it(folder):
    waive(
        folder,
        entry(),
        entry("NH101", "lindenmarkt-prod-ns/lindenmarkt-prod-shop"),
        entry("NH701"),
        entry(resource="elsewhere"),
    )
    document = json.loads(check("--format", "json").stdout)
    jsonschema.validate(document, schema())
    found = document["evidence"]["waivers"]
    assert found["file"] == "own/waivers.yaml"
    assert [(item["rule"], item["state"], item["results"]) for item in found["waivers"]] == [
        ("NH602", "used", 1),
        ("NH101", "unused", 0),
        ("NH701", "rule not asked", 0),
        ("NH602", "not in scope", 0),
    ]
    (waived,) = [item for item in document["results"] if item["outcome"] == "waived"]
    assert waived["waiver"] == {
        "rule": "NH602",
        "resource": "lindenmarkt-prod-ns",
        "reason": "until the move",
        "owner": "push-team",
        "ticket": "T-1",
        "expires": "2026-06-30",
        "environment": None,
        "source": None,
    }
    assert (document["summary"]["waived"], document["summary"]["failed"]) == (1, 0)
    assert document["version"] == 4


def test_an_unused_waiver_is_told_and_fails_nothing(folder):
    (folder / "own/baseline.yaml").write_text(BASELINE.replace(", dataClass", ""), encoding="utf-8")
    waive(folder, entry(), entry("NH701"))
    result = check()
    assert result.exit_code == 0
    assert "unused: NH602 lindenmarkt-prod-ns (push-team, T-1): there is nothing" in result.stdout
    assert "1 unused, 1 rule not asked" in result.stdout
    assert "NH701" not in result.stdout


def test_what_is_undetermined_stays_so_and_the_report_says_it(folder):
    text = BASELINE.replace("  - {rule: NH117", "  - {rule: NH116")
    (folder / "own/baseline.yaml").write_text(text, encoding="utf-8")
    waive(folder, entry(), entry("NH117", "*/lindenmarkt-prod-shop"))
    result = check()
    assert result.exit_code == 3
    assert "its waiver (push-team, T-1) does not cover what is undetermined" in result.stdout
    assert "not determined: NH117 */lindenmarkt-prod-shop" in result.stdout


def test_a_broken_file_ends_the_run_with_all_mistakes(folder):
    waive(folder, entry("NH999"), entry(resource="*"), entry(expires="soon"))
    for result in (
        check(),
        run("drift", "state:declared.json", "state:declared.json", "--waivers", "own/waivers.yaml"),
        run("inspect", "declared.json", "--waivers", "own/waivers.yaml"),
    ):
        assert result.exit_code == 2
        assert result.stdout == ""
        places = re.findall(r"own/waivers.yaml:(\d): waivers\.(\d)\.(\w+): ", result.stderr)
        assert places == [("3", "0", "rule"), ("4", "1", "resource"), ("5", "2", "expires")]


def test_the_baseline_bounds_a_waiver(folder):
    waive(folder, entry())
    limited = BASELINE + "waivers: {longest: {low: 10}}\n"
    (folder / "own/baseline.yaml").write_text(limited, encoding="utf-8")
    assert check(day="2026-06-20").exit_code == 0
    result = check(day="2026-06-19")
    assert result.exit_code == 2
    assert "2026-06-30 is too far" in result.stderr


def test_which_file_holds(folder):
    waive(folder, entry())
    waive(folder, entry(resource="elsewhere"), name="other.yaml")
    assert check("--waivers", "other.yaml").exit_code == 1
    project = folder / "project"
    (project / "policies").mkdir(parents=True)
    (project / "Pulumi.yaml").write_text("name: x\nruntime: python\n", encoding="utf-8")
    shutil.copy(folder / "own/baseline.yaml", project / "policies/baseline.yaml")
    shutil.copy(folder / "own/waivers.yaml", project / "policies/waivers.yaml")
    beside = ("check", "state:declared.json", "--project", "project")
    assert run(*beside).exit_code == 0
    # A baseline that is named has waivers of its own, or none.
    (folder / "alone").mkdir()
    shutil.copy(folder / "own/baseline.yaml", folder / "alone/baseline.yaml")
    assert run(*beside, "--baseline-file", "alone/baseline.yaml").exit_code == 1
    (project / "policies/baseline.yaml").unlink()
    assert "policies/waivers.yaml (" in run(*beside).stdout


def test_waivers_of_the_current_folder_hold_without_a_baseline_there(folder):
    (folder / "policies").mkdir()
    assert "  waivers " not in run("check", "state:declared.json").stdout
    waive(folder, entry(), name="policies/waivers.yaml")
    assert "  waivers    policies/waivers.yaml (" in run("check", "state:declared.json").stdout
    waive(folder, entry("NH999"), name="policies/waivers.yaml")
    assert run("check", "state:declared.json").exit_code == 2


def test_an_inventory_does_not_ask_for_waivers(folder):
    waive(folder, entry("NH999"))
    result = CliRunner().invoke(
        main, ["inventory", "state:declared.json", "--baseline-file", "own/baseline.yaml"]
    )
    assert result.exit_code == 0
    assert "waivers" not in result.stdout


def test_drift_honours_waivers(folder):
    document = json.loads(STATE.read_text(encoding="utf-8"))
    for resource in document["deployment"]["resources"]:
        if resource["type"].endswith(":Namespace"):
            resource["inputs"]["sku"] = {"name": "Basic"}
    (folder / "live.json").write_text(json.dumps(document), encoding="utf-8")
    command = ("drift", "state:declared.json", "state:live.json", "--baseline-file")
    command = (*command, "own/baseline.yaml")
    assert run(*command).exit_code == 1
    waive(folder, entry("NH704"), entry("NH602"))
    assert run(*command).exit_code == 0
    document = json.loads(run(*command, "--format", "json").stdout)
    jsonschema.validate(document, drift_schema())
    (change,) = [item for item in document["changes"] if item["rule"] == "NH704"]
    assert change["judgement"] == "waived"
    states = [item["state"] for item in document["evidence"]["waivers"]["waivers"]]
    assert states == ["used", "rule not asked"]
    assert run(*command, day="2026-07-01").exit_code == 1


def test_inspect_honours_waivers(folder):
    name = "entitlements.plist"
    body = "<dict><key>application-identifier</key><string>T.com.example</string></dict>"
    (folder / name).write_text(f'<?xml version="1.0"?><plist version="1.0">{body}</plist>')
    command = ("inspect", "--app", name, "--baseline-file", "own/baseline.yaml")
    before = json.loads(run(*command, "--format", "json").stdout)
    failed = [item for item in before["results"] if item["outcome"] == "fail"]
    assert failed
    waive(folder, *(entry(item["rule"], item["subject"]) for item in failed))
    after = json.loads(run(*command, "--format", "json").stdout)
    jsonschema.validate(after, inspection_schema())
    assert after["summary"]["failed"] == 0
    assert after["summary"]["waived"] == len(failed)
    assert credential_files.every_file()


# The page

PAGE = (TOP / "docs" / "waivers.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs_as_it_stands(tmp_path, monkeypatch):
    waivers, baseline, output = re.findall(
        r"^```(?:yaml)?\n(.*?)\n^```$", PAGE, re.DOTALL | re.MULTILINE
    )
    (command,) = re.findall(r"^    hubwarden (.*)$", PAGE, re.MULTILINE)
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "infra"):
        (tmp_path / name).symlink_to(TOP / name)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/waivers.yaml").write_text(f"{waivers}\n", encoding="utf-8")
    accepted = BASELINE[BASELINE.index("accepted:") :]
    (tmp_path / "policies/baseline.yaml").write_text(f"{baseline}\n{accepted}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, command.split())
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    for line in output.splitlines():
        assert line in lines


IN_VAULT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv/secrets/Push"
SETTINGS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop/config/appsettings"
LOCK = f"{SETTINGS.partition('/config')[0]}/providers/Microsoft.Authorization/locks/keep"


@pytest.mark.parametrize(
    ("id", "name", "meant"),
    [
        (IN_VAULT, short(IN_VAULT), True),
        (IN_VAULT, "KV/push", True),
        (IN_VAULT, "vaults/kv/secrets/push", True),
        (IN_VAULT, "kv/push (resource group g, subscription s)", True),
        (SETTINGS, "shop/appsettings", True),
        (LOCK, "keep", True),
        (IN_VAULT, "kv", False),
        (IN_VAULT, "v/push", False),
        (IN_VAULT, "other-kv/push", False),
        (LOCK, "shop/keep", False),
    ],
)
def test_a_resource_in_another_is_found_by_the_end_that_is_printed(id, name, meant):
    (found,) = results(RULE).results
    named = waiver(name)
    (use,) = waiver_uses(Waivers((named,)), {"NH499"}, [found._replace(subject=id)], ())
    assert (use.state, use.meant) == ("not in scope", (id,) if meant else ())
