"""Turns a declaration into a ``Rule``, which the engine runs like any other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from hubwarden.citation import Citation
from hubwarden.context import Context
from hubwarden.facts import DEFAULT_HUB_RULES, DEFAULT_NAMESPACE_RULES
from hubwarden.location import Location
from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.planned_change import PlannedChange
from hubwarden.own_rules.cel_expressions import Expression
from hubwarden.own_rules.field_values import values_of
from hubwarden.own_rules.judged_fields import JUDGED, JudgedWord, fields_of
from hubwarden.own_rules.own_rule_file import OwnRule
from hubwarden.rule import Need, Rule, Severity, Violation
from hubwarden.secret import harmless
from hubwarden.shape_checking import nearest

_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_HIDDEN_FROM_PACK: Final[Mapping[type[Subject], str]] = {
    Build: "a build",
    Change: "what is live in Azure",
    PlannedChange: "what an update deletes or replaces",
}
_NOT_QUOTED: Final = ("map<string, string>", "map<string, list<string>>")
"""The types of tags and similar fields: rules may test them, but messages do not quote them, as they may be
secrets."""


def rule_of(declared: OwnRule, expression: Expression, location: Location) -> Rule:
    """Return the rule for a declaration, with its compiled expression and its location."""
    kind = JUDGED[declared.judges].kind
    quoted = {
        name: told
        for name, told in fields_of(declared.judges).items()
        if name in _FIELD.findall(declared.message)
    }

    def check(subject: Subject, context: Context) -> Iterator[Violation]:
        known, unknown = values_of(subject, expression.fields, context)
        answer = expression.answer(known)
        if answer.holds is None:
            raise _undetermined(type(subject).__name__, expression, answer.reason, unknown)
        if not answer.holds:
            told = values_of(subject, quoted, context).known
            # The name that the report's heading has, also where a part of it is a symbol.
            own = subject.id.name
            yield Violation(
                _FIELD.sub(lambda found: _shown(told, found[1], own), _line(declared.message))
            )

    check.__name__ = declared.name.replace("-", "_")
    check.__doc__ = _page(declared)
    needs: tuple[Need, ...] = ()
    if not expression.fields.keys().isdisjoint(("environment", "environment_kind")):
        needs = ("environment",)
    return Rule(
        id=declared.id,
        severity=Severity[declared.severity.upper()],
        since="",
        sources=tuple(Citation(_line(item.title), item.address) for item in declared.sources),
        subject=kind,
        check=check,
        fix=_line(declared.fix),
        needs_estate=False,
        needs=needs,
        hidden_from_pack=_HIDDEN_FROM_PACK.get(kind, ""),
        declared_at=str(location),
    )


def message_mistakes(message: str, word: JudgedWord) -> Iterator[str]:
    """Yield the mistakes in the fields that a message quotes."""
    fields = fields_of(word)
    for name in _FIELD.findall(message):
        if name not in fields:
            yield f"there is no field {name}{nearest(name, fields)}"
        elif fields[name].type in _NOT_QUOTED:
            yield f"the field {name} is not quoted: a secret may stand there by mistake"


def _undetermined(
    kind: str, expression: Expression, reason: str, unknown: Mapping[str, Undetermined]
) -> Undetermined:
    """Return why an expression has no result: the unknown fields in it, or else the error in it."""
    if not unknown:
        paths = [told.path or name for name, told in expression.fields.items()]
        names = ", ".join(expression.fields)
        return Undetermined(f"{kind}.{paths[0]}", f"{reason} (it asks {names})", cause="unclear")
    first, *others = sorted((why.again() for why in unknown.values()), key=lambda why: why.later)
    first.others = tuple(others)
    return first


_AZURES_OWN: Final = (*DEFAULT_HUB_RULES, *DEFAULT_NAMESPACE_RULES)
"""Names of access rules that Azure makes, which have the form of a key."""


def _shown(values: Mapping[str, Any], name: str, own: str) -> str:
    """Return a value in the form that messages quote; ``own`` is the name of what is judged."""
    value = values.get(name, own if name == "name" else "(not known)")
    if value in _AZURES_OWN:
        return str(value)
    match value:
        case None | []:
            return "none"
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(map(harmless, value))
        case datetime():
            return f"{value:%Y-%m-%d %H:%M %Z}"
    return harmless(str(value))


def _page(declared: OwnRule) -> str:
    return (
        f"{_line(declared.title).rstrip('.')}.\n\n"
        f"## Why it matters\n\n{declared.why.strip()}\n\n"
        f"## Expression\n\nTrue where the resource is fine:\n\n{_indented(declared.expression)}\n\n"
        f"## Remediation\n\n{declared.fix.strip()}"
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


def _line(text: str) -> str:
    # A folded text of YAML ends with a line break, which reports leave out.
    return " ".join(text.split())
