"""A real browser for the tests of pages: Chromium, without a network of its own."""

import os
import sys
from pathlib import Path

import pytest
from browsing import QUIET, Visit, chromium
from playwright.sync_api import sync_playwright

# What is shown is made where the other formats of it are tested.
sys.path[:0] = [
    str(Path(__file__).resolve().parents[1] / name)
    for name in ("reports", "listing", "diagnosis", "metrics")
]


@pytest.fixture(scope="module")
def browser():
    # No longer than a module: while it runs, so does an event loop, and no other test could begin one.
    found = chromium()
    if found is None:
        if os.environ.get("HUBWARDEN_BROWSER") == "required":
            pytest.fail("there is no Chromium here: apt-get install chromium")
        pytest.skip("there is no Chromium here: apt-get install chromium, to test the pages")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, tmp_path):
    """Return a function that opens a page, given as text, and watches all that it does."""
    opened = []

    def visit(text, **context):
        path = tmp_path / f"page-{len(opened)}.html"
        path.write_text(text, encoding="utf-8", newline="")
        found = Visit(browser.new_context(**context), path)
        opened.append(found)
        return found

    yield visit
    for item in opened:
        item.context.close()
        item.assert_quiet()
