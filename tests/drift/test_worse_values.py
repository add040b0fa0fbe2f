"""Whether a live value is worse than the declared one, and how values are put into words."""

from datetime import timedelta

import pytest

from hubwarden.drift.value_words import words
from hubwarden.drift.worse_values import lost, opened


@pytest.mark.parametrize(
    ("declared", "live", "expected"),
    [
        ({"Send": ["203.0.113.0/24"]}, {"Send": ["203.0.113.0/25"]}, False),
        ({"Send": ["203.0.113.0/25"]}, {"Send": ["203.0.113.0/24"]}, True),
        ({"Send": ["203.0.113.0/24"]}, {"Manage": ["203.0.113.0/25"]}, True),
        ({"Send": ["203.0.113.0/24"]}, {"Send": ["198.51.100.7"]}, True),
        ({"Send": ["203.0.113.0/24", "2001:db8::/32"]}, {"Send": ["2001:db8:1::/48"]}, False),
        ({"Send": ["203.0.113.0/24"]}, {}, False),
        ({"Send": ["no range"]}, {"Send": ["203.0.113.0/24"]}, True),
    ],
)
def test_an_address_range_inside_a_declared_one_opens_nothing(declared, live, expected):
    assert opened(declared, live) is expected


@pytest.mark.parametrize(
    ("declared", "live", "expected"),
    [
        (["OperationalLogs"], ["allLogs"], False),
        (["OperationalLogs"], ["alllogs", "audit"], False),
        (["AllMetrics"], ["Requests"], True),
        (["OperationalLogs"], ["audit"], False),
        (["allLogs"], ["audit"], True),
        (["OperationalLogs", "Other"], ["OperationalLogs"], True),
        ([], ["audit"], False),
    ],
)
def test_a_category_in_one_that_holds_all_is_not_lost(declared, live, expected):
    assert lost(declared, live) is expected


@pytest.mark.parametrize(
    ("lifetime", "expected"),
    [
        (timedelta(days=1), "1 day"),
        (timedelta(days=90), "90 days"),
        (timedelta(hours=12), "12 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=15), "15 minutes"),
        (timedelta(seconds=-30), "-0.5 minutes"),
        (timedelta.max, "never"),
        (timedelta(days=10675199, seconds=10085), "never"),
    ],
)
def test_a_lifetime_in_words(lifetime, expected):
    assert words(lifetime) == expected
