"""What a test sees of a page in a real browser: requests, errors, dialogs, and what is shown."""

import shutil

from axe_playwright_python.sync_playwright import Axe

NAMES = ("chromium", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""What keeps Chromium from asking a network for anything of its own."""
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1100, "height": 800}


def chromium():
    """Return the program, or nothing where it is not installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Visit:
    """A page that was opened, with all that it did."""

    def __init__(self, context, path):
        self.context, self.path = context, path
        self.requests, self.errors = [], []
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("request", lambda item: self.requests.append(item.url))
        self.page.on("console", lambda item: self.errors.append(item.text))
        self.page.on("pageerror", lambda item: self.errors.append(str(item)))
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda item: self.errors.append(f"opened {item.url}"))
        self.page.goto(path.as_uri())

    def _dialog(self, dialog):
        self.errors.append(f"asked {dialog.message}")
        dialog.dismiss()

    def assert_quiet(self):
        """Make sure that the page asked for nothing but itself, and that nothing went wrong."""
        assert self.requests == [self.path.as_uri()]
        assert self.errors == []

    def choose(self, name, choice):
        self.page.get_by_label(name, exact=True).select_option(label=choice)

    def type(self, text):
        self.page.get_by_label("Text").fill(text)

    def shown(self, words):
        """Wait until the live region says these words, and return the entries that are visible."""
        self.page.locator("[data-shown]").filter(has_text=words).wait_for()
        return self.page.evaluate(
            """[...document.querySelectorAll("[data-marks]")]
            .filter((it) => it.checkVisibility()).map((it) => it.innerText)"""
        )

    def is_narrow(self):
        """Tell whether nothing leads sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def unreadable(self):
        """Return what axe finds: rules for people who read with other means."""
        found = Axe().run(self.page)
        return [
            (item["id"], [node["html"] for node in item["nodes"]])
            for item in found.response["violations"]
        ]

    def open_all(self):
        self.page.evaluate(
            "document.querySelectorAll('details').forEach((it) => { it.open = true; })"
        )
