import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.metrics.hub_metrics import of_platform
from hubwarden.report import Outcome

GCM = dict.fromkeys(of_platform("gcm"), 0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, **GCM}),
            Outcome.PASS,
            id="good: none of them",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, **GCM, "outgoing.gcm.success": 1}),
            Outcome.FAIL,
            id="bad: one, even if it succeeds",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.gcm.pnserror": 1}),
            Outcome.FAIL,
            id="bad: by what was measured of it",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.gcm.success": 0}),
            Outcome.UNDETERMINED,
            id="unknown: some of it was not measured, and pushes are unexplained",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 1000,
                    "outgoing.gcm.success": 0,
                }
            ),
            Outcome.PASS,
            id="good: some of it was not measured, and all pushes are explained",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: nothing of it measured",
        ),
    ],
)
def test_pushes_to_retired_platform(given, expected):
    assert verdict("pushes-to-retired-platform", estate(telemetry=[given])) is expected


def test_the_place_is_told():
    given = telemetry({"notificationhub.pushes": 10, "outgoing.gcm.success": 10})
    (found,) = results("pushes-to-retired-platform", estate(telemetry=[given]))
    assert (found.outcome, found.field) == (Outcome.FAIL, "history.outgoing.gcm")
