import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry({"incoming.all.requests": 1000, "incoming.all.failedrequests": 10}),
            Outcome.PASS,
            id="good: exactly at the limit",
        ),
        pytest.param(
            telemetry({"incoming.all.requests": 1000, "incoming.all.failedrequests": 11}),
            Outcome.FAIL,
            id="bad: more than 1 %",
        ),
        pytest.param(
            telemetry(
                {"incoming.all.requests": 50, "incoming.all.failedrequests": 1, "incoming": 0}
            ),
            Outcome.FAIL,
            id="bad: no send came through, few as they are",
        ),
        pytest.param(
            telemetry(
                {"incoming.all.requests": 50, "incoming.all.failedrequests": 0, "incoming": 0}
            ),
            Outcome.UNDETERMINED,
            id="unknown: nothing failed, too few for a share",
        ),
        pytest.param(
            telemetry(
                {"incoming.all.requests": 50, "incoming.all.failedrequests": 20, "incoming": 30}
            ),
            Outcome.UNDETERMINED,
            id="unknown: too few for a share",
        ),
        pytest.param(
            telemetry(
                {"incoming.all.requests": 1000, "incoming.all.failedrequests": 11},
                above={"failed-requests": 0.02},
            ),
            Outcome.PASS,
            id="good: the baseline lets more fail",
        ),
        pytest.param(
            telemetry(
                {
                    "incoming.all.requests": [100, 100, 1000],
                    "incoming.all.failedrequests": [0, 0, 8],
                },
                lasting={"failed-requests": 2},
            ),
            Outcome.FAIL,
            id="bad: within the limit as a whole, and above it since some day",
        ),
        pytest.param(
            telemetry({"incoming.all.requests": 0, "incoming.all.failedrequests": 0}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no requests",
        ),
        pytest.param(
            telemetry({"incoming.all.requests": 1000}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: failures not measured",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 1000}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: nothing of requests measured",
        ),
    ],
)
def test_requests_failing(given, expected):
    assert verdict("requests-failing", estate(telemetry=[given])) is expected


def test_the_place_is_told():
    given = telemetry(
        {"incoming.all.requests": 50, "incoming.all.failedrequests": 1, "incoming": 0}
    )
    (found,) = results("requests-failing", estate(telemetry=[given]))
    assert (found.outcome, found.field) == (Outcome.FAIL, "figures.failed-requests")
