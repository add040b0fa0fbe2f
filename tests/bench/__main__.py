"""Times the auditor: ``make bench``, or ``python -m bench --help`` with ``tests`` and ``tests/engine`` on the path.

Nothing here fails because something is slow: times differ from machine to machine. Compare ratios and
exponents, and two runs on one machine.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import documents, live, telemetry
from bench.ladders import LADDERS, Ladder, chosen
from bench.measuring import Case, Measured, check, measure
from bench.tables import base_of, lines
from hubwarden import __version__

VERSION = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the chosen ladders, print a table for each and write all numbers to a file."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        help=f"ladders, with commas: {', '.join((*LADDERS, *_LIVE))}",
    )
    parser.add_argument(
        "--sizes", type=_sizes, default="full", help="full, quick, tiny, or numbers with commas"
    )
    parser.add_argument("--rounds", type=_positive, default=3, help="runs of each case (3)")
    parser.add_argument(
        "--limit", type=_positive, default=600, help="seconds after which a run is stopped (600)"
    )
    parser.add_argument("--base", type=Path, help="a file of an earlier run to compare with")
    parser.add_argument(
        "--out", type=Path, default=Path("bench.json"), help="where to write (bench.json)"
    )
    given = parser.parse_args(arguments)
    try:
        ladders, of_azure = _chosen(given.only)
        base = base_of(json.loads(given.base.read_text(encoding="utf-8"))) if given.base else {}
    except (ValueError, KeyError, OSError) as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        empty = _empty(folder, given.rounds, given.limit)
        measured = [empty]
        for word, ladder in ladders.items():
            found = _measured(word, ladder, folder / word, given)
            measured += found
            for line in lines(ladder, found, empty.peak, base) if found else ():
                print(line)  # noqa: T201 - this is what it is for
            print(flush=True)  # noqa: T201
            # After each: a long run that is interrupted has told what it found.
            text = json.dumps(_document(measured, given), indent=1) + "\n"
            given.out.parent.mkdir(parents=True, exist_ok=True)
            given.out.write_text(text, encoding="utf-8")
        document = _document(measured, given)
        for word in of_azure:
            _note(f"{word}: Azure is filled")
            text, document[word] = _of_azure(word, given)
            print(text, flush=True)  # noqa: T201
            given.out.parent.mkdir(parents=True, exist_ok=True)
            given.out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    _note("")
    print(f"written to {given.out}")  # noqa: T201
    return 0


def _chosen(names: Sequence[str]) -> tuple[dict[str, Ladder], list[str]]:
    """Return the ladders of some names, and what of live Azure is among them; without a name, all."""
    words = [word.strip() for item in names for word in item.split(",") if word.strip()]
    others = [word for word in words if word not in _LIVE]
    return (
        chosen(others) if others or not words else {},
        [word for word in _LIVE if word in words or not words],
    )


def _of_azure(word: str, given: Any) -> tuple[str, list[dict[str, object]]]:
    """Measure something of live Azure; return its table and its numbers."""
    own = SIZES_OF_AZURE[word]
    sizes = own[given.sizes] if isinstance(given.sizes, str) else given.sizes
    if word == "live":
        answered = list(live.live(sizes, given.limit))
        return "\n".join(live.table(answered)), live.facts(answered)
    counted = list(telemetry.telemetry(sizes, given.limit))
    return "\n".join(telemetry.table(counted)), telemetry.facts(counted)


SIZES_OF_AZURE = {"live": live.SIZES, "telemetry": telemetry.SIZES}
_LIVE = tuple(SIZES_OF_AZURE)


def _positive(text: str) -> int:
    """Return a number of a command line; raises ``ValueError`` where it is none, or not above 0."""
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _sizes(text: str) -> str | list[int]:
    """Return the word or the numbers; raises ``ValueError`` for anything else."""
    return text if text in ("full", "quick", "tiny") else sorted({*map(_positive, text.split(","))})


def _empty(folder: Path, rounds: int, limit: int) -> Measured:
    """Measure a run with nothing to judge: what is above its peak is the estate's."""
    (folder / "empty.json").write_text(json.dumps(documents.template([])), encoding="utf-8")
    case = Case("nothing", 0, check("template:empty.json"), folder)
    return measure("empty", [case], rounds, limit, _note)[0]


def _measured(word: str, ladder: Ladder, folder: Path, given: Any) -> list[Measured]:
    folder.mkdir()
    _note(f"{word}: inputs are written")
    sizes = ladder.sizes[given.sizes] if isinstance(given.sizes, str) else given.sizes
    try:
        cases = list(ladder.cases(folder, sizes))
    except LookupError as missing:
        print(f"{ladder.title}: left out, {missing}")  # noqa: T201
        return []
    return measure(word, cases, given.rounds, given.limit, _note)


def _note(text: str) -> None:
    """Tell on a terminal what is being run."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _document(measured: Sequence[Measured], given: Any) -> dict[str, Any]:
    return {
        "version": VERSION,
        "hubwarden": __version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": {"system": platform.platform(), "processors": os.cpu_count()},
        "sizes": given.sizes,
        "rounds": given.rounds,
        "measured": [
            {**asdict(item), "median": item.median, "peak": item.peak} for item in measured
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
