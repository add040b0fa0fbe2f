"""Times commands: whole processes, in turn, so that what else the machine does meets all alike."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One command to time: a series of a ladder at one size."""

    series: str
    size: int
    command: Sequence[str]
    folder: Path
    """Where it runs."""
    variables: Mapping[str, str] | None = None
    """Its environment; ``None`` for this process's own."""
    codes: frozenset[int] = frozenset({0, 1, 3})
    """How it may end."""
    hubs: int = 0
    """How many hubs its memory is spread over; 0 where that says nothing."""


@dataclass
class Measured:
    """What the runs of one case took."""

    ladder: str
    series: str
    size: int
    hubs: int
    cpu: list[float] = field(default_factory=list)
    """Processor seconds of each run, with those of its child processes."""
    seconds: list[float] = field(default_factory=list)
    peak_kib: list[int] = field(default_factory=list)
    failure: str = ""
    """Why there is no number."""

    @property
    def median(self) -> float | None:
        return statistics.median(self.cpu) if self.cpu else None

    @property
    def peak(self) -> float | None:
        return statistics.median(self.peak_kib) if self.peak_kib else None


def measure(
    ladder: str,
    cases: Sequence[Case],
    rounds: int,
    limit: int,
    note: Callable[[str], None],
) -> list[Measured]:
    """Run every case once a round and return what they took, in the order of the cases.

    A run is stopped after ``limit`` seconds; the case is then not run again.
    """
    found = [Measured(ladder, case.series, case.size, case.hubs) for case in cases]
    for turn in range(rounds):
        for case, measured in zip(cases, found, strict=True):
            if measured.failure:
                continue
            note(f"{ladder}: {case.series}, {case.size:,} (round {turn + 1} of {rounds})")
            _once(case, measured, limit)
    return found


def _kept(variables: Mapping[str, str]) -> dict[str, str]:
    """Return variables without the one by which Python compiles every module anew: an installed package is compiled."""
    return {name: value for name, value in variables.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _once(case: Case, measured: Measured, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(HERE / "one_process.py"), str(limit), *case.command],
        cwd=case.folder,
        env=_kept(os.environ if case.variables is None else case.variables),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        measured.failure = f"cannot be run: {done.stderr.strip()[-300:]}"
        return
    took = json.loads(done.stdout)
    if took["exit_code"] < 0 and took["seconds"] >= limit:
        measured.failure = f"more than {limit} s"
    elif took["exit_code"] not in case.codes:
        measured.failure = f"ended with {took['exit_code']}: {done.stderr.strip()[-300:]}"
    if measured.failure:
        # Of what is stopped or fails, nothing is kept: a part of it would look like the whole.
        measured.cpu, measured.seconds, measured.peak_kib = [], [], []
        return
    measured.cpu.append(took["cpu"])
    measured.seconds.append(took["seconds"])
    measured.peak_kib.append(took["peak_kib"])


def hubwarden(*arguments: str) -> list[str]:
    """Return the command line of the auditor that is installed here."""
    return [sys.executable, "-m", "hubwarden", *arguments]


def check(*arguments: str, baseline: str = "roles", format_: str = "json") -> list[str]:
    """Return the command line that judges: the same date and demands for all."""
    file = str(HERE / f"{baseline}.yaml")
    fixed = ("--baseline-file", file, "--as-of", "2026-01-01", "--format", format_)
    return hubwarden("check", *arguments, *fixed)


def by_series(found: Sequence[Measured]) -> Iterator[tuple[str, list[Measured]]]:
    """Yield the series in their order, each with its sizes from small to large."""
    for series in dict.fromkeys(item.series for item in found):
        yield (
            series,
            sorted((item for item in found if item.series == series), key=lambda item: item.size),
        )
