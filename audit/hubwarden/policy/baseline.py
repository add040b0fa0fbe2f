"""The baseline: what each environment demands, and how environments are recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct, structs

from hubwarden.errors import InputError
from hubwarden.paths import display_path
from hubwarden.policy.baseline_checks import relation_mistakes, shape_mistakes
from hubwarden.policy.demands import Baseline
from hubwarden.policy.layering import layered
from hubwarden.severity import Severity
from hubwarden.shape_checking import refuse
from hubwarden.yaml_with_lines import read_yaml

PACKAGED: Final = "default"
"""The name of the packaged baseline."""


class Holding(Struct, frozen=True):
    """The baseline of a run, and the files that it was read from."""

    baseline: Baseline
    name: str
    digest: str
    """SHA-256 over the files, hexadecimal."""
    folder: str = "."
    """The folder that relative paths in it start from."""


def load(
    path: Path | None,
    rules: Mapping[str, Severity] | None = None,
    project: Path | None = None,
    changing: Callable[[], Collection[str]] | None = None,
) -> Holding:
    """Read the baseline of a run: ``path`` on top of the packaged one, or the packaged one alone.

    ``layering`` defines how the two combine. ``rules`` has the severity of every existing rule by its id: a
    baseline that names another rule, or lowers a severity without a reason, is refused. ``project`` is the folder
    of ``Pulumi.yaml``, for messages. ``changing`` returns the names of the fields that drift compares: a baseline
    that allows changes in another field is refused. Raises ``InputErrors`` with every mistake and its file, line
    and field, and ``InputError`` where the file cannot be read.
    """
    packaged_path = Path(str(files("hubwarden.policy") / "default.yaml"))
    packaged: dict[str, Any] = read_yaml(packaged_path, PACKAGED).data
    below = msgspec.convert(packaged, Baseline)
    if path is None:
        return Holding(below, PACKAGED, _digest(packaged_path))
    name = display_path(path, project)
    own = read_yaml(path, name)
    if not isinstance(own.data, dict):
        raise InputError("a baseline is a mapping", file=name, line=1)
    alone = own.data.get("extends") == "nothing"
    lower = {} if alone else packaged
    refuse(
        own,
        [*shape_mistakes(own.data, lower), *relation_mistakes(own.data, lower, rules, changing)],
    )
    whole = msgspec.convert(layered(lower, own.data), Baseline)
    if alone:
        return Holding(whole, name, _digest(path), str(path.parent))
    whole = structs.replace(whole, accepted=(*whole.accepted, *below.accepted))
    return Holding(
        whole, f"{name} on top of {PACKAGED}", _digest(path, packaged_path), str(path.parent)
    )


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
