"""Says what became of each waiver in a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from msgspec.structs import replace

from hubwarden.policy.resource_patterns import is_about, key_of, keys_of, parts_of
from hubwarden.policy.waivers import Waiver, Waivers
from hubwarden.report import FAILING, Crash, Outcome, Result, WaiverState, WaiverUse

FoundT = TypeVar("FoundT")


def waiver_uses(
    waivers: Waivers, asked: Collection[str], results: Iterable[Result], crashes: Iterable[Crash]
) -> Iterator[WaiverUse]:
    """Yield every waiver and what became of it; ``asked`` holds the ids of the rules that ran."""
    if not waivers.items:
        return
    named = {item.rule for item in waivers.items}
    results = tuple(results)
    found = _ByKey(((item.rule.id, item.subject, item) for item in results), named)
    printed = _by_end(results, named)
    broken = _ByKey(((item.rule.id, item.subject, item) for item in crashes), named)
    for item in waivers.items:
        named_by_it = found.about(item)
        about = [one for one in named_by_it if item.holds_for(one.environment, one.source)]
        failing = [one for one in about if one.outcome in FAILING]
        if item.rule not in asked:
            yield WaiverUse(item, "rule not asked", 0)
        elif failing:
            # Where two waivers cover a result, the one that ends later holds; this one is then unused.
            own = [one for one in failing if one.waiver == item]
            yield WaiverUse(item, _state(own), len(own))
        elif broken.about(item):
            yield WaiverUse(item, "not determined", 0)
        elif open_ones := [one for one in about if one.waiver == item]:
            yield WaiverUse(item, "not determined", len(open_ones))
        else:
            # Where two resources have one short name, reports print their resource groups behind it.
            name = item.resource.lower().partition(" (resource group ")[0]
            ids = () if about else printed.get((item.rule, name), ())
            why = "" if about else _mismatch(item, named_by_it)
            state: WaiverState = "unused" if about else "not in scope"
            yield WaiverUse(item, state, 0, () if why else tuple(sorted(ids)), why)


def _mismatch(waiver: Waiver, results: Iterable[Result]) -> str:
    """Return why a waiver holds for none of the failures of its rule and resource; empty where there is none."""
    for one in results:
        if one.outcome not in FAILING:
            continue
        if not replace(waiver, environment=one.environment).holds_for(one.environment, one.source):
            return f"it is limited to the source {waiver.source}, and this is in {one.source}"
        if one.environment is None:
            return (
                f"it is limited to environment {waiver.environment}, and that of this is not known"
            )
        if waiver.environment is None:
            return (
                "its resource has a part in braces, so it holds in an environment only where it names it: "
                f"add environment: {one.environment}"
            )
        return (
            f"it is limited to environment {waiver.environment}, and this is in {one.environment}"
        )
    return ""


def _by_end(
    results: Iterable[Result], rules: Collection[str]
) -> Mapping[tuple[str, str], set[str]]:
    """Return the ids of failing resources by rule and each end of the id that a report or a person may write."""
    ids = defaultdict[tuple[str, str], set[str]](set)
    for item in results:
        if item.rule.id in rules and item.outcome in FAILING:
            for end in _ends(item.subject.lower()):
                ids[item.rule.id, end].add(item.subject)
    return ids


def _ends(id: str) -> Iterator[str]:
    """Yield the ends of an id, with the types in it and without (reports print a secret as ``vault/secret``)."""
    parts = parts_of(id)
    yield from ("/".join(parts[at:]) for at in range(1, len(parts)))
    if "providers" in parts:
        last = len(parts) - parts[::-1].index("providers")
        # Behind the provider, types and names alternate.
        names = parts[last + 2 :: 2]
        yield from ("/".join(names[at:]) for at in range(len(names)))


class _ByKey(Generic[FoundT]):
    """What is said of resources, indexed so that a waiver finds its own without a walk over all of them."""

    def __init__(self, said: Iterable[tuple[str, str, FoundT]], rules: Collection[str]) -> None:
        self._found = defaultdict[tuple[str, str | None], list[tuple[str, FoundT]]](list)
        for rule, subject, one in said:
            if rule in rules:
                for key in (None, *keys_of(subject)):
                    self._found[rule, key].append((subject, one))

    def about(self, waiver: Waiver) -> list[FoundT]:
        found = self._found.get((waiver.rule, key_of(waiver.resource)), ())
        return [one for subject, one in found if is_about(waiver.resource, subject)]


def _state(own: list[Result]) -> WaiverState:
    if not own:
        return "unused"
    return "used" if own[0].outcome is Outcome.WAIVED else "expired"
