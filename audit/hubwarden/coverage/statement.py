"""One statement of a troubleshooting guide: whether it is so today, and what covers it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hubwarden.citation import Citation

Verdict = Literal["true", "partly true", "outdated", "false", "unconfirmed", "opinion"]
"""Whether a statement is so today. ``unconfirmed``: no public source says so; ``opinion``: a choice, not a fact."""

REFUTED: tuple[Verdict, ...] = ("outdated", "false")
"""The verdicts on which nothing here may rely."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What guides say, whether it is so, and what covers it."""

    number: int
    says: str
    verdict: Verdict
    sources: tuple[Citation, ...]
    """Where the verdict was read; for ``unconfirmed`` and ``opinion``, the pages that do not say it."""
    today: str = ""
    """What is so instead, or besides; never empty where the statement is not simply true."""
    rules: tuple[str, ...] = ()
    """Ids of the rules that judge it."""
    causes: tuple[str, ...] = ()
    """Names of the causes of ``diagnose`` that it leads to."""
    figures: tuple[str, ...] = ()
    """Names of the figures that a history of metrics gives about it."""
    commands: tuple[str, ...] = ()
    """Commands that answer it, without the name of the program: ``tags check``."""
    otherwise: str = ""
    """Where it is seen instead, or why nothing here can tell; needed where nothing else covers it."""
    refuted_words: tuple[str, ...] = ()
    """Patterns by which a text that relies on the statement is known; each fits ``says``. Needed where the
    statement is outdated or false."""

    @property
    def covered(self) -> bool:
        """Tell whether something covers it, or its row says why nothing does."""
        return bool(self.rules or self.causes or self.figures or self.commands or self.otherwise)

    def relied_on_in(self, text: str) -> Iterator[str]:
        """Yield the passages of a text that say what the statement says."""
        plain = " ".join(text.split())
        for pattern in self.refuted_words:
            yield from (found.group() for found in re.finditer(pattern, plain, re.IGNORECASE))
