import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.metrics.hub_metrics import REGISTERING
from hubwarden.report import Outcome

NONE = dict.fromkeys(REGISTERING, 0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry({"incoming": [10, 10, 10], **NONE, "installation.upsert": [300, 300, 290]}),
            Outcome.PASS,
            id="good: go on",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], **NONE, "installation.upsert": [300, 300, 0]}),
            Outcome.FAIL,
            id="bad: none on the last day",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], **NONE, "registration.create": [300, 300, 0]}),
            Outcome.FAIL,
            id="bad: by registrations",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], **NONE, "installation.upsert": [300, 300, 4]}),
            Outcome.PASS,
            id="good: more than a hundredth",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 0], **NONE, "installation.upsert": [300, 300, 0]}),
            Outcome.PASS,
            id="good: sends ended, too",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], **NONE, "installation.upsert": [10000, 300, 100]}),
            Outcome.PASS,
            id="good: fewer after a launch",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], **NONE, "installation.upsert": [19, 19, 0]}),
            Outcome.PASS,
            id="good: too few before to say so",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], **NONE, "installation.upsert": [0, 0, 0]}),
            Outcome.PASS,
            id="good: there never were any",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], "installation.upsert": [300, 300, 0]}),
            Outcome.UNDETERMINED,
            id="unknown: other ways to register were not measured",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10], "installation.upsert": [300, 300, 300]}),
            Outcome.PASS,
            id="good: what was measured goes on",
        ),
        pytest.param(
            telemetry({"incoming": [10, 10, 10]}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: not measured",
        ),
    ],
)
def test_registrations_stopped(given, expected):
    assert verdict("registrations-stopped", estate(telemetry=[given])) is expected


def test_the_place_is_told():
    given = telemetry({"incoming": [10, 10, 10], **NONE, "installation.upsert": [300, 300, 0]})
    (found,) = results("registrations-stopped", estate(telemetry=[given]))
    assert (found.outcome, found.field) == (Outcome.FAIL, "history.registration")
