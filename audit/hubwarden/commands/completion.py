"""Shell completion of rules, formats, environments and sources, without judging, running or reading any source.

Errors on the way are swallowed: the shell then gets no suggestions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from hubwarden.errors import HubwardenError
from hubwarden.sources.opening import KINDS, project_root

if TYPE_CHECKING:
    from hubwarden.rule import Rule

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

_FILES: Final = {
    "preview": ".json",
    "saved": "",
    "state": ".json",
    "template": ".json",
}
"""The kinds of source that name a path, and the ending of their files; a save is a folder."""
_MOST: Final = 200
"""The most entries of a folder that are suggested."""


def rule_names(
    context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Suggest rules by id or slug."""
    return _rules(context, begun)


def rule_lists(
    context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Suggest names for the last rule of a comma-separated list."""
    before, comma, last = begun.rpartition(",")
    return _rules(context, last, before + comma)


def _rules(context: click.Context, begun: str, before: str = "") -> list[CompletionItem]:
    from hubwarden.discovery import all_rules  # noqa: PLC0415 - loads every rule

    small = begun.lower()
    rules = (*all_rules(), *_own_rules(context))
    by_id = [
        CompletionItem(before + it.id, help=it.slug)
        for it in rules
        if it.id.lower().startswith(small)
    ]
    by_slug = [
        CompletionItem(before + it.slug, help=it.id) for it in rules if it.slug.startswith(small)
    ]
    # Before anything is typed, one name for each rule is enough.
    return by_id or by_slug


def _own_rules(context: click.Context) -> Sequence[Rule]:
    from hubwarden.commands.own_rule_options import own_rules  # noqa: PLC0415 - reads YAML

    try:
        return own_rules(context.params.get("project"), context.params.get("baseline_file")).rules
    except (HubwardenError, OSError):
        return ()


def formats(names: Sequence[str]) -> Complete:
    """Return a function that suggests formats, and files after ``FORMAT=``."""

    def complete(
        _context: click.Context, _parameter: click.Parameter, begun: str
    ) -> list[CompletionItem]:
        name, equals, path = begun.partition("=")
        if equals:
            found = _paths(path, "") if name in names else ()
            return [CompletionItem(f"{name}={item}") for item in found]
        return [CompletionItem(item) for item in names if item.startswith(begun)]

    return complete


def environments(
    context: click.Context, _parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Suggest the environments of the baseline that the command would use."""
    from hubwarden.policy.baseline import load  # noqa: PLC0415 - reads YAML

    path = context.params.get("baseline_file")
    try:
        if path is None:
            root = project_root(context.params.get("project"))
            own = root and root / "policies" / "baseline.yaml"
            path = own if own and own.is_file() else None
        names = load(path).baseline.environments
    except (HubwardenError, OSError):
        return []
    return [CompletionItem(name) for name in names if name.startswith(begun)]


def sources(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Suggest sources: kinds, the stacks beside ``Pulumi.yaml``, and paths.

    bash splits words at a colon: it asks to complete the part after the colon, and the kind is the word before it.
    """
    words = context.params.get(parameter.name or "")
    given = words if isinstance(words, tuple) else ()
    if begun == ":" and given and given[-1] in KINDS:
        return _items(_behind(given[-1], "", context))
    if len(given) > 1 and given[-1] == ":" and given[-2] in KINDS:
        return _items(_behind(given[-2], begun, context))
    kind, colon, rest = begun.partition(":")
    if colon:
        return _items(f"{kind}:{name}" for name in _behind(kind, rest, context))
    fitting = [name for name in KINDS if name.startswith(begun)]
    found: list[str] = []
    for name in fitting:
        # Paths are listed once only one kind is possible; before that, the kinds alone.
        inside = [] if name in _FILES and len(fitting) > 1 else list(_behind(name, "", context))
        found += [f"{name}:{item}" for item in inside] or [f"{name}:"]
    return _items(found)


def _items(names: Iterable[str]) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names]


def _behind(kind: str, begun: str, context: click.Context) -> Iterator[str]:
    """Yield what may follow the colon of a kind."""
    if kind == "program":
        yield from (name for name in _stacks(context) if name.startswith(begun))
    elif kind in _FILES:
        yield from _paths(begun, _FILES[kind])


def _stacks(context: click.Context) -> tuple[str, ...]:
    from hubwarden.sources.program.stack_settings import stacks_beside  # noqa: PLC0415 - reads YAML

    try:
        root = project_root(context.params.get("project"))
        return stacks_beside(root) if root is not None else ()
    except (HubwardenError, OSError):
        return ()


def _paths(begun: str, ending: str) -> Iterator[str]:
    """Yield the folders (with a slash) and the files with this ending in the folder of a begun path."""
    folder, name = os.path.split(begun)
    try:
        entries = sorted(Path(folder or ".").iterdir())
    except OSError:
        return
    fitting = [
        item
        for item in entries
        if item.name.startswith(name) and (name.startswith(".") or not item.name.startswith("."))
    ]
    for item in fitting[:_MOST]:
        shown = os.path.join(folder, item.name)  # noqa: PTH118 - a path stays as it was typed
        if item.is_dir():
            yield f"{shown}/"
        elif item.name.endswith(ending):
            yield shown
