"""Reads that do not know of the last write yet, as users report of the real service.

What was there before a write is kept, for the resource and for the list that it is in; the next reads get
it. A new resource is then not found, nor are its keys.
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
    """How many reads get it; None: all."""


class StaleReads:
    """What is still answered from before."""

    def __init__(self, plan: FaultPlan) -> None:
        self._plan = plan
        self._before: dict[str, _Before] = {}

    def answer(self, request: Request, path: str, read: Callable[[], Answer]) -> Answer:
        """Return the answer from before a write where it is still due, else what ``read`` answers.

        A caller without the right is refused either way.
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
        """Keep what reads answer before a write that such a fault fits."""
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
            return None  # Its keys, say, are told: it was there before.
        if held.left is not None:
            held.left -= 1
        return held.answer
