"""What stands in clear in the files that configure a program: whatever it marks, it has been readable."""

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
"""What is shorter stands in many a setting by chance."""
_LONG: Final = 24
_SECRETS: Final = tuple(
    sorted({name.lower() for names in SECRET_MEMBERS.values() for name in names})
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A text in a settings file that is not encrypted there."""

    key: str
    """Its name; an empty text for a comment."""
    text: str = field(repr=False)
    location: Location


class WrittenInClear:
    """Finds values again that stand in clear in a settings file."""

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
        """Return where a value stands in clear, or a text that holds it or is a part of it."""
        if len(value) < _SHORTEST:
            return None
        bare = _bare(value)
        if found := self._exact.get(value) or self._exact.get(bare):
            return found
        if len(bare) < _LONG:
            return None
        return next((place for text, place in self._long if bare in text or text in bare), None)


def exposed(settings: Iterable[Setting], file: str) -> Iterator[Exposed]:
    """Yield the settings that hold key material by what they say, or by their name."""
    for setting in settings:
        what = kind_of_secret(setting.text)
        if not what and is_named_secret(setting.key) and _KEY.fullmatch(setting.text):
            what = "key material of a push credential"
        if what:
            place = f"setting {setting.key}" if setting.key else "a comment"
            yield Exposed(file, place, what, setting.location)


_KEY: Final = re.compile(r"\S{16,}")
"""What key material looks like at the least: long, and without blanks."""


def is_named_secret(key: str) -> bool:
    """Tell whether a setting is named as key material of a credential is: ``shop-apnsToken``."""
    return key.lower().endswith(_SECRETS)


def _bare(text: str) -> str:
    """Return what is the same however a key is wrapped: without PEM lines and line breaks."""
    bare = re.sub(r"-----[A-Z ]+-----", "", text.replace("\\r", "").replace("\\n", ""))
    return "".join(bare.split())
