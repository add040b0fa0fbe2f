"""The smallest change for each violation, in an order in which nobody is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from hubwarden.report import Result
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.labels import Labels, Places
from hubwarden.reports.parts.words import counted
from hubwarden.rule import FixKind

Holders = Mapping[str, Sequence[str]]
"""Who is known to be handed the key of an access rule, in words, by the rule's id in small letters."""

_STAGES: Final[dict[FixKind, str]] = {
    "rotate": "First keys and credentials that were exposed",
    "set": "Then what takes nothing from anybody",
    "hand-over": "Then other keys for consumers, before their old ones stop working",
    "take-away": "Then what takes something away",
    "replace": "Last what makes a hub or a namespace anew",
}
"""The order of a plan: what somebody needs is there before what he had is taken."""

_STEPS: Final[dict[FixKind, tuple[str, ...]]] = {
    "rotate": (
        "Give whoever reads it there another way to it, as a secret of a Key Vault, and close the place.",
        "The key of an access rule: move every consumer to the secondary key of the rule.",
        "Regenerate the primary key, and move every consumer to the new primary key.",
        "Regenerate the secondary key: what was exposed opens nothing from now on.",
        "The credential of a push service: make a second one there, set it, see that pushes arrive, then revoke the first.",
    ),
    "set": (),
    "hand-over": (
        "Add an access rule of the hub with the rights that this consumer needs, and leave the old one as it is.",
        "Hand the primary key of the new rule to the consumer, and see that it still sends or registers.",
        "When no consumer is left on the old rule, regenerate both of its keys, the secondary key first.",
    ),
    "take-away": (
        "Find out who relies on it, and give them first what they need, as a rule, a role or an address of their own.",
        "Take it away when nobody uses it any more.",
    ),
    "replace": (
        "Make the new hub or namespace beside the old one, and give it the credentials, access rules and alerts.",
        "Release the apps and back ends with the new connection strings: a device is reached when its app has registered anew.",
        "Send through both until the old one reaches hardly anybody, then delete it.",
    ),
}
"""The steps of a fix, in order; ``set`` needs none beside the fix of its rule."""


def ordered(violations: Iterable[Result]) -> list[Result]:
    """Return violations in the order in which they are put right.

    By what the fix does to others, because a consumer must have its new key before the old one loses a right,
    however grave that is; within that the gravest first.
    """
    stages = list(_STAGES)
    return sorted(
        violations,
        key=lambda item: (
            stages.index(item.rule.fix_kind),
            -item.severity,
            item.rule.id,
            item.subject.lower(),
        ),
    )


def plan_lines(
    violations: Sequence[Result], holders: Holders, labels: Labels, places: Places, pen: Pen
) -> Iterator[str]:
    """Yield the plan as text: a number for each violation, and its steps by letter."""
    yield ""
    yield from pen.lines(f"Plan ({counted(len(violations), 'change')})", style="heading")
    if not violations:
        yield from pen.lines("  ", "Nothing that was judged is wrong.")
        return
    stage = None
    for number, item in enumerate(ordered(violations), 1):
        if item.rule.fix_kind != stage:
            stage = item.rule.fix_kind
            yield ""
            yield from pen.lines("  ", f"{_STAGES[stage]}:")
        place = places.of(item.location) if item.location else item.source
        said = f": {item.message}" if item.message else ""
        before = f"  {number}. "
        head = f"{labels.of(item.subject)} ({place}), {item.rule.id} {item.rule.slug}{said}"
        yield from pen.lines(before, head)
        yield from _steps(before, item, holders, pen)


def _steps(before: str, item: Result, holders: Holders, pen: Pen) -> Iterator[str]:
    inside = " " * len(before)
    yield from pen.lines(inside, f"Fix: {item.rule.fix}")
    for letter, step in zip("abcdefgh", _STEPS[item.rule.fix_kind], strict=False):
        yield from pen.lines(f"{inside}{letter}. ", step)
    if item.rule.fix_kind != "set":
        yield from pen.lines(inside, _consumers(item, holders))


def _consumers(item: Result, holders: Holders) -> str:
    """Say who is known to rely on it, and that there may be others: no source tells of every holder."""
    found = holders.get(item.subject.lower(), ())
    if found:
        return f"Known to hold its key: {', '.join(found)}. Who else relies on it is not known."
    return "Who else relies on it is not known: no source tells of every consumer."
