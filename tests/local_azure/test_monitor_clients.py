"""Metrics and queries of logs, asked by the real clients."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.monitor.query import LogsQueryClient, LogsQueryStatus
from azure.monitor.querymetrics import MetricsClient

from hubwarden_local_azure import Fault, Limits, Principal, Tenant, running
from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.identity import tokens
from hubwarden_local_azure.server import serving
from hubwarden_local_azure.services import logs_address
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    NAMESPACE,
    NEWEST,
    SETTING,
    SUBSCRIPTION,
    WORKSPACE,
    hub,
    version_of,
)
from local_azure.azure_clients import Bearer

START = datetime(2026, 1, 5, tzinfo=UTC)
END = START + timedelta(hours=2)
HOUR = timedelta(hours=1)
TYPE = "Microsoft.NotificationHubs/namespaces/notificationHubs"
OTHER = f"{NAMESPACE}/notificationHubs/other"
ADA = "00000000-0000-0000-0000-0000000000e0"
TENANT = Tenant(principals=(Principal(ADA, "ada@shop.example", kind="User"),))
METRICS = "https://metrics.monitor.azure.com"
LOGS = "https://api.loganalytics.io"
ROLE = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{ADA[:-2]}e1"
ASSIGNMENT = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{ADA[:-2]}e2"


def fill(server):
    for path in (GROUP, NAMESPACE, HUB, WORKSPACE):
        server.add(path, BODIES[path], version_of(path))
    server.add(OTHER, hub(), NEWEST)
    for minutes, count in ((0, 1), (59, 2), (60, 4), (119, 8), (120, 16), (-1, 32)):
        at = (START + timedelta(minutes=minutes)).timestamp()
        server.count(HUB, "incoming", at, count)


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory):
    return tmp_path_factory.mktemp("azure") / "ca.pem"


@pytest.fixture
def server(ca_file):
    with running(ca_file=ca_file, tenant=TENANT) as server:
        fill(server)
        yield server


def token(audience):
    return tokens.issue(TENANT.principals[0], TENANT, audience, datetime.now(UTC).timestamp())


def allow(server, *actions):
    definition = {
        "roleName": "reader of numbers",
        "type": "CustomRole",
        "permissions": [{"actions": list(actions), "notActions": []}],
        "assignableScopes": [SUBSCRIPTION],
    }
    server.add(ROLE, {"properties": definition}, "2022-04-01")
    given = {"properties": {"roleDefinitionId": ROLE, "principalId": ADA}}
    server.add(ASSIGNMENT, given, "2022-04-01")


def export(server, on=HUB, *, enabled=True):
    properties = {
        "workspaceId": WORKSPACE,
        "metrics": [{"category": "AllMetrics", "enabled": enabled}],
    }
    server.add(f"{on}/{SETTING}/numbers", {"properties": properties}, version_of(SETTING))


def metrics(server, ca_file, *, hubs=(HUB, OTHER), names=("incoming",), bearer="any"):
    with MetricsClient(
        server.url, Bearer(bearer), connection_verify=str(ca_file), retry_total=0
    ) as client:
        return client.query_resources(
            resource_ids=hubs,
            metric_namespace=TYPE,
            metric_names=names,
            timespan=(START, END),
            granularity=HOUR,
            aggregations=["total"],
        )


def query(*hubs):
    ids = ", ".join(json.dumps(item) for item in hubs)
    return f"""AzureMetrics
        | where TimeGenerated >= datetime(2026-01-05T00:00:00Z) and TimeGenerated < datetime(2026-01-05T02:00:00Z)
        | where _ResourceId in~ ({ids})
        | summarize Total = max(Total) by _ResourceId = tolower(_ResourceId), MetricName = tolower(MetricName), TimeGenerated
        | summarize Total = sum(Total) by _ResourceId, MetricName, TimeGenerated = bin(TimeGenerated, 3600s)"""


def workspace_id(server):
    found = server._cloud.dump()["resources"]
    return next(
        item["properties"]["customerId"]
        for item in found
        if item["type"].endswith("OperationalInsights/workspaces")
    )


def logs(server, ca_file, words=None, *, bearer="any", further=None):
    with LogsQueryClient(
        Bearer(bearer),
        endpoint=logs_address(server.url),
        connection_verify=str(ca_file),
        retry_total=0,
    ) as client:
        return client.query_workspace(
            workspace_id(server),
            query(HUB, OTHER) if words is None else words,
            timespan=(START, END),
            additional_workspaces=further,
        )


def totals(result, name="incoming"):
    (metric,) = (item for item in result.metrics if item.name == name)
    return [(point.timestamp, point.total) for point in metric.timeseries[0].data]


def test_the_client_of_metrics_reads_a_batch(server, ca_file):
    first, second = metrics(server, ca_file)
    assert totals(first) == [(START, 3.0), (START + HOUR, 12.0)]
    assert totals(second) == [(START, 0.0), (START + HOUR, 0.0)]
    assert first.granularity == HOUR
    assert first.metrics["incoming"].id == f"{HUB}/providers/Microsoft.Insights/metrics/incoming"


def test_what_the_client_of_metrics_does_not_check_is_refused(server, ca_file):
    with pytest.raises(HttpResponseError) as raised:
        metrics(server, ca_file, hubs=[HUB] * 51)
    assert (raised.value.status_code, raised.value.model.error.code) == (400, "BadRequest")
    with pytest.raises(HttpResponseError, match="configuration"):
        metrics(server, ca_file, names=["incoming", "outgoing.adm.success"])


def test_a_metric_that_is_not_published_is_none(ca_file):
    published = ("incoming", "notificationhub.pushes")
    with running(ca_file=ca_file, metrics=published) as server:
        fill(server)
        assert len(metrics(server, ca_file, names=published)) == 2
        with pytest.raises(HttpResponseError, match="Valid metrics: incoming,notificationhub"):
            metrics(server, ca_file, names=["incoming", "outgoing.fcmv1.wrongchannel"])
        with pytest.raises(ValueError, match="no metric of a hub"):
            server.count(HUB, "outgoing.fcmv1.wrongchannel", START.timestamp())


@pytest.mark.parametrize("audience", ["https://management.azure.com", LOGS, "the server itself"])
def test_metrics_want_a_token_for_metrics(server, ca_file, audience):
    audience = server.url if audience == "the server itself" else audience
    allow(server, "Microsoft.Insights/metrics/read")
    with pytest.raises(ClientAuthenticationError):
        metrics(server, ca_file, bearer=token(audience))
    assert metrics(server, ca_file, bearer=token(METRICS))


def test_the_client_of_logs_reads_what_is_exported(server, ca_file):
    assert logs(server, ca_file).tables[0].rows == []
    export(server)
    export(server, OTHER, enabled=False)
    result = logs(server, ca_file)
    assert result.status == LogsQueryStatus.SUCCESS
    (table,) = result.tables
    assert table.columns == ["_ResourceId", "MetricName", "TimeGenerated", "Total"]
    rows = [list(row) for row in table.rows if row["MetricName"] == "incoming"]
    assert rows == [
        [HUB.lower(), "incoming", START, 3.0],
        [HUB.lower(), "incoming", START + HOUR, 12.0],
    ]


def test_a_partial_result_says_so(server, ca_file):
    export(server)
    server.disturb(Fault("result-truncated", "/v1/*"))
    result = logs(server, ca_file)
    assert result.status == LogsQueryStatus.PARTIAL
    assert result.partial_error.code == "PartialError"
    assert len(logs(server, ca_file).tables[0].rows) > len(result.partial_data[0].rows)


@pytest.mark.parametrize(
    "words",
    [
        "AzureMetrics",
        query("a").replace("max(Total)", "min(Total)"),
        query("a").replace("3600s", "7000s"),
        query("a").replace('"a"', '"a'),
    ],
)
def test_another_query_is_refused(server, ca_file, words):
    with pytest.raises(HttpResponseError) as raised:
        logs(server, ca_file, words)
    assert raised.value.status_code == 400
    assert raised.value.model.code == "BadArgumentError"


@pytest.mark.parametrize("audience", ["https://management.azure.com", METRICS, "the server itself"])
def test_logs_want_a_token_for_logs(server, ca_file, audience):
    audience = server.url if audience == "the server itself" else audience
    allow(server, "*/read")
    with pytest.raises(HttpResponseError, match="InvalidAuthenticationTokenAudience"):
        logs(server, ca_file, bearer=token(audience))
    assert logs(server, ca_file, bearer=token(LOGS)).tables
    assert logs(server, ca_file, bearer=token(logs_address(server.url))).tables


@pytest.mark.parametrize("missing", ["read", "AzureMetrics/read"])
def test_logs_want_both_rights(server, ca_file, missing):
    rights = ("read", "AzureMetrics/read")
    given = [f"Microsoft.OperationalInsights/workspaces/query/{item}" for item in rights]
    allow(server, *given)
    assert logs(server, ca_file, bearer=token(LOGS)).tables
    allow(server, *(item for item in given if not item.endswith(f"query/{missing}")))
    with pytest.raises(HttpResponseError) as raised:
        logs(server, ca_file, bearer=token(LOGS))
    assert (raised.value.status_code, raised.value.model.code) == (403, "InsufficientAccessError")


def test_a_workspace_that_is_not_there(server, ca_file):
    with pytest.raises(HttpResponseError) as raised:
        logs(server, ca_file, further=["00000000-0000-0000-0000-0000000000ff"])
    assert raised.value.status_code == 404
    assert logs(server, ca_file, further=[workspace_id(server)]).tables
    with pytest.raises(HttpResponseError) as raised:
        logs(server, ca_file, further=[f"{ADA[:-3]}{at:03}" for at in range(100)])
    assert raised.value.status_code == 400


def test_both_have_limits_of_their_own(ca_file):
    now = [1_800_000_000.0]
    cloud = Cloud(clock=lambda: now[0], limits=Limits(scale=0.01))
    with serving(cloud, ca_file) as server:
        fill(server)
        assert metrics(server, ca_file)
        with pytest.raises(HttpResponseError) as raised:
            metrics(server, ca_file)
        assert raised.value.status_code == 429
        now[0] += int(raised.value.response.headers["Retry-After"])
        assert metrics(server, ca_file)
        for _ in range(2):
            assert logs(server, ca_file).tables
        with pytest.raises(HttpResponseError) as raised:
            logs(server, ca_file)
        wait = int(raised.value.response.headers["Retry-After"])
        assert raised.value.status_code == 429
        now[0] += wait
        assert logs(server, ca_file).tables


@pytest.mark.parametrize("kind", ["no-value", "null-value"])
def test_faults_strike_telemetry(server, ca_file, kind):
    server.disturb(Fault(kind, "*:getBatch"), Fault(kind, "/v1/*"))
    export(server)
    with pytest.raises((KeyError, TypeError)):
        metrics(server, ca_file)
    # The client of logs takes this for a whole answer in which there is nothing.
    assert logs(server, ca_file).tables == []
    assert metrics(server, ca_file)
    assert logs(server, ca_file).tables
