"""What is wrong with the registrations of a hub, what it comes to, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hubwarden.registrations.counting import Counts
from hubwarden.severity import Severity
from hubwarden.tag_expressions.tag_limits import LONGEST_TAG, MOST_TAGS


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and how often."""

    name: str
    severity: Severity
    count: int
    noun: str
    """What was counted: registrations, or devices."""
    says: str
    """What stands behind the count and its noun."""
    next: str


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    severity: Severity
    says: str
    next: str
    noun: str = "registration"


def findings(counts: Counts, *, whole: bool) -> tuple[Finding, ...]:
    """Return what is wrong, the gravest first; ``whole`` is whether all registrations were read."""
    found = sorted(_found(counts, whole=whole), key=lambda item: -item.severity)
    return tuple(found)


def _found(counts: Counts, *, whole: bool) -> Iterator[Finding]:
    if whole and not counts.read:
        yield Finding(
            "no-registrations",
            Severity.HIGH,
            0,
            "registration",
            "in the hub: no send has a target.",
            "Whether the app registers with this hub: its name, its Listen key, and that it registers at each "
            "start. Registrations are lost with a hub that is replaced.",
        )
    for kind, count in _numbers(counts):
        if count:
            yield Finding(kind.name, kind.severity, count, kind.noun, kind.says, kind.next)


def _numbers(counts: Counts) -> Iterator[tuple[_Kind, int]]:
    by_platform = {name: devices.all for name, devices in counts.platforms.items()}
    yield _GCM, by_platform.get("gcm", 0)
    yield _MPNS, by_platform.get("mpns", 0)
    yield _TEMPLATE, counts.broken_templates
    yield _EMAIL, counts.email_tags
    yield _PHONE, counts.phone_tags
    yield _NUMBER, counts.number_tags
    yield _MANY, counts.too_many_tags
    yield _LONG, counts.long_tags
    yield _MALFORMED, counts.malformed_tags
    yield _TWICE, counts.repeated_devices
    yield _NAMELESS, counts.without_handle
    yield _EXPIRED, counts.expired


_TAKE_OUT: Final = (
    "Take it out of the tags, and use an id of your own that says nothing without your data. Tags are not "
    "encrypted at rest, and a Listen key reads and sets them."
)
_GCM: Final = _Kind(
    "retired-gcm",
    Severity.HIGH,
    "registered as gcm: Google has shut that API down, and no push reaches these devices.",
    "Have the back end rewrite each as an FcmV1 registration with the same token, or ship the app with an SDK "
    "that registers for FCM v1; then take away those that are left.",
)
_MPNS: Final = _Kind(
    "retired-mpns",
    Severity.MEDIUM,
    "registered for Windows Phone (MPNS), which is no longer supported.",
    "Delete them. Apps for Windows register with WNS.",
)
_TEMPLATE: Final = _Kind(
    "template-broken",
    Severity.HIGH,
    "with a template that does not parse: JSON (XML for Windows) with expressions as whole values.",
    "Correct the template where the app or the back end registers it; docs/registrations.md has the grammar.",
)
_EMAIL: Final = _Kind(
    "tag-like-email", Severity.HIGH, "with a tag that looks like an e-mail address.", _TAKE_OUT
)
_PHONE: Final = _Kind(
    "tag-like-phone", Severity.HIGH, "with a tag that looks like a phone number.", _TAKE_OUT
)
_NUMBER: Final = _Kind(
    "tag-with-long-number",
    Severity.MEDIUM,
    "with a tag that holds a number of nine digits or more, as of a customer or a phone.",
    _TAKE_OUT,
)
_MANY: Final = _Kind(
    "too-many-tags",
    Severity.MEDIUM,
    f"with more than {MOST_TAGS} tags, which is the limit.",
    "Merge tags, or send to a template property in place of a tag.",
)
_LONG: Final = _Kind(
    "tag-too-long",
    Severity.MEDIUM,
    f"with a tag of more than {LONGEST_TAG} characters, which is the limit.",
    "Shorten it: no expression reaches it.",
)
_MALFORMED: Final = _Kind(
    "tag-malformed",
    Severity.MEDIUM,
    "with a tag that has a character that tags do not have, so that no expression can name it.",
    "Letters, digits and _ @ # . : - are allowed. A comma ends a tag.",
)
_TWICE: Final = _Kind(
    "registered-twice",
    Severity.MEDIUM,
    "registered more than once in the same way: a push that matches both arrives twice.",
    "Keep one: an installation for each device, or read the registrations of a token before creating one.",
    noun="device",
)
_NAMELESS: Final = _Kind(
    "without-handle",
    Severity.LOW,
    "without the token or channel of a device.",
    "Delete them; nothing can be sent to them.",
)
_EXPIRED: Final = _Kind(
    "expired",
    Severity.LOW,
    "past the time of their expiry.",
    "Nothing, where the app registers at each start: the service takes them away. Else see that it does.",
)
