"""Asks the policy pack as the engine does: in this process, or over its protocol in its own process."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import grpc
import pulumi.policy
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from hubwarden.sources.program.run import run
from hubwarden.sources.program.stack_settings import load
from hubwarden.sources.pulumi import azure_native
from hubwarden.sources.pulumi.registered import STACK_TYPE
from hubwarden.unknown import Unknown
from hubwarden_policy_pack.analyzer import Analyzer
from push_files import firebase_key, signing_key

ROOT = Path(__file__).parents[2]
PACK = ROOT / "policies"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
CANARY = "canary-in-a-coal-mine"


@dataclass
class Shown:
    """One resource as the engine shows it."""

    type: str
    name: str
    inputs: dict[str, Any] = field(default_factory=dict)
    parent: str = ""
    protect: bool = False
    custom: bool = True
    id: str = ""
    outputs: dict[str, Any] = field(default_factory=dict)
    made_from: dict[str, list[str]] = field(default_factory=dict)
    urn: str = ""
    provider: str = "p"
    """Name of its provider."""
    provider_props: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        self.urn = self.urn or f"urn:pulumi:prod::shop::{self.type}::{self.name}"

    def but(self, **inputs):
        """Return a copy with other inputs; ``None`` takes one out."""
        both = {**copy.deepcopy(self.inputs), **inputs}
        return replace(self, inputs={k: v for k, v in both.items() if v is not None})


@dataclass(frozen=True)
class Told:
    """One thing that the pack reports."""

    policy: str
    blocks: bool
    text: str
    urn: str


class Asked:
    """A pack that is asked in the messages of the engine: ``self.service`` answers them."""

    def configure(self, **settings):
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        request.policyConfig["hubwarden"].properties.update(settings)
        request.policyConfig["hubwarden"].enforcementLevel = analyzer_pb2.MANDATORY
        self.service.Configure(request)

    def enforce(self, **levels):
        """Set levels by the names of policies; hyphens are written as underscores."""
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for name, level in levels.items():
            request.policyConfig[name.replace("_", "-")].enforcementLevel = level
        self.service.Configure(request)

    def analyze(self, one: Shown) -> list[Told]:
        request = analyzer_pb2.AnalyzeRequest(
            type=one.type, urn=one.urn, name=one.name, properties=struct(one.inputs)
        )
        _fill(request, one)
        return [_told(each, one.urn) for each in self.service.Analyze(request).diagnostics]

    def analyze_stack(self, resources) -> list[Told]:
        request = analyzer_pb2.AnalyzeStackRequest()
        for resource in resources:
            added = request.resources.add(
                type=resource.type,
                urn=resource.urn,
                name=resource.name,
                properties=struct(outputs_of(resource)),
            )
            _fill(added, resource)
            added.parent = resource.parent
            for key, urns in resource.made_from.items():
                added.propertyDependencies[key].urns.extend(urns)
        return [_told(each, "") for each in self.service.AnalyzeStack(request).diagnostics]

    def run(self, resources) -> list[Told]:
        """Show all resources in turn, and then the stack."""
        resources = list(resources)
        known = [known for resource in resources for known in self.analyze(resource)]
        return known + self.analyze_stack(resources)


class Pack(Asked):
    """The pack in this process."""

    def __init__(self, folder=PACK, **settings):
        self.service = Analyzer(Path(folder))
        self.session = self.service.session
        self.policies = self.service.policies
        if settings:
            self.configure(**settings)


class Process(Asked):
    """The pack in a process of its own, asked over gRPC."""

    def __init__(self, process, channel):
        self.process, self.service = process, analyzer_pb2_grpc.AnalyzerStub(channel)

    def info(self):
        return self.service.GetAnalyzerInfo(empty_pb2.Empty())


@contextmanager
def started(folder=PACK):
    """Start the pack as the command-line tool does; yields the process and, at the end, its output."""
    command = [sys.executable, "-u", "-m", pulumi.policy.__name__, "127.0.0.1:1", str(folder)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ,
    ) as process:
        try:
            port = int(process.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield Process(process, channel)
        finally:
            process.terminate()


def ended(one: Process) -> tuple[str, str]:
    """End the pack and return what it printed after its port."""
    one.process.terminate()
    return one.process.communicate(timeout=20)


def struct(values) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    made.update(values)
    return made


def secret(value):
    """Put a value into the envelope in which the engine hands over a secret."""
    return {SIGNATURE: SECRET, "value": value}


def outputs_of(one: Shown) -> dict[str, Any]:
    """Return what the service answers: no credential, and before the deployment no id."""
    if one.type == STACK_TYPE or not one.custom:
        return one.outputs
    known = {k: v for k, v in one.inputs.items() if "redential" not in k}
    return {**known, "id": one.id or UNKNOWN, **one.outputs}


def _provider_urn(one, kind):
    return f"{one.urn.partition('::')[0]}::shop::{kind}::{one.provider}"


def _fill(request, one):
    request.options.protect = one.protect
    request.options.parent = one.parent
    if one.custom:
        kind = f"pulumi:providers:{one.type.partition(':')[0]}"
        request.provider.CopyFrom(
            analyzer_pb2.AnalyzerProviderResource(
                type=kind,
                urn=_provider_urn(one, kind),
                name=one.provider,
                properties=struct({"clientSecret": secret(CANARY), **one.provider_props}),
            )
        )


def _told(one, urn):
    blocks = one.enforcementLevel == analyzer_pb2.MANDATORY
    head = f"{one.description}\n"
    assert one.message.startswith(head)  # As the engine shows it.
    return Told(one.policyName, blocks, one.message.removeprefix(head), one.urn or urn)


# -- Resources


@cache
def _recorded(stack):
    return tuple(run(load(ROOT, stack)).resources.values())


def example(stack="prod", *, deployed=True) -> list[Shown]:
    """Return the resources of our own program, in the order in which they are registered.

    ``deployed`` gives ids and names as after a deployment; otherwise each that another resource tells
    is unknown, as in a first preview.
    """
    found = [_shown(item) for item in copy.deepcopy(_recorded(stack))]
    if not deployed:
        _forget(found)
    return found


def _shown(one):
    return Shown(
        type=one.type,
        name=one.name,
        inputs=_told_values(one.inputs, one.urn),
        parent=one.parent,
        protect=one.protect,
        custom=one.custom,
        id=_real(one.id),
        outputs=_told_values(one.outputs, one.urn),
        urn=one.urn,
    )


def _told_values(value, owner, key=""):
    if isinstance(value, Unknown):
        return _secret_value(owner, key) if value.present else _real(value.symbol)
    if isinstance(value, dict):
        return {name: _told_values(each, owner, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_told_values(each, owner) for each in value]
    return _real(value) if isinstance(value, str) else value


def _secret_value(owner, key):
    """Return what is set in earnest: the rules look into keys, so those are real ones."""
    make = {"token": signing_key, "privateKey": firebase_key}.get(key)
    return make(owner) if make else f"{CANARY}-secret"


def _real(text):
    return text.replace(azure_native.SUBSCRIPTION, SUBSCRIPTION).replace("{", "x").replace("}", "x")


def _forget(resources):
    """Make unknown what a first preview does not know, and note what it is made from."""
    ids = {resource.id: resource.urn for resource in resources if resource.id}
    names = {
        (
            azure_native.name_input(resource.type),
            resource.inputs.get(azure_native.name_input(resource.type)),
        ): resource.urn
        for resource in resources
        if resource.custom
    }
    for resource in resources:
        if not resource.custom:
            continue
        resource.id = ""
        for key, value in list(resource.inputs.items()):
            if isinstance(value, str) and value in ids:
                resource.inputs[key], resource.made_from[key] = UNKNOWN, [ids[value]]
            elif (key, value if isinstance(value, str) else None) in names and (
                key != azure_native.name_input(resource.type)
            ):
                resource.inputs[key], resource.made_from[key] = UNKNOWN, [names[key, value]]
            elif key == "scopes":
                resource.made_from[key] = [ids[each] for each in value]
                resource.inputs[key] = [UNKNOWN for _ in value]
            elif key == "actions":
                resource.made_from[key] = [ids[each["actionGroupId"]] for each in value]
                resource.inputs[key] = [{"actionGroupId": UNKNOWN} for _ in value]
    root = next(resource for resource in resources if resource.type == STACK_TYPE)
    root.outputs = dict.fromkeys(root.outputs, UNKNOWN)


def changed(resources, ending, **inputs) -> list[Shown]:
    """Return the resources with other inputs of those whose type has that ending."""
    return [
        resource.but(**inputs) if resource.type.endswith(ending) else resource
        for resource in resources
    ]


def without(resources, *endings) -> list[Shown]:
    """Return the resources but for those whose type has one of the endings."""
    return [resource for resource in resources if not resource.type.endswith(endings)]


def of(resources, ending) -> Shown:
    """Return the first resource whose type has that ending."""
    return next(resource for resource in resources if resource.type.endswith(ending))
