"""Microsoft's validator for SARIF: its rules for the standard and for GitHub's code scanning find nothing.

`make multitool` installs it. It always ends with 0, so that what it writes is read.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from sample_report import CLEAN, INCOMPLETE, REPORT
from test_formats import every_rule
from test_hostile_names import SAMPLES, report_with

from hubwarden.reports import Options, find

TOP = Path(__file__).resolve().parents[2]
FOUND = sorted(TOP.glob(".multitool/node_modules/@microsoft/*/Sarif.Multitool"))
# It has no address to tell that would be true for long.
_LEFT_OUT = {"SARIF2005"}

REPORTS = {
    "sample": REPORT,
    "clean": CLEAN,
    "incomplete": INCOMPLETE,
    "every-rule": every_rule(),
} | {f"hostile-{number}": report_with(text) for number, text in enumerate(SAMPLES[::4])}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what the validator says of each report, by the report's name."""
    if not FOUND:
        if os.environ.get("HUBWARDEN_MULTITOOL") == "required":
            pytest.fail("the SARIF validator is not there: make multitool")
        pytest.skip("the SARIF validator is not there: make multitool installs it, with Node")
    folder = tmp_path_factory.mktemp("sarif")
    for name, report in REPORTS.items():
        (folder / f"{name}.sarif").write_text(find("sarif")(report, Options()), encoding="utf-8")
    out = tmp_path_factory.mktemp("validated") / "out.sarif"
    command = [FOUND[0], "validate", folder, "--recurse", "true", "--rule-kind", "Sarif;Ghas"]
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run([*command, "--output", out], check=True, capture_output=True, env=environment)
    [run] = json.loads(out.read_text(encoding="utf-8-sig"))["runs"]
    assert run["invocations"][0]["executionSuccessful"]
    return run.get("results", [])


def test_nothing_is_found(told):
    found = [
        (item["ruleId"], item["message"], item["locations"][0]["physicalLocation"])
        for item in told
        if item["ruleId"] not in _LEFT_OUT
    ]
    assert found == []


def test_every_report_was_read(told):
    # The one remark that is left out is made of each.
    places = [item["locations"][0]["physicalLocation"] for item in told]
    assert len({place["artifactLocation"]["uri"] for place in places}) == len(REPORTS)
