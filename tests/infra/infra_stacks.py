"""Runs the program offline and keeps what it declares, with the options that Pulumi's mocks hide."""

import asyncio
import copy
import json
import runpy
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
import yaml
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import settings as pulumi_settings
from pulumi.runtime.proto import engine_pb2, resource_pb2
from pulumi.runtime.stack import run_in_stack

from hubwarden_pulumi.settings import Settings, SettingsError, load

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "infra" / "__main__.py"
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
CONNECTION_STRING = "Endpoint=sb://canary/;SharedAccessKey=canary"

SECRETS = {
    "shop-apnsToken": "canary-apns-token",
    "shop-fcmPrivateKey": "canary-shop-firebase",
    "courier-fcmPrivateKey": "canary-courier-firebase",
}


@dataclass
class Declared:
    """One resource as the program declares it."""

    type: str
    name: str
    inputs: dict[str, Any]
    secrets: set[str]
    parent: str
    dependencies: set[str]
    protect: bool
    retain: bool
    delete_before_replace: bool
    additional_secrets: set[str]
    outputs: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.type.rsplit(":", 1)[-1]


@dataclass
class Recorder:
    """Stands in for the engine; with ``known`` it answers with ids and names, as if all was there."""

    known: bool = True
    resources: dict[str, Declared] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    secret_outputs: set[str] = field(default_factory=set)
    root: str = ""

    def of(self, kind: str) -> list[Declared]:
        return [item for item in self.resources.values() if item.kind == kind]

    def one(self, kind: str, name: str) -> Declared:
        (found,) = [item for item in self.of(kind) if item.name == name]
        return found

    def told(self) -> dict[str, Any]:
        """Return every declaration's resources, by the resources' logical names."""
        return {
            name: item
            for component in self.resources.values()
            for name, item in component.inputs.get("hubwarden", {}).get("resources", {}).items()
        }

    def GetDeploymentInfo(self, _request: Any) -> Any:  # noqa: N802
        return resource_pb2.DeploymentInfo(
            dryRun=True,
            supportedFeatures=[
                resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
                resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
                resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
            ],
        )

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        urn = f"{request.parent}|{request.type}::{request.name}"
        assert urn not in self.resources, f"two resources are called {urn}"
        secrets: set[str] = set()
        self.resources[urn] = Declared(
            type=request.type,
            name=request.name,
            inputs=plain(request.object, "", secrets),
            secrets=secrets,
            parent=request.parent,
            dependencies=set(request.dependencies),
            protect=request.protect,
            retain=request.retainOnDelete,
            delete_before_replace=request.deleteBeforeReplace,
            additional_secrets=set(request.additionalSecretOutputs),
        )
        response = resource_pb2.RegisterResourceResponse(urn=urn)
        if request.type == "pulumi:pulumi:Stack":
            self.root = urn
        elif request.custom:
            response.object.CopyFrom(request.object)
            if self.known:
                response.id = f"/subscriptions/{SUBSCRIPTION}/{request.type}/{request.name}"
                response.object.update({"name": f"{request.name}-in-azure"})
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        secrets: set[str] = set()
        self.resources[request.urn].outputs = plain(request.outputs, "", secrets)
        if request.urn == self.root:
            self.outputs, self.secret_outputs = self.resources[request.urn].outputs, secrets
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        self.calls.append({"token": request.tok, **plain(request.args, "", set())})
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").update({"primaryConnectionString": CONNECTION_STRING})
        return response

    def SignalAndWaitForShutdown(self, _request: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def Log(self, _request: Any) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    def SetRootResource(self, _request: Any) -> Any:  # noqa: N802
        return engine_pb2.SetRootResourceResponse()


def plain(value: Any, path: str, secrets: set[str]) -> Any:
    """Turn a protobuf value into a Python one, and note the paths that are secret."""
    if isinstance(value, struct_pb2.Struct):
        fields = value.fields
        if SIGNATURE in fields:
            marked = "secret" in fields and fields["secret"].bool_value
            if marked or fields[SIGNATURE].string_value == SECRET:
                secrets.add(path)
            return plain(fields["value"], path, secrets) if "value" in fields else UNKNOWN
        return {
            key: plain(item, f"{path}.{key}" if path else key, secrets)
            for key, item in fields.items()
        }
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return plain(value.struct_value, path, secrets)
    if kind == "list_value":
        items = value.list_value.values
        return [plain(item, f"{path}[{index}]", secrets) for index, item in enumerate(items)]
    return None if kind in {None, "null_value"} else getattr(value, kind)


def as_text(value: Any) -> str:
    """Write a value as Pulumi hands it to the program."""
    if isinstance(value, bool | dict | list):
        return json.dumps(value)
    return "" if value is None else str(value)


@cache
def _configuration(stack: str) -> dict[str, Any]:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["config"])


class Stack:
    """One stack of the example, whose configuration a test may change before it is used."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.config = copy.deepcopy(_configuration(name))
        self.secrets = dict(SECRETS)
        self.encrypted: list[str] = []

    def __getitem__(self, key: str) -> Any:
        return self.config[f"hubwarden:{key}"]

    def __setitem__(self, key: str, value: Any) -> None:
        self.config[f"hubwarden:{key}"] = value

    def __delitem__(self, key: str) -> None:
        del self.config[f"hubwarden:{key}"]

    def run(self, *, known: bool = True) -> Recorder:
        """Run the whole program."""
        recorder = Recorder(known)

        async def program() -> None:
            runpy.run_path(str(PROGRAM), run_name="__main__")

        self._inside(recorder, lambda: run_in_stack(program))
        return recorder

    def settings(self) -> Settings:
        """Read the settings only."""

        async def read() -> Settings:
            try:
                return load(pulumi.Config("hubwarden"))
            finally:
                others = asyncio.all_tasks() - {asyncio.current_task()}
                await asyncio.gather(*others, return_exceptions=True)

        return self._inside(Recorder(), read)

    def mistakes(self) -> tuple[str, ...]:
        """Return the mistakes that the settings find; none if there are none."""
        try:
            self.settings()
        except SettingsError as error:
            return error.mistakes
        return ()

    def _inside(self, monitor: Recorder, work: Callable[[], Any]) -> Any:
        """Work in a thread of its own: Pulumi keeps the current stack in context variables."""
        found: list[Any] = []
        failed: list[BaseException] = []

        def body() -> None:
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            try:
                self._enter(monitor)
                found.append(loop.run_until_complete(work()))
            except BaseException as error:  # noqa: BLE001
                failed.append(error)
            finally:
                loop.run_until_complete(loop.shutdown_default_executor())
                loop.close()

        thread = threading.Thread(target=body)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]
        return found[0]

    def _enter(self, monitor: Recorder) -> None:
        texts = {key: as_text(value) for key, value in self.config.items()}
        texts |= {f"hubwarden:{key}": value for key, value in self.secrets.items()}
        encrypted = [*(f"hubwarden:{key}" for key in self.secrets), *self.encrypted]
        pulumi_settings.ROOT.set(None)
        pulumi_config.set_all_config(texts, encrypted)
        pulumi_settings.configure(
            pulumi_settings.Settings(
                project="hubwarden",
                stack=self.name,
                organization="organization",
                monitor=monitor,
                engine=monitor,
                parallel=1,
                dry_run=True,
            )
        )
