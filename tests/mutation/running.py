"""Runs the tests of a rule over each of its mutants, each in a process of its own.

The process is a copy of one that has loaded pytest, the rules and what their tests share, so that a mutant costs a part
of a second. What tests need much longer than usual for counts as noticed.
"""

import contextlib
import inspect
import io
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from hubwarden import discovery
from hubwarden.rule import Rule
from mutation.mutants import Mutant, mutants

TESTS = Path(__file__).resolve().parent.parent
_OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
_PATIENCE = 60
"""Seconds."""


class Verdict(NamedTuple):
    """What the tests of a rule said of a mutant."""

    rule: str
    mutant: Mutant
    noticed: bool


def verdicts(rules: Iterable[Rule], processes: int) -> Iterator[Verdict]:
    """Yield what the tests say of every mutant of some rules.

    Raises ``RuntimeError`` where they do not pass for the rule as it is, which would notice everything.
    """
    # What every run loads is loaded once, before the copies are made.
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*_OPTIONS, "--collect-only", str(table_of(discovery.all_rules()[0]))])
    running: dict[int, tuple[str, Mutant | None]] = {}
    for rule in rules:
        module = sys.modules[rule.check.__module__]
        source = Path(inspect.getfile(module)).read_text(encoding="utf-8")
        for mutant in (None, *mutants(source)):
            if len(running) == processes:
                yield from _ended(running)
            text = source if mutant is None else mutant.source
            running[_begun(module, text, table_of(rule))] = (rule.slug, mutant)
    while running:
        yield from _ended(running)


def _ended(running: dict[int, tuple[str, Mutant | None]]) -> Iterator[Verdict]:
    """Wait for one of the processes that run, and yield what it said of its mutant."""
    process, status = os.wait()
    rule, mutant = running.pop(process)
    noticed = os.waitstatus_to_exitcode(status) != 0
    if mutant is not None:
        yield Verdict(rule, mutant, noticed)
    elif noticed:
        raise RuntimeError(f"the tests of {rule} fail without a mutant")


def table_of(rule: Rule) -> Path:
    """Return the file with the tests of a rule."""
    return TESTS / "rules" / rule.topic / f"test_{rule.slug.replace('-', '_')}.py"


def _begun(module: ModuleType, source: str, table: Path) -> int:
    """Begin the tests in a process in which a module has another source; its exit code is theirs."""
    process = os.fork()
    if process == 0:
        code = 1
        with contextlib.suppress(BaseException):
            code = _in_copy(module, source, table)
        os._exit(code)
    return process


def _in_copy(module: ModuleType, source: str, table: Path) -> int:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_PATIENCE)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    # One that breaks while it is loaded is noticed by every test.
    exec(compile(source, str(module.__file__), "exec"), vars(module))  # noqa: S102
    discovery.all_rules.cache_clear()
    return int(pytest.main([*_OPTIONS, "-x", "--tb=no", str(table)]))
