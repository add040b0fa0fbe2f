"""The baseline: what each environment demands, and how environments are told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, structs

from hubwarden.errors import InputError
from hubwarden.paths import display_path
from hubwarden.policy.demands import Baseline, Environment
from hubwarden.policy.strict_conversion import strict
from hubwarden.severity import Severity
from hubwarden.yaml_with_lines import Lined, Path_, read_yaml

PACKAGED: Final = "default"
"""The name of the baseline that ships inside the package."""


class Holding(Struct, frozen=True):
    """The baseline that holds in a run, and which files it came from."""

    baseline: Baseline
    name: str
    digest: str
    """SHA-256 over the files, hexadecimal."""
    folder: str = "."
    """Where the paths in it begin."""


def load(
    path: Path | None,
    rules: Mapping[str, Severity] | None = None,
    project: Path | None = None,
) -> Holding:
    """Read the baseline that holds: ``path`` on top of the packaged one, or that one alone.

    Mappings of the two are merged; a list or a plain value replaces the packaged one, but what the packaged
    one accepts stays accepted. ``rules`` are the
    ids that there are, each with its severity; a baseline that names another one is refused, and one that
    lowers a severity without a reason, too. ``project`` is the folder of
    ``Pulumi.yaml``, for messages.
    Raises ``InputError`` for anything that the baseline does not know, naming file, line and field.
    """
    packaged_path = Path(str(files("hubwarden.policy") / "default.yaml"))
    packaged = read_yaml(packaged_path, PACKAGED)
    if path is None:
        return Holding(_convert(packaged, packaged.data), PACKAGED, _digest(packaged_path))
    name = display_path(path, project)
    own = read_yaml(path, name)
    # Judged alone first, so that a mistake is reported where it stands.
    alone = _convert(own, own.data, partial=True)
    if rules is not None:
        _refuse_unknown_rules(own, alone, rules)
        _refuse_lowered_without_reason(own, alone, rules)
    if alone.extends == "nothing":
        _refuse_unknown_environments(own, alone, alone)
        return Holding(_convert(own, own.data), name, _digest(path), str(path.parent))
    merged = _convert(own, _merge(packaged.data, own.data))
    _refuse_unknown_environments(own, alone, merged)
    below = _convert(packaged, packaged.data)
    merged = structs.replace(merged, accepted=(*alone.accepted, *below.accepted))
    return Holding(
        merged, f"{name} on top of {PACKAGED}", _digest(path, packaged_path), str(path.parent)
    )


def _refuse_lowered_without_reason(
    source: Lined, baseline: Baseline, rules: Mapping[str, Severity]
) -> None:
    for name, demands in baseline.environments.items():
        for id, given in demands.severities.items():
            own = rules[id]
            if isinstance(given, str) and Severity[given.upper()] < own:
                path = ("environments", name, "severities", id)
                raise InputError(
                    f"{id} has severity {own.word}; to lower it, write "
                    f"{{severity: {given}, reason: ...}}",
                    file=source.file,
                    line=source.line(path),
                    field=".".join(path),
                )


def _refuse_unknown_environments(source: Lined, alone: Baseline, whole: Baseline) -> None:
    for index, item in enumerate(alone.drift.allowed):
        if item.environment is not None and item.environment not in whole.environments:
            path = ("drift", "allowed", index, "environment")
            raise InputError(
                f"there is no environment {item.environment}",
                file=source.file,
                line=source.line(path),
                field=".".join(map(str, path)),
            )


def _refuse_unknown_rules(source: Lined, baseline: Baseline, rules: Container[str]) -> None:
    named: list[tuple[str, Path_]] = [
        (item.rule, ("accepted", index, "rule")) for index, item in enumerate(baseline.accepted)
    ]
    for name, demands in baseline.environments.items():
        above = ("environments", name)
        named += [(id, (*above, "severities", id)) for id in demands.severities]
        named += [
            (item.rule, (*above, "switched_off", i, "rule"))
            for i, item in enumerate(demands.switched_off)
        ]
    for index, item in enumerate(baseline.accepted):
        if item.rule == "*" and item.cause != "not-asked":
            raise InputError(
                'an acceptance for every rule ("*") must have the cause not-asked',
                file=source.file,
                line=source.line(("accepted", index, "rule")),
                field=f"accepted.{index}.rule",
            )
    for id, path in named:
        if id not in rules and id != "*":
            raise InputError(
                f"there is no rule {id}",
                file=source.file,
                line=source.line(path),
                field=".".join(str(part) for part in path),
            )


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _merge(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merge(below[key], value) if key in below else value
    return merged


def _convert(source: Lined, data: Any, *, partial: bool = False) -> Baseline:
    if not isinstance(data, dict):
        raise InputError("a baseline is a mapping", file=source.file, line=1)
    if partial:
        # An environment that the packaged baseline knows may leave out what it does not change.
        data = {**data, "environments": _filled(data.get("environments"))}
    environments = data.get("environments")
    if isinstance(environments, dict):
        # One by one, because msgspec does not name the key of a mapping that a mistake is under.
        for name, demands in environments.items():
            if not isinstance(name, str):
                path = ("environments", str(name))
                raise InputError(
                    "a name is a text: put it in quotes",
                    file=source.file,
                    line=source.line(path),
                    field=".".join(path),
                )
            strict(source, demands, Environment, ("environments", name))
    return strict(source, data, Baseline, ())


def _filled(environments: Any) -> Any:
    if not isinstance(environments, dict):
        return {} if environments is None else environments
    return {
        name: {"kind": "sandbox", "apns": "sandbox", **demands}
        if isinstance(demands, dict)
        else demands
        for name, demands in environments.items()
    }
