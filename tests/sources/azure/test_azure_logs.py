"""Exported metrics are read from workspaces as they are, in few queries, and nothing is made up."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden.metrics.window import Window
from hubwarden.sources.azure import azure_logs
from hubwarden.sources.azure.azure_logs import kusto
from hubwarden.sources.azure.azure_options import AskedTelemetry, AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from hubwarden.sources.azure.monitor_calls import LOGS
from hubwarden_local_azure import Fault
from local_azure.arm_client import BODIES, HUB, SETTING, SUBSCRIPTION, WORKSPACE, version_of
from sources.azure import faults
from sources.azure.conftest import TurnedClock
from sources.azure.counted_azure import HOUR, START, WINDOW, add_hubs, count, counted_azure, export
from sources.azure.scripted_azure import CANARY, GROUP, OTHER_HUB
from sources.azure.scripted_azure import HUB as SCRIPTED_HUB
from sources.azure.scripted_azure import SUBSCRIPTION as SCRIPTED

QUERY = "/v1/workspaces/*"


@pytest.fixture
def counted(tmp_path):
    with counted_azure(tmp_path) as server:
        yield server


def read(engine="logs", window=WINDOW):
    options = AzureOptions(telemetry=AskedTelemetry(engine, window))
    return read_azure(SUBSCRIPTION, options, TurnedClock().clock)


def queries(server):
    return [item for item in server.requests if item.path.startswith("/v1/")]


def workspace(server, name):
    id = WORKSPACE.replace("shop-log", name)
    server.add(id, BODIES[WORKSPACE], version_of(WORKSPACE))
    return id


def test_both_engines_tell_the_same(counted):
    export(counted)
    count(counted, HUB, "incoming", {-1: 64, 0: 1, 5: 2, 6: 128})
    count(counted, HUB, "outgoing.apns.success", {3: 7})
    logs, metrics = read(), read("metrics")
    assert logs.gaps == metrics.gaps == ()
    assert [item.hub for item in logs.histories] == [item.hub for item in metrics.histories]
    assert [item.counts for item in logs.histories] == [item.counts for item in metrics.histories]
    assert logs.histories[0].total("incoming") == 3


def test_many_hubs_and_workspaces_are_one_query(counted):
    ids = add_hubs(counted, 12)
    for at, id in enumerate(ids):
        export(counted, id, workspace(counted, f"log-{at:03}"))
    export(counted)
    assert len(read().histories) == 13
    assert len(queries(counted)) == 1
    assert {item.host.partition(":")[0] for item in queries(counted)} == {"localhost"}


def test_a_query_tells_of_no_more_than_an_answer_can_hold(counted, monkeypatch):
    for id in add_hubs(counted, 4):
        export(counted, id)
    export(counted)
    rows = len(METRIC_NAMES) * WINDOW.intervals
    monkeypatch.setattr(azure_logs, "_MOST_ROWS", 2 * rows + 1)
    assert len(read().histories) == 5
    assert len(queries(counted)) == 3
    counted.requests.clear()
    monkeypatch.setattr(azure_logs, "_MOST_ROWS", rows - 1)
    assert len(read().histories) == 5
    assert len(queries(counted)) == 5


def test_more_workspaces_than_a_query_may_have_are_several(counted, monkeypatch):
    for at, id in enumerate(add_hubs(counted, 3)):
        export(counted, id, workspace(counted, f"log-{at:03}"))
    export(counted)
    monkeypatch.setattr(azure_logs, "_MOST_WORKSPACES", 2)
    assert len(read().histories) == 4
    assert len(queries(counted)) == 2


def test_what_is_exported_twice_counts_once(counted):
    (other,) = add_hubs(counted, 1)
    elsewhere = workspace(counted, "another-log")
    export(counted)
    export(counted, name="again")
    export(counted, workspace=elsewhere, name="elsewhere")
    export(counted, other, elsewhere)
    count(counted, HUB, "incoming", {0: 5})
    found = {item.hub: item.total("incoming") for item in read().histories}
    assert sorted(found.values()) == [0, 5]


def test_a_hub_that_exports_nothing_is_a_gap(counted):
    (other,) = add_hubs(counted, 1)
    export(counted)
    off = {"workspaceId": WORKSPACE, "metrics": [{"category": "AllMetrics", "enabled": False}]}
    off["logs"] = [{"categoryGroup": "allLogs", "enabled": True}]
    counted.add(f"{other}/{SETTING}/off", {"properties": off}, version_of(SETTING))
    estate = read()
    assert len(estate.histories) == 1
    (gap,) = estate.gaps
    assert [scope.lower() for scope in gap.scopes] == [other.lower()]
    assert "no diagnostic setting of the hub sends AllMetrics to a workspace" in gap.reason


PASSING = ("throttled", "server-error", "reset", "cut", "truncated", "empty", "malformed")
PASSING += ("no-value", "null-value")


@pytest.mark.parametrize("kind", [*PASSING, "forbidden", "result-truncated"])
def test_a_fault_passes_or_is_a_gap(counted, kind, caplog):
    caplog.set_level(logging.DEBUG)
    export(counted)
    count(counted, HUB, "incoming", {0: 1})
    counted.disturb(Fault(kind, QUERY, times=2))
    if kind in PASSING:
        estate = read()
        assert (estate.gaps, estate.histories[0].total("incoming")) == ((), 1)
    counted.disturb(Fault(kind, QUERY, times=None))
    estate = read()
    assert estate.histories == ()
    (gap,) = estate.gaps
    assert gap.reason.startswith("exported metrics of hubs could not be read: ")
    if kind == "result-truncated":
        assert gap.reason.endswith("the answer is a part of what was asked for")
    if kind == "forbidden":
        assert LOGS.permission in gap.reason
        assert LOGS.also in gap.reason


@given(st.lists(st.text(max_size=30), min_size=1, max_size=3))
def test_an_id_stays_inside_its_quotes(ids):
    text = kusto(ids, Window(START, START + HOUR, HOUR))
    before, _, rest = text.partition("in~ (")
    inside, _, after = rest.rpartition(")\n| summarize Total = max")
    assert json.loads(f"[{inside}]") == ids
    assert "\n" not in inside
    assert "max" not in before
    assert after.count("summarize") == 1


# -- answers that no service should give

SETTINGS = f"{SCRIPTED_HUB}/providers/Microsoft.Insights/diagnosticSettings"
PLACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs"
ID = "00000000-0000-0000-0000-0000000000aa"
COLUMNS = ("_ResourceId", "MetricName", "TimeGenerated", "Total")
ROW = (SCRIPTED_HUB.upper(), "Incoming", "2026-03-02T00:00:00Z", 3)


def table(*rows, columns=COLUMNS, **further):
    shown = [{"name": name, "type": "string"} for name in columns]
    table = {"name": "PrimaryResult", "columns": shown, "rows": rows}
    return faults.text(json.dumps({"tables": [table], **further}))


@pytest.fixture
def scripted(azure, clock):
    """Return a function that reads a hub whose query is answered by a function."""

    def read(answering, customer=ID):
        for id in (SCRIPTED_HUB, OTHER_HUB):
            metrics = [{"category": "allmetrics", "enabled": True}]
            setting = {"workspaceId": PLACE, "metrics": metrics}
            path = f"{id}/providers/Microsoft.Insights/diagnosticSettings"
            body = {"id": f"{path}/x", "properties": setting}
            azure.answers[path.lower()] = {"value": [body]}
        azure.answers[PLACE.lower()] = {"id": PLACE, "properties": {"customerId": customer}}
        azure.faults = [faults.some("/v1/workspaces", answering)]
        options = AzureOptions(telemetry=AskedTelemetry("logs", WINDOW))
        estate = read_azure(SCRIPTED, options, clock.clock)
        assert CANARY not in repr(estate.gaps)
        return estate

    return read


def test_an_answer_as_it_should_be(scripted):
    other = (OTHER_HUB, "incoming", "2026-03-02T01:00:00.0000000Z", 4.0)
    estate = scripted(table(ROW, other, (*ROW[:1], CANARY, *ROW[2:])))
    assert estate.gaps == ()
    assert [item.total("incoming") for item in estate.histories] == [4, 3]


def test_columns_are_taken_by_their_name(scripted):
    estate = scripted(table(ROW[::-1], columns=COLUMNS[::-1]))
    assert [item.total("incoming") for item in estate.histories] == [3]
    # Of the other hub nothing is told, and that is no nought.
    assert [len(gap.scopes) for gap in estate.gaps] == [1]


@pytest.mark.parametrize("customer", [None, "", CANARY, f"{ID}/query?x="])
def test_a_workspace_without_an_id_is_a_gap(scripted, customer):
    estate = scripted(table(ROW), customer)
    assert estate.histories == ()
    assert "does not tell its id" in estate.gaps[0].reason


@pytest.mark.parametrize(
    "answering",
    [
        table((f"{SCRIPTED_HUB}-{CANARY}", *ROW[1:])),
        table((None, *ROW[1:])),
        table(ROW, ROW),
        table((*ROW[:3], -1)),
        table((*ROW[:3], CANARY)),
        table((*ROW[:2], CANARY, 1)),
        table(ROW[:3]),
        table(CANARY),
        table(ROW, columns=COLUMNS[:3]),
        table(ROW, columns=("a", "b", "c", "d")),
        table(ROW, error={"code": "PartialError", "message": CANARY}),
        faults.text(json.dumps({"tables": [{"columns": CANARY, "rows": []}]})),
        faults.text(json.dumps({"tables": []})),
        faults.text(json.dumps({"tables": [CANARY]})),
        faults.text(json.dumps({"error": {"code": CANARY}})),
    ],
)
def test_an_answer_that_would_be_misread_is_a_gap(scripted, answering):
    estate = scripted(answering)
    assert estate.histories == ()
    (gap,) = estate.gaps
    assert gap.reason.startswith("exported metrics of hubs could not be read: the answer")
    assert len(gap.scopes) == 2
