from datetime import UTC, datetime, timedelta, timezone

import pytest

from factories import (
    UNKNOWN,
    access_rule,
    context,
    default_rule,
    demanding,
    estate,
    results,
    verdict,
)
from hubwarden.report import Outcome

YEAR = {"key_age_days": 365}


def changed(*moment, days=365, **more):
    """Build a rule that was changed at a moment; the day of the audit is 2026-01-01."""
    given = estate(access_rules=[access_rule(modified=datetime(*moment, tzinfo=UTC), **more)])
    return context(given, demands=demanding(key_age_days=days))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(changed(2025, 12, 1), Outcome.PASS, id="good: a month"),
        pytest.param(changed(2025, 1, 2), Outcome.PASS, id="good: the last day"),
        pytest.param(changed(2026, 2, 1), Outcome.PASS, id="good: changed after the day asked for"),
        pytest.param(changed(2024, 12, 31), Outcome.FAIL, id="bad: a day too old"),
        pytest.param(changed(2019, 5, 1), Outcome.FAIL, id="bad: years"),
        pytest.param(changed(2025, 12, 30, days=1), Outcome.FAIL, id="bad: a strict baseline"),
        pytest.param(
            context(
                estate(access_rules=[default_rule(modified=datetime(2020, 1, 1, tzinfo=UTC))]),
                demands=demanding(**YEAR),
            ),
            Outcome.FAIL,
            id="bad: a rule of Azure's own, whose keys work as well",
        ),
        pytest.param(
            context(estate(access_rules=[access_rule()]), demands=demanding(**YEAR)),
            Outcome.UNDETERMINED,
            id="unknown: when it was changed",
        ),
        pytest.param(
            estate(access_rules=[access_rule(modified=UNKNOWN)]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: the packaged baseline demands nothing",
        ),
        pytest.param(
            context(
                estate("test", access_rules=[access_rule("test", modified=UNKNOWN)]),
                demands=demanding(**YEAR),
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: another environment demands it",
        ),
    ],
)
def test_access_key_old(given, expected):
    assert verdict("access-key-old", given) is expected


def test_what_is_told():
    (found,) = results("NH213", changed(2024, 1, 1))
    assert "since 2024-01-01, which is 731 days, and 365 are allowed" in found.message
    assert found.field == "modified"


def test_an_hour_of_another_zone_is_the_same_moment():
    at = datetime(2024, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))
    given = estate(access_rules=[access_rule(modified=at)])
    assert verdict("NH213", context(given, demands=demanding(**YEAR))) is Outcome.PASS


def test_no_environment_is_asked_for_where_none_demands_it():
    given = estate("nowhere", access_rules=[access_rule("nowhere")])
    assert verdict("NH213", given) is Outcome.NOT_APPLICABLE
    assert verdict("NH213", context(given, demands=demanding(**YEAR))) is Outcome.UNDETERMINED
