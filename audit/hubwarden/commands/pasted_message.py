"""The message that a user pastes, which is printed nowhere."""

from __future__ import annotations

import sys
from typing import Final

from hubwarden.diagnosis.recognition import LONGEST, recognise
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.errors import UsageError

STANDARD_INPUT: Final = "-"


def symptoms_of(says: str) -> tuple[Symptom, ...]:
    """Return the symptoms in a text; ``-`` reads the text from standard input.

    Raises ``UsageError``, without quoting the text, where it shows no known symptom.
    """
    text = sys.stdin.read(LONGEST + 1) if says == STANDARD_INPUT else says
    if not text.strip():
        raise UsageError("--says is empty", hint="paste the message, in quotes")
    if len(text) > LONGEST:
        raise UsageError(
            f"what --says holds is longer than {LONGEST} characters", hint="paste the message alone"
        )
    found = recognise(text)
    if not found.symptoms:
        near = ", ".join(f"'{symptom.message}'" for symptom in found.nearest)
        raise UsageError(
            "the message is none that is known here",
            hint=f"{f'nearest: {near}; ' if near else ''}docs/symptoms.md lists all",
        )
    return found.symptoms
