"""Replaces Pulumi's engine: records what a program registers, and deploys nothing."""

from __future__ import annotations

import re
import threading
from typing import Any, Final, NoReturn

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, resource_pb2

from hubwarden.sources.program import offline_keys, vault_addresses
from hubwarden.sources.program.callbacks import NotRun
from hubwarden.sources.program.received import Values, handed_on, location
from hubwarden.sources.program.stack_settings import StackSettings
from hubwarden.sources.pulumi import azure_native, secret_marks
from hubwarden.sources.pulumi.providers import symbol
from hubwarden.sources.pulumi.registered import STACK_TYPE, Registered, provider_urn
from hubwarden.sources.pulumi.wire_values import IGNORED, sealed

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Recorder:
    """The engine and resource monitor that a program talks to while it runs offline.

    Its methods are those of Pulumi's ``ResourceMonitor`` and ``Engine`` services.
    """

    def __init__(self, settings: StackSettings, series: str = "") -> None:
        self._series = series
        self.project = settings.project
        self.stack = settings.stack
        self.config = dict(settings.config)
        self._opened = settings.opened
        self._closed = sealed(settings.why_closed)
        self.resources: dict[str, Registered] = {}
        self.errors: list[str] = []
        self.refused: list[str] = []
        """What the program asked for that is not available offline."""
        self.calls: list[str] = []
        """The provider functions that the program called."""
        self.not_run: list[NotRun] = []
        """The locations of callbacks that did not run and may make a resource."""
        self.keys: dict[str, str] = {}
        """The access keys in answers, with the ids of their rules."""
        self.root_urn = ""
        self._lock = threading.RLock()

    @property
    def root(self) -> Registered | None:
        """The stack itself, which has the outputs; ``None`` before it is registered."""
        return self.resources.get(self.root_urn)

    # -- ResourceMonitor

    def GetDeploymentInfo(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return resource_pb2.DeploymentInfo(
            project=self.project,
            stack=self.stack,
            organization="organization",
            config=self.config,
            dryRun=True,
            parallel=1,
            supportedFeatures=[
                resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
                resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
                resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
                resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
                resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
            ],
        )

    def SupportsFeature(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        known = {"secrets", "resourceReferences", "outputValues", "aliasSpecs", "deletedWith"}
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in known)

    def RegisterResource(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        if request.transforms:
            self._refuse("resource transforms cannot be run offline")
        values = Values(self._closed, secret_marks.of_input)
        inputs = values.plain(request.object)
        provider = provider_urn(request.provider)
        urn = self._urn(request)
        registered = Registered(
            urn=urn,
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            provider=provider,
            provider_version=request.version,
            inputs=inputs,
            secrets=frozenset(values.secrets),
            behind=values.behind,
            protect=request.protect,
            retain_on_delete=request.retainOnDelete,
            location=location(request.sourcePosition)
            if request.HasField("sourcePosition")
            else None,
            remote=request.remote,
        )
        with self._lock:
            if urn in self.resources:
                self._refuse(f"two resources have the same URN: {urn}")
            self.resources[urn] = registered
            if request.type == STACK_TYPE:
                self.root_urn = urn
        response = resource_pb2.RegisterResourceResponse(urn=urn)
        if request.custom:
            subscription = self._subscription(provider)
            registered.id = azure_native.resource_id(
                registered.type, registered.name, inputs, subscription
            )
            response.id = registered.id
            ignored = {re.split(r"[.\[]", path)[0] for path in request.ignoreChanges}
            registered.ignored = "*" in ignored
            registered.inputs |= dict.fromkeys(ignored - {"*"}, IGNORED)
            # Return the inputs with their secret marks, as the provider would.
            response.object.CopyFrom(request.object)
            self._answer(registered, response.object)
        return response

    def RegisterResourceOutputs(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        values = Values(self._closed, secret_marks.of_output)
        with self._lock:
            item = self.resources[request.urn]
            item.outputs = handed_on(self._opened, values.plain(request.outputs))
            item.secret_outputs = frozenset(
                name
                for name in item.outputs
                if any(
                    path == name or path.startswith((f"{name}.", f"{name}["))
                    for path in values.secrets
                )
            )
        return empty_pb2.Empty()

    def ReadResource(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        urn = self._urn(request)
        with self._lock:
            self.resources[urn] = Registered(
                urn=urn,
                type=request.type,
                name=request.name,
                custom=True,
                parent=request.parent,
                provider=provider_urn(request.provider),
                inputs={},
                secrets=frozenset(),
                external=True,
                id=request.id,
                location=location(request.sourcePosition)
                if request.HasField("sourcePosition")
                else None,
            )
        response = resource_pb2.ReadResourceResponse(urn=urn)
        if "id" in response.DESCRIPTOR.fields_by_name:
            response.id = request.id
        response.properties.CopyFrom(request.properties)
        return response

    def Invoke(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        self.calls.append(request.tok)
        response = resource_pb2.ResourceInvokeResponse()
        result = getattr(response, "return")
        if token := offline_keys.rule_type(request.tok):
            result.update(self._keys_of(request, token))
        elif offline_keys.is_of_another_service(request.tok):
            result.update(self._keys_of_another_service(request))
        elif request.tok.endswith(":getClientConfig"):
            nobody = azure_native.SUBSCRIPTION
            result.update(dict.fromkeys(("clientId", "objectId", "tenantId"), nobody))
            subscription = self._subscription(provider_urn(request.provider))
            result.update({"subscriptionId": subscription})
        elif "unknown" in response.DESCRIPTOR.fields_by_name:
            response.unknown = True
        return response

    def Call(self, request: Any, _context: Any = None) -> NoReturn:  # noqa: N802
        self._refuse(f"the method {request.tok} cannot be called offline")

    def RegisterPackage(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return resource_pb2.RegisterPackageResponse(ref="offline")

    def RegisterStackTransform(self, _request: Any, _context: Any = None) -> NoReturn:  # noqa: N802
        self._refuse("stack transforms cannot be run offline")

    def SignalAndWaitForShutdown(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return empty_pb2.Empty()

    # -- Engine

    def Log(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        if request.severity == engine_pb2.ERROR:
            self.errors.append(request.message)
        return empty_pb2.Empty()

    def GetRootResource(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return engine_pb2.GetRootResourceResponse(urn=self.root_urn)

    def SetRootResource(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        self.root_urn = request.urn
        return engine_pb2.SetRootResourceResponse()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        # Newer SDKs send further requests (hooks and the like), which do not change what is declared.
        return lambda _request, _context=None: empty_pb2.Empty()

    def _urn(self, request: Any) -> str:
        kind = request.type
        if request.parent and request.parent != self.root_urn:
            above = request.parent.split("::")[2]
            if above != STACK_TYPE:
                kind = f"{above}${kind}"
        return f"urn:pulumi:{self.stack}::{self.project}::{kind}::{request.name}"

    def _subscription(self, provider: str) -> str:
        """Return the subscription of a provider, or a symbol for it."""
        if not provider:
            configured = self.config.get("azure-native:subscriptionId", "")
            return configured if _GUID.fullmatch(configured) else azure_native.SUBSCRIPTION
        own = self.resources.get(provider)
        known = own.inputs.get("subscriptionId") if own else None
        return known if isinstance(known, str) and known else symbol(provider.rpartition("::")[2])

    def _keys_of(self, request: Any, token: str) -> dict[str, Any]:
        """Answer as Azure does, with keys that no other rule has, marked as secret."""
        given = Values(self._closed, secret_marks.of_output).plain(request.args)
        subscription = self._subscription(provider_urn(request.provider))
        rule = azure_native.resource_id(token, "", given, subscription)
        keys = offline_keys.of_rule(rule, self._series)
        self.keys.update(dict.fromkeys(keys, rule))
        return offline_keys.answer(str(given.get("namespaceName")), rule, keys)

    def _keys_of_another_service(self, request: Any) -> dict[str, Any]:
        """Answer with keys of no hub: they are not recorded, and are the same in each run."""
        given = Values(self._closed, secret_marks.of_output).plain(request.args)
        rule = f"{request.tok}/{'/'.join(map(str, given.values()))}"
        name = str(given.get("authorizationRuleName"))
        keys = offline_keys.of_rule(rule, "")
        return offline_keys.answer(str(given.get("namespaceName")), name, keys)

    def _answer(self, resource: Registered, known: Any) -> None:
        """Add the properties that the provider would return besides the inputs."""
        own_name = resource.id.rpartition("/")[2]
        found: dict[str, Any] = {"name": own_name, "type": azure_native.arm_type(resource.type)}
        if resource.type.endswith("AuthorizationRule"):
            keys = offline_keys.of_rule(resource.id, self._series)
            self.keys.update(dict.fromkeys(keys, resource.id))
            found |= offline_keys.members(keys)
        vault_addresses.add(resource, known)
        for key, value in found.items():
            if key not in known.fields:
                known.update({key: value})

    def _refuse(self, message: str) -> NoReturn:
        self.refused.append(message)
        raise RuntimeError(message)
