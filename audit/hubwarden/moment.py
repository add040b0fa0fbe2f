"""The moment that dates are compared with: an expiry is a moment, not a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def moment(as_of: date, made_at: datetime | None = None) -> datetime:
    """Return when a run judges: now where the day is today's, else the last moment of the day (UTC).

    What ends in the course of a day is of no use at its end, so a day that is named is judged by that.
    """
    if made_at is not None and made_at.astimezone(UTC).date() == as_of:
        return made_at
    return datetime.combine(as_of, time.max, UTC)
