"""Reads a stack's configuration key by key and collects every mistake instead of stopping.

No message holds a value of the configuration: a secret may stand where it does not belong.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Form:
    """The form that a text must have, and how to say so."""

    pattern: re.Pattern[str]
    says: str


def form(pattern: str, says: str) -> Form:
    """Return a form; the pattern must match the whole text."""
    return Form(re.compile(pattern), says)


TEXT: Final = form(r"(?s)(?=.*\S).{1,256}", "must be a text of 1 to 256 characters")
NAME: Final = form(
    r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
    "must be a name of at most 40 lower-case letters, digits and single hyphens",
)
GUID: Final = form(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "must be a GUID (8-4-4-4-12 hex digits)",
)


class Mistakes:
    """The mistakes found so far, in the order of finding."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace
        self.messages: list[str] = []

    def add(self, path: str, message: str) -> None:
        """Note a mistake at a key; a key of another namespace is written with that namespace."""
        full = path if ":" in path else f"{self._namespace}:{path}"
        self.messages.append(f"{full}: {message}")


class Section:
    """One mapping of the configuration.

    A reading method that finds a mistake notes it and returns a stand-in of the right type, so that
    the reading goes on; nothing read may be used once there is a mistake. A key that no method asked
    for is a mistake as well, which ``close`` notes.
    """

    def __init__(self, mistakes: Mistakes, path: str, values: Mapping[str, object]) -> None:
        self._mistakes = mistakes
        self._values = values
        self._known: set[str] = set()
        self.path = path
        self.keys = tuple(values)

    def at(self, key: str) -> str:
        """Return the full path of a key of this section."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Tell whether the key is written, whatever its value."""
        self._known.add(key)
        return key in self._values

    def asked(self) -> set[str]:
        """Return the keys that are written and were asked for."""
        return self._known.intersection(self.keys)

    def mistake(self, key: str, message: str) -> None:
        """Note a mistake at a key of this section."""
        self._mistakes.add(self.at(key), message)

    def text(self, key: str, shape: Form = TEXT) -> str:
        """Return a required text."""
        if not self.has(key):
            self.mistake(key, "is missing")
            return ""
        return self._shaped(key, self._values[key], shape)

    def optional_text(self, key: str, shape: Form = TEXT) -> str | None:
        """Return a text, or ``None`` where the key is not written."""
        return self.text(key, shape) if self.has(key) else None

    def choice(
        self, key: str, options: tuple[Choice, ...], default: Choice | None = None
    ) -> Choice:
        """Return one of the options; the key is required unless there is a default."""
        if not self.has(key):
            if default is None:
                self.mistake(key, f"is missing; it must be one of {_listed(options)}")
            return default or options[0]
        return self._chosen(key, self._values[key], options)

    def choices(
        self, key: str, options: tuple[Choice, ...], default: tuple[Choice, ...] | None = None
    ) -> tuple[Choice, ...]:
        """Return a list without repetitions; the key is required unless there is a default."""
        if not self.has(key):
            if default is None:
                self.mistake(key, f"is missing; it must be a list of {_listed(options)}")
            return default or ()
        items = self._list(key)
        if any(item in items[:index] for index, item in enumerate(items)):
            self.mistake(key, "names the same thing twice")
        return tuple(
            self._chosen(f"{key}[{index}]", item, options) for index, item in enumerate(items)
        )

    def texts(self, key: str, shape: Form) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is not written."""
        if not self.has(key):
            return ()
        return tuple(
            self._shaped(f"{key}[{index}]", item, shape)
            for index, item in enumerate(self._list(key))
        )

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        if not self.has(key):
            return default
        value = self._values[key]
        if not isinstance(value, bool):
            self.mistake(key, "must be true or false")
            return default
        return value

    def number(self, key: str, *, least: int, most: int, default: int) -> int:
        """Return a whole number within bounds."""
        if not self.has(key):
            return default
        value = self._values[key]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.mistake(key, f"must be a whole number from {least} to {most}")
            return default
        return value

    def section(self, key: str, *, required: bool = False) -> "Section | None":
        """Return the mapping at a key, or ``None`` where there is none."""
        if not self.has(key):
            if required:
                self.mistake(key, "is missing")
            return None
        value = self._values[key]
        if not isinstance(value, dict):
            self.mistake(key, "must be a mapping ({} where it needs no settings)")
            return None
        return Section(self._mistakes, self.at(key), value)

    def named(self) -> "dict[str, Section]":
        """Return the mappings inside a section whose keys are names."""
        for name in self.keys:
            if not NAME.pattern.fullmatch(name):
                self.mistake(name, f"the key {NAME.says}")
        found = {name: self.section(name) for name in self.keys if NAME.pattern.fullmatch(name)}
        return {name: inner for name, inner in found.items() if inner is not None}

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.keys:
            if key not in self._known:
                self.mistake(key, "is not a setting" + did_you_mean(key, self._known))

    def _list(self, key: str) -> list[object]:
        value = self._values[key]
        if not isinstance(value, list) or not value:
            self.mistake(key, "must be a list with at least one item")
            return []
        return value

    def _shaped(self, key: str, value: object, shape: Form) -> str:
        if not isinstance(value, str):
            self.mistake(key, f"{shape.says} (a number needs quotes)")
            return ""
        if not shape.pattern.fullmatch(value):
            self.mistake(key, shape.says)
            return ""
        return value

    def _chosen(self, key: str, value: object, options: tuple[Choice, ...]) -> Choice:
        for option in options:
            if value == option:
                return option
        self.mistake(key, f"must be one of {_listed(options)}")
        return options[0]


def did_you_mean(key: str, known: set[str]) -> str:
    """Return a hint at the nearest known key, or nothing."""
    near = difflib.get_close_matches(key, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _listed(options: tuple[str, ...]) -> str:
    return ", ".join(options)
