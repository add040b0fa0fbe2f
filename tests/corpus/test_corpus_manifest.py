"""Where each judged template is from: repository, path and commit, and the digest of the text that was judged.

What is not known is null. A commit is one whose file has the same length in characters and the same end; the texts
were not compared byte for byte. Two of the three tests need no corpus.
"""

import hashlib
import json
import re
from pathlib import Path

import pytest
from test_corpus import EXPECTED, NAMED

MANIFEST = json.loads((Path(__file__).parent / "manifest.json").read_text(encoding="utf-8"))
KEYS = {"file", "repository", "path", "commit", "sha256"}


def test_every_judged_file_is_in_it_once():
    judged = {case[key] for case in EXPECTED for key in ("template", "parameters") if case[key]}
    assert [row["file"] for row in MANIFEST] == sorted(judged)


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["file"])
def test_a_row_says_where_its_file_is_from(row):
    assert row.keys() == KEYS
    assert (row["repository"] is None) == (row["path"] is None)
    if row["repository"]:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", row["repository"])
        assert row["file"].endswith("/" + row["path"])
    if row["commit"]:
        assert row["repository"]
        assert re.fullmatch(r"[0-9a-f]{40}", row["commit"])


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["file"])
def test_the_file_is_the_one_that_was_judged(row):
    assert NAMED, "HUBWARDEN_CORPUS names the folder of the corpus"
    text = (NAMED / "templates" / row["file"]).read_bytes()
    assert hashlib.sha256(text).hexdigest() == row["sha256"]
