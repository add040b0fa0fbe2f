"""What is counted for live hubs is read as it is, in few calls, and nothing is made up."""

import json
import logging
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from hubwarden.metrics.figures import Level, figures
from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden.metrics.window import Window
from hubwarden.sources.azure.azure_options import AskedTelemetry, AzureOptions
from hubwarden.sources.azure.azure_source import read_azure
from hubwarden.sources.azure.monitor_calls import METRICS
from hubwarden_local_azure import Fault
from local_azure.arm_client import HUB, NAMESPACE, OTHER_SUBSCRIPTION, SUBSCRIPTION
from sources.azure import faults
from sources.azure.conftest import TurnedClock
from sources.azure.counted_azure import HOUR, START, WINDOW, add_hubs, count, counted_azure, give
from sources.azure.scripted_azure import CANARY, OTHER_HUB
from sources.azure.scripted_azure import HUB as SCRIPTED_HUB
from sources.azure.scripted_azure import SUBSCRIPTION as SCRIPTED

FAR = f"{NAMESPACE.rpartition('/')[0]}/far-ns"
BATCH = "metrics:getBatch"


@pytest.fixture
def counted(tmp_path):
    with counted_azure(tmp_path) as server:
        yield server


def read(rest=SUBSCRIPTION, window=WINDOW, engine="metrics"):
    options = AzureOptions(telemetry=AskedTelemetry(engine, window))
    return read_azure(rest, options, TurnedClock().clock)


def by_hub(estate):
    return {history.hub.lower(): history for history in estate.histories}


def batches(server):
    return [item for item in server.requests if item.path.endswith(BATCH)]


def test_each_count_is_read_at_its_time(counted):
    count(counted, HUB, "incoming", {-1: 64, 0: 1, 5: 2, 6: 128})
    count(counted, HUB, "outgoing.apns.success", {3: 7})
    estate = read()
    assert estate.gaps == ()
    (history,) = estate.histories
    assert history.hub.lower() == HUB.lower()
    assert history.counts.keys() == METRIC_NAMES
    times = [START + hour * HOUR for hour in range(6)]
    assert list(history.counts["incoming"].items()) == list(
        zip(times, [1, 0, 0, 0, 0, 2], strict=True)
    )
    assert history.total("outgoing.apns.success") == 7
    assert history.total("outgoing.apns.badchannel") == 0
    assert history.window == (times[0], times[-1])


def test_without_being_asked_nothing_is_read(counted):
    assert read_azure(SUBSCRIPTION, AzureOptions(), TurnedClock().clock).histories == ()
    assert not batches(counted)
    assert not [item for item in counted.requests if item.path.endswith("/metricDefinitions")]


def test_batches_are_as_few_as_can_be(counted):
    near, far = add_hubs(counted, 60), add_hubs(counted, 3, FAR, "eastus")
    count(counted, far[2], "incoming", {0: 5})
    count(counted, near[59], "scheduled.pending", {0: 6})
    estate = read()
    assert estate.gaps == ()
    assert len(estate.histories) == 64
    assert by_hub(estate)[far[2].lower()].total("incoming") == 5
    assert by_hub(estate)[near[59].lower()].total("scheduled.pending") == 6
    sent = [parse_qs(item.query) for item in batches(counted)]
    # 61 hubs in one region are two batches, 3 in another are one; 70 metrics are four.
    assert len(sent) == (2 + 1) * 4
    names = [query["metricnames"][0].split(",") for query in sent]
    assert {len(item) for item in names} == {20, len(METRIC_NAMES) - 60}
    assert {query["interval"][0] for query in sent} == {"PT1H"}


def test_hubs_of_two_subscriptions_are_asked_for_apart(counted):
    other = (
        f"{OTHER_SUBSCRIPTION}{NAMESPACE.removeprefix(SUBSCRIPTION).replace('shop-ns', 'store-ns')}"
    )
    give(counted, OTHER_SUBSCRIPTION)
    (id,) = add_hubs(counted, 1, other)
    count(counted, id, "incoming", {0: 5})
    estate = read(OTHER_SUBSCRIPTION)
    assert [history.total("incoming") for history in estate.histories] == [5]
    assert {item.path.split("/")[2] for item in batches(counted)} == {
        OTHER_SUBSCRIPTION.split("/")[2]
    }


def test_a_metric_that_is_not_published_is_not_measured_and_named(tmp_path):
    gone = {"outgoing.fcmv1.wrongchannel", "outgoing.wns.wrongtoken"}
    with counted_azure(tmp_path, metrics=sorted(METRIC_NAMES - gone)) as server:
        count(server, HUB, "notificationhub.pushes", {0: 1000})
        count(server, HUB, "outgoing.allpns.success", {0: 1000})
        estate = read()
    assert estate.gaps == ()
    (history,) = estate.histories
    assert METRIC_NAMES - history.counts.keys() == gone
    (told,) = (text for text in estate.sources[0].cannot_tell if "does not publish" in text)
    assert told.endswith("outgoing.fcmv1.wrongchannel, outgoing.wns.wrongtoken")
    levels = {figure.formula.name: figure for figure in figures(history)}
    assert levels["wrong-app"].level is Level.PARTLY
    assert set(levels["wrong-app"].missing) == gone
    assert levels["bad-channel"].level is Level.WITHIN


def test_a_service_that_publishes_no_metric_is_a_gap(tmp_path):
    with counted_azure(tmp_path, metrics=()):
        estate = read()
    assert estate.histories == ()
    assert [gap.opens for gap in estate.gaps] == [("histories",)]
    assert "nothing was counted" in estate.gaps[0].reason


PASSING = ("throttled", "server-error", "reset", "cut", "truncated", "empty", "malformed")
PASSING += ("no-value", "null-value")


@pytest.mark.parametrize("kind", PASSING)
def test_what_passes_changes_nothing(counted, kind):
    count(counted, HUB, "incoming", {0: 1})
    calm = read()
    counted.disturb(Fault(kind, f"*{BATCH}", times=2), Fault(kind, "*/metricDefinitions", times=2))
    estate = read()
    assert estate.gaps == calm.gaps == ()
    assert [item.counts for item in estate.histories] == [item.counts for item in calm.histories]


@pytest.mark.parametrize("kind", [*PASSING, "forbidden"])
def test_what_stays_is_a_gap_that_names_call_and_hubs(counted, kind, caplog):
    caplog.set_level(logging.DEBUG)
    add_hubs(counted, 2)
    counted.disturb(Fault(kind, f"*{BATCH}", times=None))
    estate = read()
    assert estate.histories == ()
    assert len(estate.hubs) == 3
    (gap,) = estate.gaps
    assert gap.reason.startswith("metrics of hubs could not be read: ")
    assert len(gap.scopes) == 3
    assert gap.opens == ("histories",)
    forbidden = kind == "forbidden"
    assert gap.permission == (METRICS.permission if forbidden else "")
    assert ("the permission Microsoft.Insights/metrics/read is missing" in gap.reason) == forbidden


def test_one_batch_that_is_missing_leaves_the_others(counted):
    count(counted, HUB, "incoming", {0: 1})
    counted.disturb(Fault("forbidden", f"*{BATCH}", skip=1))
    estate = read()
    assert len(estate.gaps) == 1
    (history,) = estate.histories
    # The metrics of the batch are not measured; they are no noughts.
    assert len(history.counts) in (len(METRIC_NAMES) - 20, 60)


def test_without_the_definitions_all_is_asked_for_and_the_gap_says_so(counted):
    count(counted, HUB, "incoming", {0: 1})
    counted.disturb(Fault("forbidden", "*/metricDefinitions", times=None))
    estate = read()
    assert [gap.permission for gap in estate.gaps] == ["Microsoft.Insights/metricDefinitions/read"]
    assert estate.histories[0].total("incoming") == 1


def test_a_token_goes_to_its_own_service_alone(counted):
    # The local Azure refuses a token that was made for another service.
    read()
    assert {item.status for item in batches(counted)} == {200}
    assert {item.host for item in batches(counted)} == {counted.url.removeprefix("https://")}


# -- answers that no service should give


def answered(*hubs, metrics=None, total=1, at="2026-03-02T00:00:00Z", **further):
    """Return the answer to a batch, made of what was asked where nothing else is said."""

    async def answering(request):
        names = request.query["metricnames"].split(",") if metrics is None else metrics
        body = {
            "values": [
                {
                    "resourceid": id,
                    "value": [
                        {
                            "name": {"value": name},
                            "timeseries": [{"data": [{"timeStamp": at, "total": total}]}],
                            **further,
                        }
                        for name in names
                    ],
                }
                for id in hubs
            ]
        }
        return faults.web.json_response(body)

    return answering


@pytest.fixture
def scripted(azure, clock):
    """Return a function that reads two hubs whose batches are answered by a function."""

    def read(answering):
        azure.answers[f"{SCRIPTED_HUB}/providers/Microsoft.Insights/metricDefinitions".lower()] = {
            "value": [{"id": "/a", "name": {"value": "incoming"}}]
        }
        azure.answers[f"{OTHER_HUB}/providers/Microsoft.Insights/metricDefinitions".lower()] = {
            "value": [{"id": "/a", "name": {"value": "incoming"}}]
        }
        azure.faults = [faults.some(BATCH, answering)]
        options = AzureOptions(telemetry=AskedTelemetry("metrics", WINDOW))
        estate = read_azure(SCRIPTED, options, clock.clock)
        assert CANARY not in repr(estate.gaps)
        return estate

    return read


BOTH = (SCRIPTED_HUB, OTHER_HUB)


def test_an_answer_as_it_should_be(scripted):
    estate = scripted(answered(*map(str.upper, BOTH)))
    assert estate.gaps == ()
    assert {item.hub: item.total("incoming") for item in estate.histories} == dict.fromkeys(BOTH, 1)


def test_what_was_not_counted_is_no_nought(scripted):
    estate = scripted(answered(*BOTH, total=None))
    assert estate.histories == ()
    assert "nothing was counted" in estate.gaps[0].reason
    assert len(estate.gaps[0].scopes) == 2


def test_what_lies_outside_of_the_window_is_left_out(scripted):
    for at in ("2026-03-01T23:00:00Z", "2026-03-02T06:00:00Z"):
        assert scripted(answered(*BOTH, at=at)).histories == ()
    assert len(scripted(answered(*BOTH, at="2026-03-02T06:00:00+01:00")).histories) == 2


@pytest.mark.parametrize(
    "answering",
    [
        answered(SCRIPTED_HUB),
        answered(*BOTH, SCRIPTED_HUB),
        answered(SCRIPTED_HUB, f"{OTHER_HUB}-{CANARY}"),
        answered(*BOTH, metrics=[]),
        answered(*BOTH, metrics=["incoming", "incoming"]),
        answered(*BOTH, metrics=["incoming", CANARY]),
        answered(*BOTH, total=-1),
        answered(*BOTH, total=CANARY),
        answered(*BOTH, total=True),
        answered(*BOTH, total=float("inf")),
        answered(*BOTH, at=CANARY),
        answered(*BOTH, at=None),
        answered(*BOTH, at=5),
        answered(*BOTH, timeseries=None),
        answered(*BOTH, timeseries=[{"data": CANARY}]),
        answered(
            *BOTH, timeseries=[{"data": [{"timeStamp": "2026-03-02T00:00:00Z", "total": 1}] * 2}]
        ),
        answered(*BOTH, errorCode="InvalidSeries"),
        answered(*BOTH, name=CANARY),
        faults.text(json.dumps({"values": [CANARY]})),
        faults.text(json.dumps({"values": [{"resourceid": 1, "value": []}]})),
        faults.text(json.dumps({"values": [{"resourceid": SCRIPTED_HUB, "value": [CANARY]}]})),
    ],
)
def test_an_answer_that_would_be_misread_is_a_gap(scripted, answering):
    estate = scripted(answering)
    assert estate.histories == ()
    (gap,) = estate.gaps
    assert gap.reason.startswith("metrics of hubs could not be read: the answer") or (
        "did not answer for each metric" in gap.reason
    )
    assert len(gap.scopes) == 2


def test_a_hub_in_no_region_is_a_gap(azure, scripted):
    for path in (SCRIPTED_HUB, OTHER_HUB):
        azure.answers[path.lower()]["location"] = "../evil"
    for body in azure.answers[f"{SCRIPTED_HUB.rpartition('/')[0]}".lower()]["value"]:
        body["location"] = "https://evil.example"
    estate = scripted(answered(*BOTH))
    assert estate.histories == ()
    assert "in which region" in estate.gaps[0].reason


def test_a_shorter_grain(counted):
    counted.count(HUB, "incoming", (START + timedelta(minutes=7)).timestamp(), 3)
    window = Window(START, START + timedelta(minutes=15), timedelta(minutes=5))
    (history,) = read(window=window).histories
    assert list(history.counts["incoming"].values()) == [0, 3, 0]
