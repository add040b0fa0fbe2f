"""What began some hours ago, in a window that is fine as a whole, is seen; what is a rhythm or chance is not."""

from datetime import timedelta

import pytest
from histories import HUB, START, made

from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import onsets
from hubwarden.metrics.stops import stops
from observing import observe

DAYS = 9
HOUR = timedelta(hours=1)
END = START + DAYS * 24 * HOUR


def seen(counts):
    """Return what is seen, by the rule that says so."""
    history = History(HUB, counts)
    found = observe(history, onsets=(*onsets(history), *stops(history)))
    return {item.result.rule.id if item.result else "delivers": item for item in found}


def changed(hours, change, **more):
    """Make a history whose last hours ``change`` alters: it gets a metric and its count, and returns another."""
    counts = made(days=DAYS, **more)
    for metric, by_time in counts.items():
        for time in by_time:
            if time >= END - hours * HOUR:
                by_time[time] = float(change(metric, by_time[time]))
    return counts


def without_google(metric, count):
    if metric.startswith("outgoing.fcmv1."):
        return 0
    return count / 2 if metric in ("notificationhub.pushes", "outgoing.allpns.success") else count


def reaching_few(metric, count):
    return count // 20 if metric.startswith(("notificationhub.", "outgoing.")) else count


def refused(metric, count):
    if metric == "incoming.all.failedrequests":
        return 15
    return 20 if metric == "incoming.all.requests" else count


@pytest.mark.parametrize(
    ("change", "rule"),
    [(without_google, "NH830"), (reaching_few, "NH833"), (refused, "NH820")],
    ids=lambda item: getattr(item, "__name__", item),
)
@pytest.mark.parametrize("hours", [5, 8, 13])
def test_it_is_seen_after_some_hours(change, rule, hours):
    found = seen(changed(hours, change, volume=10))
    assert set(found) == {rule}
    begun = END - hours * HOUR
    assert f"{begun:%Y-%m-%d %H:%M} UTC" in found[rule].says


@pytest.mark.parametrize(
    "change", [without_google, reaching_few, refused], ids=lambda item: item.__name__
)
def test_an_hour_is_too_early_to_tell(change):
    assert set(seen(changed(1, change))) == {"delivers"}


def test_a_part_is_compared_with_the_same_hours_alone():
    says = seen(changed(7, without_google))["NH830"].says
    assert "in the same hours of days before" in says
    assert " a day before" not in says


def test_a_small_platform_is_not_silent_where_little_is_sent():
    """One push of twenty goes to Google: of sixty in the last hours there may be none."""
    counts = made(days=DAYS)
    for time in counts["incoming"]:
        late = time >= END - 9 * HOUR
        counts["outgoing.fcmv1.success"][time] = 0.0 if late else 50.0
        counts["notificationhub.pushes"][time] = 7.0 if late else 1050.0
        counts["outgoing.apns.success"][time] = 7.0 if late else 1000.0
        counts["outgoing.allpns.success"][time] = counts["notificationhub.pushes"][time]
    assert "NH830" not in seen(counts)
    for time in counts["incoming"]:
        if time >= END - 9 * HOUR:
            counts["notificationhub.pushes"][time] = counts["outgoing.apns.success"][time] = 700.0
            counts["outgoing.allpns.success"][time] = 700.0
    assert "NH830" in seen(counts)


def test_a_short_burst_that_is_over_is_told_with_its_end():
    counts = made(days=DAYS)
    begin, end = START + 100 * HOUR, START + 104 * HOUR
    for time in counts["incoming"]:
        counts["incoming.all.requests"][time] = 20.0
        counts["incoming.all.failedrequests"][time] = 18.0 if begin <= time < end else 0.0
    (onset,) = onsets(History(HUB, counts))
    assert (onset.at, onset.until) == (begin, end)


def test_what_was_refused_beside_what_was_taken_is_not_the_credential():
    fates = {("fcmv1", "invalidcredentials"): 0.01}
    item = seen(made(fates))["NH822"]
    assert item.likely == {"build-of-another-project"}
    assert {"account-rights", "placeholder", "service-account"} <= item.unlikely
    assert seen(made({("apns", "invalidcredentials"): 0.01}))["NH822"].likely == {"service-fault"}
    # In the hours in which all are refused it is.
    counts = changed(9, lambda metric, count: 0 if metric == "outgoing.fcmv1.success" else count)
    for time, count in made(days=DAYS)["outgoing.fcmv1.success"].items():
        if time >= END - 9 * HOUR:
            counts["outgoing.fcmv1.invalidcredentials"][time] = count
    item = seen(counts)["NH822"]
    assert (item.likely, item.unlikely) == (set(), set())


def test_a_hub_that_answers_others_is_not_deleted():
    assert "hub-deleted" in seen(made(failed=0.3))["NH820"].unlikely
    assert "hub-deleted" not in seen(made(sent=False))["NH820"].unlikely
