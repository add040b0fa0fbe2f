"""Reads that do not see the last write yet, as users report of the real service.

The answer from before a write is kept, for the resource and for the list that contains it, and the next reads
return it. A new resource, and its keys, are then not found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from hubwarden_local_azure.answers import Answer, Request
from hubwarden_local_azure.faults import FaultPlan
from hubwarden_local_azure.refusals import ArmError

_READS: Final = frozenset({"GET", "HEAD"})


@dataclass(slots=True)
class _Before:
    answer: Answer
    left: int | None
    """The number of reads that still get it; ``None``: all."""


class StaleReads:
    """The answers from before a write that reads still get."""

    def __init__(self, plan: FaultPlan) -> None:
        self._plan = plan
        self._before: dict[str, _Before] = {}

    def answer(self, request: Request, path: str, read: Callable[[], Answer]) -> Answer:
        """Return the answer from before a write if it is still due, else what ``read`` returns.

        A caller without the right is refused in both cases.
        """
        try:
            answer = read() if request.method in _READS else None
        except ArmError as error:
            old = self._due(request, path) if error.status == HTTPStatus.NOT_FOUND else None
            if old is None:
                raise
            return old
        return self._due(request, path) or answer or read()

    def keep(self, request: Request, path: str, read: Callable[[Request, str], Answer]) -> None:
        """Keep the present answers of reads before a write that such a fault strikes."""
        fault = self._plan.lasting(request.method, path)
        if fault is None or request.method in {*_READS, "POST"}:
            return
        question = Request("GET", request.path, {"api-version": request.version})
        for held in (path, path.rpartition("/")[0]):
            self._before[held.lower()] = _Before(read(question, held), fault.times)

    def _due(self, request: Request, path: str) -> Answer | None:
        acts = request.method not in _READS
        held = self._before.get((path.rpartition("/")[0] if acts else path).lower())
        if held is None or held.left == 0:
            return None
        if acts and held.answer.status != HTTPStatus.NOT_FOUND:
            return None  # it existed before, so that for example its keys are found
        if held.left is not None:
            held.left -= 1
        return held.answer
