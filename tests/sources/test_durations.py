"""Durations as .NET and ISO 8601 write them."""

from datetime import timedelta

import pytest

from hubwarden.sources.durations import duration

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:01:00", timedelta(minutes=1)),
        ("23:59:59.9999999", DAY),
        ("00:30", timedelta(minutes=30)),
        ("1.00:00:00", DAY),
        ("1:00:00:00", DAY),
        ("90", 90 * DAY),
        ("-1.00:00:00", -DAY),
        ("PT1M", timedelta(minutes=1)),
        ("P1D", DAY),
        ("PT24H", DAY),
        ("P1DT12H", 1.5 * DAY),
        ("P2W", 14 * DAY),
        ("P1Y", 365 * DAY),
        ("P1M", 28 * DAY),
    ],
)
def test_a_duration(text, expected):
    assert abs(duration(text) - expected) < timedelta(milliseconds=1)


def test_azures_default_is_long():
    assert duration("10675199.02:48:05.4775807") > 10_000_000 * DAY


@pytest.mark.parametrize("text", ["", "never", "P", "PT", "24:00:00", "1 day", "00:61:00", "1.5"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="not a duration"):
        duration(text)
