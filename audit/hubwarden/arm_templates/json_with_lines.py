"""JSON as people write it in ARM templates, with the line of every member and element.

Accepted besides plain JSON: a byte-order mark, comments, a comma after the last member, and line breaks inside a
string. ARM ignores the letter case of member names, and so does this module. No message quotes the file.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, NoReturn

from hubwarden.errors import InputError
from hubwarden.input_files import as_text, read_input

MAX_BYTES: Final = 200_000_000
"""The largest template that is read, in bytes."""
_MAX_DEPTH: Final = 100
_MAX_DIGITS: Final = 30

_BLANK: Final = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_COMMENT: Final = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_SPACE: Final = re.compile(r"\s*")
_COLON: Final = re.compile(r"\s*:\s*")
_COMMA: Final = re.compile(r"\s*,\s*")
_PLAIN: Final = r'"([^"\\\x00-\x1f]*)"'
_PLAIN_TEXT: Final = re.compile(_PLAIN)
"""A string without escapes, as nearly all are."""
_PLAIN_MEMBER: Final = re.compile(rf'{_PLAIN}\s*:\s*{_PLAIN}\s*(?:,\s*(?=["}}])|(?=}}))')
"""A member whose name and value are such strings, with the comma and white space after it, without comments."""
_PLAIN_NAME: Final = re.compile(rf"{_PLAIN}\s*:\s*(?![\s/])")
"""A member name of that kind, with the colon and white space after it."""
_PLAIN_ELEMENT: Final = re.compile(rf'{_PLAIN}\s*(?:,\s*(?=["\]])|(?=\]))')
"""An element that is such a string, with the comma and white space after it."""
_SCALAR: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null")
# The standard library decodes strings; ``strict=False`` allows line breaks in them.
_STRINGS: Final = json.JSONDecoder(strict=False)


class Object(dict[str, Any]):
    """A JSON object with its line and the lines of its members."""

    __slots__ = ("line", "lines", "plain", "spellings")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.plain = False
        """Whether it comes from a file and contains neither expressions nor copy loops."""
        self.spellings: dict[str, str] = {}
        """The spelling of each member name, by the name in lower case; of several, the first."""

    def put(self, name: str, value: Any, line: int) -> None:
        """Add a member that is written at ``line``; members must be added through this method only."""
        self[name] = value
        self.lines[name] = line
        self.spellings.setdefault(name.lower(), name)


class Array(list[Any]):
    """A JSON array with its line and the lines of its elements."""

    __slots__ = ("line", "lines", "plain")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []
        self.plain = False
        """Whether it comes from a file and contains neither expressions nor copy loops."""

    def put(self, value: Any, line: int) -> None:
        """Add an element that is written at ``line``."""
        self.append(value)
        self.lines.append(line)


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return value[:1] != "["
    return not isinstance(value, (Object, Array)) or value.plain


def find(value: Mapping[str, Any], name: str) -> str | None:
    """Return how ``value`` spells the member ``name``, in any letter case; ``None`` where it has no such member."""
    if name in value:
        return name
    lower = name.lower()
    if isinstance(value, Object):
        return value.spellings.get(lower)
    return next((key for key in value if key.lower() == lower), None)


def member(value: Any, name: str) -> Any:
    """Return a member of an object; ``None`` where it is missing or ``value`` is not an object."""
    if not isinstance(value, dict):
        return None
    key = find(value, name)
    return None if key is None else value[key]


def line_of(value: Any, name: str = "") -> int | None:
    """Return the line of a member, or the line of the value itself; ``None`` where neither is known."""
    if name and isinstance(value, Object):
        key = find(value, name)
        if key is not None:
            return value.lines[key]
    return value.line if isinstance(value, (Object, Array)) else None


def read_json(path: Path, file: str) -> Any:
    """Read a JSON file; ``file`` is its name in messages. Raises ``InputError`` if it cannot be read or parsed."""
    return parse(read_text(path, file), file)


def read_text(path: Path, file: str) -> str:
    """Return the text of a file. Raises ``InputError`` where it cannot be read."""
    return as_text(read_input(path, file, MAX_BYTES), file)


def parse(text: str, file: str) -> Any:
    """Parse one JSON value. Raises ``InputError`` with ``file`` and the line."""
    return parse_with_comments(text, file)[0]


def parse_with_comments(text: str, file: str) -> tuple[Any, tuple[tuple[int, str], ...]]:
    """Parse one JSON value; return it, and its comments with the lines that they begin on.

    Raises ``InputError`` with ``file`` and the line.
    """
    scanner = _Scanner(text, file, list(accumulate(len(line) + 1 for line in text.split("\n"))))
    if not text.strip():
        raise InputError("is empty", file=file)
    value, end = scanner.value(scanner.skip(0), 0)
    end = scanner.skip(end)
    if end != len(text):
        scanner.fail(end, "there is more text after the end of the value")
    return value, tuple(scanner.comments)


@dataclass(frozen=True, slots=True)
class _Scanner:
    """The text and the ends of its lines; each method takes a position and returns the next position."""

    text: str
    file: str
    ends: list[int]
    """The end of each line, after its line break."""
    comments: list[tuple[int, str]] = field(default_factory=list)

    def line(self, at: int) -> int:
        return bisect_right(self.ends, at) + 1

    def fail(self, at: int, message: str) -> NoReturn:
        raise InputError(message, file=self.file, line=self.line(at))

    def skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        end = at if found is None else found.end()
        if not self.text.startswith("/", end):
            return end
        found = _BLANK.match(self.text, end)
        end = end if found is None else found.end()
        if self.text.startswith("/*", end):
            self.fail(end, "a comment is not closed")
        self.comments.extend(
            (self.line(comment.start()), comment.group())
            for comment in _COMMENT.finditer(self.text, at, end)
        )
        return end

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        if depth > _MAX_DEPTH:
            self.fail(at, f"is nested more than {_MAX_DEPTH} levels deep")
        match self.text[at : at + 1]:
            case '"':
                return self.string(at)
            case "{":
                return self.object(at, depth)
            case "[":
                return self.array(at, depth)
        found = _SCALAR.match(self.text, at)
        if found is None:
            self.fail(at, "a JSON value is expected here")
        return self.scalar(at, found.group()), found.end()

    def scalar(self, at: int, word: str) -> Any:
        if len(word) > _MAX_DIGITS:
            self.fail(at, "a number is too long")
        value = json.loads(word) if not re.match(r"-?0[0-9]", word) else None
        if value in (float("inf"), float("-inf")) or (value is None and word != "null"):
            self.fail(at, "a number is not valid")
        return value

    def string(self, at: int) -> tuple[str, int]:
        if found := _PLAIN_TEXT.match(self.text, at):
            return found[1], found.end()
        try:
            value, end = _STRINGS.raw_decode(self.text, at)
            value.encode()
        except UnicodeEncodeError:
            self.fail(at, "a string is not valid Unicode")
        except json.JSONDecodeError as error:
            self.fail(error.pos, "a string is not closed or has a wrong escape")
        return value, end

    def object(self, at: int, depth: int) -> tuple[Object, int]:
        text, ends, result = self.text, self.ends, Object(self.line(at))
        lines, spellings, plain = result.lines, result.spellings, True
        at = self.skip(at + 1)
        while not text.startswith("}", at):
            if found := _PLAIN_MEMBER.match(text, at):
                (name, value), end = found.groups(), found.end()
            elif found := _PLAIN_NAME.match(text, at):
                name = found[1]
                value, end = self.value(found.end(), depth + 1)
                end = self.separator(end, "}")
            else:
                name, value, end = self.member(at, depth)
            folded = name.lower()
            if folded in spellings:
                first = lines[spellings[folded]]
                self.fail(at, f"a member stands twice in an object, first on line {first}")
            result[name] = value
            lines[name] = bisect_right(ends, at) + 1
            spellings[folded] = name
            plain = plain and folded != "copy" and _is_plain(name) and _is_plain(value)
            at = end
        result.plain = plain
        return result, at + 1

    def member(self, at: int, depth: int) -> tuple[str, Any, int]:
        """Return the name and value of a member, and the position of the next one."""
        if not self.text.startswith('"', at):
            self.fail(at, "a member name in double quotes or '}' is expected here")
        name, end = self.string(at)
        value, end = self.value(self.past_colon(end), depth + 1)
        return name, value, self.separator(end, "}")

    def array(self, at: int, depth: int) -> tuple[Array, int]:
        result = Array(self.line(at))
        plain = True
        at = self.skip(at + 1)
        while not self.text.startswith("]", at):
            line = self.line(at)
            if depth < _MAX_DEPTH and (found := _PLAIN_ELEMENT.match(self.text, at)):
                value, at = found[1], found.end()
            else:
                value, end = self.value(at, depth + 1)
                at = self.separator(end, "]")
            result.put(value, line)
            plain = plain and _is_plain(value)
        result.plain = plain
        return result, at + 1

    def past_colon(self, at: int) -> int:
        """Return the position after the colon between the name and value of a member."""
        # The fast path: there is no comment here.
        if (found := _COLON.match(self.text, at)) and not self.text.startswith("/", found.end()):
            return found.end()
        at = self.skip(at)
        if not self.text.startswith(":", at):
            self.fail(at, "':' is expected here")
        return self.skip(at + 1)

    def separator(self, at: int, closing: str) -> int:
        """Return the position after the comma behind a member or element, if it is not the last one."""
        if (found := _COMMA.match(self.text, at)) and not self.text.startswith("/", found.end()):
            return found.end()
        at = self.skip(at)
        if self.text.startswith(",", at):
            return self.skip(at + 1)
        if not self.text.startswith(closing, at):
            self.fail(at, f"',' or '{closing}' is expected here")
        return at
