"""The table of docs/demo.md says what the demo looks for."""

import re
from pathlib import Path

from hubwarden.commands.demonstration.tampering import TAMPERINGS, Finding

PAGE = Path(__file__).resolve().parents[2] / "docs" / "demo.md"


def rules(findings: frozenset[Finding]) -> str:
    return ", ".join(sorted(rule for rule, _ in findings)) or "nothing: it left nothing unsafe"


def test_the_table_is_what_the_demo_looks_for():
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(r"<!-- table -->\n(.*?)<!-- /table -->", text, re.DOTALL)
    rows = [
        f"| {item.words} | {rules(item.unsafe)} | {rules(item.different)} |\n"
        for item in TAMPERINGS
    ]
    assert found
    _, _, table = found[1].partition("| --- | --- | --- |\n")
    assert table == "".join(rows)
