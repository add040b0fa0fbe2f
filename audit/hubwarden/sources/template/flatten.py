"""Turns an evaluated resource into the flat properties of a record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hubwarden.api_versions import BESIDE
from hubwarden.arm_templates.deployed import Deployment
from hubwarden.arm_templates.json_with_lines import Array, Object, find, line_of
from hubwarden.arm_templates.tainted_values import SECRET, Taint, Tainted, opened, top
from hubwarden.location import Location
from hubwarden.secret import Hidden
from hubwarden.sources.record import BESIDE_PROPERTIES
from hubwarden.sources.template.harmless import is_computable, is_harmless
from hubwarden.sources.template.spelling import CREDENTIALS, IDS, SECRETS, spelled
from hubwarden.sources.vault_references import secrets_in
from hubwarden.unknown import Unknown

_ENVELOPE: Final = frozenset(
    (
        "apiversion",
        "asserts",
        "comments",
        "condition",
        "copy",
        "dependson",
        "existing",
        "extension",
        "import",
        "metadata",
        "name",
        "properties",
        "resources",
        "scope",
        "type",
    )
)
"""Members of a resource about its deployment, not about the resource itself."""

_READ_ONLY: Final = frozenset(("authorizationrules",))
"""Properties of a hub that Azure ignores in a template: access rules are resources of their own."""

_PLAIN_SYMBOL: Final = re.compile(
    r"\{(?:nested\d+\.)?(?:parameters\('[\w-]+'\)|(?:resourceGroup|subscription)\(\))(?:\.\w+)*\}"
)
"""Symbols that may be shown anywhere, because they contain no text of the template."""

_KEYS: Final = ("primarykey", "secondarykey")
"""The members of an access rule that set its keys."""

_HIDDEN: Final = "the value comes from a secure parameter"


@dataclass(slots=True)
class Flat:
    """The properties of one resource, as a record has them."""

    deployment: Deployment
    properties: dict[str, Any] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    locations: dict[str, Location] = field(default_factory=dict)
    handed: dict[str, frozenset[str]] = field(default_factory=dict)
    """By path, the ids of the resources whose keys are in a value."""
    harmless: set[str] = field(default_factory=set)
    """Paths of unknown values that cannot be keys."""
    computable: set[str] = field(default_factory=set)
    """Paths of keys that anybody can compute."""
    behind: dict[str, Any] = field(default_factory=dict, repr=False)
    """By path, the values behind a secure parameter."""
    rest: Unknown | None = None
    """The value of the properties that are not in ``properties``, where they are not known as a whole."""

    def add(self, value: dict[str, Any], skip: frozenset[str]) -> None:
        """Add the members of an evaluated object, except existing ones and those in ``skip``."""
        for name, item in value.items():
            own = spelled(name)
            if name.lower() in skip or own in self.properties or top(item) is None:
                continue
            self._locate(own, line_of(value, name))
            self.properties[own] = self._member(own, own, item)

    def add_misplaced(self, value: dict[str, Any], skip: frozenset[str]) -> None:
        """Add members that Azure ignores, under names of their own: a secret in them is in clear text, too."""
        misplaced = {name: item for name, item in value.items() if name.lower() not in skip}
        if misplaced:
            for name in misplaced:
                self._locate(f"{BESIDE}.{spelled(name)}", line_of(value, name))
            self.properties[BESIDE] = dict(self._members(BESIDE, BESIDE, misplaced))

    def _locate(self, path: str, line: int | None) -> None:
        if line:
            self.locations[path] = self.deployment.at(line)

    def _member(self, name: str, path: str, value: Any) -> Any:
        if name in CREDENTIALS:
            value = _misplaced(_unwrapped(value)) if _is_flat(value) else _unwrapped(value)
            inner = top(value)
            if isinstance(inner, Unknown) and inner.if_set is not None:
                # The conditional credential has taints on its own members.
                member = self._member(name, path, inner.if_set)
                return Unknown(self.deployment.opaque(inner.symbol), inner.reason, if_set=member)
        return self._value(name, path, value)

    def _value(self, name: str, path: str, value: Any) -> Any:
        """Return a value without taints; ``name`` is the property that contains it."""
        if isinstance(value, str):
            return value
        match value:
            case Tainted():
                return self._untainted(name, path, value)
            case Unknown():
                if is_harmless(value.symbol):
                    self.harmless.add(path)
                if name.lower() in _KEYS and is_computable(value.symbol):
                    self.computable.add(path)
                symbol = self._symbol(name, value.symbol)
                return value if symbol == value.symbol else replace(value, symbol=symbol)
            case dict():
                return dict(self._members(name, path, value))
            case list():
                return list(self._elements(name, path, value))
            case _:
                return value

    def _members(self, name: str, path: str, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        for key, item in value.items():
            if top(item) is None:
                continue
            # Tag names are the user's, so their spelling is kept.
            own = key if name == "tags" else spelled(key)
            below = f"{path}.{own}"
            if isinstance(value, Object):
                self._locate(below, value.lines.get(key))
            yield own, self._member(own, below, item)

    def _elements(self, name: str, path: str, value: list[Any]) -> Iterator[Any]:
        kept = [(at, item) for at, item in enumerate(value) if top(item) is not None]
        for index, (at, item) in enumerate(kept):
            below = f"{path}[{index}]"
            if isinstance(value, Array):
                self._locate(below, value.lines[at])
            yield self._value(name, below, item)

    def _untainted(self, name: str, path: str, value: Tainted) -> Any:
        if keys := (value.taint & Taint.KEYS).keys:
            # A text that is not an id could be anything, so it is not shown.
            ids = {key if "/providers/" in key.lower() else "" for key in keys}
            self.handed[path] = self.handed.get(path, frozenset()) | ids
        if value.taint & Taint.PROTECTED and not value.taint & Taint.EXPOSED:
            self.marked.add(path)
        inner, taint = value.value, value.taint
        if not isinstance(inner, (dict, list)):
            if taint & SECRET and isinstance(inner, str) and inner and _is_name(name, path):
                return Hidden(inner)
            if taint & SECRET and name not in SECRETS and not isinstance(inner, Unknown):
                filled = inner is not None and inner != ""
                if filled:
                    # The owner of the key may be shown; clear text is reported for the parameter.
                    self.behind[path] = inner
                    self.marked.add(path)
                return Unknown(self._symbol(name, value.symbol), _HIDDEN, present=filled)
            return self._value(name, path, inner)
        return self._value(name, path, opened(value))

    def _symbol(self, name: str, symbol: str) -> str:
        for secret in secrets_in(symbol):
            # The vault secret that a setting refers to shows who is handed the key.
            if "{" not in secret.name:
                own = f"/vaults/{secret.vault or '{vault}'}/secrets/{secret.name}"
                return f"{{{self.deployment.opaque(symbol)}{own}}}"
        shows = name in IDS or _PLAIN_SYMBOL.fullmatch(symbol)
        return symbol if shows else self.deployment.opaque(symbol)


def _is_name(name: str, path: str) -> bool:
    """Tell whether a property is a name or an address in a credential, which rules may compare."""
    return name not in SECRETS and any(part in CREDENTIALS for part in path.split(".")[:-1])


def _is_flat(value: Any) -> bool:
    """Tell whether a credential has members but no inner ``properties``; Azure then sets none of them."""
    inner = top(value)
    return isinstance(inner, dict) and bool(inner) and find(inner, "properties") is None


def _misplaced(value: Any) -> Any:
    if isinstance(value, Tainted):
        return Tainted(_misplaced(value.value), value.taint, value.symbol)
    return {BESIDE: value}


def _unwrapped(value: Any) -> Any:
    """Return a credential with the members of its inner ``properties`` at the top."""
    if isinstance(value, Tainted):
        return Tainted(_unwrapped(value.value), value.taint, value.symbol)
    if not isinstance(value, dict):
        return value
    key = find(value, "properties")
    if key is None:
        return value
    return {} if value[key] is None else value[key]


def flatten(type_: str, body: dict[str, Any], deployment: Deployment) -> Flat:
    """Return the flat properties of an evaluated resource of a type.

    The members of ``properties`` are on one level with ``location``, ``sku`` and ``tags``; null counts as not
    declared.
    """
    flat = Flat(deployment)
    ours = type_.lower().startswith("microsoft.notificationhubs/")
    flat.add(body, frozenset(map(str.lower, body)) - BESIDE_PROPERTIES if ours else _ENVELOPE)
    key = find(body, "properties")
    inner = None if key is None else opened(body[key])
    if isinstance(inner, dict):
        flat.add(inner, _READ_ONLY)
    elif isinstance(whole := top(inner), Unknown):
        flat.rest = Unknown(deployment.opaque(whole.symbol), whole.reason, cause=whole.cause)
    if ours:
        flat.add_misplaced(body, _ENVELOPE | BESIDE_PROPERTIES)
    return flat


def plain(value: Any, deployment: Deployment, harmless: Callable[[str], bool]) -> Any:
    """Return the value of an output without taints; its symbols show nothing of it.

    An unknown value whose symbol is ``harmless`` becomes that symbol as a text, so that its known part is judged
    like any other text.
    """
    inner = top(value)
    if isinstance(inner, Unknown):
        if inner is value and harmless(inner.symbol):
            return inner.symbol
        return replace(inner, symbol=deployment.opaque(inner.symbol))
    if isinstance(inner, dict):
        return {key: plain(item, deployment, harmless) for key, item in inner.items()}
    if isinstance(inner, list):
        return [plain(item, deployment, harmless) for item in inner]
    return inner
