"""Counts registrations as they come; of each, only keyed digests stay, and these are gone with the run."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from hubwarden.registrations.personal_tags import looks_like
from hubwarden.registrations.registration import Platform, Registration
from hubwarden.registrations.template_bodies import can_be_filled_in
from hubwarden.tag_expressions.tag_limits import (
    LONGEST_TAG,
    MADE_BY_SERVICE,
    MOST_TAGS,
    PLAIN_TAG,
)

_RUN_KEY: Final = secrets.token_bytes(32)
_NEVER: Final = 9999
"""The year in which a registration expires that never does."""


@dataclass(frozen=True, slots=True)
class Devices:
    """How many registrations of one platform there are, by their form."""

    native: int = 0
    template: int = 0

    @property
    def all(self) -> int:
        """How many there are of both forms."""
        return self.native + self.template


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted; each number is one of registrations, unless it says otherwise."""

    read: int
    platforms: dict[Platform, Devices]
    installations: int
    """Those that an installation made, known by the tag that the service gives these."""
    too_many_tags: int
    long_tags: int
    """Those with a tag beyond the longest that there may be."""
    malformed_tags: int
    """Those with a tag that has a character that tags do not have."""
    email_tags: int
    phone_tags: int
    number_tags: int
    broken_templates: int
    """Those whose template does not parse, or is empty."""
    repeated_devices: int
    """Devices that are registered more than once in the same way."""
    surplus: int
    """Registrations of these devices beyond the first of each."""
    expired: int
    never_expire: int
    expiry_untold: int
    without_handle: int
    """Those that name no device where the kind has a place for one."""


@dataclass(slots=True)
class Tally:
    """Counts up, to ``most`` registrations; ``now`` is what expiry is compared with."""

    now: datetime
    most: int
    read: int = 0
    _forms: Counter[tuple[Platform, bool]] = field(default_factory=Counter)
    _found: Counter[str] = field(default_factory=Counter)
    _ids: set[bytes] = field(default_factory=set)
    _devices: set[bytes] = field(default_factory=set)
    _repeated: set[bytes] = field(default_factory=set)

    def add(self, registrations: Iterable[Registration]) -> bool:
        """Count registrations, each once: a list that changes while it is read repeats some.

        Return whether there were more than are to be counted.
        """
        for item in registrations:
            digest = _digest(item.id)
            if item.id and digest in self._ids:
                continue
            if self.read >= self.most:
                return True
            self._ids.add(digest)
            self._add(item)
        return False

    def counts(self) -> Counts:
        """Return what was counted so far."""
        found = self._found
        platforms = dict.fromkeys(platform for platform, _ in sorted(self._forms))
        return Counts(
            read=self.read,
            platforms={
                name: Devices(self._forms[name, False], self._forms[name, True])
                for name in platforms
            },
            installations=found["installation"],
            too_many_tags=found["too-many-tags"],
            long_tags=found["long-tag"],
            malformed_tags=found["malformed-tag"],
            email_tags=found["email"],
            phone_tags=found["phone"],
            number_tags=found["number"],
            broken_templates=found["broken-template"],
            repeated_devices=len(self._repeated),
            surplus=found["surplus"],
            expired=found["expired"],
            never_expire=found["never"],
            expiry_untold=found["untold"],
            without_handle=found["without-handle"],
        )

    def _add(self, item: Registration) -> None:
        self.read += 1
        self._forms[item.platform, item.is_template] += 1
        self._found.update(set(_of_tags(item.tags)))
        self._found[_expiry(item.expires, self.now)] += 1
        if item.platform == "unknown":
            return
        if item.is_template and not can_be_filled_in(item.platform, item.template):
            self._found["broken-template"] += 1
        if not item.handle:
            self._found["without-handle"] += 1
            return
        # A device may have several templates, each with its name, beside what is sent to it as it is.
        form = f"template {item.template_name}" if item.is_template else "native"
        digest = _digest(f"{item.platform}\n{form}\n{item.handle}")
        if digest in self._devices:
            self._repeated.add(digest)
            self._found["surplus"] += 1
        self._devices.add(digest)


def _of_tags(tags: tuple[str, ...]) -> Iterator[str]:
    """Yield what there is to say of the tags of one registration."""
    own = [tag for tag in tags if not MADE_BY_SERVICE.fullmatch(tag)]
    if len(own) > MOST_TAGS:
        yield "too-many-tags"
    if any(len(tag) > LONGEST_TAG for tag in own):
        yield "long-tag"
    if not all(map(PLAIN_TAG.fullmatch, own)):
        yield "malformed-tag"
    if any(tag.lower().startswith("$installationid:") for tag in tags):
        yield "installation"
    yield from filter(None, map(looks_like, tags))


def _expiry(text: str, now: datetime) -> str:
    """Return what the time of expiry says of a registration; empty where it is still to come."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return "untold"
    if time.year >= _NEVER:
        return "never"
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return "expired" if time < now else ""


def _digest(text: str) -> bytes:
    """Return a digest that tells equal texts apart from others within this run, and means nothing outside."""
    return hashlib.blake2b(
        text.encode("utf-8", "surrogatepass"), key=_RUN_KEY, digest_size=16
    ).digest()
