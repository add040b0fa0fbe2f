"""Calls template functions with arguments that are known, partly known, or unknown."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hubwarden.arm_templates.composed_texts import (
    call_symbol,
)
from hubwarden.arm_templates.functions import FUNCTIONS
from hubwarden.arm_templates.partial_functions import PARTIAL_FUNCTIONS
from hubwarden.arm_templates.tainted_values import (
    SECRET,
    Tainted,
    bare,
    taint_of,
    tainted,
    unknown_in,
)
from hubwarden.arm_templates.text_functions import Refused
from hubwarden.unknown import Unknown


def call_function(name: str, spelled: str, given: list[Any]) -> Any:
    """Call a function of the tables; the result is ``Unknown`` where an argument is, or where Azure refuses
    them.
    """
    known = [bare(item) for item in given]
    blank = unknown_in(known)
    try:
        if name in PARTIAL_FUNCTIONS and _fits(PARTIAL_FUNCTIONS[name], given):
            result = PARTIAL_FUNCTIONS[name](*given)
            if result is not NotImplemented:
                return result
        if blank is None and name in FUNCTIONS and _fits(FUNCTIONS[name], known):
            result = FUNCTIONS[name](*known)
            taint = taint_of(given)
            return tainted(result, taint, call_symbol(spelled, given)) if taint else result
    except Refused as error:
        why = Unknown("", f"{spelled}(): {error}", cause="unclear")
    else:
        exists = name in PARTIAL_FUNCTIONS or name in FUNCTIONS
        refused = "Azure would refuse the arguments" if exists else "cannot be evaluated here"
        why = Unknown("", f"{spelled}(): {refused}", cause="unclear") if blank is None else blank
    symbol = call_symbol(spelled, given)
    return tainted(replace(why, symbol=symbol, present=False), taint_of(given), symbol)


@functools.cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)


def _fits(function: Callable[..., Any], given: list[Any]) -> bool:
    try:
        _signature(function).bind(*given)
    except TypeError:
        return False
    return True


def without_keys(value: Any) -> Any:
    """Return a value without its access-key taint, for a value that does not reveal the keys it is made from."""
    if not isinstance(value, Tainted):
        return value
    rest = value.taint & SECRET
    return Tainted(value.value, rest, value.symbol) if rest else value.value
