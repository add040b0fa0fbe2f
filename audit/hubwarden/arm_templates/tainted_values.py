"""Values while a template is evaluated: JSON values, ``Unknown``, and either of them tainted.

A taint says where a value came from: a secure parameter, or access keys that Azure returns. It is put on the
smallest part that it is true of: one member of an object can be tainted and another not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from msgspec import Struct

from hubwarden.unknown import Unknown

_MAX_SYMBOL: Final = 2_000


class Taint(Struct, frozen=True):
    """The origin of a value; ``keys`` has the ids of the resources whose access keys are in it."""

    bits: int
    keys: frozenset[str] = frozenset()

    NONE: ClassVar[Taint]
    PROTECTED: ClassVar[Taint]
    """From a secure parameter, whose value the deployment keeps secret."""
    EXPOSED: ClassVar[Taint]
    """From a secure parameter whose value is in clear text somewhere: as its default in the template, or in the
    history of a nested deployment that takes it as plain text."""
    KEYS: ClassVar[Taint]
    """From a ``list...`` function, which returns access keys."""

    def __or__(self, other: Taint) -> Taint:
        return Taint(self.bits | other.bits, self.keys | other.keys)

    def __and__(self, other: Taint) -> Taint:
        bits = self.bits & other.bits
        return Taint(bits, self.keys | other.keys if bits & _OF_KEYS else frozenset())

    def __invert__(self) -> Taint:
        return Taint(_ALL & ~self.bits)

    def __bool__(self) -> bool:
        return self.bits != 0


_OF_KEYS, _ALL = 4, 7
Taint.NONE, Taint.PROTECTED, Taint.EXPOSED, Taint.KEYS = (
    Taint(bits) for bits in (0, 1, 2, _OF_KEYS)
)


SECRET: Final = Taint.PROTECTED | Taint.EXPOSED


@dataclass(frozen=True, slots=True)
class Tainted:
    """A value with a taint. The symbol is the name of the value and may be shown instead of it."""

    value: Any = field(repr=False)
    taint: Taint
    symbol: str

    def __bool__(self) -> bool:
        raise TypeError("look at the value, not at its wrapping")


def tainted(value: Any, taint: Taint, symbol: str) -> Any:
    """Return a value with a taint in addition to those that it has."""
    if not taint:
        return value
    if isinstance(value, Tainted):
        return Tainted(value.value, value.taint | taint, value.symbol)
    return Tainted(value, taint, symbol)


def top(value: Any) -> Any:
    """Return a value without its outermost taint; the parts of it keep theirs."""
    return value.value if isinstance(value, Tainted) else value


def opened(value: Any) -> Any:
    """Return an object or array with the taint of the whole put on each of its members or elements."""
    if not isinstance(value, Tainted):
        return value
    inner, taint, name = value.value, value.taint, inside(value.symbol)
    if isinstance(inner, dict):
        return {key: tainted(item, taint, f"{{{name}.{key}}}") for key, item in inner.items()}
    if isinstance(inner, list):
        return [tainted(item, taint, f"{{{name}[{at}]}}") for at, item in enumerate(inner)]
    return inner


def bare(value: Any) -> Any:
    """Return a value without any taint, inside or outside."""
    if isinstance(value, Tainted):
        return bare(value.value)
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


def leaves(value: Any) -> Iterator[Any]:
    """Yield the parts of a value that are not objects or arrays, and each ``Tainted`` on the way to them."""
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, Tainted):
            yield item
            todo.append(item.value)
        elif isinstance(item, dict):
            todo.extend(item.values())
        elif isinstance(item, list):
            todo.extend(item)
        else:
            yield item


def taint_of(values: Iterable[Any]) -> Taint:
    """Return the union of all taints in some values."""
    taint = Taint.NONE
    for value in values:
        for leaf in _inside(value):
            if isinstance(leaf, Tainted):
                taint |= leaf.taint
    return taint


def unknown_in(values: Iterable[Any]) -> Unknown | None:
    """Return the first unknown part of some values; ``None`` where all is known."""
    for value in values:
        for leaf in _inside(value):
            if isinstance(leaf, Unknown):
                return leaf
    return None


def _inside(value: Any) -> Iterable[Any]:
    # The fast path: most values are a text or unknown.
    return leaves(value) if isinstance(value, (Tainted, dict, list)) else (value,)


def size(value: Any, limit: int) -> int:
    """Return roughly the number of parts in a value; counting stops at ``limit``."""
    total = 0
    for leaf in leaves(value):
        total += 1 + (len(leaf) >> 4 if isinstance(leaf, str) else 0)
        if total > limit:
            break
    return total


def same(value: Any, other: Any) -> bool | None:
    """Tell whether two untainted values are equal; ``None`` where that depends on an unknown part."""
    if isinstance(value, Unknown) or isinstance(other, Unknown):
        both = isinstance(value, Unknown) and isinstance(other, Unknown)
        return True if both and value.symbol == other.symbol else None
    if isinstance(value, dict) and isinstance(other, dict):
        if value.keys() != other.keys():
            return False
        return _all_same([(value[key], other[key]) for key in value])
    if isinstance(value, list) and isinstance(other, list):
        return len(value) == len(other) and _all_same(list(zip(value, other, strict=True)))
    if isinstance(value, bool) or isinstance(
        other, bool
    ):  # in Python True equals 1, in ARM it does not
        return value is other
    return bool(value == other)


def _all_same(pairs: Sequence[tuple[Any, Any]]) -> bool | None:
    results = [same(pair, other) for pair, other in pairs]
    if False in results:
        return False
    return None if None in results else True


_SHORTER: Final = {
    "/subscriptions/{subscription().subscriptionId}": "subscription().id",
    "/subscriptions/{subscription().subscriptionId}/resourceGroups/{resourceGroup().name}": (
        "resourceGroup().id"
    ),
}


def inside(symbol: str) -> str:
    """Return a symbol for use inside another one: without the braces around it."""
    if symbol in _SHORTER:
        return _SHORTER[symbol]
    depth = 0
    for at, mark in enumerate(symbol):
        depth += (mark == "{") - (mark == "}")
        if depth == 0:
            whole = at == len(symbol) - 1 and at > 0
            return symbol[1:-1] if whole else f"'{symbol}'"
    return f"'{symbol}'"


def too_long(symbol: str) -> bool:
    """Tell whether a symbol is too long to be useful."""
    return len(symbol) > _MAX_SYMBOL
