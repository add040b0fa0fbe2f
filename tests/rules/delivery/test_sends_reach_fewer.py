from datetime import UTC, datetime, timedelta

import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.report import Outcome

FRIDAY_FIRST = datetime(2026, 3, 6, tzinfo=UTC)


def counts(*reach, sends=10, steps=4, without=()):
    """Return counts of days: by day how many devices a send reaches, in so many intervals; ``without`` pushes in some."""
    times = [
        timedelta(days=day, hours=8 + 2 * step)
        for day in range(len(reach))
        for step in range(steps)
    ]
    return {
        "incoming": {time: float(sends) for time in times},
        "notificationhub.pushes": {
            time: float(sends * reach[time.days])
            for at, time in enumerate(times)
            if at not in without
        },
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(telemetry(counts(500, 480, 510, 470)), Outcome.PASS, id="good: as many"),
        pytest.param(telemetry(counts(500, 480, 510, 30)), Outcome.FAIL, id="bad: far fewer"),
        pytest.param(
            telemetry(counts(500, 480, 510, 144)), Outcome.FAIL, id="bad: exactly three tenths"
        ),
        pytest.param(
            telemetry(counts(500, 480, 510, 145)), Outcome.PASS, id="good: more than that"
        ),
        pytest.param(
            telemetry(counts(500, 480, 510, 30, 60)), Outcome.FAIL, id="bad: for two days"
        ),
        pytest.param(
            telemetry(counts(500, 480, 510, 30, 400)), Outcome.PASS, id="good: for a day alone"
        ),
        pytest.param(
            telemetry(counts(500, 510, 30)), Outcome.PASS, id="good: two days before are too few"
        ),
        pytest.param(
            telemetry(counts(10, 12, 11, 3)), Outcome.FAIL, id="bad: ten devices are enough"
        ),
        pytest.param(
            telemetry(counts(9, 12, 11, 1)), Outcome.PASS, id="good: too few devices to say so"
        ),
        pytest.param(
            telemetry(counts(500, 480, 510, 30, steps=3)),
            Outcome.PASS,
            id="good: too few sends on a day to compare",
        ),
        pytest.param(
            telemetry(counts(500, 480, 510, 0, sends=10)),
            Outcome.PASS,
            id="good: none at all, which another rule judges",
        ),
        pytest.param(
            telemetry(counts(500, 500, 500, 30, 30), start=FRIDAY_FIRST - timedelta(days=3)),
            Outcome.FAIL,
            id="bad: on a Friday, and on the weekend after it",
        ),
        pytest.param(
            telemetry(counts(500, 480, 510, 30), start=FRIDAY_FIRST - timedelta(days=2)),
            Outcome.PASS,
            id="good: on a Saturday, and no earlier one is known",
        ),
        pytest.param(
            telemetry(counts(500, 480, 510, 30, steps=5, without=(6,))),
            Outcome.UNDETERMINED,
            id="unknown: some pushes were not measured",
        ),
        pytest.param(
            telemetry({"incoming": 4}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no pushes measured",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 4}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no sends measured",
        ),
    ],
)
def test_sends_reach_fewer(given, expected):
    assert verdict("sends-reach-fewer", estate(telemetry=[given])) is expected


def test_sends_for_fewer_devices_each_are_not_fewer_devices():
    """Broadcasts become sends to one device each, and as many are reached on a day."""
    given = counts(500, 480, 510, 5)
    for time in given["incoming"]:
        if time.days == 3:
            given["incoming"][time], given["notificationhub.pushes"][time] = 1000.0, 5000.0
    assert verdict("sends-reach-fewer", estate(telemetry=[telemetry(given)])) is Outcome.PASS


@pytest.mark.parametrize(("broadcast", "expected"), [(479, Outcome.FAIL), (480, Outcome.PASS)])
def test_one_send_that_reaches_as_many_as_before_shows_that_they_are_there(broadcast, expected):
    given = counts(500, 480, 510, 30, steps=7)
    last = max(given["incoming"])
    given["notificationhub.pushes"][last] = 10.0 * broadcast
    assert verdict("sends-reach-fewer", estate(telemetry=[telemetry(given)])) is expected


@pytest.mark.parametrize(("sends", "expected"), [(160, Outcome.FAIL), (161, Outcome.PASS)])
def test_pushes_must_be_fewer_too(sends, expected):
    given = counts(480, 480, 480, 15)
    for time in given["incoming"]:
        if time.days == 3:
            given["incoming"][time] = float(sends)
            given["notificationhub.pushes"][time] = 15.0 * sends
    assert verdict("sends-reach-fewer", estate(telemetry=[telemetry(given)])) is expected


def test_it_says_since_when_and_how_many():
    given = telemetry(counts(500, 480, 520, 30))
    (found,) = results("sends-reach-fewer", estate(telemetry=[given]))
    assert found.message == (
        "a send reaches about 30 devices since 2026-03-05 08:00 UTC, and about 500 before; 40 sends went on"
    )
