"""Reads an organisation's own rules, and reports all mistakes in their files at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec

from hubwarden.errors import InputError, InputErrors, UsageError
from hubwarden.location import Location
from hubwarden.own_rules.cel_expressions import Answer, Expression, Refused, compiled
from hubwarden.own_rules.example_values import example_mistakes, example_values
from hubwarden.own_rules.own_rule_file import Example, OwnRule, OwnRuleFile
from hubwarden.own_rules.own_rule_judging import message_mistakes, rule_of
from hubwarden.paths import display_path
from hubwarden.rule import Rule
from hubwarden.shape_checking import Mistake, mistakes, refuse
from hubwarden.yaml_with_lines import Lined, Path_, read_yaml

FOLDER: Final = "rules"
"""The name of the folder with the rules, beside the baseline."""

CaseWord = Literal["good", "bad", "unknown"]
_EXPECTED: Final[Mapping[CaseWord, bool | None]] = {"good": True, "bad": False, "unknown": None}


class Case(NamedTuple):
    """An example, and the rule's answer to it."""

    rule: str
    word: CaseWord
    """The outcome that the example declares."""
    place: Location
    answer: Answer

    @property
    def found(self) -> CaseWord:
        """The outcome by the rule's expression."""
        return next(word for word, holds in _EXPECTED.items() if holds is self.answer.holds)


@dataclass(frozen=True, slots=True)
class OwnRules:
    """An organisation's own rules in a run."""

    rules: tuple[Rule, ...] = ()
    """The rules, by id."""
    folder: str = ""
    """The name of the folder in messages; empty where there are no own rules."""
    digest: str = ""
    """SHA-256 over the files, hexadecimal."""
    cases: tuple[Case, ...] = ()
    """The examples of all rules."""


def load_own_rules(folder: Path, taken: Mapping[str, str], project: Path | None = None) -> OwnRules:
    """Read the rules in and below a folder; a missing folder has none.

    ``taken`` are the ids and slugs of existing rules, each with its owner. ``project`` is the folder of
    ``Pulumi.yaml``, for messages. Raises ``InputErrors`` with every mistake in all files and its file, line and
    field, ``InputError`` where a file cannot be read at all, and ``UsageError`` where there are rules and the
    library that evaluates them is not installed.
    """
    paths = list(_files(folder, project))
    if not paths:
        return OwnRules()
    errors: list[InputError] = []
    found: list[_Read] = []
    digest = hashlib.sha256()
    names = dict(taken)
    for path in paths:
        try:
            lined = read_yaml(path, display_path(path, project))
            digest.update(hashlib.sha256(path.read_bytes()).digest())
            wrong = mistakes(lined.data, OwnRuleFile)
            sound = list(_sound(lined, wrong))
            found += sound
            refuse(lined, [*wrong, *(item for read in sound for item in _checked(read, names))])
        except InputError as error:
            errors += error.mistakes
    if errors:
        raise InputErrors(errors)
    rules: list[Rule] = []
    cases: list[Case] = []
    for read in found:
        expression = compiled(read.declared.expression, read.declared.judges)
        rules.append(rule_of(read.declared, expression, read.place()))
        cases += _cases(read, expression)
    ordered = tuple(sorted(rules, key=lambda rule: rule.id))
    return OwnRules(ordered, display_path(folder, project), digest.hexdigest(), tuple(cases))


class _Read(NamedTuple):
    """A rule of a file that has the right shape."""

    declared: OwnRule
    lined: Lined
    path: Path_

    def place(self, *below: str | int) -> Location:
        return Location(self.lined.file, self.lined.line((*self.path, *below)))


def _sound(lined: Lined, wrong: Sequence[Mistake]) -> Iterator[_Read]:
    """Yield the rules of a file without mistakes of shape."""
    rules = lined.data.get("rules") if isinstance(lined.data, dict) else None
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        path: Path_ = ("rules", index)
        if not any(item.path[: len(path)] == path for item in wrong):
            yield _Read(msgspec.convert(rule, OwnRule), lined, path)


def _files(folder: Path, project: Path | None) -> Iterator[Path]:
    """Yield the files with rules; raises ``UsageError`` for what looks like some and is not read."""
    if not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            raise UsageError(
                f"{display_path(folder, project)} is not a folder",
                hint="your own rules are the files in it",
            )
        return
    for path in sorted(folder.rglob("*")):
        name = path.name.lower()
        if path.is_dir():
            if path.is_symlink():
                raise UsageError(
                    f"{display_path(path, project)} is a link to a folder, which is not followed",
                    hint="put the files themselves here, or make rules the link",
                )
        elif not name.endswith((".yaml", ".yml", ".json")) or name.endswith(".schema.json"):
            continue
        elif path.is_file() and path.name.endswith(".yaml"):
            yield path
        else:
            raise UsageError(
                f"{display_path(path, project)} is not read",
                hint="your own rules are regular files that end in .yaml",
            )


_LIKE_AN_ID: Final = re.compile(r"nh[0-9]")


def _checked(read: _Read, names: dict[str, str]) -> Iterator[Mistake]:
    """Yield the mistakes in a rule that its shape does not show; adds its names to ``names``."""
    declared, path = read.declared, read.path
    # --exclude NH101 must not leave out an organisation's rule.
    if _LIKE_AN_ID.match(declared.name):
        yield Mistake((*path, "name"), f"{declared.name} reads like an id of Hubwarden's own rules")
    for key, name in (("id", declared.id), ("name", declared.name)):
        if name in names:
            yield Mistake((*path, key), f"{name} is taken: {names[name]} has it")
        names.setdefault(name, str(read.place(key)))
    try:
        compiled(declared.expression, declared.judges)
    except Refused as why:
        yield from (Mistake((*path, "expression"), line) for line in str(why).split("\n"))
    for message in message_mistakes(declared.message, declared.judges):
        yield Mistake((*path, "message"), message)
    for word, number, example in _examples(declared):
        place = (*path, "examples", word, number)
        for below, message in example_mistakes(example, declared.judges):
            yield Mistake((*place, *below), message)


def _examples(declared: OwnRule) -> Iterator[tuple[CaseWord, int, Example]]:
    for word in _EXPECTED:
        for number, item in enumerate(getattr(declared.examples, word)):
            yield word, number, item


def _cases(read: _Read, expression: Expression) -> Iterator[Case]:
    for word, number, example in _examples(read.declared):
        values = example_values(example, read.declared.judges)
        place = read.place("examples", word, number)
        yield Case(read.declared.id, word, place, expression.answer(values))


def rules_folder(baseline_file: Path | None, project: Path | None) -> Path | None:
    """Return the folder of the own rules: beside the named baseline, else among the project's policies."""
    if baseline_file is not None:
        return baseline_file.parent / FOLDER
    return None if project is None else project / "policies" / FOLDER
