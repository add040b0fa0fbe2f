"""No name in a diagnosis is a command of a pipeline, a line or a colour."""

import re
from dataclasses import replace

import pytest
from diagnosing import diagnosed

from factories import estate
from hubwarden.diagnosis.diagnosis_formats import DIAGNOSIS_FORMATS
from hubwarden.model.source_info import Gap
from hubwarden.reports import Options

LIVE = re.compile(r"##\[|##vso\[|^\s*::[a-z]", re.IGNORECASE | re.MULTILINE)


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("name", DIAGNOSIS_FORMATS)
@pytest.mark.parametrize(
    "text",
    ["::error::x", "##vso[task.complete]x", "a ##[error]", "x\n::error::y", "\x1b[31m\u202e"],
)
def test_no_name_is_a_command(name, text, width):
    gaps = (Gap(text, text, text, rules=("NH301",)),)
    diagnosis = diagnosed(["bad-device-token"], replace(estate(), gaps=gaps))
    written = DIAGNOSIS_FORMATS[name](diagnosis, Options(verbose=True, width=width))
    assert not LIVE.search(written)
    assert all(line.isprintable() for line in written.splitlines())
