from datetime import UTC, date, datetime, time

import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    certificate_content,
    holding,
    results,
    verdict,
)
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome


def until(year, month, day, hour=12):
    return of(certificate_content(not_after=datetime(year, month, day, hour, tzinfo=UTC)))


def of(content):
    return holding(apns=apns(token=None, certificate=apns_certificate(content=content)))


# The day of the audit is 2026-01-01.
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(until(2026, 6, 1), Outcome.PASS, id="good: valid for months"),
        pytest.param(until(2026, 2, 1, 0), Outcome.PASS, id="good: 31 days"),
        pytest.param(
            until(2025, 12, 31),
            Outcome.NOT_APPLICABLE,
            id="not applicable: expired, which is another rule's",
        ),
        pytest.param(
            until(2026, 1, 1, 0),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it ends as the day begins",
        ),
        pytest.param(
            of(certificate_content(not_after=datetime.combine(date(2026, 1, 1), time.max, UTC))),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it ends at the very moment",
        ),
        pytest.param(until(2026, 1, 31, 23), Outcome.FAIL, id="bad: 30 days"),
        pytest.param(until(2026, 1, 2, 1), Outcome.FAIL, id="bad: tomorrow"),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is in it"),
        pytest.param(
            holding(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether there is a credential"
        ),
        pytest.param(
            of(Problem("malformed", "it is damaged")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it cannot be read",
        ),
        pytest.param(holding(apns=apns()), None, id="none: a token"),
    ],
)
def test_apns_certificate_expires_soon(given, expected):
    assert verdict("apns-certificate-expires-soon", given) is expected


def test_what_is_told():
    (found,) = results("NH113", until(2026, 1, 8))
    assert found.message == "it expires on 2026-01-08, in 7 days"
    assert (found.field, found.severity.word) == ("content.not_after", "medium")
