"""The source ``program:<stack>``: what a Pulumi program would deploy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from hubwarden.lines import shown
from hubwarden.model.base import Location
from hubwarden.model.estate import Estate, Gap, SourceInfo
from hubwarden.sources.estate import build, stack_subject
from hubwarden.sources.program import azure_native
from hubwarden.sources.program.run import run
from hubwarden.sources.program.settings import StackSettings, load
from hubwarden.sources.record import OutputRecord, Record, Unknown

CANNOT_TELL: Final = (
    "what stands in Azure now, and who changed it outside the program",
    "whether Apple, Google and Microsoft accept the credentials: secrets are not read offline",
    "whether devices are registered, and whether pushes arrive",
)


def read(stack: str, project: Path) -> Estate:
    """Run the program of a stack offline and return the estate that it declares.

    A program declares the whole of what surrounds its hubs: what it does not declare is absent,
    unless the baseline says that it is provided elsewhere. Raises ``InputError`` as ``load`` and
    ``run`` do.
    """
    settings = load(project, stack)
    recorder = run(settings)
    name = f"program:{stack}"
    declarations = _declarations(recorder.resources.values())
    records = [
        _record(one, settings, declarations)
        for one in recorder.resources.values()
        if one.custom and one.arm_type and not one.type.startswith("pulumi:")
    ]
    root = recorder.root
    outputs = [] if root is None else _outputs(root, settings)
    files = _files(settings)
    return build(
        records,
        outputs,
        info=SourceInfo(
            name=name,
            digest=_digest(files),
            files=tuple(shown(one) for one in files),
            complete=frozenset({"alerts", "diagnostic_settings", "locks", "action_groups"}),
            cannot_tell=CANNOT_TELL,
        ),
        gaps=_gaps(recorder.resources.values(), settings, name),
        stack=stack,
        stacks=[_stack(stack, name, settings, recorder.resources.values())],
    )


def _gaps(resources: Iterable[Any], settings: StackSettings, source: str) -> list[Gap]:
    """Return what the program deploys and this source cannot read: a verdict without it is incomplete."""
    found = []
    for one in resources:
        if one.remote:
            reason = "a provider of its own makes what is in it"
        elif azure_native.is_opaque(one.type):
            reason = "it deploys resources that are not read"
        elif "notificationhub" in one.type.lower() and not one.type.startswith("azure-native:"):
            reason = "only the provider azure-native is read"
        else:
            continue
        found.append(Gap(source, f"{one.type} {one.name}", reason, _code(one, settings)))
    return found


def _code(one: Any, settings: StackSettings) -> Location:
    return Location(shown(Path(one.file)), one.line) if one.file else Location(shown(settings.main))


def _declarations(resources: Any) -> dict[str, Mapping[str, Any]]:
    """Collect what the components say of their resources, by logical name.

    A component says it in its outputs under ``hubwarden``: which setting each input comes from,
    which consumer uses an access rule, which platforms an app is built for.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for one in resources:
        declaration = one.outputs.get("hubwarden") if not one.custom else None
        if isinstance(declaration, dict) and isinstance(declaration.get("resources"), dict):
            found |= declaration["resources"]
    return found


def _record(one: Any, settings: StackSettings, declarations: Mapping[str, Any]) -> Record:
    declared = _mapping(declarations.get(one.name))
    facts = {key: declared[key] for key in ("consumer", "role", "platforms") if key in declared}
    is_rule = one.type.endswith("AuthorizationRule")
    if declarations and is_rule and "consumer" not in facts:
        # The settings are known, and they name no consumer for this rule.
        facts |= {"consumer": None, "role": None}
    places = {}
    for path, setting in _mapping(declared.get("settings")).items():
        if found := settings.locate(str(setting)):
            places[path] = found
    properties = dict(one.inputs)
    if one.arm_type == "Microsoft.Authorization/locks" and "scope" not in properties:
        properties["scope"] = one.id.partition("/providers/Microsoft.Authorization/")[0]
    return Record(
        type=one.arm_type.lower(),
        id=one.id,
        name=one.id.rpartition("/")[2],
        exact="{" not in one.id,
        location=places.pop("", _code(one, settings)),
        properties=properties,
        marked=one.secrets,
        locations=places,
        logical_name=one.name,
        protect=one.protect,
        retain_on_delete=one.retain_on_delete,
        facts=facts,
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    """Return a part of a declaration, or nothing where a program declares something else there."""
    return value if isinstance(value, dict) else {}


def _outputs(root: Any, settings: StackSettings) -> list[OutputRecord]:
    location = Location(shown(settings.main))
    return [
        OutputRecord(name, location, value, secret=name in root.secret_outputs)
        for name, value in root.outputs.items()
    ]


def _stack(stack: str, source: str, settings: StackSettings, resources: Any) -> Any:
    places = {"": Location(settings.stack_file.file)}
    for one in resources:
        declaration = one.outputs.get("hubwarden") if not one.custom else None
        if isinstance(declaration, dict) and "environment" in declaration:
            path = _mapping(declaration.get("settings")).get("environment", "environment")
            if found := settings.locate(str(path)):
                places["environment"] = found
            claim = declaration["environment"]
            if not isinstance(claim, Unknown):
                return stack_subject(stack, str(claim), source, places)
    return stack_subject(stack, None, source, places)


def _files(settings: StackSettings) -> list[Path]:
    """Return the files that the verdict rests on: settings and the program's own code."""
    folder = settings.main if settings.main.is_dir() else settings.main.parent
    installed = {path.parent for path in folder.rglob("pyvenv.cfg")}
    code = sorted(
        path
        for path in folder.rglob("*.py")
        if "__pycache__" not in path.parts and installed.isdisjoint(path.parents)
    )
    stack_file = settings.root / f"Pulumi.{settings.stack}.yaml"
    return [settings.root / "Pulumi.yaml", stack_file, *code]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
