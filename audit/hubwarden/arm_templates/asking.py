"""The functions of ARM templates that read another resource: its keys, its properties, its id.

They name the resource by its id, its name or, from language version 2.0 on, by the symbolic name that the
template gives it (Microsoft: Resource functions for ARM templates).
"""

from __future__ import annotations

import re
from typing import Any, Final

from hubwarden.arm_templates.composed_texts import (
    call_symbol,
    compose,
    display_text,
    segments,
)
from hubwarden.arm_templates.scope import Env, Neighbour
from hubwarden.arm_templates.tainted_values import (
    Taint,
    bare,
    taint_of,
    tainted,
)
from hubwarden.unknown import Unknown

_PROVIDER: Final = re.compile(r"[\w-]+(\.[\w-]+)+")
_FULL: Final = 2
"""The index of the argument by which ``reference`` returns the whole resource."""


def asking_function(name: str, spelled: str, given: list[Any], env: Env) -> Any:
    """Return the value of such a function; ``NotImplemented`` for any other name."""
    if not name.startswith("list") and name not in ("reference", "resourceinfo"):
        return NotImplemented
    asked = _asked(given[0], env) if given else None
    id = asked.id if asked else _below_target(given[0], env) if given else None
    given = [id, *given[1:]] if given else []
    if asked and name == "resourceinfo":
        members = (asked.id, asked.name, asked.type, asked.api_version)
        return dict(zip(("id", "name", "type", "apiVersion"), members, strict=True))
    if asked and asked.outputs and name == "reference":
        return _deployment(asked, given)
    if asked and asked.outputs and name == "listoutputswithsecurevalues":
        return asked.outputs()
    symbol = call_symbol(spelled, given)
    blank = Unknown(symbol, f"only Azure can answer {spelled}()", present=name.startswith("list"))
    keys = Taint.NONE
    if name.startswith("list"):
        keys = Taint(Taint.KEYS.bits, frozenset([display_text(id)[0]] if given else []))
    return tainted(blank, keys | taint_of(given), symbol)


def _asked(wanted: Any, env: Env) -> Neighbour | None:
    """Return the resource of the template that an argument names; ``None`` where it names none of them."""
    if not isinstance(bare(wanted), str | Unknown):
        return None
    own = env.neighbours.find(display_text(wanted)[0])
    return own or env.neighbours.find(display_text(_below_target(wanted, env))[0])


def _below_target(wanted: Any, env: Env) -> Any:
    """Return the id for ``Provider/type/name/type/name`` below the target; other values unchanged."""
    if not isinstance(bare(wanted), str | Unknown):
        return wanted
    first, *others = segments(display_text(wanted)[0])
    if not others or len(others) % 2 or not _PROVIDER.fullmatch(first):
        return wanted
    return compose([env.scope.target.id, "/providers/", wanted])


def _deployment(asked: Neighbour, given: list[Any]) -> Any:
    """Return what ``reference`` returns for a nested deployment."""
    outputs = asked.outputs() if asked.outputs else None
    if isinstance(outputs, dict):
        outputs = {name: {"value": value} for name, value in outputs.items()}
    others = ("provisioningState", "correlationId", "timestamp", "duration", "mode", "parameters")
    of = call_symbol("reference", given)
    properties = {
        "outputs": outputs,
        **{
            name: Unknown(f"{{{of[1:-1]}.{name}}}", "only Azure can answer reference()")
            for name in others
        },
    }
    if len(given) <= _FULL or str(bare(given[_FULL])).lower() != "full":
        return properties
    return {
        "id": asked.id,
        "name": asked.name,
        "type": asked.type,
        "apiVersion": asked.api_version,
        "properties": properties,
    }
