"""The moment that dates are compared with: an expiry is a moment, not a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time


def moment(as_of: date, made_at: datetime | None = None) -> datetime:
    """Return the moment at which a run judges: now if ``as_of`` is today, else the end of that day (UTC).

    Something that expires during a day cannot be used at the end of it, so a given day is judged by its end.
    """
    if made_at is not None and made_at.astimezone(UTC).date() == as_of:
        return made_at
    return datetime.combine(as_of, time.max, UTC)
