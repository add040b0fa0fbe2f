"""Text in clear in the files that configure a program; a program cannot make it secret afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from hubwarden.location import Location
from hubwarden.sources.push_credentials import SECRET_MEMBERS
from hubwarden.sources.record import Exposed
from hubwarden.sources.secret_forms import forms, kind_of_secret

_SHORTEST: Final = 6
"""The least length of a text that is searched for; shorter ones are in many settings by chance."""
_LONG: Final = 24
_SECRETS: Final = tuple(
    sorted({name.lower() for names in SECRET_MEMBERS.values() for name in names})
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A text in a settings file that is not encrypted."""

    key: str
    """The name of the setting; an empty text for a comment."""
    text: str = field(repr=False)
    location: Location


class WrittenInClear:
    """Finds values that are in clear text in a settings file."""

    def __init__(self, settings: Iterable[Setting]) -> None:
        self._exact: dict[str, Location] = {}
        self._long: list[tuple[str, Location]] = []
        for setting in settings:
            self._exact.setdefault(setting.text, setting.location)
            for form in forms(setting.text, 2):
                bare = _bare(form)
                if len(bare) >= _LONG:
                    self._exact.setdefault(bare, setting.location)
                    self._long.append((bare, setting.location))

    def place_of(self, value: str) -> Location | None:
        """Return the location of a value in clear text, or of a text that contains it or is a part of it."""
        if len(value) < _SHORTEST:
            return None
        bare = _bare(value)
        if found := self._exact.get(value) or self._exact.get(bare):
            return found
        if len(bare) < _LONG:
            return None
        return next((place for text, place in self._long if bare in text or text in bare), None)


def exposed(settings: Iterable[Setting], file: str) -> Iterator[Exposed]:
    """Yield the settings that contain key material, by their content or their name."""
    for setting in settings:
        what = kind_of_secret(setting.text)
        if not what and is_named_secret(setting.key) and _KEY.fullmatch(setting.text):
            what = "key material of a push credential"
        if what:
            place = f"setting {setting.key}" if setting.key else "a comment"
            yield Exposed(file, place, what, setting.location)


_KEY: Final = re.compile(r"\S{16,}")
"""The minimum for key material: 16 or more characters without blanks."""


def is_named_secret(key: str) -> bool:
    """Tell whether the name of a setting is that of key material: ``shop-apnsToken``."""
    return key.lower().endswith(_SECRETS)


def _bare(text: str) -> str:
    """Return a key without PEM lines and line breaks, so that all its spellings are equal."""
    bare = re.sub(r"-----[A-Z ]+-----", "", text.replace("\\r", "").replace("\\n", ""))
    return "".join(bare.split())
