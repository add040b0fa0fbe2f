"""Says of each waiver what became of it in a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from hubwarden.policy.resource_patterns import is_about
from hubwarden.policy.waivers import Waivers
from hubwarden.report import FAILING, Crash, Outcome, Result, WaiverState, WaiverUse


def waiver_uses(
    waivers: Waivers, asked: Collection[str], results: Iterable[Result], crashes: Iterable[Crash]
) -> Iterator[WaiverUse]:
    """Yield every waiver with what became of it; ``asked`` holds the ids of the rules that were asked."""
    named = {item.rule for item in waivers.items}
    by_rule = defaultdict[str, list[Result]](list)
    broken = defaultdict[str, list[str]](list)
    for result in results:
        if result.rule.id in named:
            by_rule[result.rule.id].append(result)
    for crash in crashes:
        broken[crash.rule.id].append(crash.subject)
    for item in waivers.items:
        about = [one for one in by_rule[item.rule] if is_about(item.resource, one.subject)]
        failing = [one for one in about if one.outcome in FAILING]
        if item.rule not in asked:
            yield WaiverUse(item, "rule not asked", 0)
        elif failing:
            # Where another waiver ends later, that one decides, and this one is of no use.
            own = [one for one in failing if one.waiver == item]
            yield WaiverUse(item, _state(own), len(own))
        elif any(is_about(item.resource, subject) for subject in broken[item.rule]):
            yield WaiverUse(item, "not determined", 0)
        elif open_ones := [one for one in about if one.waiver == item]:
            yield WaiverUse(item, "not determined", len(open_ones))
        else:
            yield WaiverUse(item, "unused" if about else "not in scope", 0)


def _state(own: list[Result]) -> WaiverState:
    if not own:
        return "unused"
    return "used" if own[0].outcome is Outcome.WAIVED else "expired"
