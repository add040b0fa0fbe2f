"""Nothing that a name says becomes markup, a script, a style, a link or a request: read as HTML, and in a browser."""

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from diagnosing import diagnosed
from histories import made
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_inventory import REPORT as INVENTORY
from sample_report import CERTIFICATE, EVIDENCE, result_of
from test_hostile_names import HOSTILE, SAMPLES, report_with

from factories import estate
from hubwarden.citation import Citation
from hubwarden.diagnosis.diagnosis_formats import DIAGNOSIS_FORMATS
from hubwarden.listing.inventory_formats import FORMATS
from hubwarden.listing.inventory_table import Cell, Section
from hubwarden.metrics.history import History
from hubwarden.model.source_info import Gap
from hubwarden.printable import inert
from hubwarden.report import Outcome, Report
from hubwarden.reports import Options, find
from observing import observe

ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style><style>* { display: none }</style>",
    "</title><script src=https://example.com/x.js></script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)' x='",
    '" autofocus onfocus=alert(1) x="',
    "--><script>alert(1)</script><!--",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "<base href=https://example.com/><meta http-equiv=refresh content=0;url=//example.com>",
    "<link rel=stylesheet href=//example.com/x.css>",
    "<a href=jAvAsCrIpT:alert(1)>x</a>",
    "{{ 7 * 7 }}{% include 'page.js' %}{{ report.evidence.__class__ }}",
    "&lt;b&gt; &#60;script&#62;",
    "<template><script>alert(1)</script></template>",
    "\u202egnp.exe",
    'e0 fail critical" data-group="',
]
MADE = made({("apns", "badchannel"): 0.07}, days=1)
SOUND = st.one_of(HOSTILE, st.text(st.sampled_from("<>&\"'/=!-{}% aonscript:"), max_size=40))


def check_page(text):
    return find("html")(report_with(text), Options(verbose=True))


def rule_page(text):
    """Return a report with a rule whose page, fix and sources are somebody else's text."""

    def hostile(_subject, _context):
        yield from ()

    body = f"{text}\n\n- {text}\n\n# {text}\n\n`{text}`\n\n```{text}\n{text}\n```\n"
    hostile.__doc__ = f"{text}\n\n## Why it matters\n\n{body}"
    rule = replace(
        CERTIFICATE,
        check=hostile,
        fix=text,
        sources=tuple(Citation(text, it, text) for it in (text, f"https://{text}")),
    )
    result = result_of(rule, Outcome.FAIL, message=text, field=text)
    return find("html")(Report(EVIDENCE, (result,), (), ()), Options())


def inventory_page(text):
    columns = ("namespace", "environment", text)
    row = {"namespace": Cell(text), "environment": Cell(text), text: Cell("", text)}
    sections = (
        Section("namespaces", text, columns, (row, row | {"environment": Cell("x")}), text),
        Section("keys", text, columns, (row,), text),
    )
    gaps = (replace(INVENTORY.gaps[0], what=text, reason=text, source=text),)
    return FORMATS["html"](replace(INVENTORY, gaps=gaps), sections)


def diagnosis_page(text):
    history = History(text, MADE)
    gaps = (Gap(text, text, text, rules=("NH301",)),)
    found = diagnosed(["bad-device-token"], replace(estate(), gaps=gaps))
    evidence = replace(found.report.evidence, scope=text, asked_by=text, not_judged=(text,))
    found = replace(found, report=replace(found.report, evidence=evidence))
    found = replace(found, histories=(history,), observations=observe(history))
    return DIAGNOSIS_FORMATS["html"](found, Options(verbose=True))


PAGES = [check_page, rule_page, inventory_page, diagnosis_page]


class Shape(HTMLParser):
    """What a page is made of: tags with the names of their attributes, and addresses."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.addresses = Counter(), set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag, tuple(sorted(name for name, _ in attrs))] += 1
        self.addresses |= {value for name, value in attrs if name in ("href", "src", "action")}

    def handle_comment(self, data):
        self.tags["comment", data] += 1


def with_attacks(test):
    for sample in (*SAMPLES, *ATTACKS):
        test = example(sample)(test)
    return given(SOUND)(test)


@pytest.mark.parametrize("page", PAGES)
@settings(max_examples=15)
@with_attacks
def test_no_text_is_markup(page, text):
    """The same text without what HTML knows makes a page of the same tags; an address alone may be a link."""
    found = Shape(page(text))
    known = {tag for tag, _ in Shape(page("x")).tags} | {"a", "br", "option", "select", "li", "p"}
    assert {tag for tag, _ in found.tags} <= known
    names = {name for _, attributes in found.tags for name in attributes}
    assert not {name for name in names if name.startswith(("on", "style", "src"))}
    assert found.tags["script", ()] == found.tags["style", ()] == 1
    assert all(address.startswith(("#", "https://")) for address in found.addresses)


@pytest.mark.parametrize("page", PAGES)
def test_every_text_is_there_as_it_is(page):
    for text in ATTACKS:
        seen = []

        class Words(HTMLParser):
            def handle_data(self, data, seen=seen):
                seen.append(data)

        reader = Words()
        reader.feed(page(text))
        # A comment that is not ended, or an entity, would take the rest of the page away.
        assert inert(text) in "".join(seen)
        assert reader.rawdata == ""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_does_anything_in_a_browser(visit, page, text):
    visited = visit(page(text))
    visited.open_all()
    found = visited.page.evaluate(
        """({
            scripts: document.scripts.length,
            active: document.querySelectorAll("img, iframe, object, embed, form, base, link, template").length,
            handlers: [...document.querySelectorAll("*")].filter((it) =>
                it.getAttributeNames().some((name) => name.startsWith("on"))).length,
            policies: document.querySelectorAll("meta[http-equiv]").length,
            words: document.body.innerText,
        })"""
    )
    assert found["words"].count(inert(text)) or " ".join(inert(text).split()) in " ".join(
        found["words"].split()
    )
    assert [found[name] for name in ("scripts", "active", "handlers", "policies")] == [1, 0, 0, 1]


def test_no_text_does_anything_in_a_browser_whatever_it_is(browser, tmp_path):
    page = browser.new_context().new_page()
    said = []
    page.on("console", lambda item: said.append(item.text))
    page.on("pageerror", lambda item: said.append(str(item)))
    page.on("dialog", lambda item: (said.append(item.message), item.dismiss()))
    page.on("request", lambda item: said.append(item.url))
    path = tmp_path / "page.html"

    @settings(max_examples=20)
    @given(SOUND)
    def opened(text):
        said.clear()
        path.write_text(check_page(text), encoding="utf-8", newline="")
        page.goto(path.as_uri())
        assert said == [path.as_uri()]
        assert page.evaluate("document.scripts.length") == 1
        assert page.locator("footer").inner_text().endswith("(exit code 1)")

    opened()
    page.context.close()


def test_a_filter_by_the_name_of_an_environment_that_looks_like_another_mark(visit):
    """An environment may be called anything: its name is no mark, and chooses what is of it alone."""
    results = tuple(
        result_of(CERTIFICATE, Outcome.FAIL, environment=name, message=name, field=name)
        for name in ("critical fail e1", "e1", '" onclick="', "fail")
    )
    visited = visit(find("html")(Report(EVIDENCE, results, (), ()), Options()))
    for name in ("critical fail e1", "e1", '" onclick="', "fail"):
        visited.choose("Environment", name)
        (only,) = visited.shown(": 1 of 4.")
        assert only.endswith(name)
        visited.page.get_by_role("button", name="Show all").click()
        visited.shown(": 4 of 4.")
