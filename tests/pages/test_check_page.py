"""The page of a report in a real browser: filters, links, paper, phones, screen readers, fleets."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from browsing import DESK, PHONE
from sample_report import (
    CLEAN,
    EVIDENCE,
    FAILURES,
    HUB,
    INCOMPLETE,
    INFORMATION,
    REPORT,
    UNKNOWN,
    result_of,
)

from hubwarden.discovery import all_rules
from hubwarden.order_of_results import in_order
from hubwarden.report import Outcome, Report
from hubwarden.reports import Options, find
from hubwarden.rule_page import BREAKS, REMEDIATION, WHY, sections
from hubwarden.severity import Severity

REPORTS = {"all": REPORT, "clean": CLEAN, "incomplete": INCOMPLETE, "information": INFORMATION}
EVERYWHERE = [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")]


def page(report=REPORT, **options):
    return find("html")(report, Options(**options))


def every_rule():
    """Return a report in which every rule is violated, so that the page of each stands in it."""
    return Report(
        EVIDENCE,
        in_order(result_of(rule, Outcome.FAIL, line=1, message="it is so") for rule in all_rules()),
        (),
        (),
    )


def test_the_same_report_gives_the_same_bytes():
    assert page(verbose=True) == page(verbose=True)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
@pytest.mark.parametrize("severity", [Severity.LOW, Severity.CRITICAL])
def test_the_page_says_what_the_text_report_says(visit, report, severity):
    text = find("text")(report, Options(fail_on=severity, width=10_000))
    seen = " ".join(visit(page(report, fail_on=severity)).page.inner_text("body").split())
    for line in text.splitlines():
        for part in ("verdict    ", "violations ", "unknown    ", "start with "):
            if line.startswith(f"  {part}"):
                assert line.removeprefix(f"  {part}").strip() in seen
    assert text.splitlines()[-1] in seen
    assert text.splitlines()[-2] in seen
    for result in report.having(Outcome.FAIL):
        assert result.message in seen
    for gap in report.gaps:
        assert f"{gap.what}: {gap.reason} ({gap.source})" in seen


def test_the_gravest_stands_first(visit):
    grades = visit(page()).page.locator("[data-marks] .grade").all_inner_texts()
    assert grades == ["critical", "high", "low"]


FILTERS = [
    ({}, "Entries shown: 5 of 5.", 5),
    ({"Severity": "critical"}, "Entries shown: 1 of 5.", 1),
    ({"Severity": "high", "Outcome": "waived"}, "Entries shown: 1 of 5.", 1),
    ({"Severity": "low", "Outcome": "waived"}, "Entries shown: 0 of 5.", 0),
    ({"Outcome": "violation"}, "Entries shown: 3 of 5.", 3),
    ({"Outcome": "could not be checked"}, "Entries shown: 1 of 5.", 1),
    ({"Environment": "production"}, "Entries shown: 3 of 5.", 3),
    ({"Environment": "not known"}, "Entries shown: 2 of 5.", 2),
]


@pytest.mark.parametrize(("chosen", "words", "count"), FILTERS)
def test_filters_show_what_fits(visit, chosen, words, count):
    visited = visit(page())
    for name, choice in chosen.items():
        visited.choose(name, choice)
    assert len(visited.shown(words)) == count


@pytest.mark.parametrize(
    ("sought", "count"),
    [
        ("COURIER", 1),
        ("shop-prod-ns/shop", 2),
        ("nh202", 1),
        ("moon", 0),
        ("Pulumi.prod", 3),
        (" ", 5),
    ],
)
def test_the_text_is_looked_for_in_entries_and_in_what_they_stand_in(visit, sought, count):
    visited = visit(page())
    visited.type(sought)
    assert len(visited.shown(f": {count} of 5.")) == count


def test_a_group_without_an_entry_is_not_shown_and_show_all_brings_it_back(visit):
    visited = visit(page())
    visited.choose("Severity", "critical")
    visited.type("phones")
    visited.shown("1 of 5")
    headings = visited.page.locator("[data-group] > h2")
    assert [item.inner_text() for item in headings.all() if item.is_visible()] == ["Violations (3)"]
    visited.page.get_by_role("button", name="Show all").click()
    assert len(visited.shown(": 5 of 5.")) == 5


def test_a_filter_that_has_nothing_to_choose_between_is_not_there(visit):
    visited = visit(page(Report(EVIDENCE, in_order(FAILURES[:1]), (), ())))
    assert visited.page.locator("#filters select").count() == 0
    assert visited.page.get_by_label("Text").is_visible()


def test_without_an_entry_there_is_no_filter(visit):
    assert not visit(page(CLEAN)).page.locator("#filters").is_visible()


def test_without_scripts_everything_is_there_and_no_filter_that_does_nothing(visit):
    visited = visit(page(), java_script_enabled=False)
    assert not visited.page.locator("#filters").is_visible()
    assert all(item.is_visible() for item in visited.page.locator("[data-marks]").all())
    summary = visited.page.get_by_text("NH101 apns-certificate", exact=True).last
    summary.click()
    assert visited.page.get_by_text("A certificate expires once a year.").is_visible()


def test_a_rule_leads_to_its_page(visit):
    visited = visit(page())
    why = visited.page.get_by_text("A certificate expires once a year.")
    assert not why.is_visible()
    visited.page.locator("a[href='#rule-NH101']").first.click()
    why.wait_for()


def test_every_link_leads_to_a_place_in_the_page_or_to_a_known_kind_of_address(visit):
    visited = visit(page(every_rule(), verbose=True))
    links = visited.page.evaluate("[...document.links].map((it) => it.getAttribute('href'))")
    assert len(links) > len(all_rules())
    for link in set(links):
        if link.startswith("#"):
            assert visited.page.locator(f"[id='{link[1:]}']").count() == 1
        else:
            assert link.startswith("https://")


def bare(text):
    """Leave out of a text what lays it out, such as the marks of code, headings and items."""
    return re.sub(r"```\w*|[`#\s-]", "", text)


def test_why_a_rule_matters_and_how_it_is_put_right_stands_in_the_page(visit):
    visited = visit(page(every_rule()))
    visited.open_all()
    seen = bare(visited.page.inner_text("main"))
    for rule in all_rules():
        known = sections(rule)
        for head in (WHY, REMEDIATION, BREAKS):
            assert bare(known.get(head, "")) in seen, (rule.id, head)
        assert bare(rule.fix) in seen
    assert visited.is_narrow()


def is_on_paper(visited):
    """Return the entries and the pages of rules that cannot be seen."""
    return visited.page.evaluate(
        """[...document.querySelectorAll("[data-marks], details p, details td, details h3")]
        .filter((it) => !it.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
        .map((it) => it.textContent)"""
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_paper_shows_everything_whatever_is_folded_or_filtered(visit, scripts):
    visited = visit(page(verbose=True), java_script_enabled=scripts, color_scheme="dark")
    if scripts:
        visited.choose("Severity", "critical")
        visited.shown("1 of 9")
    assert scripts is False or is_on_paper(visited)
    visited.page.emulate_media(media="print")
    if scripts:
        assert is_on_paper(visited) == []
    assert not visited.page.locator("#filters").is_visible()
    colour = visited.page.locator("body").evaluate("(it) => getComputedStyle(it).backgroundColor")
    assert colour == "rgb(255, 255, 255)"
    assert visited.page.pdf().startswith(b"%PDF")


def test_what_was_folded_is_folded_again_after_printing(visit):
    visited = visit(page())
    opened = "document.querySelectorAll('details[open]').length"
    visited.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert visited.page.evaluate(opened) == visited.page.locator("details").count() > 0
    visited.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert visited.page.evaluate(opened) == 0


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
@pytest.mark.parametrize(("size", "scheme"), EVERYWHERE)
def test_axe_finds_nothing_and_nothing_leads_sideways(visit, report, size, scheme):
    visited = visit(page(report, verbose=True), viewport=size, color_scheme=scheme)
    assert visited.unreadable() == []
    visited.open_all()
    assert visited.unreadable() == []
    assert visited.is_narrow()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_in_the_pages_of_rules(visit, size, scheme):
    some = replace(every_rule(), results=every_rule().results[::9])
    visited = visit(page(some), viewport=size, color_scheme=scheme)
    visited.open_all()
    assert visited.unreadable() == []


def test_a_rule_that_no_version_brought_has_none(visit):
    """A rule of an organisation's own came with no version of Hubwarden."""
    rule = replace(all_rules()[0], since="")
    written = page(Report(EVIDENCE, (result_of(rule, Outcome.FAIL, message="x"),), (), ()))
    visited = visit(written)
    visited.open_all()
    assert "Since" not in visited.page.inner_text("main")
    assert "Since: 0.1.0." in page(every_rule())


def test_axe_finds_a_fault(visit):
    visited = visit(
        page().replace('<th scope="col">', '<th scope="moon">').replace(' lang="en"', "")
    )
    visited.open_all()
    assert {"html-has-lang", "scope-attr-valid"} <= {name for name, _ in visited.unreadable()}


def test_a_screen_reader_finds_its_way(visit):
    visited = visit(page())
    for role in ("banner", "search", "main", "contentinfo", "status"):
        assert visited.page.get_by_role(role).count() == 1, role
    levels = visited.page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].filter((it) => !it.closest('details')).map((it) => +it.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_keyboard_reaches_the_report_first(visit):
    visited = visit(page())
    visited.page.keyboard.press("Tab")
    visited.page.keyboard.press("Enter")
    assert visited.page.evaluate("document.activeElement.id") == "main"


def test_long_names_stay_on_a_phone(visit):
    name = "n" * 300
    report = Report(
        EVIDENCE,
        in_order([FAILURES[0]._replace(subject=f"{HUB}/{name}", message=name), *UNKNOWN]),
        (),
        (),
    )
    assert visit(page(report), viewport=PHONE).is_narrow()


def test_a_script_that_is_another_does_not_run(visit):
    changed = page().replace(
        "form.hidden = false;", "form.hidden = false; document.title = 'moon';"
    )
    visited = visit(changed)
    assert not visited.page.locator("#filters").is_visible()
    assert visited.page.title().startswith("Hubwarden")
    assert any("Content Security Policy" in text for text in visited.errors)
    visited.errors.clear()


HUBS, RULES = 1000, 45


def fleet(share):
    """Return a report on a fleet: of every hub, ``share`` of the rules are violated, and one asks something."""
    rules = all_rules()[:RULES]
    results = [
        result_of(
            rule,
            Outcome.FAIL if place < share else Outcome.PASS,
            subject=f"{HUB}-{hub}",
            line=hub * RULES + place + 1,
            message="role backend has Manage and may not have it" if place < share else "",
        )
        for hub in range(HUBS)
        for place, rule in enumerate(rules)
    ]
    waiting = [UNKNOWN[0]._replace(subject=f"{HUB}-{hub}") for hub in range(HUBS)]
    return Report(EVIDENCE, in_order([*results, *waiting]), (), ())


def test_what_holds_in_a_fleet_is_counted_and_not_listed(visit):
    written = page(fleet(share=1))
    assert len(written) < 600_000
    visited = visit(written)
    visited.type("hub-777")
    assert visited.shown("0 of 1001") == []
    visited.type("shop-777")
    assert len(visited.shown("2 of 1001")) == 2
    assert "44000 held" in visited.page.inner_text("footer")


def test_a_fleet_of_which_every_check_fails_can_still_be_filtered(visit):
    written = page(fleet(share=RULES))
    assert len(written) < 12_000_000
    visited = visit(written)
    visited.type("shop-77")
    # Eleven hubs begin so, and what could not be checked concerns them, too.
    assert len(visited.shown(f"{11 * RULES + 1} of 45001")) == 11 * RULES + 1
