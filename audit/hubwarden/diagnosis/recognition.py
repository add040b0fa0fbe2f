"""Recognises in a pasted text which symptoms it shows.

The text may hold anything, a connection string among it: nothing here keeps, logs or raises any part of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Final, NamedTuple

from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.symptoms import SYMPTOMS

LONGEST: Final = 50_000
"""Characters of the longest text that is looked through: a page of a log, not the log."""

_GUID: Final = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?:_G\d+)?", re.IGNORECASE)
_TRACKING: Final = re.compile(
    r"\b(?:tracking ?id|timestamp|system ?tracker|correlation ?id)\b[\"']?\s*[:=]\s*\S+",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""A word, or a part of one that a capital letter begins: BadDeviceToken has three."""
_STATUS: Final = re.compile(
    r"(?:\b(?:http(?:/\d(?:\.\d)?)?|status(?:[ _]?code)?|code|error|response|returned|answered|with)\b"
    r"[\"']?\s*[:=]?\s*[\"']?\(?|\()(?P<before>[45]\d\d)\b"
    r"|\b(?P<after>[45]\d\d)\b(?=[\s:,\"'-]*(?:bad request|unauthori[sz]ed|forbidden|not found|gone|"
    r"not acceptable|payload too large|request entity|too many requests|internal server error|"
    r"service unavailable))"
    r"|\A\W*(?P<alone>[45]\d\d)\W*\Z",
    re.IGNORECASE,
)
_GAP: Final = "..."
_NEAREST: Final = 3
_LIKE: Final = 0.5
_LOOKED_AT: Final = 60
"""Words of an unknown text that are compared with the table."""


class Recognised(NamedTuple):
    """The symptoms that a text shows; where it shows none, the nearest of the table."""

    symptoms: tuple[Symptom, ...]
    nearest: tuple[Symptom, ...]


def recognise(text: str) -> Recognised:
    """Return which symptoms a text shows, in the order in which it names them.

    Letter case, quotes, ids, times and numbers do not matter, and words may be joined, as in
    ``BadDeviceToken``, ``bad_device_token`` and ``bad device token``. A status counts only where no phrase is
    found, because it says less.
    """
    plain = _plain(text)
    words = _words(plain)
    found = tuple(_found(words)) or tuple(_by_status(plain))
    return Recognised(found, () if found else _nearest(words))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return _TRACKING.sub(" ", _GUID.sub(" ", text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in _WORD.findall(text))


class _Hit(NamedTuple):
    start: int
    end: int
    symptom: Symptom


def _found(words: Sequence[str]) -> Iterator[Symptom]:
    """Yield the symptoms whose phrases are in a text, but for phrases that are part of a longer one."""
    joined = "".join(words)
    bounds, at = {0}, 0
    for word in words:
        at += len(word)
        bounds.add(at)
    hits = [
        _Hit(start, end, symptom)
        for symptom in SYMPTOMS
        for phrase in symptom.phrases
        for start, end in _places(_parts(phrase), joined, bounds)
    ]
    outer = [
        hit
        for hit in hits
        if not any(
            other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            for other in hits
        )
    ]
    outer.sort(key=lambda hit: hit.start)
    yield from dict.fromkeys(hit.symptom for hit in outer)


@cache
def _parts(phrase: str) -> tuple[str, ...]:
    """Return the parts of a phrase between its gaps, each with its words joined."""
    return tuple("".join(_words(part)) for part in phrase.split(_GAP))


def _places(parts: Sequence[str], joined: str, bounds: set[int]) -> Iterator[tuple[int, int]]:
    """Yield where all parts stand one after the other, the first of them each time that it does."""
    for start in _whole(parts[0], joined, bounds, 0):
        end: int | None = start + len(parts[0])
        for part in parts[1:]:
            later = next(_whole(part, joined, bounds, end or 0), None)
            end = None if later is None else later + len(part)
            if end is None:
                break
        if end is not None:
            yield start, end


def _whole(part: str, joined: str, bounds: set[int], begin: int) -> Iterator[int]:
    """Yield where a part stands that neither begins nor ends within a word."""
    at = joined.find(part, begin)
    while at >= 0:
        if at in bounds and at + len(part) in bounds:
            yield at
        at = joined.find(part, at + 1)


def _by_status(text: str) -> Iterator[Symptom]:
    found = {int(match[match.lastgroup or 0]) for match in _STATUS.finditer(text)}
    yield from (symptom for symptom in SYMPTOMS if found.intersection(symptom.statuses))


def _nearest(words: Sequence[str]) -> tuple[Symptom, ...]:
    """Return the symptoms of the table that are most like a text, best first; none where none is like it."""
    text = " ".join(words[:_LOOKED_AT])
    graded = [
        (max(_likeness(text, line) for line in _lines(symptom)), symptom) for symptom in SYMPTOMS
    ]
    graded.sort(key=lambda item: -item[0])
    return tuple(symptom for grade, symptom in graded[:_NEAREST] if grade >= _LIKE)


@cache
def _lines(symptom: Symptom) -> tuple[str, ...]:
    return tuple(" ".join(_words(line)) for line in (symptom.message, *symptom.phrases))


def _likeness(text: str, line: str) -> float:
    """Return how alike two texts are, from 0 to 1: by their letters, or by the words they share."""
    mine, its = set(text.split()), set(line.split())
    shared = len(mine & its) / len(its) if its else 0.0
    matcher = SequenceMatcher(None, text, line, autojunk=False)
    letters = matcher.ratio() if matcher.real_quick_ratio() >= _LIKE else 0.0
    return max(shared, letters)
