"""Converts what a program sends over Pulumi's protocol into plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urlparse

from hubwarden.location import Location
from hubwarden.sources.program.stack_settings import ENCRYPTED, PLACEHOLDER
from hubwarden.sources.pulumi import secret_marks, wire_values
from hubwarden.sources.pulumi.wire_values import (
    COMPUTED,
    HANDED_ON,
    OUTPUT,
    REFERENCE,
    SECRET,
    SIGNATURE,
    UNKNOWNS,
    UNSET,
    below,
)
from hubwarden.sources.secret_forms import forms
from hubwarden.unknown import Unknown


@dataclass(slots=True)
class Values:
    """Converts values that the program sends, and collects the paths of secrets."""

    closed: Unknown
    """The value for an encrypted secret of the configuration."""
    readable: secret_marks.Readable
    secrets: set[str] = field(default_factory=set)
    behind: dict[str, Any] = field(default_factory=dict, repr=False)
    """Values behind a secret mark that are not read further, by path."""

    def plain(self, struct: Any, path: str = "") -> dict[str, Any]:
        """Return a protobuf struct as plain values; what is not known becomes ``Unknown``."""
        return {
            key: self._value(value, below(path, key))
            for key, value in sorted(struct.fields.items())
        }

    def _value(self, value: Any, path: str) -> Any:
        match value.WhichOneof("kind"):
            case "string_value":
                return self._text(value.string_value)
            case "number_value":
                number = value.number_value
                return int(number) if number.is_integer() else number
            case "bool_value":
                return value.bool_value
            case "list_value":
                items = enumerate(value.list_value.values)
                return [self._value(item, below(path, index)) for index, item in items]
            case "struct_value":
                return self._special(value.struct_value, path)
            case _:
                return None

    def _special(self, struct: Any, path: str) -> Any:
        fields = struct.fields
        signature = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
        if signature == SECRET:
            self.secrets.add(path)
            return self._read(self._value(fields["value"], path), path)
        if signature == OUTPUT:
            is_secret = "secret" in fields and fields["secret"].bool_value
            if is_secret:
                self.secrets.add(path)
            if "value" not in fields:
                return COMPUTED
            value = self._value(fields["value"], path)
            return self._read(value, path) if is_secret else value
        if signature == REFERENCE:
            return {"urn": fields["urn"].string_value}
        return self.plain(struct, path)

    def _read(self, value: Any, path: str) -> Any:
        read = self.readable(value, path)
        if read is wire_values.ENCRYPTED:
            self.behind[path] = value
        return read

    def _text(self, value: str) -> str | Unknown:
        if value in UNKNOWNS:
            return COMPUTED
        if PLACEHOLDER in value:
            return self.closed if ENCRYPTED in value else UNSET
        return value


def location(position: Any) -> Location:
    """Return the location of a call in the program."""
    # The absolute path: at this time the current folder is that of the program.
    return Location(unquote(urlparse(position.uri).path), position.line)


def handed_on(opened: frozenset[str], value: Any) -> Any:
    """Put ``HANDED_ON`` in place of a value that is, or contains, a secret of the configuration."""
    if isinstance(value, dict):
        return {key: handed_on(opened, item) for key, item in value.items()}
    if isinstance(value, list):
        return [handed_on(opened, item) for item in value]
    if isinstance(value, str) and any(_holds(value, secret) for secret in opened):
        return HANDED_ON
    return value


def _holds(text: str, secret: str) -> bool:
    # A short secret, such as a password, is in many texts by chance.
    if len(secret) < _LONG:
        return secret in forms(text)
    return any(secret in form for form in forms(text))


_LONG: Final = 16
