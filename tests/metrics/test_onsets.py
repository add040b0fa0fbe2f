"""The moment at which a figure changed is found; a rhythm of days or weeks is none."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from histories import HUB, START, made
from hypothesis import given, settings
from hypothesis import strategies as st

from hubwarden.metrics.figures import Limits
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import onsets

HOUR = timedelta(hours=1)


def mixed(fates, is_bad, **more):
    """Make a history that has other fates in the hours that ``is_bad`` says."""
    good, bad = made(**more), made(fates, **more)
    counts = {
        name: {time: (bad if is_bad(time) else good)[name][time] for time in by_time}
        for name, by_time in good.items()
    }
    return History(HUB, counts)


def since(at, until=None):
    return lambda time: at <= time and (until is None or time < until)


def found(history, limits=None):
    return {item.formula.name: item for item in onsets(history, limits or Limits())}


REFUSED = {("apns", "invalidcredentials"): 0.5}
BAD = {("apns", "badchannel"): 0.3}


@pytest.mark.parametrize("volume", [0.1, 1, 10])
@pytest.mark.parametrize("hours", [30, 80, 110, 150])
@pytest.mark.parametrize(
    ("fates", "name"), [(REFUSED, "authentication-error"), (BAD, "bad-channel")]
)
def test_a_fault_that_began_is_dated(fates, name, hours, volume):
    at = START + hours * HOUR
    onset = found(mixed(fates, since(at), volume=volume))[name]
    assert abs(onset.at - at) <= HOUR
    assert onset.until is None
    assert onset.grain == HOUR
    assert onset.before < 0.001
    assert onset.after == pytest.approx(sum(fates.values()), rel=0.1)


def test_a_fault_that_ended_has_an_end():
    at, until = START + 50 * HOUR, START + 56 * HOUR
    onset = found(mixed(BAD, since(at, until)))["bad-channel"]
    assert (onset.at, onset.until) == (at, until)


def test_a_fault_that_is_always_there_has_no_onset():
    assert found(History(HUB, made(BAD))) == {}


def test_one_that_began_before_the_window_has_none():
    assert found(mixed(BAD, lambda time: time < START + 60 * HOUR)) == {}


@pytest.mark.parametrize("days", [3, 7, 14])
@pytest.mark.parametrize(
    "rhythm",
    [
        lambda time: time.hour in (2, 3),
        lambda time: time.hour >= 20,
        lambda time: 8 <= time.hour < 16,
        lambda time: time.weekday() >= 5,
        lambda time: time.weekday() < 5,
        lambda time: time.weekday() < 5 and time.hour < 6,
        lambda time: time.weekday() >= 5 and time.hour == 12,
    ],
)
@pytest.mark.parametrize("shift", range(0, 7, 2))
def test_a_rhythm_is_no_onset(rhythm, days, shift):
    history = mixed(BAD, rhythm, days=days, shift=timedelta(days=shift, hours=5))
    assert found(history) == {}


def test_a_fault_beside_a_rhythm_is_one():
    at = START + 107 * HOUR
    history = mixed(BAD, lambda time: time.hour == 2 or time >= at)
    assert abs(found(history)["bad-channel"].at - at) <= HOUR


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from([0.1, 1, 10]),
    st.sampled_from([0.0, 0.0005, 0.02, 0.045]),
    st.integers(0, 6),
)
def test_noise_is_no_onset(seed, volume, share, shift):
    """Every push of a share that is within its limit fails by chance."""
    chance = random.Random(seed)
    counts = made(volume=volume, seed=seed, shift=timedelta(days=shift))
    pushes = counts["notificationhub.pushes"]
    counts["outgoing.allpns.badorexpiredchannel"] = {
        time: float(round(min(whole, max(0, chance.gauss(whole * share, (whole * share) ** 0.5)))))
        for time, whole in pushes.items()
    }
    assert "bad-channel" not in found(History(HUB, counts))


@given(st.integers(-300, 300), st.sampled_from([1, 3, 10]))
@settings(max_examples=20, deadline=None)
def test_it_moves_with_time_and_does_not_ask_for_volume(hours, volume):
    shift = hours * HOUR
    at = START + shift + 90 * HOUR
    onset = found(mixed(REFUSED, since(at), shift=shift, volume=volume, seed=4))
    # On the first Saturday or Monday of a window it could be the week's rhythm.
    for item in onset.values():
        assert abs(item.at - at) <= HOUR


def test_what_a_baseline_lets_be_is_none():
    history = mixed({("apns", "badchannel"): 0.07}, since(START + 90 * HOUR))
    assert "bad-channel" in found(history)
    assert "bad-channel" not in found(history, Limits({"bad-channel": 0.1}))
    assert found(history, Limits(sample=10_000_000)) == {}


def test_totals_that_are_missing_are_made_of_platforms():
    history = mixed(BAD, since(START + 90 * HOUR))
    counts = {
        name: by_time
        for name, by_time in history.counts.items()
        if name != "outgoing.allpns.badorexpiredchannel"
    }
    assert found(History(HUB, counts))["bad-channel"].at == START + 90 * HOUR


def test_nothing_and_little_is_no_onset():
    time = datetime(2026, 3, 2, tzinfo=UTC)
    assert found(History(HUB, {"incoming": {time: 5.0}})) == {}
    one = {
        "notificationhub.pushes": {time: 900.0},
        "outgoing.apns.invalidcredentials": {time: 900.0},
    }
    assert found(History(HUB, one)) == {}


@pytest.mark.parametrize("seed", range(8))
def test_hours_with_few_requests_do_not_move_the_onset(seed):
    """Of some forty requests an hour two fail: in many an hour one does, or none."""
    chance = random.Random(seed)
    at = START + 200 * HOUR
    requests = {START + hour * HOUR: 20.0 + 55.0 * (6 <= hour % 24 < 20) for hour in range(14 * 24)}
    failed = {
        time: float(
            sum(chance.random() < (0.05 if time >= at else 0.001) for _ in range(int(whole)))
        )
        for time, whole in requests.items()
    }
    counts = {"incoming.all.requests": requests, "incoming.all.failedrequests": failed}
    assert abs(found(History(HUB, counts))["failed-requests"].at - at) <= 4 * HOUR


def test_what_was_counted_last_does_not_end_it():
    """Of the last hour only a part has arrived."""
    at = START + 90 * HOUR
    history = mixed(BAD, since(at))
    last = max(history.counts["notificationhub.pushes"])
    for by_time in history.counts.values():
        by_time[last] = 0.0
    history.counts["notificationhub.pushes"][last] = 100.0
    assert found(history)["bad-channel"].until is None
    # An end is one that is seen as clearly as the beginning.
    until = START + 150 * HOUR
    assert found(mixed(BAD, since(at, until)))["bad-channel"].until == until


@pytest.mark.parametrize("seed", range(8))
def test_few_failures_at_random_are_no_onset(seed):
    """One request of a thousand fails: at night none does for hours, and sometimes three do in one."""
    chance = random.Random(seed)
    counts = made(days=14)
    requests = {time: 40.0 + 300.0 * (8 <= time.hour < 20) for time in counts["incoming"]}
    counts["incoming.all.requests"] = requests
    counts["incoming.all.failedrequests"] = {
        time: float(sum(chance.random() < 0.001 for _ in range(int(whole))))
        for time, whole in requests.items()
    }
    assert "failed-requests" not in found(History(HUB, counts))


def daily(hour, first, days=14):
    """Return whether a time is in an hour of a day from some day on."""
    return lambda time: time.hour == hour and time >= START + timedelta(days=first)


@pytest.mark.parametrize("first", [3, 5, 8, 11])
@pytest.mark.parametrize("hour", [6, 9, 20])
def test_what_comes_back_each_day_began_on_the_first(first, hour):
    onset = found(mixed(BAD, daily(hour, first), days=14))["bad-channel"]
    assert onset.at == START + timedelta(days=first, hours=hour)
    assert onset.daily
    assert onset.until == START + timedelta(days=13, hours=hour + 1) or hour == 20
    assert onset.after == pytest.approx(0.3, rel=0.1)
    assert onset.before < 0.001


@pytest.mark.parametrize(
    "is_bad",
    [
        pytest.param(lambda time: time.weekday() == 3 and time.hour == 18, id="each Thursday"),
        pytest.param(lambda time: time.hour == 9, id="each day"),
        pytest.param(lambda time: time.weekday() < 5 and time.hour == 9, id="each weekday"),
        pytest.param(daily(9, 1), id="all days but the first"),
    ],
)
def test_what_always_comes_back_did_not_begin(is_bad):
    assert "bad-channel" not in found(mixed(BAD, is_bad, days=14))


def test_a_day_without_it_does_not_end_what_comes_back():
    skips = START + timedelta(days=9)
    is_bad = lambda time: daily(9, 7)(time) and time.date() != skips.date()  # noqa: E731
    onset = found(mixed(BAD, is_bad, days=14))["bad-channel"]
    assert (onset.at, onset.daily) == (START + timedelta(days=7, hours=9), True)


def test_one_that_came_once_is_not_daily():
    at = START + timedelta(days=10, hours=9)
    onset = found(mixed(BAD, since(at, at + HOUR), days=14))["bad-channel"]
    assert (onset.at, onset.daily) == (at, False)


@pytest.mark.parametrize(("growth", "gradual"), [(0.012, True), (0.0, False)])
def test_what_grows_day_by_day_has_no_moment(growth, gradual):
    counts = made(days=14, seed=3)
    for time, whole in counts["notificationhub.pushes"].items():
        day = (time - START).days
        share = 0.01 + growth * day if gradual else 0.16 if day >= 8 else 0.01
        counts["outgoing.allpns.badorexpiredchannel"][time] = float(round(whole * share))
    assert found(History(HUB, counts))["bad-channel"].gradual is gradual
