"""Turns inputs into the path and the body of a REST call, and an answer into outputs.

The SDK lifts the members of Resource Manager's `properties` to the top, and it renames a few. Which ones,
the table in `shapes.py` says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

_WHOLE_IDS: Final = frozenset({"scope", "resourceUri"})
"""Path parameters that are the id of another resource, slashes and all."""

_ENVELOPE: Final = frozenset(
    {"id", "name", "type", "location", "tags", "identity", "kind", "etag", "systemData"}
)
"""What Resource Manager keeps beside `properties`, whatever the type."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The REST side of one type."""

    path: str
    """The path of a PUT; the parameters have the names of the SDK."""
    beside: frozenset[str] = frozenset()
    """Further properties that stand beside `properties` and not in it."""
    inside: frozenset[str] = frozenset()
    """Inputs that are in `properties` although their name is one of the envelope's."""
    wrapped: re.Pattern[str] | None = None
    """Properties, by their path in the SDK, whose members are in a `properties` of their own."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Names in a body, by the property's path in the SDK; positions in lists are left out."""
    kept: tuple[str, ...] = ()
    """Where in a body a list is that stays as it is in Azure, at first empty, if no input says it."""
    lifted: bool = True
    """Whether the SDK lifts the members of `properties`."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the path's parameters that a program sets, in their order."""
        return tuple(name for name in re.findall(r"{(\w+)}", self.path) if name != "subscriptionId")

    def place(self, path: str) -> tuple[str, ...]:
        """Return where in a body a property is, by its path in the SDK; list positions left out."""
        names = path.split(".")
        at: list[str] = []
        for count, name in enumerate(names, start=1):
            here = ".".join(names[:count])
            if count == 1 and self._is_inside(name):
                at.append("properties")
            at.append(self.renamed.get(here, name))
            if self._is_wrapped(here):
                at.append("properties")
        return tuple(at)

    def body(
        self, inputs: Mapping[str, Any], present: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the body of a PUT; `present` is what is there already."""
        body: dict[str, Any] = {}
        for name, value in inputs.items():
            # What begins with underscores is the provider's own note, not Azure's.
            if name in self.parameters or name == "azureApiVersion" or name.startswith("__"):
                continue
            holder = body.setdefault("properties", {}) if self._is_inside(name) else body
            holder[self.renamed.get(name, name)] = self._written(value, name)
        if self.kept:
            holder, found = body, present or {}
            for name in self.kept[:-1]:
                holder, found = holder.setdefault(name, {}), found.get(name, {})
            holder.setdefault(self.kept[-1], found.get(self.kept[-1], []))
        return body

    def outputs(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return the SDK's view of an answer; where a name is in both, the envelope's counts."""
        flat = dict(answer)
        if self.lifted:
            members = flat.pop("properties", None) or {}
            flat = {**members, **flat}
        return {
            path: self._read(value, path)
            for name, value in flat.items()
            for path in [self._told(name, "")]
            if value is not None
        }

    def id(self, inputs: Mapping[str, Any], subscription: str) -> str:
        """Return the id that the inputs make."""

        def segment(match: re.Match[str]) -> str:
            name = match[1]
            value = subscription if name == "subscriptionId" else str(inputs[name])
            return value.strip("/") if name in _WHOLE_IDS else quote(value, safe="")

        return "/" + re.sub(r"{(\w+)}", segment, self.path).lstrip("/")

    def parse(self, resource_id: str) -> dict[str, str]:
        """Return the path parameters in an id, of whatever letter case."""
        pattern = "".join(
            f"(?P<{part[1:-1]}>{'.+' if part[1:-1] in _WHOLE_IDS else '[^/]+'})"
            if part.startswith("{")
            else re.escape(part)
            for part in re.split(r"({\w+})", self.path)
        )
        match = re.fullmatch(pattern, resource_id, re.IGNORECASE)
        if match is None:
            message = f"the id does not have the form {self.path}"
            raise ValueError(message)
        return {name: value for name, value in match.groupdict().items() if name in self.parameters}

    def _is_inside(self, name: str) -> bool:
        """Tell whether an input belongs into `properties`."""
        return name in self.inside or (self.lifted and name not in _ENVELOPE | self.beside)

    def _is_wrapped(self, path: str) -> bool:
        return self.wrapped is not None and self.wrapped.fullmatch(path) is not None

    def _written(self, value: Any, path: str) -> Any:
        match value:
            case dict():
                found = {
                    self.renamed.get(f"{path}.{name}", name): self._written(item, f"{path}.{name}")
                    for name, item in value.items()
                }
                return {"properties": found} if self._is_wrapped(path) else found
            case list():
                return [self._written(item, path) for item in value]
            case float() if value.is_integer():
                return int(value)
            case _:
                return value

    def _read(self, value: Any, path: str) -> Any:
        match value:
            case dict():
                members = value.get("properties", value) if self._is_wrapped(path) else value
                known = {name: self._told(name, f"{path}.") for name in members}
                return {
                    known[name]: self._read(item, f"{path}.{known[name]}")
                    for name, item in members.items()
                    if item is not None
                }
            case list():
                return [self._read(item, path) for item in value]
            case _:
                return value

    def _told(self, name: str, above: str) -> str:
        """Return the SDK's name of a member of a body."""
        for path, written in self.renamed.items():
            if written == name and path.rpartition(".")[0] == above.rstrip("."):
                return path.rpartition(".")[2]
        return name
