"""How likely a cause is by the way in which something began: what was done before, and what was not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from hubwarden.diagnosis.cause import Cause
from hubwarden.diagnosis.changes_before import DatedOnset, is_gradual
from hubwarden.diagnosis.observations import Observation

UNLIKELY: Final = -2
"""It needs something to be done in Azure that was not done, or what was counted speaks against it."""
LESS_LIKELY: Final = -1
"""It does not begin unless the hub is written, and no log tells whether it was."""
OPEN: Final = 0
SUSPECTED: Final = 1
"""Nothing was done in Azure, and this begins all the same; or the circumstances are such."""
_SHOWN: Final = 2
"""What was done before leads to it, or the way in which a figure moves; twice as much where both do."""


def likelihood(
    cause: Cause,
    leading: Collection[Observation],
    onsets: Mapping[str, tuple[DatedOnset, ...]],
) -> int:
    """Return how likely a cause is among those that nothing proves; more is likelier.

    ``leading`` are the observations that lead to it; ``onsets`` are by the hub.
    """
    # What grows day by day has no moment at which it began.
    at_hubs = [
        [item for item in onsets.get(hub, ()) if not is_gradual(item.onset)]
        for hub in {item.hub for item in leading}
    ]
    dated = [item for of_hub in at_hubs for item in of_hub]
    done = {change.doing for item in dated for change in item.changes}
    moves = any(cause.name in item.likely for item in leading)
    if found := moves + (not done.isdisjoint(cause.after)):
        return found * _SHOWN
    if any(cause.name in item.unlikely for item in leading):
        return UNLIKELY
    if not dated or not all(at_hubs):
        return OPEN
    # Where no log was read, it is not known what was done before.
    logged = all(item.logged for item in dated)
    if cause.needs and done.isdisjoint(cause.needs):
        if logged:
            return UNLIKELY
        return LESS_LIKELY if "hub written" in cause.needs else OPEN
    # A key or a certificate that somebody else ended is the first thing to look at where it worked for days.
    begins_so = not done if logged else bool(cause.services)
    return SUSPECTED if cause.by_itself and begins_so else OPEN
