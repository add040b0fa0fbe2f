"""What others take for the same: a least program with msgspec, and checkov with ten policies."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import documents
from bench.estates import in_files
from bench.measuring import HERE, Case, check

CHECKOV = HERE.parents[1] / ".bench-peers" / "bin" / "checkov"
"""Where ``make bench-peers`` installs it."""

TEN_RULES = (
    "public-send-or-manage",
    "zone-redundancy-disabled",
    "replication-switched-off",
    "tags-missing",
    "fcm-legacy",
    "mpns",
    "apns-certificate-auth",
    "runtime-rule-with-manage",
    "rights-beyond-role",
    "no-diagnostic-setting",
)
"""Rules that ask what the ten policies for checkov and the ten predicates of the floor ask."""


def peers(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """The same templates for all of them."""
    if not CHECKOV.is_file():
        sys.stderr.write("checkov is left out: `make bench-peers` installs it\n")
    for hubs in sizes:
        inputs = folder / str(hubs)
        inputs.mkdir()
        sources = []
        for number, part in enumerate(in_files(hubs)):
            path = inputs / f"{number:03}.json"
            path.write_text(json.dumps(documents.template(part), indent=1), encoding="utf-8")
            sources.append(f"template:{path.relative_to(folder)}")
        judged = check(*sources, "--environment", "production")
        ten = [*judged, "--only", ",".join(TEN_RULES)]
        yield Case("hubwarden, ten rules", hubs, ten, folder, hubs=hubs)
        yield Case("hubwarden, all rules", hubs, judged, folder, hubs=hubs)
        floor = [sys.executable, str(HERE / "floor.py"), str(inputs), str(folder / "floor.out")]
        yield Case("the floor, ten predicates", hubs, floor, folder)
        if CHECKOV.is_file():
            # It warns of every parameter without a value, at length.
            quiet = {**os.environ, "LOG_LEVEL": "ERROR"}
            yield Case("checkov, ten policies", hubs, _checkov(inputs), folder, quiet)


def _checkov(inputs: Path) -> list[str]:
    return [
        str(CHECKOV),
        "--directory",
        str(inputs),
        "--framework",
        "arm",
        "--external-checks-dir",
        str(HERE / "checkov_policies"),
        "--check",
        ",".join(f"CKV_FLEET_{number}" for number in range(1, 11)),
        "--output",
        "json",
        "--compact",
        "--quiet",
        "--skip-download",
    ]
