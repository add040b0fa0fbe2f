"""Asks the stand-in provider as the engine does."""

from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager

import grpc
import pytest
from azure_native_standin.arm import ResourceManager
from azure_native_standin.servicer import SUBSCRIPTION, Provider
from azure_native_standin.wire import received, sent
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

CANARY = "canary-7f3a"
NH = "azure-native:notificationhubs:"
GROUP, NAMESPACE, HUB = (
    "azure-native:resources:ResourceGroup",
    f"{NH}Namespace",
    f"{NH}NotificationHub",
)
RULE = f"{NH}NotificationHubAuthorizationRule"
ALERT, VAULT = "azure-native:monitor:MetricAlert", "azure-native:keyvault:Vault"
ROLE = "azure-native:authorization:RoleAssignment"

IN_GROUP = {"resourceGroupName": "rg"}
IN_NAMESPACE = IN_GROUP | {"namespaceName": "push-ns"}
IN_HUB = IN_NAMESPACE | {"notificationHubName": "shop"}
APNS = {
    "endpoint": "https://api.push.apple.com:443/3/device",
    "keyId": "7KQ2M9XW4T",
    "appId": "LM83PD5R2C",
    "appName": "example.shop",
    "token": CANARY,
}
GOOD = {
    GROUP: {"resourceGroupName": "rg"},
    NAMESPACE: IN_NAMESPACE | {"sku": {"name": "Standard"}, "zoneRedundancy": "Disabled"},
    HUB: IN_HUB | {"apnsCredential": APNS, "tags": {"a": "b"}},
    RULE: IN_HUB | {"authorizationRuleName": "orders", "rights": ["Send", "Listen"]},
    ALERT: IN_GROUP
    | {
        "ruleName": "alert",
        "enabled": True,
        "severity": 1,
        "scopes": ["/subscriptions/x"],
        "windowSize": "PT15M",
        "evaluationFrequency": "PT5M",
        "criteria": {
            "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [
                {
                    "criterionType": "StaticThresholdCriterion",
                    "name": "one",
                    "metricName": "incoming",
                    "operator": "GreaterThan",
                    "threshold": 5,
                    "timeAggregation": "Total",
                }
            ],
        },
    },
    VAULT: IN_GROUP
    | {"properties": {"tenantId": SUBSCRIPTION, "sku": {"family": "A", "name": "standard"}}},
    ROLE: {"principalId": SUBSCRIPTION, "roleDefinitionId": "/r", "scope": "/subscriptions/x"},
}


class Client:
    """Asks a provider in this process what the engine would ask it."""

    def __init__(self, channel, **config):
        self.stub = provider_pb2_grpc.ResourceProviderStub(channel)
        self.stub.Configure(provider_pb2.ConfigureRequest(args=sent(config)))

    def check(self, token, new, old=None, name="thing", seed=b"seed"):
        answer = self.stub.Check(
            provider_pb2.CheckRequest(
                **_named(token, name), olds=sent(old or {}), news=sent(new), randomSeed=seed
            )
        )
        return received(answer.inputs), [
            (failure.property, failure.reason) for failure in answer.failures
        ]

    def inputs(self, token, new):
        found, failures = self.check(token, new)
        assert failures == []
        return found

    def diff(self, token, old, new):
        return self.stub.Diff(
            provider_pb2.DiffRequest(**_named(token), old_inputs=sent(old), news=sent(new))
        )

    def kinds(self, token, old, new):
        kinds = provider_pb2.PropertyDiff.Kind
        detailed = self.diff(token, old, new).detailedDiff
        return {path: kinds.Name(item.kind) for path, item in detailed.items()}

    def create(self, token, new, *, preview=False):
        inputs = self.inputs(token, new)
        answer = self.stub.Create(
            provider_pb2.CreateRequest(**_named(token), properties=sent(inputs), preview=preview)
        )
        return answer.id, inputs, received(answer.properties)

    def update(self, token, resource_id, new, old=None, *, preview=False):
        answer = self.stub.Update(
            provider_pb2.UpdateRequest(
                **_named(token),
                id=resource_id,
                news=sent(new),
                olds=sent(old or {}),
                preview=preview,
            )
        )
        return received(answer.properties)

    def read(self, token, resource_id, inputs=None, outputs=None):
        answer = self.stub.Read(
            provider_pb2.ReadRequest(
                **_named(token),
                id=resource_id,
                inputs=sent(inputs or {}),
                properties=sent(outputs or {}),
            )
        )
        return answer.id, received(answer.inputs), received(answer.properties)

    def delete(self, token, resource_id):
        self.stub.Delete(provider_pb2.DeleteRequest(**_named(token), id=resource_id))

    def invoke(self, token, **arguments):
        answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=sent(arguments)))
        return received(getattr(answer, "return")), [
            failure.property for failure in answer.failures
        ]


def _named(token, name="thing"):
    return {"type": token, "urn": f"urn:pulumi:test::hubwarden::{token}::{name}", "name": name}


@contextmanager
def served(url: str, **config) -> Iterator[Client]:
    server = grpc.server(futures.ThreadPoolExecutor(4))
    provider = Provider(ResourceManager(url))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Client(channel, **config)
    finally:
        server.stop(grace=None).wait()


def refused(call, *arguments, **named) -> str:
    with pytest.raises(grpc.RpcError) as caught:
        call(*arguments, **named)
    assert CANARY not in caught.value.details()
    return caught.value.details()
