"""Which rules a run asks: the options ``--only`` and ``--exclude``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hubwarden.discovery import all_rules, nearest_rules
from hubwarden.errors import UsageError

_PATTERN: Final = re.compile(r"nh[\dx]{3}")
"""An id in small letters, where an x stands for any digit."""


def left_out(only: Iterable[str], exclude: Iterable[str]) -> frozenset[str]:
    """Return the ids of the rules that the user does not ask.

    Both hold names as the command line has them: ids (``NH201``), patterns of ids (``NH2xx``) and slugs,
    in any letter case, one or several with commas between. Without ``only``, every rule is asked that
    ``exclude`` does not name.

    Raises ``UsageError`` for what names no rule, and where no rule would be asked.
    """
    wanted, unwanted = tuple(_names(only)), tuple(_names(exclude))
    strange = [name for name in (*wanted, *unwanted) if not _named(name)]
    if strange:
        words = ", ".join(repr(name) for name in strange)
        raise UsageError(
            f"{words} {'names' if len(strange) == 1 else 'name'} no rule",
            hint=nearest_rules(strange),
        )
    known = {rule.id for rule in all_rules()}
    asked = set().union(*map(_named, wanted)) if wanted else known
    asked = asked.difference(*map(_named, unwanted))
    if not asked:
        raise UsageError("no rule is left: --exclude takes all of them away")
    return frozenset(known - asked)


def _names(values: Iterable[str]) -> Iterator[str]:
    return (name.strip() for value in values for name in value.split(","))


def _named(name: str) -> frozenset[str]:
    """Return the ids of the rules that a name stands for."""
    small = name.lower()
    if _PATTERN.fullmatch(small):
        pattern = re.compile(small.replace("x", r"\d"))
        return frozenset(rule.id for rule in all_rules() if pattern.fullmatch(rule.id.lower()))
    return frozenset(rule.id for rule in all_rules() if small in rule.slugs)
