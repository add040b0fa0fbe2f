from datetime import timedelta

import pytest

from factories import UNKNOWN, estate, hub, verdict
from hubwarden.report import Outcome


def expiring(value):
    return estate(hubs=[hub(registration_ttl=value)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(expiring(None), Outcome.PASS, id="good: never"),
        pytest.param(expiring(timedelta(days=1)), Outcome.PASS, id="good: just a day"),
        pytest.param(expiring(timedelta(hours=23)), Outcome.FAIL, id="bad: less than a day"),
        pytest.param(expiring(timedelta(minutes=1)), Outcome.FAIL, id="bad: a minute"),
        pytest.param(expiring(timedelta(days=-9)), Outcome.FAIL, id="bad: less than nothing"),
        pytest.param(expiring(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the time"),
    ],
)
def test_registration_ttl_too_short(given, expected):
    assert verdict("registration-ttl-too-short", given) is expected
