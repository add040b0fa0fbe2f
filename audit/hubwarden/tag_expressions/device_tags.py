"""Reads the tags of devices from a file: one device a line, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hubwarden.errors import InputError, UsageError
from hubwarden.tag_expressions.tag_limits import MOST_TAGS, what_is_wrong


def read_devices(path: Path) -> tuple[frozenset[str], ...]:
    """Return the tags of each device in lower case.

    The file is a JSON list of lists of tags or of objects with ``tags`` (as installations have them), or text with
    one device a line and commas between its tags; empty lines are skipped. Raises ``UsageError`` where it cannot be
    read, and ``InputError``, without quoting a tag, where it is malformed: an object without ``tags`` is malformed,
    not a device without tags.
    """
    name = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError("it is not text in UTF-8", file=name) from None
    found = _of_json(text, name) if text.lstrip().startswith("[") else _of_lines(text, name)
    devices = tuple(found)
    if not devices:
        raise InputError("it lists no device", file=name)
    return devices


def _of_lines(text: str, file: str) -> Iterator[frozenset[str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            tags = [tag.strip() for tag in line.split(",")]
            yield _checked(tags, file, number, f"line {number}")


def _of_json(text: str, file: str) -> Iterator[frozenset[str]]:
    try:
        content: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"it is not valid JSON: {error.msg}", file=file, line=error.lineno
        ) from None
    except (RecursionError, ValueError):
        raise InputError("it is not valid JSON", file=file) from None
    for number, item in enumerate(content):
        if isinstance(item, dict) and "tags" not in item:
            words = 'it has no member "tags"; a device without tags is written as {"tags": []}'
            raise InputError(words, file=file, field=f"[{number}]")
        tags = item["tags"] if isinstance(item, dict) else item
        place = f"[{number}].tags" if isinstance(item, dict) else f"[{number}]"
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise InputError("it must be a list of texts", file=file, field=place)
        yield _checked(tags, file, None, place)


def _checked(tags: list[str], file: str, line: int | None, place: str) -> frozenset[str]:
    for number, tag in enumerate(tags, 1):
        if why := what_is_wrong(tag):
            raise InputError(why, file=file, line=line, field=f"{place}, tag {number}")
    found = frozenset(tag.lower() for tag in tags)
    if len(found) > MOST_TAGS:
        words = f"it has {len(found)} tags, and a device has {MOST_TAGS} at most"
        raise InputError(words, file=file, line=line, field=place)
    return found
