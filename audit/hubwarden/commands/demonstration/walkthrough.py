"""The demo as a newcomer sees it: an estate, what people did to it, and what Hubwarden says of that."""

from __future__ import annotations

import string
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import Final

from hubwarden.commands.composition import Composition, compose
from hubwarden.commands.demonstration.arm_bodies import bodies_of
from hubwarden.commands.demonstration.local_server import (
    LocalAzure,
    local_azure,
    require_extra,
    surrounded_by,
)
from hubwarden.commands.demonstration.recorded_stacks import RecordedStacks, unpack
from hubwarden.commands.demonstration.refused_pushes import REFUSED, diagnosed, first_proved
from hubwarden.commands.demonstration.tampering import TAMPERINGS, Finding, Tampering
from hubwarden.commands.demonstration.verdicts import (
    Comparison,
    Verdicts,
    compare,
    reported,
    verdicts,
)
from hubwarden.commands.reading import read_sources
from hubwarden.diagnosis.history_text import observation_words
from hubwarden.diagnosis.weighing import Diagnosis
from hubwarden.listing.inventory_table import Row, Section
from hubwarden.model.estate import Estate
from hubwarden.report import Outcome, Report, Result
from hubwarden.reports.parts.words import counted

Echo = Callable[[str], None]

_WIDTH: Final = 100
_LETTERS: Final = string.ascii_lowercase

_BEGIN: Final = """\
A production and a sandbox for push notifications, in an Azure that runs on this machine for some
seconds. No account is used, nothing leaves this machine, and nothing stays on it."""

_NEXT: Final = """\
Next
  hubwarden explain NH308                     why a rule is there, and what to do
  hubwarden demo --serve                      keep this Azure running, to try the commands yourself
  hubwarden check template:azuredeploy.json   judge a template of your own, offline
  az login && hubwarden check azure:          judge what runs in your subscription; it only reads"""


def walk_through(folder: Path, echo: Echo, save: Path | None = None) -> bool:
    """Show the demo, and tell whether everything was found and nothing else.

    ``folder`` is for what clients need, and belongs to the caller; ``save`` is where what was read after the
    changes is kept. Raises ``UsageError`` where the extra
    is missing.
    """
    require_extra()
    began = time.monotonic()
    echo(_BEGIN)
    with local_azure(folder) as azure:
        recorded = unpack(folder)
        secrets = {"PULUMI_CONFIG_PASSPHRASE": recorded.passphrase}
        with surrounded_by({**azure.environment, **secrets}):
            comparison = _shown(azure, recorded, echo, save)
    seconds = time.monotonic() - began
    for line in _end(comparison, seconds):
        echo(line)
    return comparison.holds


def judged_by(recorded: RecordedStacks) -> tuple[Composition, Estate]:
    """Return what the demo judges by, and what is declared in it."""
    composition = compose(None, baseline_file=recorded.baseline)
    return composition, read_sources(composition, recorded.sources, None)


def _shown(
    azure: LocalAzure, recorded: RecordedStacks, echo: Echo, save: Path | None
) -> Comparison:
    composition, declared = judged_by(recorded)
    made = azure.fill(bodies_of(declared, recorded.values))
    before = verdicts(composition, declared)
    for line in _deployed(declared, made, before):
        echo(line)
    untouched = compare(before, ())
    if not untouched.holds:
        return untouched
    for tampering in TAMPERINGS:
        tampering.do(azure)
    for line in _tampered():
        echo(line)
    after = verdicts(composition, declared, save)
    for line in (*_unsafe(after.checked), *_different(after.drifted), *_listed(after.inventory)):
        echo(line)
    comparison = compare(after, TAMPERINGS)
    if not any(REFUSED in item.unsafe for item in TAMPERINGS):
        return comparison
    diagnosis = diagnosed(composition, azure)
    for line in _diagnosed(diagnosis):
        echo(line)
    rule, id = REFUSED
    missed = {(f"diagnose {rule}", id)} if REFUSED not in first_proved(diagnosis) else set()
    return replace(comparison, missed=comparison.missed | missed)


def _deployed(declared: Estate, made: int, before: Verdicts) -> Iterator[str]:
    yield from _heading(
        "1", f"What was deployed: {made} resources, with keys that were made just now"
    )
    for namespace in declared.namespaces:
        hubs = [hub.name.rpartition("-")[2] for hub in declared.hubs_of(namespace)]
        yield f"   {namespace.name}: tier {namespace.tier}; hubs {', '.join(sorted(hubs))}"
    passed = len(before.checked.having(Outcome.PASS))
    left_out = [item for item in before.checked.excepted() if item.kind == "switched off"]
    yield f"   hubwarden check: {passed} passed, {len(reported(before.checked))} failed."
    for item in left_out:
        yield f"     {item.rule} is switched off in the baseline: {item.reason}"
    yield f"   hubwarden drift: {len(reported(before.drifted))} differences."


def _tampered() -> Iterator[str]:
    yield from _heading("2", "Then people changed things by hand")
    for letter, tampering in zip(_LETTERS, TAMPERINGS, strict=False):
        yield f"   {letter}  {tampering.words}"


def _unsafe(report: Report) -> Iterator[str]:
    command = "hubwarden check azure: program:prod program:test --with-credentials"
    yield from _heading("3", "What is unsafe now, whoever changed it", command)
    yield from _findings(
        report,
        lambda item: item.unsafe,
        lambda item: f"{_named(item.subject)}: {item.message}",
    )
    safe = [letter for letter, item in zip(_LETTERS, TAMPERINGS, strict=False) if not item.unsafe]
    yield f"   {', '.join(safe)} left nothing unsafe behind: only a comparison shows it."


def _different(report: Report) -> Iterator[str]:
    command = "hubwarden drift --with-credentials"
    yield from _heading("4", "What is not as it was declared", command)
    yield from _findings(report, lambda item: item.different, lambda item: item.message)


def _findings(
    report: Report,
    of: Callable[[Tampering], frozenset[Finding]],
    says: Callable[[Result], str],
) -> Iterator[str]:
    """Yield what a report says, by the letter of the tampering that it is about."""
    letters = {
        finding: letter
        for letter, tampering in zip(_LETTERS, TAMPERINGS, strict=False)
        for finding in of(tampering)
    }
    lines: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for item in reported(report):
        letter = letters.get((item.rule.id, item.subject.lower()), "?")
        lines[letter, says(item)].append(item)
    for (letter, words), items in sorted(lines.items(), key=lambda pair: pair[0][0]):
        rules = ", ".join(item.rule.id for item in items)
        failed = items[0].outcome is Outcome.FAIL
        grade = items[0].severity.word if failed else "cannot be judged"
        yield from wrap(
            f"{rules} {grade}: {words}",
            _WIDTH,
            initial_indent=f"   {letter}  ",
            subsequent_indent=" " * 8,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _named(id: str) -> str:
    """Return the name of a resource, and that of its hub before the name of an access rule."""
    parts = id.split("/")
    return f"{parts[-3]}/{parts[-1]}" if parts[-2].lower() == "authorizationrules" else parts[-1]


def _listed(sections: Sequence[Section]) -> Iterator[str]:
    command = "hubwarden inventory azure: --with-credentials"
    yield from _heading("5", "Who can do everything, and what ends when", command)
    by_name = {section.name: section for section in sections}
    rules = [
        row
        for row in by_name["access_rules"].rows
        if "Manage" in str(row["rights"]) and str(row["made by Azure"]) == "no"
    ]
    yield "   Access rules with Manage, besides those that Azure makes itself:"
    yield from _table(rules, ("hub", "rule", "rights", "last change"))
    certificates = [row for row in by_name["credentials"].rows if str(row["kind"]) == "certificate"]
    yield "   Certificates:"
    yield from _table(certificates, ("hub", "service", "kind", "expires"))
    counts = ", ".join(
        f"{len(by_name[name].rows)} {name.replace('_', ' ')}"
        for name in ("namespaces", "hubs", "access_rules", "credentials", "alerts")
    )
    yield f"   In all: {counts}."


def _diagnosed(diagnosis: Diagnosis) -> Iterator[str]:
    command = "hubwarden diagnose azure:HUB --with-credentials"
    yield from _heading(
        "6", "Why the kiosks get no pushes, from a day of counts and the hub", command
    )
    for observation in diagnosis.observations:
        yield f"   {observation_words(observation)}"
    for found in diagnosis.causes[:1]:
        words = f"{found.cause.says} [{found.confidence}]"
        if found.proof is not None:
            words += f" {found.proof.rule.id}: {found.proof.message}."
        for line in (words, f"Next: {found.next}"):
            yield from wrap(line, _WIDTH, initial_indent="   ", subsequent_indent=" " * 8)
    others = len(diagnosis.causes) - 1
    yield f"   {counted(others, 'less likely cause')}, {len(diagnosis.ruled_out)} ruled out."


def _table(rows: Sequence[Row], columns: Sequence[str]) -> Iterator[str]:
    cells = [list(columns), *([str(row[name]) for name in columns] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        yield f"     {'  '.join(padded)}".rstrip()


def _heading(number: str, title: str, command: str = "") -> Iterator[str]:
    yield ""
    yield f"{number}  {title}"
    if command:
        yield f"   on your subscription: {command}"


def _end(comparison: Comparison, seconds: float) -> Iterator[str]:
    yield ""
    if comparison.holds:
        yield f"All {len(TAMPERINGS)} changes were found, and nothing else was reported ({seconds:.1f} s)."
    else:
        yield f"The demo did not go as it should ({seconds:.1f} s)."
        yield from _wrong("missed", comparison.missed)
        yield from _wrong("reported, and nobody changed it", comparison.besides)
    yield ""
    yield _NEXT


def _wrong(what: str, findings: Iterable[tuple[str, str]]) -> Iterator[str]:
    for rule, id in sorted(findings):
        yield f"  {what}: {rule} {_named(id)}"
