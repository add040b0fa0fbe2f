"""Own rules in every command that judges: they are rules like the others."""

import json
import re
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.reports.json import schema
from inspection import credential_files
from own_rules.own_rule_files import rule, run, write_rules

TOP = Path(__file__).resolve().parents[2]
STATE = TOP / "tests" / "data" / "pulumi" / "state-prod.json"
CLEAN, VIOLATIONS, USAGE, INCOMPLETE = 0, 1, 2, 3
NAMESPACE = "lindenmarkt-prod-ns"
NOT_FREE = rule(
    expression="resource.tier == 'Free'",
    name="namespace-not-free",
    examples={"good": [{"tier": "Free"}], "bad": [{"tier": "Standard"}], "unknown": [{}]},
    sources=[{"title": "Contract", "address": "https://wiki.example/contract"}],
)
"""A rule that the namespace of the example breaks."""
BASELINE = """\
version: 1
environments:
  production:
    kind: production
    apns: production
    match: {resource_groups: ["*-prod-*"]}
"""


@pytest.fixture
def project(tmp_path):
    shutil.copy(STATE, tmp_path / "state.json")
    (tmp_path / "Pulumi.yaml").write_text("name: x\nruntime: python\n", encoding="utf-8")
    write_rules(tmp_path, NOT_FREE)
    baseline(tmp_path)
    return tmp_path


def baseline(folder, more=""):
    (folder / "policies" / "baseline.yaml").write_text(BASELINE + more, encoding="utf-8")


def check(folder, *arguments):
    return run(folder, "check", "state:state.json", "--as-of", "2026-01-01", *arguments)


def judged(folder, *arguments):
    """Return the document of a check that asks own rules alone."""
    result = check(folder, "--only", "ACMExxx", "--format", "json", *arguments)
    document = json.loads(result.stdout)
    assert document["summary"]["exit_code"] == result.exit_code
    jsonschema.validate(document, schema())
    return document


def outcomes(document):
    return [(item["rule"], item["outcome"], item["severity"]) for item in document["results"]]


def test_check_asks_them_with_all_others(project):
    result = check(project, "--format", "json")
    document = json.loads(result.stdout)
    asked = {item["rule"] for item in document["rules"]}
    assert {"ACME001", "NH201"} <= asked
    (own,) = [item for item in document["results"] if item["rule"] == "ACME001"]
    assert own["outcome"] == "fail"
    assert own["message"] == f"{NAMESPACE} has tier Standard"
    evidence = document["evidence"]["own_rules"]
    assert (evidence["folder"], evidence["rules"]) == ("policies/rules", 1)
    text = check(project).stdout
    assert f"  own rules  1 asked of policies/rules ({evidence['digest'][:12]})" in text
    assert "ACME001 namespace-not-free: " in text


def test_without_own_rules_the_head_says_nothing_and_the_library_is_not_loaded(project):
    shutil.rmtree(project / "policies" / "rules")
    assert "own rules" not in check(project).stdout
    document = json.loads(check(project, "--format", "json").stdout)
    assert document["evidence"]["own_rules"] is None
    program = (
        "import sys; from hubwarden.cli import main\n"
        "try: main()\n"
        "finally: print('cel_expr_python' in sys.modules, file=sys.stderr)"
    )
    for expected in ("False", "True"):
        done = subprocess.run(
            [sys.executable, "-c", program, "check", "state:state.json", "--only", "NH201"],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr.strip().splitlines()[-1] == expected
        write_rules(project, NOT_FREE)


def test_they_are_chosen_by_id_pattern_and_name(project):
    for name in ("ACME001", "acme001", "ACMExxx", "ACME0x1", "namespace-not-free"):
        assert outcomes(judged(project, "--only", name)) == [("ACME001", "fail", "medium")]
    left = json.loads(check(project, "--exclude", "ACMExxx", "--format", "json").stdout)
    assert left["evidence"]["not_asked"] == ["ACME001"]
    assert left["evidence"]["own_rules"]["rules"] == 0
    wrong = check(project, "--only", "ACME002")
    assert wrong.exit_code == USAGE
    assert "nearest: ACME001" in wrong.stderr
    other = check(project, "--only", "ZEDxxx")
    assert other.exit_code == USAGE


def test_the_baseline_grades_them_and_switches_them_off(project):
    baseline(project, "    severities: {ACME001: critical}\n")
    assert outcomes(judged(project)) == [("ACME001", "fail", "critical")]
    baseline(project, "    severities: {ACME001: low}\n")
    refused = check(project)
    assert refused.exit_code == USAGE
    assert "ACME001 has severity medium; to lower it" in refused.stderr
    baseline(project, "    switched_off: [{rule: ACME001, reason: Not here.}]\n")
    document = judged(project)
    assert outcomes(document) == [("ACME001", "not-applicable", "medium")]
    assert document["evidence"]["excepted"][0]["kind"] == "switched off"
    baseline(project, "    severities: {ACME002: critical}\n")
    unknown = check(project)
    assert unknown.exit_code == USAGE
    assert "there is no rule ACME002; did you mean ACME001?" in unknown.stderr


def test_the_baseline_accepts_what_they_cannot_tell(project):
    write_rules(
        project,
        rule(
            judges="access rule",
            expression="resource.modified > timestamp('2025-01-01T00:00:00Z')",
            message="m",
            examples={
                "good": [{"modified": "2026-01-31T12:00:00Z"}],
                "bad": [{"modified": "2024-01-31T12:00:00Z"}],
                "unknown": [{}],
            },
        ),
    )
    document = judged(project)
    assert document["summary"]["exit_code"] == INCOMPLETE
    assert {item["field"] for item in document["results"]} == {"AccessRule.modified"}
    baseline(
        project,
        'accepted: [{rule: ACME001, source: "*", field: AccessRule.modified, reason: Files.}]\n',
    )
    assert judged(project)["summary"]["exit_code"] == CLEAN


def test_a_rule_that_contradicts_its_examples_leaves_the_run_incomplete(project):
    swapped = {"good": [{"tier": "Free"}], "bad": [{"tier": "Standard"}], "unknown": [{}]}
    write_rules(project, rule(examples=swapped))
    document = judged(project)
    (gap,) = document["gaps"]
    assert gap["what"] == "the verdicts of ACME001"
    assert gap["reason"].startswith("2 examples of it are not as written")
    assert document["summary"]["exit_code"] == INCOMPLETE
    # Whoever does not ask the rule needs nothing of it.
    left_out = check(project, "--exclude", "ACMExxx", "--format", "json")
    assert json.loads(left_out.stdout)["gaps"] == []


def test_a_waiver_holds_for_them(project):
    (project / "policies" / "waivers.yaml").write_text(
        "version: 1\nwaivers:\n"
        f"- {{rule: ACME001, resource: {NAMESPACE}, reason: r, owner: o, ticket: T, expires: 2026-01-31}}\n"
    )
    assert outcomes(judged(project)) == [("ACME001", "waived", "medium")]
    (project / "policies" / "waivers.yaml").write_text(
        "version: 1\nwaivers:\n"
        f"- {{rule: namespace-not-free, resource: {NAMESPACE}, reason: r, owner: o, ticket: T, expires: 2026-01-31}}\n"
    )
    assert outcomes(judged(project)) == [("ACME001", "waived", "medium")]


def test_known_findings_hold_for_them(project):
    written = run(project, "known", "write", "known.jsonl", "state:state.json", "--only", "ACMExxx")
    assert written.exit_code == CLEAN, written.output
    assert outcomes(judged(project, "--known", "known.jsonl")) == [("ACME001", "known", "medium")]


@pytest.mark.parametrize(
    "format_",
    ["text", "sarif", "junit", "markdown", "csv", "github", "azure-devops"],
)
def test_every_format_tells_them(project, format_):
    result = check(project, "--only", "ACMExxx", "--format", format_)
    assert result.exit_code == VIOLATIONS
    assert "ACME001" in result.stdout
    assert "has tier Standard" in result.stdout


def test_sarif_has_their_page(project):
    result = check(project, "--only", "ACMExxx", "--format", "sarif")
    (run_,) = json.loads(result.stdout)["runs"]
    (described,) = run_["tool"]["driver"]["rules"]
    assert described["id"] == "ACME001"
    assert "The contract says so." in described["help"]["text"]
    assert "own" in described["properties"]["tags"]


def test_they_are_listed_and_explained(project):
    assert "ACME001  medium    namespace-not-free" in run(project, "rules").stdout
    document = json.loads(run(project, "rules", "--format", "json").stdout)
    (own,) = [item for item in document["rules"] if item["id"] == "ACME001"]
    assert own["declared_at"] == "policies/rules/own.yaml:2"
    for name in ("ACME001", "acme001", "namespace-not-free"):
        page = run(project, "explain", name)
        assert page.exit_code == CLEAN
        for words in (
            "# ACME001 namespace-not-free",
            "From: policies/rules/own.yaml:2.",
            "    resource.tier == 'Free'",
            "Fix: Set the tier to Standard.",
            "- [Contract](https://wiki.example/contract)",
        ):
            assert words in page.stdout
    wrong = run(project, "explain", "ACME002")
    assert (wrong.exit_code, "ACME001" in wrong.stderr) == (USAGE, True)
    # What Hubwarden brings is explained without a look at the files.
    (project / "policies/rules/own.yaml").write_text("[")
    assert run(project, "explain", "NH201").exit_code == CLEAN


def test_they_stand_beside_the_baseline_that_is_named(project):
    other = project / "elsewhere"
    other.mkdir()
    (other / "baseline.yaml").write_text(BASELINE)
    assert check(project, "--only", "ACMExxx", "--baseline-file", "elsewhere/baseline.yaml").exit_code == USAGE  # fmt: skip
    shutil.copytree(project / "policies" / "rules", other / "rules")
    found = judged(project, "--baseline-file", "elsewhere/baseline.yaml")
    assert found["evidence"]["own_rules"]["folder"] == "elsewhere/rules"


def test_drift_asks_those_about_changes(project):
    live = (project / "state.json").read_text().replace('"Standard"', '"Basic"')
    (project / "live.json").write_text(live)
    changes = rule(
        id="ACME002",
        name="tier-changed",
        judges="change",
        expression="resource.field != 'Namespace.tier'",
        message="{about}: {live} and not {declared}",
        examples={"good": [{"field": "x"}], "bad": [{"field": "Namespace.tier"}], "unknown": [{}]},
    )
    write_rules(project, changes, NOT_FREE)
    result = run(
        project, "drift", "state:state.json", "state:live.json", "--only", "ACMExxx",
        "--format", "json",
    )  # fmt: skip
    failed = [item for item in json.loads(result.stdout)["results"] if item["outcome"] == "fail"]
    assert [item["rule"] for item in failed] == ["ACME002"]
    assert failed[0]["message"] == f"namespace {NAMESPACE}: Basic and not Standard"
    # check has no changes: it does not ask that rule.
    assert {id for id, _, _ in outcomes(judged(project))} == {"ACME001"}


def test_inspect_asks_those_about_files(project):
    key = credential_files.private_key("RSA")
    certificate = credential_files.certificate("development", "RSA")
    (project / "push.p12").write_bytes(credential_files.p12(certificate, key))
    write_rules(
        project,
        rule(
            judges="apns certificate",
            expression="resource.key_bits >= 4096",
            message="its key has {key_bits} bits",
            examples={"good": [{"key_bits": 4096}], "bad": [{"key_bits": 1}], "unknown": [{}]},
        ),
        rule(
            id="ACME002",
            name="of-an-environment",
            judges="apns certificate",
            expression="environment != 'production'",
            message="m",
            examples={"good": [{}], "bad": [{}], "unknown": [{}]},
        ),
    )
    with chdir(project):
        result = CliRunner(env={"P": credential_files.CANARY}).invoke(
            main,
            ["inspect", "push.p12", "--password-env", "P", "--only", "ACMExxx", "--format", "json"],
        )
    document = json.loads(result.stdout)
    # Which environment the file is for is not stated: the second rule is not asked.
    assert outcomes(document) == [("ACME001", "fail", "medium")]
    assert document["results"][0]["message"] == "its key has 2048 bits"


def test_completion_suggests_them(project):
    with chdir(project):
        words = CliRunner(
            env={"_HUBWARDEN_COMPLETE": "bash_complete", "COMP_WORDS": "hubwarden explain ACM", "COMP_CWORD": "2"}
        ).invoke(main, [], prog_name="hubwarden")  # fmt: skip
        assert "ACME001" in words.stdout
        (project / "policies/rules/own.yaml").write_text("[")
        broken = CliRunner(
            env={"_HUBWARDEN_COMPLETE": "bash_complete", "COMP_WORDS": "hubwarden explain NH20", "COMP_CWORD": "2"}
        ).invoke(main, [], prog_name="hubwarden")  # fmt: skip
        assert "NH201" in broken.stdout


# The page

PAGE = (TOP / "docs" / "own-rules.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_runs_as_it_stands(tmp_path):
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "infra"):
        (tmp_path / name).symlink_to(TOP / name)
    blocks = re.findall(r"^```(?:yaml)?\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    declared, tried, found = blocks
    (name,) = re.findall(r"Write `([^`]+)`:", PAGE)
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(declared, encoding="utf-8")
    shutil.copy(TOP / "policies" / "baseline.yaml", tmp_path / "policies")
    assert "`hubwarden rules test`" in PAGE
    result = run(tmp_path, "rules", "test")
    assert (result.exit_code, result.stdout) == (CLEAN, tried)
    (command,) = re.findall(r"Judge: `hubwarden ([^`]+)`", PAGE)
    result = run(tmp_path, *command.split())
    assert result.exit_code == VIOLATIONS
    assert found in result.stdout
    (explained,) = re.findall(r"`hubwarden (explain [^`]+)`", PAGE)
    assert run(tmp_path, *explained.split()).exit_code == CLEAN
