"""The report for people: what stands where, how it is folded, and what no name in it can do."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_report import (
    ALERT,
    CERTIFICATE,
    CLEAN,
    EVIDENCE,
    FAILURES,
    HUB,
    INFORMATION,
    NAMESPACE,
    REPORT,
    UNKNOWN,
    result_of,
)

from hubwarden.location import Location
from hubwarden.order_of_results import in_order
from hubwarden.printable import inert
from hubwarden.report import Outcome, Report
from hubwarden.reports import Options, find
from hubwarden.reports.parts.folding import columns, folded
from hubwarden.rule import Severity

write = find("text")


def report_of(*results, **more):
    return Report(EVIDENCE, in_order(results), gaps=(), crashes=(), **more)


TITLES = ("Violations", "Below", "What to do first", "Could not be checked", "What would tell")


def section(text, title):
    """Return the lines of a section, up to the next heading or the counts."""
    lines = text.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(title))
    for end, line in enumerate(lines[start + 1 :], start + 1):
        if line.startswith(TITLES) or re.match(r"\d+ violations?,", line):
            return lines[start + 1 : end]
    raise AssertionError(text)


def waiting(subject, rule=ALERT, **more):
    values = {"message": "nothing says so", "field": "Hub.x"} | more
    return result_of(rule, Outcome.UNDETERMINED, subject=subject, **values)


def test_a_title_stands_under_violations_alone():
    text = write(replace(REPORT, gaps=(), crashes=()), Options(verbose=True))
    at = text.index("Could not be checked")
    assert CERTIFICATE.title in text[:at]
    assert not any(rule.title in text[at:] for rule in (CERTIFICATE, ALERT))


def test_one_cause_is_told_once():
    several = [waiting(f"{NAMESPACE}/notificationHubs/hub{number}") for number in range(9)]
    several += [waiting(HUB, CERTIFICATE)]
    text = write(report_of(*several), Options())
    assert text.count("nothing says so") == 1
    assert "2 rules wait for one fact: nothing says so" in text
    assert "10 checks could not be made, for want of 1 fact" in text


def test_two_causes_are_told_apart():
    text = write(report_of(waiting(HUB), waiting(HUB, message="nobody says so")), Options())
    assert "for want of 2 facts" in text
    assert "nothing says so" in text
    assert "nobody says so" in text


@pytest.mark.parametrize(
    "prefix", ["what stands in secretKey", "whether token has a value", "the live value"]
)
def test_a_cause_is_one_whatever_part_it_concerns(prefix):
    reason = "parameter 'key' has no value and no default"
    text = write(
        report_of(
            waiting(HUB, message=reason),
            waiting(HUB, CERTIFICATE, message=f"{prefix} is not known: {reason}"),
        ),
        Options(),
    )
    assert f"2 rules wait for one fact: {reason}" in text
    assert "Give parameter key a value" in text


def test_the_environment_is_asked_for_once_by_namespace():
    unknown = {"field": "environment", "cause": "baseline"}
    reason = "no environment of the baseline matches it: add its stack"
    text = write(
        report_of(
            waiting(NAMESPACE, message=reason, **unknown),
            waiting(HUB, CERTIFICATE, message=reason, **unknown),
        ),
        Options(),
    )
    assert "2 rules wait for one fact: the environment of shop-prod-ns [" in text
    assert (
        "1. Name the environment of shop-prod-ns: with --environment, or in policies/baseline.yaml"
        in text
    )


def test_a_path_stands_once_above_what_is_in_it():
    text = write(report_of(*FAILURES), Options())
    assert "\n".join(section(text, "Violations")).count("Pulumi.prod.yaml") == 1


def test_a_path_is_not_said_again_where_there_is_one():
    text = write(report_of(*FAILURES[:2]), Options())
    assert text.count("Pulumi.prod.yaml") == 1
    assert "2 times, first at line 12" in text
    other = FAILURES[1]._replace(location=Location("Pulumi.test.yaml", 3))
    assert "2 times, first at Pulumi.prod.yaml:12" in write(
        report_of(FAILURES[0], other), Options()
    )
    # What is only undetermined has no heading with its file.
    assert "(Pulumi.prod.yaml:3)" in write(report_of(waiting(HUB, line=3)), Options())


def test_the_gravest_comes_first_by_file_and_by_resource():
    low = FAILURES[1]._replace(location=Location("a.json", 3))
    lines = section(write(report_of(*FAILURES, low), Options()), "Violations")
    files = [line for line in lines if line and not line.startswith(" ")]
    assert files == ["template:azuredeploy.json", "Pulumi.prod.yaml", "a.json"]


def test_resources_of_one_short_name_are_told_apart():
    alert = "/subscriptions/s{}/resourceGroups/g/providers/Microsoft.Insights/metricAlerts/failing"
    same = [FAILURES[0]._replace(subject=alert.format(number)) for number in (1, 2)]
    text = write(report_of(*same), Options())
    assert "failing (resource group g, subscription s1)" in text
    assert "failing (resource group g, subscription s2)" in text
    assert "  failing (production)\n" in write(report_of(same[0]), Options())


def test_of_equal_violations_the_one_comes_last_whose_fix_takes_access_away():
    access = FAILURES[2]
    other = FAILURES[0]._replace(severity=access.severity)
    text = "\n".join(section(write(report_of(access, other), Options()), "What to do first"))
    assert text.index("NH101") < text.index("NH202") < text.index("Whoever relies on it")
    graver = "\n".join(section(write(report_of(*FAILURES), Options()), "What to do first"))
    assert graver.index("NH202") < graver.index("NH101")


def test_clean_is_not_said_of_violations_nor_of_nothing():
    assert "clean" not in write(INFORMATION, Options())
    assert "Below --fail-on low (1)" in write(INFORMATION, Options())
    assert "Violations" not in write(INFORMATION, Options())
    assert "nothing was judged (exit code 0)" in write(report_of(), Options())
    assert "clean (exit code 0)" in write(CLEAN, Options())
    # That nothing differs is a verdict.
    assert "clean (exit code 0)" in write(report_of(compares=True), Options())


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("verbose", [True, False])
def test_no_line_is_longer_than_the_width_unless_a_name_is(width, verbose):
    text = write(REPORT, Options(verbose=verbose, width=width))
    assert not [line for line in text.splitlines() if columns(line) > width]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Zs",)), max_size=12),
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Zs",)), max_size=30)),
    st.integers(10, 60),
)
def test_folding_keeps_every_word_in_order(prefix, words, width):
    words = [word.replace(" ", "") or "x" for word in words]
    lines = list(folded(prefix, words, width))
    assert "".join(lines).replace(" ", "") == (prefix + "".join(words)).replace(" ", "")
    indent = min(columns(prefix), width // 2)
    for line in lines[1:]:
        assert columns(line) <= width or " " not in line[indent:].strip(" ")


def test_wide_letters_take_two_columns():
    assert max(map(columns, folded("", ["漢字漢字"] * 9, 20))) <= 20
    assert columns("漢e\u0301") == 3


def test_colours_are_for_a_terminal_alone():
    plain = write(REPORT, Options())
    coloured = write(REPORT, Options(colour=True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert "\x1b[31m" in coloured


COMMANDS = ["##vso[task.complete result=Succeeded;]", "##[error]x", "::error::x", "::add-mask::x"]
LIVE = re.compile(r"##\[|##vso\[|^\s*::[a-z]", re.IGNORECASE | re.MULTILINE)


@pytest.mark.parametrize("command", [*COMMANDS, "##VSO[task.setvariable variable=x]y", "::Error::"])
@pytest.mark.parametrize("before", ["", " ", "a ", "a" * 90 + " ", "a"])
def test_no_name_is_a_command_of_a_pipeline(command, before):
    hostile = before + command
    report = replace(
        REPORT,
        evidence=replace(EVIDENCE, scope=hostile, asked_by=hostile, not_judged=(hostile,)),
        results=tuple(
            item._replace(subject=hostile, message=hostile, source=hostile, location=None)
            for item in REPORT.results
        ),
        gaps=(replace(REPORT.gaps[0], what=hostile, reason=hostile),),
        crashes=(replace(REPORT.crashes[0], subject=hostile),),
    )
    for width in (40, 100):
        assert not LIVE.search(write(report, Options(verbose=True, width=width)))


@pytest.mark.parametrize("text", ["a::b", "fe80::1", "::1/128", "::/0", "#12", "## x", "a ## [b]"])
def test_what_is_no_command_stays_as_it_is(text):
    assert inert(text) == text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"cause": "not-asked"}, "Ask with --with-credentials."),
        ({"cause": "unread"}, "Make readable what 'Not read' lists."),
        (
            {"message": "the source does not tell all locks; they may be made elsewhere"},
            "Judge what declares locks, too",
        ),
        (
            {"message": "no source in scope declares namespace shop"},
            "Judge the source that declares namespace shop, too.",
        ),
        (
            {"message": "it is encrypted in the state: set PULUMI_CONFIG_PASSPHRASE"},
            "Set PULUMI_CONFIG_PASSPHRASE",
        ),
        ({"message": "it is a secret, which is not read"}, "Run hubwarden inspect"),
        ({"field": "Hub.platforms"}, "Declare the platforms of the apps"),
        (
            {"field": "AccessRule.role", "message": "name the roles under consumers"},
            "under consumers which role uses which",
        ),
        ({"later": True}, "Deploy, then check the state"),
        ({"message": "is it so?"}, "What nobody can tell: accept it under accepted in"),
    ],
)
def test_what_would_tell(more, words):
    text = write(report_of(waiting(HUB, **more)), Options())
    assert words in " ".join(" ".join(section(text, "What would tell")).split())


def test_what_settles_most_is_asked_for_first():
    few = waiting(HUB, cause="unread", message="few")
    many = [waiting(f"{HUB}{number}", cause="not-asked", message="many") for number in range(3)]
    told = section(write(report_of(few, *many), Options()), "What would tell")
    assert told[0] == "  1. Ask with --with-credentials. (3 checks)"
    assert told[1] == "  2. Make readable what 'Not read' lists. (1 check)"


def test_the_head_says_what_is_wrong_what_is_unknown_and_what_to_do():
    head = write(REPORT, Options()).splitlines()[1:7]
    assert head[0] == "  verdict    violations, and incomplete"
    assert head[1] == "  violations 3 in 3 resources: 1 critical, 1 high, 1 low"
    assert head[2] == "  not read   3 parts: see 'Not read'"
    assert head[3] == "  broken     rules broke 1 time: see 'Rules that broke'"
    assert head[4].startswith("  unknown    1 check could not be made")
    assert head[5] == "  start with NH202 send-to-everybody: Take Send away."
    head = write(report_of(*UNKNOWN), Options(Severity.LOW)).splitlines()
    assert head[3].startswith("  start with")
