from datetime import UTC, datetime, time

import pytest
from delivery_builds import for_android, of

from factories import UNKNOWN, results, verdict
from hubwarden.report import Outcome


def on(year, month, day):
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(), Outcome.PASS, id="good: a year is left"),
        pytest.param(of(expires=on(2026, 1, 2)), Outcome.PASS, id="good: the last day"),
        pytest.param(of(expires=on(2026, 1, 1)), Outcome.FAIL, id="bad: in the course of the day"),
        pytest.param(
            of(expires=datetime.combine(on(2026, 1, 1), time.max, UTC)),
            Outcome.FAIL,
            id="bad: at the very moment",
        ),
        pytest.param(of(expires=on(2025, 12, 31)), Outcome.FAIL, id="bad: yesterday"),
        pytest.param(of(expires=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the date"),
        pytest.param(of(expires=None), Outcome.UNDETERMINED, id="unknown: no date in it"),
        pytest.param(
            of(kind="entitlements", expires=None),
            Outcome.NOT_APPLICABLE,
            id="not applicable: entitlements",
        ),
        pytest.param(for_android(), Outcome.NOT_APPLICABLE, id="not applicable: Android"),
    ],
)
def test_profile_expired(given, expected):
    assert verdict("profile-expired", given) is expected


def test_what_is_told():
    (found,) = results("NH806", of(expires=on(2025, 12, 31)))
    assert (found.field, found.message) == ("expires", "it expired on 2025-12-31 at 12:00 UTC")
