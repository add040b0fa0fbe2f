from datetime import timedelta

import pytest

from factories import UNKNOWN, context, demanding, estate, hub, results, verdict
from hubwarden.report import Outcome


def staying(time, days=90):
    given = estate(hubs=[hub(registration_ttl=time)])
    return context(given, demands=demanding(registration_days=days))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(staying(timedelta(days=90)), Outcome.PASS, id="good: as long as allowed"),
        pytest.param(staying(timedelta(days=1)), Outcome.PASS, id="good: a day"),
        pytest.param(staying(None), Outcome.FAIL, id="bad: never"),
        pytest.param(staying(timedelta(days=90, seconds=1)), Outcome.FAIL, id="bad: a second more"),
        pytest.param(
            staying(timedelta(days=10675199, hours=2)),
            Outcome.FAIL,
            id="bad: never, as Azure writes it",
        ),
        pytest.param(staying(UNKNOWN), Outcome.UNDETERMINED, id="unknown: how long"),
        pytest.param(
            estate(hubs=[hub(registration_ttl=None)]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: the packaged baseline demands nothing",
        ),
    ],
)
def test_registrations_kept_too_long(given, expected):
    assert verdict("registrations-kept-too-long", given) is expected


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (None, "registrations never expire, and 90 days are allowed"),
        (timedelta(days=10675199), "registrations never expire, and 90 days are allowed"),
        (timedelta(days=36_500), "registrations never expire, and 90 days are allowed"),
        (timedelta(days=36_499), "registrations expire after 36499 days, and 90 are allowed"),
        (timedelta(days=120), "registrations expire after 120 days, and 90 are allowed"),
    ],
)
def test_what_is_told(time, words):
    (found,) = results("NH610", staying(time))
    assert found.message == words
