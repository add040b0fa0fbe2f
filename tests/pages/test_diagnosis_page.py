"""The page of a diagnosis in a real browser: causes to filter, figures as charts with their tables."""

from dataclasses import replace
from datetime import timedelta

import pytest
from browsing import DESK, PHONE
from diagnosing import diagnosed
from histories import HUB, START, made

from factories import apns, credentials, estate, hub, namespace
from hubwarden.diagnosis.changes_before import ChangeBefore, DatedOnset, with_changes
from hubwarden.diagnosis.charts import charts
from hubwarden.diagnosis.diagnosis_formats import DIAGNOSIS_FORMATS
from hubwarden.metrics.figures import FORMULAS, STANDARD, Limits
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset, onsets
from hubwarden.model.activity import ActivityEvent, ActivityLog
from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap
from hubwarden.reports import Options
from observing import observe

BAD = {("apns", "badchannel"): 0.07}
WRITE = "microsoft.notificationhubs/namespaces/notificationhubs/write"
GAP = Gap("state:x.json", "the second page", "the call was forbidden")


def diagnosis(*counts, symptoms=("bad-device-token",), **more):
    given = estate(
        namespaces=[namespace()],
        hubs=[
            hub(credentials=credentials(apns=apns(endpoint="https://api.sandbox.push.apple.com")))
        ],
        **more,
    )
    histories = tuple(History(f"{HUB}-{place}", item) for place, item in enumerate(counts))
    observations = tuple(item for history in histories for item in observe(history))
    return replace(diagnosed(symptoms, given), histories=histories, observations=observations)


def page(*counts, **more):
    return DIAGNOSIS_FORMATS["html"](diagnosis(*counts, **more), Options())


def test_the_page_says_what_the_text_says(visit):
    found = diagnosis(made(BAD), gaps=[GAP])
    text = DIAGNOSIS_FORMATS["text"](found, Options(width=10_000))
    visited = visit(DIAGNOSIS_FORMATS["html"](found, Options()))
    seen = " ".join(visited.page.inner_text("body").split())
    for line in text.replace("\nRests on\n", "\n").splitlines():
        # The name of a line stands apart from its words.
        words = line.split("  ")[-1].strip().removeprefix("- ")
        assert " ".join(words.split()) in seen, line


def test_causes_are_filtered(visit):
    found = diagnosis()
    every = (*found.causes, *found.not_applicable, *found.ruled_out)
    visited = visit(DIAGNOSIS_FORMATS["html"](found, Options()))
    low = [item for item in every if item.confidence == "low"]
    visited.choose("Confidence", "low")
    assert len(visited.shown(f"{len(low)} of {len(every)}.")) == len(low)
    visited.page.get_by_role("button", name="Show all").click()
    visited.shown(f": {len(every)} of {len(every)}.")
    who = found.causes[0].cause.who
    theirs = [item for item in every if item.cause.who == who]
    visited.choose("Who can look", who)
    entries = visited.shown(f"{len(theirs)} of {len(every)}.")
    for item in theirs:
        assert any(item.cause.says in entry for entry in entries)


def test_a_chart_has_its_threshold_its_marks_and_its_table(visit):
    visited = visit(page(made(BAD)))
    visited.open_all()
    figure = visited.page.locator("figure").filter(has_text="bad-channel")
    assert figure.locator("svg").get_attribute("role") == "img"
    assert "limit 5 %" in figure.locator("svg").text_content()
    above = [row for row in figure.locator("tbody tr").all_inner_texts() if "above" in row]
    assert figure.locator("circle").count() == len(above) > 100
    assert f"Above the limit in {len(above)} of 168 steps." in figure.inner_text()
    limit = float(figure.locator(".limit").get_attribute("y1"))
    # Further up is more: every mark of 7 % stands above the line of 5 %.
    assert all(float(it.get_attribute("cy")) < limit for it in figure.locator("circle").all())


def test_an_onset_and_what_was_done_before_it_are_marked_and_told(visit):
    at = START + timedelta(hours=80)
    good, bad = made(), made(BAD)
    counts = {
        name: {time: (good if time < at else bad)[name][time] for time in by_time}
        for name, by_time in good.items()
    }
    history = History(HUB, counts)
    event = ActivityEvent(ResourceId(HUB), WRITE, "<ada>", at - timedelta(hours=2))
    dated = tuple(
        with_changes(HUB, onset, ActivityLog((event,), frozenset()))
        for onset in onsets(history, STANDARD)
    )
    (mark, onset) = next(it for it in charts(history, STANDARD, dated) if it.marks).marks
    assert (mark.letter, mark.is_onset, onset.letter, onset.is_onset) == ("A", False, "B", True)
    assert mark.x < onset.x
    found = replace(diagnosis(counts), onsets={f"{HUB}-0": dated})
    visited = visit(DIAGNOSIS_FORMATS["html"](found, Options()))
    figure = visited.page.locator("figure").filter(has_text="bad-channel")
    assert figure.locator(".onset").count() == figure.locator(".change").count() == 1
    line = float(figure.locator(".onset").get_attribute("x1"))
    assert line == min(float(it.get_attribute("cx")) for it in figure.locator("circle").all())
    told = figure.locator("li").all_inner_texts()
    assert told[0].startswith("A before it: 2026-03-05 06:00 UTC: the hub was written")
    assert "by <ada>" in told[0]
    assert told[1].startswith("B changed: bad-channel from 2026-03-05 08:00 UTC on: 7")
    assert (
        visited.page.locator("figure").filter(has_text="pns-error").locator(".onset").count() == 0
    )
    assert visited.unreadable() == []


def test_a_change_before_the_window_is_marked_at_its_edge():
    history = History(HUB, made(BAD, volume=0.1))
    formula = next(item for item in FORMULAS if item.name == "bad-channel")
    before, last = START - timedelta(hours=5), START + timedelta(days=6, hours=20)
    event = ActivityEvent(ResourceId(HUB), WRITE, "", before)
    change = ChangeBefore("hub written", "the hub was written", event)
    dated = DatedOnset(Onset(formula, last, timedelta(hours=1), None, 0.0, 0.07), (change,))
    (chart,) = (it for it in charts(history, STANDARD, (dated,)) if it.marks)
    assert [mark.x for mark in chart.marks] == [4, 356]


def test_what_is_drawn_stays_inside_the_chart():
    drawn = 0
    for counts in (
        made(BAD),
        made(BAD, volume=0.1),
        made(BAD, days=60),
        made(volume=10),
        made(days=1),
    ):
        for chart in charts(History(HUB, counts)):
            for line in chart.lines:
                points = line.path.replace("M", " ").replace("L", " ").replace("h1", " ").split()
                drawn += len(points)
                for x, y in zip(points[::2], points[1::2], strict=True):
                    assert 0 <= float(x) <= 360
                    assert 0 <= float(y) <= 150
    assert drawn > 1000


def test_every_count_of_the_file_is_in_a_table():
    counts = made(BAD)
    pushes = next(
        chart for chart in charts(History(HUB, counts)) if chart.title.startswith("pushes")
    )
    assert pushes.title == "pushes, in steps of 1 hour"
    found = {row[0]: row[1] for row in pushes.rows}
    assert found == {
        f"{time:%Y-%m-%d %H:%M}": f"{count:,.0f}"
        for time, count in counts["notificationhub.pushes"].items()
    }


def test_a_time_without_pushes_is_a_gap_and_no_zero():
    counts = made(BAD, volume=10)
    quiet = START + timedelta(hours=50)
    for by_time in counts.values():
        by_time[quiet] = 0.0
    charted = {chart.title.partition(",")[0]: chart for chart in charts(History(HUB, counts))}
    assert charted["bad-channel"].lines[0].path.count("M") == 2
    (row,) = [row for row in charted["bad-channel"].rows if row[0] == f"{quiet:%Y-%m-%d %H:%M}"]
    assert row[1].startswith("no rate")
    del counts["notificationhub.pushes"][quiet]
    charted = {chart.title.partition(",")[0]: chart for chart in charts(History(HUB, counts))}
    assert charted["pushes"].lines[0].path.count("M") == 2
    assert [row[1] for row in charted["pushes"].rows].count("not measured") == 1


def test_the_threshold_of_a_baseline_is_the_one_that_is_drawn():
    limits = Limits({"bad-channel": 0.2}, sample=1)
    charted = {it.title.partition(",")[0]: it for it in charts(History(HUB, made(BAD)), limits)}
    assert charted["bad-channel"].limit.words == "limit 20 %"
    assert charted["bad-channel"].over == ()
    assert "too few" not in charted["bad-channel"].says
    assert charts(History(HUB, made(BAD)))[1].limit.words == "limit 5 %"


def test_a_figure_of_which_nothing_was_measured_has_no_chart():
    counts = {name: by for name, by in made(BAD).items() if name.startswith("incoming")}
    assert [chart.title.partition(",")[0] for chart in charts(History(HUB, counts))] == [
        "failed-requests"
    ]
    assert charts(History(HUB, {"incoming": counts["incoming"]})) == ()


def test_charts_are_drawn_for_hubs_with_a_fault_first_and_not_for_all(visit):
    quiet = made(days=1, volume=10)
    found = [quiet] * 14 + [made(BAD, days=1, volume=10)]
    visited = visit(page(*found))
    headings = visited.page.locator("h2").filter(has_text="History of").all_inner_texts()
    assert headings[0] == "History of ns-prod/orders-14"
    assert len(headings) == 15
    assert visited.page.locator("section").filter(has=visited.page.locator("figure")).count() == 12
    assert visited.page.get_by_text("Charts are drawn for the hubs above alone").count() == 3


@pytest.mark.parametrize(
    "counts",
    [(), (made(BAD, days=1, volume=10),), (made(reached=False, days=1),)],
    ids=["none", "bad", "no push"],
)
@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (PHONE, "light")]
)
def test_axe_finds_nothing_and_nothing_leads_sideways(visit, counts, size, scheme):
    visited = visit(page(*counts, gaps=[GAP]), viewport=size, color_scheme=scheme)
    assert visited.unreadable() == []
    visited.open_all()
    assert visited.unreadable() == []
    assert visited.is_narrow()


def test_paper_shows_charts_and_tables(visit):
    visited = visit(page(made(BAD)), java_script_enabled=True)
    visited.page.emulate_media(media="print")
    assert visited.page.evaluate(
        """[...document.querySelectorAll("svg, td")]
        .every((it) => it.checkVisibility({contentVisibilityAuto: true}))"""
    )
