"""The picture of the README: the page of the example after one edit, as Chromium shows it.

Run as a program it draws the picture anew. In the file stands which report was drawn, so that a test can tell
without a browser whether the picture is old.
"""

import hashlib
import re
import struct
import sys
import tempfile
import zlib
from pathlib import Path

from browsing import QUIET, chromium
from playwright.sync_api import sync_playwright

from readme_excerpts import TOP, edited_example, excerpt, same_every_day

PICTURE = TOP / "docs" / "images" / "report.png"
KEYWORD = b"Hubwarden-report"
SIZE = {"width": 900, "height": 820}


def digest():
    """Return a digest of the report that the README shows as text; how many checks there are does not count."""
    told = re.sub(r"\d+", "n", same_every_day(excerpt("violation")))
    return hashlib.sha256(told.encode()).hexdigest()


def drawn():
    """Return the picture as PNG."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "report.html"
        path.write_text(edited_example("check", "program:prod", "--format", "html"), "utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto(path.as_uri())
        png = page.screenshot()
        browser.close()
    return png


def with_digest(png):
    """Return a picture that says which report it shows."""
    text = KEYWORD + b"\0" + digest().encode()
    chunk = (
        struct.pack(">I", len(text))
        + b"tEXt"
        + text
        + struct.pack(">I", zlib.crc32(b"tEXt" + text))
    )
    # After the signature and the header, which is 25 bytes long.
    return png[:33] + chunk + png[33:]


def digest_in(png):
    """Return the digest that stands in a picture."""
    found = re.search(rb"tEXt" + KEYWORD + rb"\0([0-9a-f]{64})", png)
    return found[1].decode() if found else ""


if __name__ == "__main__":
    if chromium() is None:
        sys.exit("There is no Chromium here: apt-get install chromium")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(with_digest(drawn()))
    sys.stderr.write(f"{PICTURE.relative_to(TOP)} written\n")
