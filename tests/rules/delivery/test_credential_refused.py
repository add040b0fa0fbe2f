import pytest

from factories import estate, results, telemetry, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 1000,
                    "outgoing.apns.invalidcredentials": 0,
                }
            ),
            Outcome.PASS,
            id="good: none refused",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 999,
                    "outgoing.apns.invalidcredentials": 1,
                }
            ),
            Outcome.FAIL,
            id="bad: one push",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 5,
                    "outgoing.allpns.success": 4,
                    "outgoing.apns.invalidcredentials": 1,
                }
            ),
            Outcome.FAIL,
            id="bad: of few pushes, too",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 990,
                    "outgoing.wns.wrongtoken": 10,
                }
            ),
            Outcome.FAIL,
            id="bad: a token of Windows",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 995,
                    "outgoing.apns.invalidcredentials": 5,
                },
                above={"authentication-error": 0.01},
            ),
            Outcome.PASS,
            id="good: the baseline lets some be refused",
        ),
        pytest.param(
            telemetry(
                {
                    "notificationhub.pushes": 1000,
                    "outgoing.allpns.success": 980,
                    "outgoing.apns.invalidcredentials": 20,
                },
                above={"authentication-error": 0.01},
            ),
            Outcome.FAIL,
            id="bad: more than the baseline lets be refused",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.gcm.authenticationerror": 1}),
            Outcome.FAIL,
            id="bad: an authentication error of one platform",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 5, "outgoing.wns.invalidtoken": 1}),
            Outcome.FAIL,
            id="bad: a token of Windows that is invalid, of few pushes",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 5, "outgoing.wns.tokenproviderunreachable": 1}),
            Outcome.FAIL,
            id="bad: no token of Windows, of few pushes",
        ),
        pytest.param(
            telemetry(
                {"notificationhub.pushes": 1000, "outgoing.allpns.success": 900},
                above={"authentication-error": 0.01},
            ),
            Outcome.UNDETERMINED,
            id="unknown: whether more than the baseline lets be refused",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 985}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: not measured, and a few pushes are unexplained",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 1000}),
            Outcome.PASS,
            id="good: not measured, and all pushes are explained",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 900}),
            Outcome.UNDETERMINED,
            id="unknown: not measured, and pushes are unexplained",
        ),
        pytest.param(
            telemetry({"outgoing.apns.invalidcredentials": 0}),
            Outcome.UNDETERMINED,
            id="unknown: pushes were not measured",
        ),
        pytest.param(
            telemetry({"notificationhub.pushes": 0, "outgoing.allpns.success": 0}),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no pushes",
        ),
    ],
)
def test_credential_refused(given, expected):
    assert verdict("credential-refused", estate(telemetry=[given])) is expected


def test_the_platform_is_told_and_windows_counts_once():
    counts = {
        "notificationhub.pushes": 1000,
        "outgoing.apns.invalidcredentials": 1,
        "outgoing.wns.invalidcredentials": 2,
        "outgoing.wns.authenticationerror": 3,
        "outgoing.wns.wrongtoken": 4,
    }
    found = results("credential-refused", estate(telemetry=[telemetry(counts)]))
    assert {
        (item.field.removeprefix("history.outgoing."), item.message.split()[0]) for item in found
    } == {
        ("apns", "1"),
        ("wns", "3"),
        ("wns.wrongtoken", "4"),
    }


def test_the_platform_is_told_where_the_baseline_lets_some_be_refused():
    counts = {"notificationhub.pushes": 1000, "outgoing.apns.invalidcredentials": 20}
    given = telemetry(counts, above={"authentication-error": 0.01})
    (found,) = results("credential-refused", estate(telemetry=[given]))
    assert (found.outcome, found.field) == (Outcome.FAIL, "history.outgoing.apns")


@pytest.mark.parametrize("kind", ["wrongtoken", "invalidtoken", "tokenproviderunreachable"])
def test_each_way_in_which_windows_takes_no_token_is_named(kind):
    metric = f"outgoing.wns.{kind}"
    given = telemetry({"notificationhub.pushes": 1000, "outgoing.allpns.success": 990, metric: 10})
    (found,) = results("credential-refused", estate(telemetry=[given]))
    assert (found.outcome, found.field) == (Outcome.FAIL, f"history.{metric}")
