"""The picture of the README shows the report that stands beside it as text."""

import struct

from readme_picture import KEYWORD, PICTURE, SIZE, digest, digest_in, with_digest

from readme_excerpts import README

MOST_BYTES = 200_000


def test_the_picture_is_of_the_report_in_the_readme():
    png = PICTURE.read_bytes()
    assert digest_in(png) == digest(), "run make picture"
    assert len(png) < MOST_BYTES
    width, height = struct.unpack(">II", png[16:24])
    assert {"width": width, "height": height} == SIZE
    assert "(docs/images/report.png)" in README.read_text(encoding="utf-8")


def test_what_a_picture_shows_stands_in_it_and_the_picture_stays_one(browser):
    png = PICTURE.read_bytes()
    at = png.index(b"tEXt" + KEYWORD) - 4
    (length,) = struct.unpack(">I", png[at : at + 4])
    bare = png[:at] + png[at + 12 + length :]
    assert digest_in(bare) == ""
    assert with_digest(bare) == png
    page = browser.new_page()
    page.goto(PICTURE.as_uri())
    assert page.evaluate("document.images[0].naturalWidth") == SIZE["width"]
    page.close()
