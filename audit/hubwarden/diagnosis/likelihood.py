"""How likely a cause is by the way in which something began: what was done before, and what was not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from hubwarden.diagnosis.cause import Cause
from hubwarden.diagnosis.changes_before import DatedOnset
from hubwarden.diagnosis.observations import Observation

UNLIKELY: Final = -1
"""It needs something to be done in Azure that was not done."""
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
    at_hubs = [onsets.get(hub, ()) for hub in {item.hub for item in leading}]
    dated = [item for of_hub in at_hubs for item in of_hub]
    done = {change.doing for item in dated for change in item.changes}
    moves = any(cause.name in item.likely for item in leading)
    if found := moves + (not done.isdisjoint(cause.after)):
        return found * _SHOWN
    # Of what nobody dated, or looked up in the log, it is not known what was done before.
    if not dated or not all(at_hubs) or not all(item.logged for item in dated):
        return OPEN
    if cause.needs and done.isdisjoint(cause.needs):
        return UNLIKELY
    return SUSPECTED if cause.by_itself and not done else OPEN
