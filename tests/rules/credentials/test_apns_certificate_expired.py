from dataclasses import replace
from datetime import UTC, datetime

import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    certificate_content,
    context,
    holding,
    results,
    verdict,
)
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome


def on(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=UTC)


def valid(**dates):
    return of(certificate_content(**dates))


def of(content):
    return holding(apns=apns(token=None, certificate=apns_certificate(content=content)))


# The day of the audit is 2026-01-01.
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(valid(), Outcome.PASS, id="good: valid for months"),
        pytest.param(
            valid(not_after=on(2026, 1, 1, 1)), Outcome.FAIL, id="bad: it ends on the day"
        ),
        pytest.param(valid(not_after=on(2026, 1, 2, 0)), Outcome.PASS, id="good: the day after"),
        pytest.param(
            valid(not_after=on(2026, 1, 1, 0)), Outcome.FAIL, id="bad: it ends as the day begins"
        ),
        pytest.param(
            valid(not_before=on(2026, 1, 1, 23)), Outcome.PASS, id="good: on its first day"
        ),
        pytest.param(valid(not_after=on(2025, 12, 31, 23)), Outcome.FAIL, id="bad: the day after"),
        pytest.param(valid(not_after=on(2020, 1, 1)), Outcome.FAIL, id="bad: for years"),
        pytest.param(valid(not_before=on(2026, 1, 2, 0)), Outcome.FAIL, id="bad: not valid yet"),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is in it"),
        pytest.param(
            holding(apns=apns(certificate=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a certificate",
        ),
        pytest.param(
            of(Problem("wrong password", "it does not open")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it cannot be read",
        ),
        pytest.param(holding(apns=apns()), None, id="none: a token"),
    ],
)
def test_apns_certificate_expired(given, expected):
    assert verdict("apns-certificate-expired", given) is expected


@pytest.mark.parametrize(
    ("dates", "field", "message"),
    [
        (
            {"not_after": on(2025, 12, 31)},
            "content.not_after",
            "it expired on 2025-12-31 at 12:00 UTC",
        ),
        (
            {"not_before": on(2026, 1, 2)},
            "content.not_before",
            "it is valid from 2026-01-02 at 12:00 UTC only",
        ),
    ],
)
def test_what_is_told(dates, field, message):
    (found,) = results("NH112", valid(**dates))
    assert (found.field, found.message, found.severity.word) == (field, message, "critical")


@pytest.mark.parametrize(
    ("hour", "expected"), [(11, Outcome.FAIL), (12, Outcome.FAIL), (13, Outcome.PASS)]
)
def test_an_expiry_is_a_moment_not_a_day(hour, expected):
    """A run on the day itself is judged by its moment; one as of another day by the end of that."""
    run = replace(context(valid(not_after=on(2026, 1, 1, hour))), made_at=on(2026, 1, 1, 12))
    assert verdict("apns-certificate-expired", run) is expected
    other_day = replace(run, made_at=on(2025, 12, 1))
    assert verdict("apns-certificate-expired", other_day) is Outcome.FAIL
    begins = replace(context(valid(not_before=on(2026, 1, 1, hour))), made_at=on(2026, 1, 1, 12))
    late = Outcome.FAIL if hour == 13 else Outcome.PASS
    assert verdict("apns-certificate-expired", begins) is late
