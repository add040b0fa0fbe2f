from dataclasses import replace
from datetime import UTC, datetime

import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.model.base import filled
from hubwarden.report import Outcome

WEDNESDAY = datetime(2026, 3, 4, tzinfo=UTC)


def in_part(given):
    """Return what was counted, with sends that were read for a part of the window alone."""
    history = replace(given.history, counts={}, in_part=frozenset({"incoming"}))
    return filled(given, history=history)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry({"incoming": [300, 280, 290]}), Outcome.PASS, id="good: sends go on"
        ),
        pytest.param(telemetry({"incoming": [300, 280, 0]}), Outcome.FAIL, id="bad: none any more"),
        pytest.param(telemetry({"incoming": [300, 200, 2]}), Outcome.FAIL, id="bad: a hundredth"),
        pytest.param(
            telemetry({"incoming": [300, 200, 3]}), Outcome.PASS, id="good: more than that"
        ),
        pytest.param(telemetry({"incoming": [20, 30, 20, 0]}), Outcome.FAIL, id="bad: of few, too"),
        pytest.param(
            telemetry({"incoming": [20, 30, 0]}), Outcome.PASS, id="good: too few days of few"
        ),
        pytest.param(
            telemetry({"incoming": [19, 30, 30, 0]}),
            Outcome.PASS,
            id="good: too few on a day before",
        ),
        pytest.param(
            telemetry({"incoming": [300, 300, 300, 0]}, start=WEDNESDAY),
            Outcome.PASS,
            id="good: a Saturday, and no earlier one is known",
        ),
        pytest.param(telemetry({"incoming": [0, 0, 0, 0]}), Outcome.PASS, id="good: never any"),
        pytest.param(
            in_part(telemetry({"incoming": [300, 280]})),
            Outcome.UNDETERMINED,
            id="unknown: sends were read for a part of the window",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": [300, 0]}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: sends were not measured",
        ),
    ],
)
def test_sends_stopped(given, expected):
    assert verdict("sends-stopped", estate(telemetry=[given])) is expected


def test_it_says_since_when_and_how_many_there_were():
    given = telemetry({"incoming": [300, 200, 1]})
    (found,) = results("sends-stopped", estate(telemetry=[given]))
    assert found.message == "1 send since 2026-03-04 00:00 UTC, about 250 a day before"


def test_the_reason_is_told_where_sends_were_read_in_part():
    (found,) = results("sends-stopped", estate(telemetry=[in_part(telemetry({"incoming": [3]}))]))
    assert (found.message, found.cause) == (
        "incoming was read for a part of the window alone",
        "unread",
    )
