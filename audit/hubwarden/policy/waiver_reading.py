"""Reads a file of waivers and reports all of its mistakes at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import msgspec

from hubwarden.paths import display_path
from hubwarden.policy.demands import Baseline, severity_word
from hubwarden.policy.resource_patterns import has_symbol, is_in_full, what_is_wrong
from hubwarden.policy.waivers import Waiver, WaiverFile, Waivers
from hubwarden.severity import Severity
from hubwarden.shape_checking import Mistake, refuse
from hubwarden.yaml_with_lines import Lined, Path_, read_yaml

SCHEMA_TITLE: Final = "Hubwarden waivers, version 1"

_FIELDS: Final = Waiver.__struct_fields__
_NEEDED: Final = tuple(item.name for item in msgspec.structs.fields(Waiver) if item.required)
_OF_ACCESS_RULES: Final = ("NH701", "NH702")
"""Rules about access rules that are live; waiving them could cover later, wider rights, too."""
_WORDS: Final = ("reason", "owner", "ticket")
_KEYS: Final = WaiverFile.__struct_fields__
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Mistake = tuple[Path_, str]
"""The path of a mistake, and its message."""


def load_waivers(
    path: Path,
    rules: Mapping[str, Severity],
    baseline: Baseline,
    as_of: date,
    *,
    slugs: Mapping[str, str] | None = None,
    project: Path | None = None,
) -> Waivers:
    """Read a file of waivers.

    ``rules`` has the severity of every existing rule by its id, ``slugs`` the id of every rule by its name, which a
    waiver may use instead. ``baseline`` may limit for how many days after ``as_of`` a waiver may hold. ``project``
    is the folder of ``Pulumi.yaml``, for messages. Raises ``InputErrors`` with every mistake and its file, line and
    field, and ``InputError`` where the file cannot be read at all.
    """
    source = read_yaml(path, display_path(path, project))
    checks = _Checks(rules, slugs or {}, baseline, as_of)
    refuse(source, [Mistake(*found) for found in checks.of_file(source.data)])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Waivers(_converted(source, slugs or {}), source.file, digest)


def waivers_schema() -> dict[str, Any]:
    """Return the JSON schema of a file of waivers."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA_TITLE,
        **msgspec.json.schema(WaiverFile),
    }


def _converted(source: Lined, slugs: Mapping[str, str]) -> tuple[Waiver, ...]:
    # A folded text of YAML ends with a line break, which reports leave out.
    items = (
        {name: " ".join(value.split()) for name, value in item.items()}
        for item in source.data.get("waivers") or ()
    )
    return tuple(
        msgspec.convert({**item, "rule": slugs.get(item["rule"], item["rule"])}, Waiver)
        for item in items
    )


class _Checks:
    """The checks on a file of waivers."""

    def __init__(
        self,
        rules: Mapping[str, Severity],
        slugs: Mapping[str, str],
        baseline: Baseline,
        as_of: date,
    ) -> None:
        self._rules = rules
        self._slugs = slugs
        self._baseline = baseline
        self._as_of = as_of

    def of_file(self, data: Any) -> Iterator[_Mistake]:
        """Yield the mistakes in the data of a file."""
        if not isinstance(data, dict):
            yield (), "a file of waivers is a mapping with version and waivers"
            return
        yield from _unknown_keys(data, _KEYS, ())
        if "version" not in data:
            yield (), "needs version: 1"
        elif data["version"] != 1 or isinstance(data["version"], bool):
            yield ("version",), "must be 1"
        items = data.get("waivers")
        if items is not None and not isinstance(items, list):
            yield ("waivers",), "must be a list"
            return
        for index, item in enumerate(items or ()):
            yield from self._of_waiver(item, ("waivers", index))

    def _of_waiver(self, item: Any, here: Path_) -> Iterator[_Mistake]:
        if not isinstance(item, dict):
            yield here, f"must be a mapping with {', '.join(_NEEDED)}"
            return
        yield from _unknown_keys(item, _FIELDS, here)
        for name in _FIELDS:
            where = (*here, name)
            if name not in item:
                if name in _NEEDED:
                    yield here, f"needs {name}"
            elif not isinstance(value := item[name], str):
                yield where, "must be a text; put a number in quotes"
            elif name in _WORDS and not any(map(str.isalnum, value)):
                yield where, "needs words: it is empty, or has neither a letter nor a digit"
            elif message := self._of_field(name, value, item):
                yield where, message
        resource = item.get("resource")
        if isinstance(resource, str) and has_symbol(resource) and "source" not in item:
            why = "has a symbol, which may stand for another resource in another file"
            how = "name the source as the report does (template:azuredeploy.json)"
            yield here, f"needs source: {resource!r} {why}; {how}"

    def _of_field(self, name: str, value: str, item: Mapping[str, Any]) -> str:
        if name == "rule" and self._id(value) not in self._rules:
            return f"there is no rule {value!r}{self._nearest(value)}"
        if name == "resource":
            return self._of_resource(value, self._id(item.get("rule")))
        if name == "environment" and value not in self._baseline.environments:
            known = ", ".join(self._baseline.environments)
            return f"the baseline has no environment {value!r}; it has {known}"
        if name == "source" and not value.strip():
            return "is empty: name the source as the report does"
        if name == "expires":
            return self._of_day(value, self._id(item.get("rule")))
        return ""

    def _of_resource(self, value: str, rule: Any) -> str:
        if wrong := what_is_wrong(value):
            return f"{value!r} {wrong}"
        if rule in _OF_ACCESS_RULES and not is_in_full(value):
            return f"{value!r} is a pattern: a waiver of {rule} names its access rule in full"
        return ""

    def _of_day(self, value: str, rule: Any) -> str:
        try:
            day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None:
            return (
                f"{value!r} is not a day: write YYYY-MM-DD, the last day on which the waiver holds"
            )
        if not isinstance(rule, str) or rule not in self._rules:
            return ""
        severity = _gravest(rule, self._rules[rule], self._baseline)
        limits = {str(word): days for word, days in self._baseline.waivers.longest.items()}
        longest = limits.get(severity.word)
        if longest is None or (day - self._as_of).days <= longest:
            return ""
        last = self._as_of + timedelta(days=longest)
        return (
            f"{value} is too far: the baseline lets a waiver of severity {severity.word} hold for "
            f"{longest} days, until {last}"
        )

    def _id(self, rule: Any) -> Any:
        """Return the id of a rule that may be given by its slug."""
        return self._slugs.get(rule, rule) if isinstance(rule, str) else rule

    def _nearest(self, value: str) -> str:
        known = {**{id.lower(): id for id in self._rules}, **self._slugs}
        near = get_close_matches(value.lower(), known, n=1)
        return f"; nearest: {known[near[0]]}" if near else "; 'hubwarden rules' lists them all"


def _unknown_keys(
    data: Mapping[Any, Any], known: tuple[str, ...], here: Path_
) -> Iterator[_Mistake]:
    for key in data:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            yield (*here, str(key)), f"is not known here; {hint}"


def _gravest(rule: str, own: Severity, baseline: Baseline) -> Severity:
    """Return a rule's severity, or the highest one that an environment raises it to."""
    given = [
        Severity[severity_word(demands.severities[rule]).upper()]
        for demands in baseline.environments.values()
        if rule in demands.severities
    ]
    return max(own, *given) if given else own
