from dataclasses import replace

import pytest

from factories import estate, telemetry, verdict
from hubwarden.model.base import filled
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 990,
                    "outgoing.allpns.pnserror": 10,
                }
            ),
            Outcome.PASS,
            id="good: exactly at the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 989,
                    "outgoing.allpns.pnserror": 11,
                }
            ),
            Outcome.FAIL,
            id="bad: more than 1 %",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 500,
                    "outgoing.allpns.pnserror": 0,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: all of them refused for the credential",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 490,
                    "outgoing.allpns.pnserror": 10,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: the others are within the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 489,
                    "outgoing.allpns.pnserror": 11,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.FAIL,
            id="bad: the others are above the limit",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 500,
                    "outgoing.allpns.pnserror": 100,
                    "outgoing.apns.invalidcredentials": 400,
                }
            ),
            Outcome.FAIL,
            id="bad: beside those refused for the credential",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 199,
                    "outgoing.allpns.success": 100,
                    "outgoing.allpns.pnserror": 99,
                }
            ),
            Outcome.UNDETERMINED,
            id="unknown: too few pushes for a share",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 999,
                    "outgoing.allpns.pnserror": 1,
                },
                above={"pns-error": 0.0},
            ),
            Outcome.FAIL,
            id="bad: one, where the baseline lets none be",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 300,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.UNDETERMINED,
            id="unknown: credentials were refused, and errors beside them were not measured",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 500,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: refused credentials tell of all pushes that failed",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 300,
                    "outgoing.allpns.pnserror": 0,
                    "outgoing.apns.invalidcredentials": 500,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no error beside refused credentials, whatever became of other pushes",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 980,
                    "outgoing.allpns.pnserror": 10,
                    "outgoing.apns.invalidcredentials": 10,
                }
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: those beside refused credentials are exactly at the limit",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 900}),
            Outcome.UNDETERMINED,
            id="unknown: not measured",
        ),
    ],
)
def test_push_service_errors(given, expected):
    assert verdict("push-service-errors", estate(telemetry=[given])) is expected


@pytest.mark.parametrize(
    ("shares", "limit", "expected"),
    [
        ({"pns-error": 0.5}, 0.25, Outcome.FAIL),
        ({"pns-error": 0.5, "authentication-error": 0.125}, 0.25, Outcome.FAIL),
        ({"pns-error": 0.5, "authentication-error": 0.25}, 0.25, Outcome.NOT_APPLICABLE),
        ({"pns-error": 0.5, "authentication-error": 0.5}, 0.25, Outcome.NOT_APPLICABLE),
    ],
    ids=["none refused", "few refused", "just the limit beside them", "all refused"],
)
def test_since_some_moment(shares, limit, expected):
    """The window as a whole is within its limit."""
    counts = {
        "notificationhub.pushes": [1000, 1000],
        "outgoing.allpns.success": [1000, 1000],
        "outgoing.allpns.pnserror": [0, 0],
    }
    given = telemetry(counts, above={"pns-error": limit}, lasting=dict.fromkeys(shares, 1))
    onsets = {name: replace(onset, after=shares[name]) for name, onset in given.onsets.items()}
    found = estate(telemetry=[filled(given, onsets=onsets)])
    assert verdict("push-service-errors", found) is expected
