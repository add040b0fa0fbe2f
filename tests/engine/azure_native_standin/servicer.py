"""The provider's side of the engine's protocol."""

# ruff: noqa: N802, ARG002 - the names and arguments of the protocol's methods

import importlib.metadata
from typing import Any, Final

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi.runtime.proto.plugin_pb2 import PluginInfo

from . import changes, checking, sdk, states
from .arm import ResourceManager
from .defaults import CREATE_BEFORE_DELETE, complete
from .failures import Refusal, answers
from .shape import Shape
from .shapes import ACTIONS, SHAPES
from .wire import received, sent

SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000001"
TENANT: Final = "00000000-0000-0000-0000-000000000002"
"""Where a stack deploys to unless its configuration says otherwise."""

_SECRET: Final = "azure-native:keyvault:Secret"
_CLIENT: Final = "azure-native:authorization:getClientConfig"


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Deploys to a local Resource Manager what the engine asks for."""

    def __init__(self, manager: ResourceManager) -> None:
        self._manager = manager
        self._config: dict[str, Any] = {}

    def Handshake(self, request, context):
        return provider_pb2.ProviderHandshakeResponse()

    def GetPluginInfo(self, request, context):
        return PluginInfo(version=importlib.metadata.version("pulumi_azure_native"))

    def CheckConfig(self, request, context):
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request, context):
        return provider_pb2.DiffResponse()

    def Configure(self, request, context):
        """Take the configuration; like the real provider, accept no secrets and no output values."""
        self._config = received(request.args)
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Cancel(self, request, context):
        self._manager.cancel()
        return Empty()

    @answers
    def Check(self, request, context):
        """Complete the inputs and say what is wrong with them."""
        token = _type(request)
        old, new = received(request.olds), received(request.news)
        if token not in SHAPES:
            failure = provider_pb2.CheckFailure(reason=f"resource type {token} is not known")
            return provider_pb2.CheckResponse(inputs=sent(new), failures=[failure])
        known = sdk.resource(token)
        inputs = complete(
            token,
            urn=request.urn,
            seed=request.randomSeed,
            old=old,
            new=new,
            location=self._config.get("location"),
        )
        own = {name: value for name, value in inputs.items() if not name.startswith("__")}
        found = []
        if own.pop("azureApiVersion") != new.get("azureApiVersion", known.api_version):
            found.append(("azureApiVersion", "is the SDK's and cannot be chosen"))
        found += checking.mistakes(known.arguments, own)
        return provider_pb2.CheckResponse(inputs=sent(inputs), failures=_failures(found))

    @answers
    def Diff(self, request, context):
        """Compare the inputs; the outputs are Azure's and say nothing of what a program wants."""
        token, shape = _shape(request)
        old, new = received(request.old_inputs), received(request.news)
        replacing = changes.create_only(token) | set(shape.parameters)
        found = list(changes.changes(sdk.resource(token).inputs, old, new))
        replaces = sorted({item.top for item in found} & replacing)
        kinds = provider_pb2.PropertyDiff.Kind
        answer = provider_pb2.DiffResponse
        return answer(
            changes=answer.DIFF_SOME if found else answer.DIFF_NONE,
            diffs=sorted({item.top for item in found}),
            replaces=replaces,
            deleteBeforeReplace=bool(replaces) and old.get(CREATE_BEFORE_DELETE) is not True,
            detailedDiff={
                item.path: provider_pb2.PropertyDiff(
                    kind=kinds.Value(item.kind + "_REPLACE" * (item.top in replacing)),
                    inputDiff=True,
                )
                for item in found
            },
            hasDetailedDiff=True,
        )

    @answers
    def Create(self, request, context):
        """Create a resource; the real provider, too, refuses to take over one that exists."""
        token, shape = _shape(request)
        inputs = received(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=sent(states.previewed(token, inputs)))
        resource_id = shape.id(inputs, self._subscription)
        if states.read(self._manager, token, resource_id) is not None:
            message = f"cannot create already existing resource '{resource_id}'"
            raise Refusal(message)
        outputs = states.write(self._manager, token, resource_id, inputs, request.timeout, new=True)
        resource_id = outputs.get("id", resource_id)
        return provider_pb2.CreateResponse(id=resource_id, properties=sent(outputs))

    @answers
    def Update(self, request, context):
        """PUT all inputs, those that did not change as well: that is how credentials stay."""
        token, _ = _shape(request)
        inputs, old = received(request.news), received(request.olds)
        if request.preview:
            outputs = states.previewed(token, inputs, old)
        else:
            outputs = states.write(
                self._manager, token, request.id, inputs, request.timeout, new=False
            )
        return provider_pb2.UpdateResponse(properties=sent(outputs))

    @answers
    def Read(self, request, context):
        """Return what is there; the inputs take over what has changed since the last answer."""
        token, shape = _shape(request)
        outputs = states.read(self._manager, token, request.id)
        if outputs is None:
            return provider_pb2.ReadResponse(id="")
        hint = sdk.resource(token).arguments
        present = states.projected(hint, outputs)
        inputs = received(request.inputs)
        if inputs:
            before = states.projected(hint, received(request.properties))
            inputs = changes.apply(hint, inputs, before, present)
        else:
            version = {"azureApiVersion": outputs["azureApiVersion"]}
            inputs = present | shape.parse(request.id) | version
        return provider_pb2.ReadResponse(
            id=outputs.get("id", request.id), properties=sent(outputs), inputs=sent(inputs)
        )

    @answers
    def Delete(self, request, context):
        """Delete a resource.

        Resource Manager cannot delete a vault's secret. The real provider asks the vault itself, which
        needs rights of its own there; no vault is reached from here, so a program must keep its secrets.
        """
        token, _ = _shape(request)
        if token == _SECRET:
            message = f"Resource Manager cannot delete {request.id}: only its vault can"
            raise Refusal(message)
        self._manager.delete(request.id, sdk.resource(token).api_version, request.timeout)
        return Empty()

    @answers
    def Invoke(self, request, context):
        """Answer the functions that a program of this project may call."""
        arguments = received(request.args)
        if request.tok == _CLIENT:
            client = {
                "clientId": self._config.get("clientId", ""),
                "objectId": "",
                "subscriptionId": self._subscription,
                "tenantId": self._config.get("tenantId", TENANT),
            }
            return provider_pb2.InvokeResponse(**{"return": sent(client)})
        if request.tok not in ACTIONS:
            message = f"function {request.tok} is not known"
            raise Refusal(message)
        action = Shape(ACTIONS[request.tok])
        names = set(action.parameters)
        found = [(name, "missing required property") for name in sorted(names - arguments.keys())]
        found += [(name, "unknown property") for name in sorted(arguments.keys() - names)]
        if found:
            return provider_pb2.InvokeResponse(failures=_failures(found))
        path = action.id(arguments, self._subscription)
        answer = self._manager.post(path, sdk.function_version(request.tok))
        return provider_pb2.InvokeResponse(**{"return": sent(answer)})

    @property
    def _subscription(self) -> str:
        return self._config.get("subscriptionId", SUBSCRIPTION)


def _type(request: Any) -> str:
    return request.type or request.urn.split("::")[2].split("$")[-1]


def _shape(request: Any) -> tuple[str, Shape]:
    token = _type(request)
    if token not in SHAPES:
        message = f"resource type {token} is not known"
        raise Refusal(message)
    return token, SHAPES[token]


def _failures(found: list[tuple[str, str]]) -> list[provider_pb2.CheckFailure]:
    return [
        provider_pb2.CheckFailure(property=path, reason=f"'{path}': {reason}")
        for path, reason in found
    ]
