"""What was counted for a hub, as something that rules judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hubwarden.metrics.figures import Figure, FigureName, Limits
from hubwarden.metrics.history import History
from hubwarden.metrics.onsets import Onset
from hubwarden.model.base import Subject


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HubTelemetry(Subject):
    """The metrics of one hub over a window of time."""

    history: History
    """What was counted, by metric and time."""
    limits: Limits
    """What the figures are judged by: the limits of the hub's environment."""
    figures: Mapping[FigureName, Figure]
    """The figures of the whole window, by name."""
    onsets: Mapping[FigureName, Onset]
    """Of figures that rose at some moment and are still high when the window ends: when that was, by name."""
