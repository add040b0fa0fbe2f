"""Exit codes, and what the baseline excepts."""

from dataclasses import replace

import pytest
from msgspec import structs

from factories import (
    context,
    demanding,
)
from hubwarden.engine import run
from hubwarden.model.base import Elsewhere
from hubwarden.model.source_info import Gap
from hubwarden.policy.demands import Accepted, Lowered, SwitchedOff
from hubwarden.report import Crash, ExitCode, Outcome, Report
from hubwarden.reports import Options, find
from hubwarden.rule import NotApplicable, Severity
from judging import EVIDENCE, GAP, RULE, WRONG, result, says

PASSED = result(Outcome.PASS)
LOW, HIGH = result(Outcome.FAIL, Severity.LOW), result(Outcome.FAIL, Severity.HIGH)
ASKED = result(Outcome.UNDETERMINED, Severity.INFO)
ACCEPTED = result(Outcome.UNDETERMINED, Severity.CRITICAL, accepted="why")
MISSING = Gap("program:prod", "a file", "unreadable")
BROKEN = Crash(RULE, "/s", "program:prod", "ValueError at check, line 1")


@pytest.mark.parametrize(
    ("given_results", "gaps", "crashes", "code"),
    [
        pytest.param([], [], [], ExitCode.CLEAN, id="nothing"),
        pytest.param([PASSED], [], [], ExitCode.CLEAN, id="pass"),
        pytest.param([result(Outcome.NOT_APPLICABLE)], [], [], ExitCode.CLEAN, id="n/a"),
        pytest.param([LOW], [], [], ExitCode.CLEAN, id="below the severity"),
        pytest.param([result(Outcome.FAIL)], [], [], ExitCode.VIOLATIONS, id="at the severity"),
        pytest.param([PASSED, HIGH], [], [], ExitCode.VIOLATIONS, id="above the severity"),
        pytest.param([ACCEPTED], [], [], ExitCode.CLEAN, id="accepted"),
        pytest.param([PASSED, ASKED], [], [], ExitCode.INCOMPLETE, id="not accepted"),
        pytest.param([ACCEPTED, ASKED], [], [], ExitCode.INCOMPLETE, id="one of two accepted"),
        pytest.param([LOW, ASKED], [], [], ExitCode.INCOMPLETE, id="below it, and not accepted"),
        pytest.param([], [MISSING], [], ExitCode.INCOMPLETE, id="a gap"),
        pytest.param([], [], [BROKEN], ExitCode.INCOMPLETE, id="a crash"),
        pytest.param([ACCEPTED], [], [BROKEN], ExitCode.INCOMPLETE, id="accepted, and a crash"),
        pytest.param([HIGH, ASKED], [MISSING], [BROKEN], ExitCode.VIOLATIONS, id="violations win"),
    ],
)
def test_exit_code(given_results, gaps, crashes, code):
    report = Report(EVIDENCE, tuple(given_results), tuple(gaps), tuple(crashes))
    assert report.exit_code(Severity.MEDIUM) == code
    assert report.incomplete is bool(gaps or crashes or ASKED in given_results)


def test_information_fails_only_where_it_is_asked_to():
    report = Report(EVIDENCE, (result(Outcome.FAIL, Severity.INFO),), (), ())
    assert report.exit_code(Severity.LOW) == ExitCode.CLEAN
    assert report.exit_code(Severity.INFO) == ExitCode.VIOLATIONS


def test_what_the_baseline_excepts_is_counted():
    demands = demanding(
        severities={"NH499": Lowered("low", "it is known")},
        switched_off=(SwitchedOff("NH498", "another tool does it"),),
    )
    demands = structs.replace(
        demands, accepted=(Accepted("NH497", "*", "*", "nobody can tell it"),)
    )
    rules = (
        says(WRONG),
        replace(says(WRONG), id="NH498"),
        replace(says(GAP), id="NH497"),
        replace(says(Elsewhere("another stack has it")), id="NH496"),
        replace(says(NotApplicable("no")), id="NH495"),
    )
    report = Report(EVIDENCE, run(rules, context(demands=demands)).results, (), ())
    assert [(item.kind, item.rule, item.reason, item.results) for item in report.excepted()] == [
        ("switched off", "NH498", "another tool does it", 1),
        ("lowered", "NH499", "it is known", 1),
        ("accepted", "NH497", "nobody can tell it", 1),
        ("provided elsewhere", "NH496", "another stack has it", 1),
    ]
    written = find("text")(report, Options(fail_on=Severity.MEDIUM, verbose=False))
    words = "results: 1 switched off, 1 lowered, 1 accepted, 1 provided elsewhere"
    assert words in written.partition("\n\n")[0]
    assert "NH498 switched off (1): another tool does it" in written


def test_a_severity_that_is_raised_is_no_exception():
    demands = demanding(severities={"NH499": "high"})
    report = Report(EVIDENCE, run([says(WRONG)], context(demands=demands)).results, (), ())
    assert report.excepted() == ()
