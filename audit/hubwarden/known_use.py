"""Marks known findings, and says which of them are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hubwarden.model.identity import source_of, stable_id
from hubwarden.policy.known_findings import KnownFinding, KnownFindings
from hubwarden.policy.resource_patterns import parts_of, short_name
from hubwarden.report import Crash, KnownUse, Outcome, Result
from hubwarden.secret import harmless

_IN_GROUP = 3
"""The number of parts in the path of a resource group, including the empty part before the first slash."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a run judged, which decides whether a finding that is missing is gone."""

    asked: Collection[str]
    """The ids of the rules that ran."""
    crashes: Sequence[Crash]
    whole: bool
    """Whether all sources were read completely."""
    compared: Iterable[str] = ()
    """Ids of resources that were compared, besides those that have results."""


def known_finding(result: Result) -> KnownFinding:
    """Return a failure as a file of known findings stores it, without values and messages."""
    return KnownFinding(
        result.rule.id,
        _resource(result),
        harmless(result.field),
        result.environment or "",
        harmless(source_of(result.identity)),
        result.fingerprint,
    )


def set_aside(
    results: Sequence[Result], known: KnownFindings, judged: Judged
) -> tuple[tuple[Result, ...], KnownUse]:
    """Return the results, known failures with the outcome ``KNOWN``, and what became of the known findings.

    Of several equal failures, only as many are known as the file lists. A waived one is counted first, because it
    still exists.
    """
    left = Counter(item.digest for item in known.items)
    for result in results:
        if result.outcome is Outcome.WAIVED:
            left[result.digest] -= left[result.digest] > 0
    found = []
    for result in results:
        is_known = result.outcome is Outcome.FAIL and left[result.digest] > 0
        if is_known:
            left[result.digest] -= 1
        found.append(result._replace(outcome=Outcome.KNOWN) if is_known else result)
    rest = tuple(_rest(known.items, left))
    gone = tuple(filter(_Scope(results, judged).is_gone, rest))
    counted = sum(result.outcome is Outcome.KNOWN for result in found)
    use = KnownUse(known.file, known.digest, counted, gone, len(rest) - len(gone))
    return tuple(found), use


def _rest(items: Sequence[KnownFinding], left: Counter[str]) -> Iterator[KnownFinding]:
    """Yield the known findings that were not found again; of equal ones, the last."""
    for item in reversed(items):
        if left[item.digest] > 0:
            left[item.digest] -= 1
            yield item


class _Scope:
    """Which resources a run looked at, and what it could not judge."""

    def __init__(self, results: Iterable[Result], judged: Judged) -> None:
        self._judged = judged
        self._clear: set[tuple[str, str, tuple[str, str]]] = set()
        self._unclear = {
            (crash.rule.id, _shown(stable_id(crash.subject))) for crash in judged.crashes
        }
        self._compared = {
            part for id in judged.compared for part in _holders(_shown(stable_id(id)))
        }
        self._holders: set[tuple[str, tuple[str, str]]] = set()
        for result in results:
            resource = _resource(result)
            where = (result.environment or "", harmless(source_of(result.identity)))
            if result.outcome is Outcome.UNDETERMINED:
                self._unclear.add((result.rule.id, resource))
            else:
                self._clear.add((result.rule.id, resource, where))
            self._holders.update((part, where) for part in _holders(resource))

    def is_gone(self, item: KnownFinding) -> bool:
        """Tell whether the rule judged the resource, or what contained it, and did not find this again."""
        if item.rule not in self._judged.asked or (item.rule, item.resource) in self._unclear:
            return False
        where = (item.environment, item.source)
        in_scope = any(
            part in self._compared or (part, where) in self._holders
            for part in _holders(item.resource)
        )
        clear = (item.rule, item.resource, where) in self._clear
        return clear or (self._judged.whole and in_scope)


def _resource(result: Result) -> str:
    return _shown(result.identity.partition("\n")[0] or result.subject)


def _shown(name: str) -> str:
    return harmless(short_name(name))


def _holders(name: str) -> Iterator[str]:
    """Yield the name of a resource and of everything that contains it: hub, namespace, resource group."""
    parts = parts_of(name)
    least = _IN_GROUP if name.startswith("/") else 1
    for end in range(least, len(parts) + 1):
        yield "/".join(parts[:end])
