"""What would confirm a cause that no configuration proves. Hubwarden sends nothing, so a person does it.

How to do each stands in ``docs/confirming.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hubwarden.diagnosis.cause import Confirmation
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.weighing import Diagnosis

CONFIRMING: Final[dict[Confirmation, str]] = {
    "response": "the status and the words that the hub answers the caller with, from the caller's own log",
    "test send": "a test send to one device of the sandbox, which a person makes: it tells the outcome of each device",
    "message telemetry": "the telemetry of one message, by the id that its send returned (tier Standard)",
    "feedback": "the feedback of the push services, a file a day with each device that was refused (tier Standard)",
}
"""What each is, in words."""
PAGE: Final = "docs/confirming.md"


def confirming_words(diagnosis: Diagnosis) -> Iterator[tuple[str, str]]:
    """Yield what would confirm causes that nothing proves, and the ranks of these."""
    for way, words in CONFIRMING.items():
        ranks = [
            str(rank)
            for rank, item in enumerate(diagnosis.causes, 1)
            if item.standing is not Standing.PROVED and way in item.cause.confirm
        ]
        if ranks:
            yield words, f"{'cause' if len(ranks) == 1 else 'causes'} {', '.join(ranks)}"
