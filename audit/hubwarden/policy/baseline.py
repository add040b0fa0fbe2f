"""The baseline: what each environment demands, and how environments are told apart."""

from __future__ import annotations

import hashlib
import re
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from hubwarden.errors import InputError
from hubwarden.facts import Concern
from hubwarden.model.source_info import Kind
from hubwarden.paths import display_path
from hubwarden.yaml_with_lines import Lined, Path_, read_yaml

Right = Literal["Listen", "Send", "Manage"]
Tier = Literal["Free", "Basic", "Standard"]
SeverityWord = Literal["info", "low", "medium", "high", "critical"]
Demand = Literal["required", "optional"]
Text = Annotated[str, Meta(min_length=1)]
RuleId = Annotated[str, Meta(pattern=r"^NH[1-9]\d\d$")]

KindT = TypeVar("KindT")

PACKAGED: Final = "default"
"""The name of the baseline that ships inside the package."""


class Match(Struct, frozen=True, forbid_unknown_fields=True):
    """How to recognise an environment. Patterns know ``*`` and ``?``; letter case does not matter."""

    stacks: tuple[Text, ...] = ()
    subscriptions: tuple[Text, ...] = ()
    resource_groups: tuple[Text, ...] = ()
    names: tuple[Text, ...] = ()
    """Patterns for the name of a namespace or hub."""


class SwitchedOff(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that an environment does without."""

    rule: RuleId
    reason: Text


class BuildFiles(Struct, frozen=True, forbid_unknown_fields=True):
    """Files of a build that a hub must be able to reach."""

    hub: Text
    """Pattern for the name of the hub."""
    files: tuple[Text, ...]
    """An .ipa, a profile, entitlements, a google-services.json, or folders with them; named from the
    folder of the baseline."""


class Environment(Struct, frozen=True, forbid_unknown_fields=True):
    """What one environment demands."""

    kind: Literal["production", "sandbox"]
    """Whether real users' registrations are at stake."""
    apns: Literal["production", "sandbox"]
    """The side of Apple's service that its builds use; TestFlight and ad-hoc use production."""
    match: Match = Match()
    aliases: tuple[Text, ...] = ()
    """Further words for this environment in tags and settings."""
    tiers: tuple[Tier, ...] = ("Free", "Basic", "Standard")
    telemetry: Demand = "optional"
    """Per-message telemetry and feedback of the push services; only Standard has them."""
    operational_logs: Demand = "optional"
    metrics_export: Demand = "optional"
    alerts: tuple[Concern, ...] = ()
    alert_ceilings: dict[Concern, Annotated[float, Meta(ge=0)]] = {}
    """The greatest threshold with which an alert on a concern counts."""
    public_rights: tuple[Right, ...] = ("Listen", "Send", "Manage")
    """Rights that may work from every public address."""
    lock: Demand = "optional"
    """A delete lock, and protection by Pulumi where the source is Pulumi."""
    tags: tuple[Text, ...] = ()
    roles: dict[Text, tuple[Right, ...]] = {}
    """The rights that each role may have."""
    severities: dict[RuleId, SeverityWord] = {}
    switched_off: tuple[SwitchedOff, ...] = ()
    builds: tuple[BuildFiles, ...] = ()
    """Builds that are released for this environment."""


class ConsumerPattern(Struct, frozen=True, forbid_unknown_fields=True):
    """The role of access rules whose settings are not known, by the rule's name."""

    rule: Text
    role: Text


class Accepted(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a source cannot tell, and that is accepted in writing."""

    rule: RuleId
    source: Text
    field: Text
    reason: Text


class Provided(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is made outside the sources of the audit."""

    kind: Kind
    source: Text
    reason: Text


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation demands."""

    version: Literal[1]
    extends: Literal["default", "nothing"] = "default"
    environments: dict[Text, Environment] = {}
    consumers: tuple[ConsumerPattern, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    provided_elsewhere: tuple[Provided, ...] = ()


class Holding(Struct, frozen=True):
    """The baseline that holds in a run, and which files it came from."""

    baseline: Baseline
    name: str
    digest: str
    """SHA-256 over the files, hexadecimal."""
    folder: str = "."
    """Where the paths in it begin."""


def load(
    path: Path | None, rules: frozenset[str] | None = None, project: Path | None = None
) -> Holding:
    """Read the baseline that holds: ``path`` on top of the packaged one, or that one alone.

    Mappings of the two are merged; a list or a plain value replaces the packaged one. ``rules`` are the
    ids that there are; a baseline that names another one is refused. ``project`` is the folder of
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
    if alone.extends == "nothing":
        return Holding(_convert(own, own.data), name, _digest(path), str(path.parent))
    merged = _convert(own, _merge(packaged.data, own.data))
    return Holding(
        merged, f"{name} on top of {PACKAGED}", _digest(path, packaged_path), str(path.parent)
    )


def _refuse_unknown_rules(source: Lined, baseline: Baseline, rules: frozenset[str]) -> None:
    named: list[tuple[str, Path_]] = [
        (one.rule, ("accepted", index, "rule")) for index, one in enumerate(baseline.accepted)
    ]
    for name, demands in baseline.environments.items():
        above = ("environments", name)
        named += [(id, (*above, "severities", id)) for id in demands.severities]
        named += [
            (one.rule, (*above, "switched_off", i, "rule"))
            for i, one in enumerate(demands.switched_off)
        ]
    for id, path in named:
        if id not in rules:
            raise InputError(
                f"there is no rule {id}",
                file=source.file,
                line=source.line(path),
                field=".".join(str(part) for part in path),
            )


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern of the baseline fits a text."""
    return fnmatchcase(text.lower(), pattern.lower())


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
            _strict(source, demands, Environment, ("environments", name))
    return _strict(source, data, Baseline, ())


def _strict(source: Lined, data: Any, kind: type[KindT], above: Path_) -> KindT:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `")
        in_a_key, _, where = where.rstrip("`").rpartition("` in `")
        path = (*above, *_path(where), *(["..."] if in_a_key else []))
        if unknown := re.match(r"Object contains unknown field `(.*)`", message):
            path = (*path, unknown[1])
            message = "is not known here"
        elif missing := re.match(r"Object missing required field `(.*)`", message):
            message = f"needs {missing[1]}"
        elif message.startswith("Invalid enum value"):
            message = "is none of the values that are known here"
        path = _found(data, kind, path, len(above))
        raise InputError(
            message[0].lower() + message[1:],
            file=source.file,
            line=source.line(path),
            field=".".join(str(part) for part in path),
        ) from None


def _filled(environments: Any) -> Any:
    if not isinstance(environments, dict):
        return {} if environments is None else environments
    return {
        name: {"kind": "sandbox", "apns": "sandbox", **demands}
        if isinstance(demands, dict)
        else demands
        for name, demands in environments.items()
    }


def _path(where: str) -> Path_:
    """Turn msgspec's ``$.environments[...].tiers[0]`` into a path; ``[...]`` stands for a key."""
    parts: list[str | int] = []
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", where):
        parts.append(name or (int(index) if index.isdecimal() else index))
    return tuple(parts)


def _found(data: Any, kind: type[Any], path: Path_, above: int) -> Path_:
    """Replace each ``...`` of a path by the key that the mistake is under.

    The key is found by trying: it is the first with which, alone in its mapping, ``data`` is refused.
    """
    while "..." in path:
        at = path.index("...")
        inside = path[above:at]
        container = data
        for part in inside:
            container = container[part]
        for key, value in container.items():
            try:
                msgspec.convert(_with(data, inside, {key: value}), kind)
            except msgspec.ValidationError:
                path = (*path[:at], str(key), *path[at + 1 :])
                break
        else:
            return path[:at]
    return path


def _with(data: Any, path: Path_, value: Any) -> Any:
    """Return a copy of ``data`` with another value at ``path``."""
    if not path:
        return value
    first, *rest = path
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    copy[first] = _with(data[first], tuple(rest), value)
    return copy
