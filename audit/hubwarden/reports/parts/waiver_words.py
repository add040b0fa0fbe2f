"""What waivers say, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from hubwarden.policy.waivers import Waiver
from hubwarden.report import Outcome, Report, Result, WaiverState

_TO_LOOK_AT: Final[Mapping[WaiverState, str]] = {
    "expired": "it held until {expires}, and what it covered fails again",
    "not determined": "it covers nothing that is not determined, and no rule that broke",
    "unused": "there is nothing to waive: take it out",
}
"""Why somebody has to look at a waiver, by what became of it."""


def waiver_lines(report: Report) -> Iterator[str]:
    """Yield the file of waivers with how many are used, and then those that somebody has to look at."""
    evidence = report.evidence
    if not evidence.waivers:
        return
    counts = Counter(use.state for use in report.waivers)
    words = ", ".join(f"{count} {state}" for state, count in counts.items()) or "none in it"
    yield f"{evidence.waivers} ({evidence.waivers_digest[:12]}): {words}"
    for use in report.waivers:
        waiver = use.waiver
        if use.state in _TO_LOOK_AT:
            why = _TO_LOOK_AT[use.state].format(expires=waiver.expires)
            yield f"{use.state}: {waiver.rule} {waiver.resource} ({_who(waiver)}): {why}"
        elif use.mismatch or use.meant:
            why = use.mismatch or f"a waiver names this by its whole id: {' or '.join(use.meant)}"
            yield f"{use.state}: {waiver.rule} {waiver.resource} ({_who(waiver)}): {why}"


def of_waiver(result: Result) -> str:
    """Return what the waiver about a result says of it; an empty text where there is none."""
    waiver = result.waiver
    if waiver is None:
        return ""
    if result.outcome is Outcome.WAIVED:
        return f"waived until {waiver.expires} ({_who(waiver)}): {waiver.reason}"
    if result.outcome is Outcome.UNDETERMINED:
        return f"its waiver ({_who(waiver)}) does not cover what is undetermined"
    return f"its waiver held until {waiver.expires} ({_who(waiver)})"


def _who(waiver: Waiver) -> str:
    return f"{waiver.owner}, {waiver.ticket}"
