"""The head of a report: what it rests on, and what is excepted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from hubwarden.model.source_info import Gap
from hubwarden.report import Evidence, Excepted, KnownUse, Outcome, Report, Result
from hubwarden.reports.parts.waiver_words import waiver_lines
from hubwarden.reports.parts.words import counted

IN: Final = " " * 13
"""How far a line of the head is moved in that goes on with the one above."""


def evidence_lines(report: Report) -> Iterator[str]:
    """Yield the head of a report: what it rests on. A line that goes on with the one above is moved in."""
    yield title_line(report.evidence)
    yield from ground_lines(report)


def title_line(evidence: Evidence) -> str:
    """Return the first line: the tool and its rules."""
    return f"Hubwarden {evidence.version}, {counted(evidence.rules, 'rule')} ({evidence.rule_set[:12]})"


def ground_lines(report: Report) -> Iterator[str]:
    """Yield what a report rests on, below its title."""
    evidence = report.evidence
    yield f"  made       {evidence.made_at:%Y-%m-%d %H:%M:%S} UTC by {evidence.asked_by}, as of {evidence.as_of}"
    yield f"  baseline   {evidence.baseline} ({evidence.baseline_digest[:12]})"
    if evidence.own_rules_folder:
        folder, digest = evidence.own_rules_folder, evidence.own_rules_digest
        yield f"  own rules  {evidence.own_rules} asked of {folder} ({digest[:12]})"
    for source in evidence.sources:
        yield f"  source     {source.name} ({source.digest[:12]})"
        if source.asked_as:
            yield f"{IN}asked as {source.asked_as}"
    yield f"  scope      {evidence.scope}; environments: {', '.join(evidence.environments) or 'none known'}"
    yield from _not_asked(evidence)
    for index, words in enumerate(waiver_lines(report)):
        yield f"{IN if index else '  waivers    '}{words}"
    yield from _known(report.known)
    for text in evidence.not_judged:
        yield f"  not judged {text}"
    yield from _excepted(report.excepted())
    yield from _unasked(report)


def named_evidence(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what a report rests on as names and words, a line of the head and what it goes on with as one."""
    found = [("tool", title_line(report.evidence))]
    for line in ground_lines(report):
        if line.startswith(IN):
            name, words = found[-1]
            between = " " if words.endswith(":") else "; "
            found[-1] = (name, f"{words}{between}{line.strip()}")
        else:
            found.append((line[2:13].strip(), line[13:]))
    yield from found


def _not_asked(evidence: Evidence) -> Iterator[str]:
    if evidence.not_asked:
        count = len(evidence.not_asked)
        yield (
            f"  not asked  {count} of {count + evidence.rules} rules, as --only and --exclude say; "
            "the exit code speaks of the others only:"
        )
        yield f"{IN}{', '.join(evidence.not_asked)}"


def _known(known: KnownUse | None) -> Iterator[str]:
    """Yield the file of known findings, how many results are known, and how many of them are gone."""
    if known is None:
        return
    aside = f", {known.not_judged} not judged in this run" if known.not_judged else ""
    yield f"  known      {known.file} ({known.digest[:12]}): {known.results} known{aside}"
    if count := len(known.gone):
        words = "known finding is" if count == 1 else "known findings are"
        yield f"{IN}{count} {words} gone: write the file anew"


def _excepted(found: Sequence[Excepted]) -> Iterator[str]:
    """Yield how much is excepted, and what: that it is accepted by the rule, else with the reason.

    What is waived is told at each result.
    """
    counts = Counter[str]()
    for item in found:
        counts[item.kind] += item.results
    if counts:
        words = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        yield f"  excepted   results: {words}"
    accepted = Counter[str]()
    for item in found:
        if item.kind == "accepted":
            accepted[item.rule] += item.results
        elif item.kind != "waived":
            yield f"{IN}{item.rule} {item.kind} ({item.results}): {item.reason}"
    if accepted:
        words = ", ".join(f"{rule} ({count})" for rule, count in sorted(accepted.items()))
        yield f"{IN}accepted: {words}; --verbose says why"


def _unasked(report: Report) -> Iterator[str]:
    """Yield what the run did not ask for and the baseline accepts, by its reason."""
    by_reason: dict[str, list[Result]] = defaultdict(list)
    for item in report.having(Outcome.UNDETERMINED):
        if item.accepted and item.cause == "not-asked":
            by_reason[item.accepted].append(item)
    for reason, items in by_reason.items():
        rules = len({item.rule.id for item in items})
        yield f"{IN}{counted(rules, 'rule')} ({len(items)}) accepted, not asked for: {reason}"


def gap_lines(report: Report, heading: str = "Not read") -> Iterator[str]:
    """Yield what could not be read, below a heading."""
    if report.gaps:
        yield ""
        yield heading
    for gap in report.gaps:
        yield f"  {gap_words(gap)}"
        if gap.rules:
            yield f"    leaves undetermined: {', '.join(gap.rules)}"


def gap_words(gap: Gap) -> str:
    """Say where something could not be read, what, and why."""
    place = f"{gap.location}: " if gap.location else ""
    return f"{place}{gap.what}: {gap.reason} ({gap.source})"
