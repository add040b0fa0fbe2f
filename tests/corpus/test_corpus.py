"""Verdicts on ARM templates by other authors, each read by eye once.

The folder is named by HUBWARDEN_CORPUS; where it is missing, this fails.
"""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.report import Outcome
from hubwarden.rule import Severity
from hubwarden.sources.opening import project_root

EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))


NAMED = os.environ.get("HUBWARDEN_CORPUS") and Path(os.environ["HUBWARDEN_CORPUS"]).resolve()


def _folder() -> Path:
    assert NAMED, "HUBWARDEN_CORPUS names the folder of the corpus"
    folder = NAMED / "templates"
    assert folder.is_dir(), f"{folder} is no folder"
    return folder


def _templates() -> list[str]:
    folder = _folder()
    found = []
    for path in sorted(folder.rglob("*.json")):
        text = path.read_text(encoding="utf-8-sig")
        if "deploymentTemplate.json" in text:
            found.append(path.relative_to(folder).as_posix())
    return found


def verdict(template: Path, parameters: Path | None, environment: str) -> dict[str, object]:
    """Return what is held against the expectation: exit code, failures, open questions, gaps."""
    report = check(
        compose(
            project_root(None),
            environment=environment or None,
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="test",
        ),
        (f"template:{template}",),
        parameters,
    )
    assert report.crashes == ()
    return {
        "exit_code": report.exit_code(Severity.LOW),
        "fail": sorted(
            {f"{item.rule.id} {item.location.line}" for item in report.having(Outcome.FAIL)}
        ),
        "undetermined": sorted({item.rule.id for item in report.having(Outcome.UNDETERMINED)}),
        "gaps": sorted(gap.what for gap in report.gaps),
    }


def test_every_template_is_expected():
    assert _templates() == sorted({item["template"] for item in EXPECTED})


@pytest.mark.parametrize(
    "case", EXPECTED, ids=lambda item: f"{item['template']} {item['environment']}".strip()
)
def test_verdict(case, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # Away from this project: the packaged baseline holds.
    folder = _folder()
    parameters = folder / case["parameters"] if case["parameters"] else None
    found = verdict(folder / case["template"], parameters, case["environment"])
    assert found == case["verdict"], case["reading"]
