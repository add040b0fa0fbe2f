"""Keeps secrets out of a save: those that were read in the same run, and what has the form of one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from hubwarden.sources.secret_forms import MAYBE_KEY, kind_of_secret

_START: Final = 8
"""Characters by which a secret is looked up; a shorter one is a word that may stand anywhere."""


class KnownSecrets:
    """The secrets of one run. They are held in memory alone, and only while a save is made."""

    __slots__ = ("_by_start",)

    def __init__(self, values: Iterable[str]) -> None:
        self._by_start: dict[str, set[str]] = {}
        for value in values:
            # As it is, and as JSON writes it.
            for form in {value, json.dumps(value)[1:-1]}:
                if len(form) >= _START:
                    self._by_start.setdefault(form[:_START], set()).add(form)

    def stand_in(self, text: str) -> bool:
        """Tell whether one of them stands in a text, whole."""
        starts = self._by_start
        if not starts:
            return False
        return any(
            text.startswith(form, at)
            for at in range(len(text) - _START + 1)
            for form in starts.get(text[at : at + _START], ())
        )

    def hold(self, text: str) -> bool:
        """Tell whether a value of the model may be a secret: one of them, or by its form."""
        return bool(self.stand_in(text) or kind_of_secret(text) or MAYBE_KEY.search(text))
