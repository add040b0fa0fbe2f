"""What rules about counts say, and why they say nothing."""

import pytest

from factories import estate, results, telemetry
from hubwarden.metrics.hub_metrics import MADE_OF
from hubwarden.report import Outcome

PUSHES, SUCCESS = "notificationhub.pushes", "outgoing.allpns.success"
REQUESTS, FAILED = "incoming.all.requests", "incoming.all.failedrequests"


def said(rule, counts, **options):
    (found,) = results(rule, estate(telemetry=[telemetry(counts, **options)]))
    return found.outcome, found.message


@pytest.mark.parametrize(
    ("rule", "counts", "message"),
    [
        (
            "pushes-throttled",
            {PUSHES: 1000, SUCCESS: 990, "outgoing.wns.throttled": 10},
            "10 of 1,000 pushes (1 %) came faster than a push service takes them; the limit is 0 %",
        ),
        (
            "requests-failing",
            {REQUESTS: 1000, FAILED: 11},
            "11 of 1,000 requests (1.1 %) failed; the limit is 1 %",
        ),
    ],
)
def test_the_count_the_share_and_the_limit_are_told(rule, counts, message):
    assert said(rule, counts) == (Outcome.FAIL, message)


def test_since_when_a_share_is_high_is_told():
    counts = {REQUESTS: [100, 100, 1000], FAILED: [0, 0, 8]}
    outcome, message = said("requests-failing", counts, lasting={"failed-requests": 2})
    assert outcome is Outcome.FAIL
    assert message.startswith("50 % of requests failed since ")


@pytest.mark.parametrize(
    ("rule", "counts", "outcome", "message"),
    [
        ("payloads-refused", {SUCCESS: 3}, Outcome.UNDETERMINED, f"{PUSHES} was not measured"),
        (
            "payloads-refused",
            {PUSHES: 0, "incoming": 0},
            Outcome.NOT_APPLICABLE,
            "nothing was sent",
        ),
        (
            "payloads-refused",
            {PUSHES: 0, "incoming": 3},
            Outcome.NOT_APPLICABLE,
            "there was no push, so that no share can be told",
        ),
        (
            "payloads-refused",
            {PUSHES: 0},
            Outcome.NOT_APPLICABLE,
            "there was no push, so that no share can be told",
        ),
        (
            "payloads-refused",
            {PUSHES: 199, SUCCESS: 199},
            Outcome.UNDETERMINED,
            "there were 199 pushes, and a share is judged from 200 on",
        ),
        (
            "payloads-refused",
            {PUSHES: 200},
            Outcome.UNDETERMINED,
            (
                "for 100 % of pushes no metric that was read tells whether they succeeded or why they failed: "
                f"read {', '.join(MADE_OF)}, too"
            ),
        ),
        (
            "credential-refused",
            {PUSHES: 1000, **dict.fromkeys(MADE_OF, 0)},
            Outcome.UNDETERMINED,
            (
                "for 100 % of pushes no metric that was read tells whether they succeeded or why they failed: "
                "read the metrics of each platform, too"
            ),
        ),
        (
            "requests-failing",
            {REQUESTS: 199, FAILED: 11},
            Outcome.UNDETERMINED,
            "there were 199 requests, and a share is judged from 200 on",
        ),
        (
            "requests-failing",
            {REQUESTS: 0, FAILED: 0},
            Outcome.NOT_APPLICABLE,
            f"{REQUESTS} counted nothing",
        ),
        (
            "requests-failing",
            {REQUESTS: 1000},
            Outcome.NOT_APPLICABLE,
            f"{FAILED} was not measured",
        ),
    ],
)
def test_why_nothing_is_judged_is_told(rule, counts, outcome, message):
    assert said(rule, counts) == (outcome, message)


def test_a_figure_within_its_limit_is_judged_whatever_became_of_other_pushes():
    counts = {PUSHES: 1000, SUCCESS: 500, "outgoing.allpns.invalidpayload": 1}
    assert said("payloads-refused", counts) == (Outcome.PASS, "")


@pytest.mark.parametrize(
    ("success", "expected"),
    [
        (1000, Outcome.PASS),
        (999, Outcome.PASS),
        (998, Outcome.NOT_APPLICABLE),
        (979, Outcome.UNDETERMINED),
    ],
)
def test_what_was_not_measured_passes_only_where_it_cannot_be_above_its_limit(success, expected):
    given = telemetry({PUSHES: 1000, "outgoing.allpns.success": success})
    (found,) = results("payloads-refused", estate(telemetry=[given]))
    assert found.outcome is expected
    assert ("not measured: outgoing.allpns.invalidpayload" in found.message) == (success == 998)
