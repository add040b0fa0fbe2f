"""Keeps secrets out of a save: those read in the same run, and texts that look like secrets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from hubwarden.sources.secret_forms import MAYBE_KEY, kind_of_secret

_START: Final = 8
"""The number of characters by which a secret is looked up; shorter ones could be ordinary words."""


class KnownSecrets:
    """The secrets of one run, held in memory only, and only while a save is made."""

    __slots__ = ("_by_start",)

    def __init__(self, values: Iterable[str]) -> None:
        self._by_start: dict[str, set[str]] = {}
        for value in values:
            # Once as it is, and once as JSON writes it.
            for form in {value, json.dumps(value)[1:-1]}:
                if len(form) >= _START:
                    self._by_start.setdefault(form[:_START], set()).add(form)

    def stand_in(self, text: str) -> bool:
        """Tell whether a text contains one of them completely."""
        starts = self._by_start
        if not starts:
            return False
        return any(
            text.startswith(form, at)
            for at in range(len(text) - _START + 1)
            for form in starts.get(text[at : at + _START], ())
        )

    def hold(self, text: str) -> bool:
        """Tell whether a value of the model may be a secret: one of these, or by its form."""
        return bool(self.stand_in(text) or kind_of_secret(text) or MAYBE_KEY.search(text))
