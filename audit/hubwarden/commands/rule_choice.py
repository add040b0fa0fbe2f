"""The rules that a run uses: the options ``--only`` and ``--exclude``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hubwarden.discovery import all_rules, nearest_rules
from hubwarden.errors import UsageError
from hubwarden.rule import Rule

_PATTERN: Final = re.compile(r"[a-z]{2,10}[\dx]{3}")
"""An id in lower case, in which x means any digit."""


def left_out(
    only: Iterable[str], exclude: Iterable[str], own: Sequence[Rule] = ()
) -> frozenset[str]:
    """Return the ids of the rules that the user leaves out; ``own`` are the organisation's own rules.

    ``only`` and ``exclude`` have names from the command line: ids (``NH201``), patterns of ids (``NH2xx``) and slugs,
    in any letter case, one or several separated by commas. Without ``only``, every rule is used that ``exclude`` does
    not name.

    Raises ``UsageError`` for a name that no rule has, and where no rule would be left.
    """
    rules = (*all_rules(), *own)
    wanted, unwanted = (_named(only, rules), _named(exclude, rules))
    strange = [name for name, ids in (*wanted, *unwanted) if not ids]
    if strange:
        words = ", ".join(repr(name) for name in strange)
        raise UsageError(
            f"{words} {'names' if len(strange) == 1 else 'name'} no rule",
            hint=nearest_rules(strange, own),
        )
    known = {rule.id for rule in rules}
    asked = set[str]().union(*(ids for _, ids in wanted)) if wanted else known
    asked = asked.difference(*(ids for _, ids in unwanted))
    if not asked:
        raise UsageError("no rule is left: --exclude takes all of them away")
    return frozenset(known - asked)


def _named(values: Iterable[str], rules: Sequence[Rule]) -> list[tuple[str, frozenset[str]]]:
    """Return each name or pattern with the ids of the rules that it means."""
    names = [name.strip() for value in values for name in value.split(",")]
    return [(name, frozenset(_ids(name.lower(), rules))) for name in names]


def _ids(name: str, rules: Sequence[Rule]) -> Iterator[str]:
    pattern = re.escape(name)
    if _PATTERN.fullmatch(name):
        pattern = f"{name[:-3]}{name[-3:].replace('x', '[0-9]')}"
    for rule in rules:
        if name in rule.slugs or re.fullmatch(pattern, rule.id.lower()):
            yield rule.id
