"""The diagnosis for people: what fits and why, what is not visible here, what is ruled out, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from hubwarden.diagnosis.confirming import PAGE, confirming_words
from hubwarden.diagnosis.history_text import history_lines, observation_words
from hubwarden.diagnosis.registrations_shown import registration_lines
from hubwarden.diagnosis.scope_facts import SCOPE_FACTS
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.weighing import Diagnosis, Weighed
from hubwarden.report import FAILING, Outcome, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.evidence import gap_lines, ground_lines, title_line
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.labels import Labels, short
from hubwarden.reports.parts.words import counted, some

_SHOWN: Final = 4
"""How many resources are named in a line; --verbose names all."""


def write_text(diagnosis: Diagnosis, options: Options) -> str:
    """Return the diagnosis as plain text, folded at ``options.width``."""
    return "\n".join(_lines(diagnosis, options)) + "\n"


def _lines(diagnosis: Diagnosis, options: Options) -> Iterator[str]:
    pen = Pen(options.width, options.colour)
    report = diagnosis.report
    labels = Labels(report.results)
    yield from pen.lines(title_line(report.evidence), style="heading")
    for symptom in diagnosis.symptoms:
        yield from pen.lines("  message    ", f"{symptom.message} ({symptom.by})")
        yield from pen.lines("  means      ", symptom.means)
        yield from pen.lines("  read at    ", symptom.reference.address)
    yield from _verdict(diagnosis, options, pen)
    for history in diagnosis.histories:
        yield from history_lines(history, diagnosis, pen)
    if diagnosis.registrations is not None:
        yield from registration_lines(diagnosis.registrations, pen)
    proved = [item for item in diagnosis.causes if item.standing is Standing.PROVED]
    possible = diagnosis.causes[len(proved) :]
    for title, found in (("Proved by configuration", proved), ("Could be", possible)):
        if found:
            yield ""
            yield from pen.lines(f"{title} ({len(found)})", style="heading")
        for item in found:
            yield from _cause(item, diagnosis, labels, options, pen)
    yield from _confirming(diagnosis, pen)
    yield from _closed("Does not apply here", diagnosis.not_applicable, labels, options, pen)
    yield from _closed("Ruled out", diagnosis.ruled_out, labels, options, pen)
    for line in gap_lines(report, "Left open"):
        yield from pen.whole(line)
    for crash in report.crashes:
        yield from pen.lines(
            "  ", f"{crash.rule.id} broke on {labels.of(crash.subject)}: {crash.error}"
        )
    yield ""
    yield from pen.lines("Rests on", style="heading")
    for line in ground_lines(report):
        yield from pen.lines(line[:13], line[13:])


def _confirming(diagnosis: Diagnosis, pen: Pen) -> Iterator[str]:
    found = list(confirming_words(diagnosis))
    if found:
        yield ""
        yield from pen.lines(f"What would confirm a cause (how: {PAGE})", style="heading")
    for words, ranks in found:
        yield from pen.lines("  - ", f"{words}: {ranks}")


def _verdict(diagnosis: Diagnosis, options: Options, pen: Pen) -> Iterator[str]:
    words, style = verdict_words(diagnosis, options)
    yield from pen.lines("  verdict    ", words, style=style)
    if diagnosis.causes and style == "bad":
        first = diagnosis.causes[0]
        yield from pen.lines("  first      ", f"{first.cause.says} [{first.confidence}]")


def verdict_words(diagnosis: Diagnosis, options: Options) -> tuple[str, str]:
    """Return the verdict with its exit code, and the style that says how grave it is."""
    proved = sum(item.standing is Standing.PROVED for item in diagnosis.causes)
    faults = sum(item.fault for item in diagnosis.observations)
    read = diagnosis.registrations
    wrong = 0 if read is None else len(read.findings)
    words = []
    if faults:
        words.append(f"the history shows {counted(faults, 'fault')}")
    if wrong:
        words.append(f"{counted(wrong, 'finding')} about registrations")
    if proved:
        words.append(f"{counted(proved, 'cause')} proved by configuration")
    elif diagnosis.report.incomplete:
        words.append("no cause is proved")
    elif diagnosis.report.evidence.sources:
        words.append("no cause is proved by the configuration in scope")
    else:
        words.append("no cause is proved: no source is in scope")
    if diagnosis.report.incomplete:
        words.append("not all could be judged")
    told = f"{'; '.join(words)} (exit code {diagnosis.exit_code(options.fail_on)})"
    return told, "bad" if proved or wrong or faults else "open"


def _cause(
    item: Weighed, diagnosis: Diagnosis, labels: Labels, options: Options, pen: Pen
) -> Iterator[str]:
    before = f"  {diagnosis.causes.index(item) + 1}. "
    yield ""
    yield from pen.lines(before, f"{item.cause.says} [{item.confidence}]")
    indent = " " * len(before)
    for line in (*seen_words(item, diagnosis, options), *evidence_words(item, labels, options)):
        yield from pen.lines(f"{indent}- ", line)
    yield from pen.lines(f"{indent}Next ({item.cause.who}): ", item.next)


def seen_words(item: Weighed, diagnosis: Diagnosis, options: Options) -> Iterator[str]:
    """Yield at which hubs something is seen that leads to a cause; of one hub alone its history tells it."""
    if len(diagnosis.histories) <= 1:
        return
    most = len(item.shown_by) if options.verbose else _SHOWN
    for one in item.shown_by[:most]:
        yield f"seen at {short(one.hub)}: {observation_words(one)}"
    if rest := len(item.shown_by[most:]):
        yield f"seen {rest} times more; --verbose"


def evidence_words(item: Weighed, labels: Labels, options: Options) -> Iterator[str]:
    """Yield what decides: a line for each verdict, and one for all that say the same of several resources."""
    alike: dict[tuple[str, str, str], list[Result]] = {}
    for result in item.evidence:
        place = str(result.location) if result.outcome in FAILING else ""
        alike.setdefault((result.rule.id, result.message, place), []).append(result)
    for results in alike.values():
        names = list(dict.fromkeys(labels.of(result.subject) for result in results))
        yield _told(results[0], some(names, len(names) if options.verbose else _SHOWN))
    if item.silent:
        they = "it judges" if len(item.silent) == 1 else "they judge"
        yield f"{' and '.join(item.silent)} would tell: nothing that {they} is in scope"
    if item.standing is Standing.ELSEWHERE:
        yield "no configuration tells this"
    if item.standing is Standing.NOT_APPLICABLE and not item.evidence:
        yield "the hub has no credential of this kind"


def _told(result: Result, about: str) -> str:
    id = result.rule.id
    # A fact has no other name than its id.
    name = id if id in SCOPE_FACTS else f"{id} {result.rule.slug}"
    if result.outcome is Outcome.PASS:
        return f"{name} held for {about}"
    if result.outcome is Outcome.NOT_APPLICABLE:
        return f"{name} does not apply to {about}: {result.message}"
    if result.outcome is Outcome.UNDETERMINED:
        accepted = "" if result.accepted is None else " (accepted by the baseline)"
        return f"{name} could not judge {about}: {result.message}{accepted}"
    place = f" at {result.location}" if result.location else ""
    aside = "" if result.outcome is Outcome.FAIL else f", {result.outcome.value}"
    return f"{name} ({result.severity.word}{aside}), {about}{place}: {result.message}"


def _closed(
    title: str, items: Sequence[Weighed], labels: Labels, options: Options, pen: Pen
) -> Iterator[str]:
    """Yield causes that need no more looking at, each with what says so."""
    if not items:
        return
    yield ""
    yield from pen.lines(f"{title} ({len(items)})", style="heading")
    for item in items:
        yield from pen.lines("  - ", item.cause.says)
        for line in evidence_words(item, labels, options):
            yield from pen.lines("      ", line)
