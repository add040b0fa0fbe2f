"""Histories from files: what az writes, CSV, and what is neither."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from histories import HUB, as_azure, as_csv, made
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.errors import InputError
from hubwarden.facts import PLATFORM_METRICS
from hubwarden.metrics.figures import FORMULAS
from hubwarden.metrics.history_reading import read_histories
from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden_local_azure.metric_counts import NAMES

POINT = {"timeStamp": "2026-03-02T00:00:00Z", "total": 3.0}


@pytest.fixture
def read(tmp_path):
    def reading(content, encoding="utf-8"):
        path = tmp_path / "history"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding=encoding, newline="")
        return read_histories(path, "history")

    return reading


def answer(points, name="incoming", hub=HUB, **changes):
    metric = {
        "id": f"{hub}/providers/Microsoft.Insights/metrics/{name}",
        "name": {"value": name},
        "timeseries": [{"data": points}],
        "errorCode": "Success",
        **changes,
    }
    return {"value": [metric]}


def test_both_formats_tell_the_same(read):
    counts = made(days=2)
    (azure,), (table,) = read(as_azure(counts)), read(as_csv(counts))
    assert azure == table
    assert azure.hub == HUB
    assert azure.counts == counts


def test_several_hubs(read):
    other = HUB.replace("orders", "couriers")
    found = read([as_azure(made(days=1)), as_azure(made(days=1), other)])
    assert [history.hub for history in found] == [other, HUB]
    assert read(as_csv(made(days=1)) + as_csv(made(days=1), other).partition("\n")[2]) == found


def test_an_interval_without_a_total_was_not_measured(read):
    (found,) = read(answer([POINT, {"timeStamp": "2026-03-02T01:00:00Z", "total": None}]))
    assert found.counts == {"incoming": {datetime(2026, 3, 2, tzinfo=UTC): 3.0}}
    assert found.total("incoming") == 3
    assert found.total("notificationhub.pushes") is None
    (found,) = read(
        f"time,metric,value,resource\n2026-03-02T00:00:00Z,incoming,3,{HUB}\n2026-03-02T01:00:00Z,incoming,,{HUB}\n"
    )
    assert found.total("incoming") == 3


def test_a_metric_without_any_point_was_not_measured(read):
    empty = {
        **answer([POINT])["value"][0],
        "name": {"value": "incoming.all.requests"},
        "timeseries": [],
    }
    (found,) = read({"value": [answer([POINT])["value"][0], empty]})
    assert found.total("incoming.all.requests") is None


def test_letter_case_order_of_columns_and_offset_do_not_matter(read):
    (found,) = read(
        f"Resource,Value,Metric,Time\n{HUB},5,Incoming,2026-03-02T02:00:00+02:00\n{HUB.upper()},7,incoming,2026-03-02T01:00:00Z\n"
    )
    assert found.hub == HUB
    assert found.total("incoming") == 12
    assert found.window[0] == datetime(2026, 3, 2, tzinfo=UTC)


def test_what_windows_writes(read):
    (found,) = read(as_csv(made(days=1)).replace("\n", "\r\n"), encoding="utf-16")
    assert found.counts == made(days=1)


ROW = f"2026-03-02T00:00:00Z,incoming,3,{HUB}"
HEAD = "time,metric,value,resource"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "history:1: its first line has no column time, metric, value, resource"),
        ("time,metric\n", "no column value, resource"),
        (HEAD + "\n", "it holds no value of a hub metric"),
        (f"{HEAD}\n{ROW}\n{ROW}\n", "history:3: it counts incoming twice"),
        (f"{HEAD}\n2026-03-02T00:00:00,incoming,3,h\n", "history:2: time: it must be a time with its offset"),
        (f"{HEAD}\n1/1/2021 5:16:32 AM +00:00,incoming,3,h\n", "time with its offset"),
        (f"{HEAD}\n2026-03-02T00:00:00Z,incoming,-1,h\n", "history:2: value: it must be a number, 0 or more"),
        (f"{HEAD}\n2026-03-02T00:00:00Z,incoming,nan,h\n", "0 or more"),
        (f"{HEAD}\n2026-03-02T00:00:00Z,incoming,1e999,h\n", "0 or more"),
        (f"{HEAD}\n2026-03-02T00:00:00Z,,3,h\n", "metric or resource is empty"),
        (f"{HEAD}\n2026-03-02T00:00:00Z\n", "metric or resource is empty"),
        (
            f"time,metric,resource,value\n2026-03-02T00:00:00Z,incoming,{HUB},1,000\n",
            "history:2: it has more cells than the first line",
        ),
        (f"{HEAD}\n2026-03-02T00:00:00Z,incoming,1,000,{HUB}\n", "history:2: it has more cells"),
        ("{", "it is not valid JSON"),
        ("[" * 100_000, "it is not valid JSON"),
        ({}, "value: az monitor metrics list writes a list here"),
        ([{"value": 3}], "[0].value: az monitor metrics list writes a list here"),
        ([3], "[0].value"),
        ({"value": [3]}, "value[0]: a metric has an id"),
        ({"value": []}, "it holds no value of a hub metric"),
        (answer([POINT], id=HUB), "value[0].id: it is not the id of a metric"),
        (answer([POINT], timeseries={}), "it holds no value of a hub metric"),
        (answer([POINT], timeseries=[{}]), "value[0]: a metric has an id"),
        (answer([POINT], errorCode="Throttled"), "did not answer for this metric"),
        (answer([3]), "value[0].timeseries[0]: a point needs a time and a total"),
        (answer([{"total": 3}]), "timeStamp: it must be a time"),
        (answer([{**POINT, "total": "x"}]), "total: it must be a number"),
        (answer([{**POINT, "total": True}]), "total: it must be a number"),
        (answer([POINT, POINT]), "it counts incoming twice"),
        (f"{HEAD}\n2026-03-02T00:00:00Z,incoming,1_000,h\n", "0 or more"),
        (f"{HEAD}\n2026-03-02T00:00:00Z,incoming,\u0663,h\n", "0 or more"),
        (f"{HEAD}\n2026-03-02T00:00:00Z,incoming,1e308,h\n", "at most 1e+15"),
        (answer([{**POINT, "total": 10**400}]), "at most 1e+15"),
        (answer([{"timeStamp": POINT["timeStamp"], "average": 3.0}]), "value[0]: its points have an average or another value"),
        (
            [{**answer([POINT]), "interval": "PT1H"}, {**answer([POINT], "incoming.all.requests"), "interval": "0:05:00"}],
            "it counts by 0:05:00 here, and by 1:00:00 before",
        ),
    ],
)  # fmt: skip
def test_what_is_malformed_says_where(read, content, words):
    with pytest.raises(InputError) as caught:
        read(content)
    assert words in caught.value.message


@given(content=st.one_of(st.text(max_size=80), st.text(max_size=40).map(f"{HEAD}\n".__add__)))
def test_no_text_is_too_strange(content, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "strange"
    path.write_text(content, encoding="utf-8", newline="")
    with pytest.raises(InputError):
        read_histories(path, "strange")


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("outgoing.allpns.sucess", "'outgoing.allpns.sucess' is not a metric of Notification Hubs; did you mean outgoing.allpns.success?"),
        ("allpns.sucess", "did you mean outgoing.allpns.success?"),
        ("Notificationhub.Push", "did you mean notificationhub.pushes?"),
        ("registrations.all", "did you mean registration.all?"),
        ("outgoing.apns.wrongchannel", "'outgoing.apns.wrongchannel' is not a metric"),
        ("Percentage CPU", "'Percentage CPU' is not a metric of Notification Hubs"),
    ],
)  # fmt: skip
def test_what_is_no_metric_of_a_hub_is_told_with_the_nearest(read, metric, words):
    for value in ("3", ""):
        with pytest.raises(InputError) as caught:
            read(f"{HEAD}\n{ROW}\n2026-03-02T00:00:00Z,{metric},{value},{HUB}\n")
        assert caught.value.message.startswith("history:3: metric: ")
        assert words in caught.value.message
        assert "take the metric out of the file" in caught.value.hint
    for points in ([POINT], []):
        with pytest.raises(InputError) as caught:
            read(answer(points, metric))
        assert caught.value.message.startswith("history: value[0].name.value: ")
        assert words in caught.value.message


def test_text_that_looks_like_no_name_is_not_printed(read):
    secret = "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKey=CANARY="
    with pytest.raises(InputError) as caught:
        read(f"{HEAD}\n2026-03-02T00:00:00Z,{secret},3,{HUB}\n")
    assert "CANARY" not in caught.value.message
    assert "history:2: metric: this is not a metric" in caught.value.message


def test_every_metric_of_a_hub_is_read(read):
    rows = "".join(f"2026-03-02T00:00:00Z,{name},1,{HUB}\n" for name in sorted(METRIC_NAMES))
    (found,) = read(f"{HEAD}\n{rows}")
    assert set(found.counts) == METRIC_NAMES
    # The local Azure, which knows nothing of the auditor, and the rules name the same ones.
    assert set(NAMES) == METRIC_NAMES
    judged = {name for by in PLATFORM_METRICS.values() for names in by.values() for name in names}
    assert judged <= METRIC_NAMES
    assert {
        name for formula in FORMULAS for name in (*formula.parts, formula.whole)
    } <= METRIC_NAMES


@pytest.mark.parametrize(
    ("interval", "grain"),
    [
        ("PT1H", timedelta(hours=1)),
        ("pt5m", timedelta(minutes=5)),
        ("1:00:00", timedelta(hours=1)),
        ("0:05:00", timedelta(minutes=5)),
        ("1 day, 0:00:00", timedelta(days=1)),
        ("1.00:00:00", timedelta(days=1)),
        ("hourly", None),
        (60, None),
        (None, None),
    ],
)
def test_the_grain_is_what_the_file_says(read, interval, grain):
    (found,) = read({**answer([POINT]), "interval": interval})
    assert found.grain == grain
    # One that is not told is no other one.
    (found,) = read(
        [{**answer([POINT]), "interval": interval}, answer([POINT], "incoming.all.requests")]
    )
    assert found.grain == grain


@pytest.mark.parametrize("value", ["3", "3.0", "3.", "30e-1", "0.3E1"])
def test_plain_numbers_are_read(read, value):
    (found,) = read(f"{HEAD}\n2026-03-02T00:00:00Z,incoming,{value},{HUB}\n")
    assert found.total("incoming") == 3
