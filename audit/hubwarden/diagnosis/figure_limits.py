"""By which limits the figures of a hub are judged: those of its environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hubwarden.context import EstateContext
from hubwarden.diagnosis.joining import names_of
from hubwarden.metrics.figures import STANDARD, Limits
from hubwarden.metrics.history import History
from hubwarden.model.base import Undetermined
from hubwarden.policy.environment_demands import Environment


def limits_of(histories: Iterable[History], context: EstateContext) -> Mapping[str, Limits]:
    """Return the limits for the hubs of histories, by the hub as the history names it.

    Where the environment of a hub is not known, what holds without a baseline holds.
    """
    stated = context.stated_environment
    hubs = {names_of(hub.id.text): hub for hub in context.estate.hubs}
    found: dict[str, Limits] = {}
    for history in histories:
        hub = hubs.get(names_of(history.hub))
        environment = None if stated is None else context.baseline.environments[stated]
        if environment is None and hub is not None:
            try:
                environment = context.environment(hub)
            except Undetermined:
                environment = None
        found[history.hub] = STANDARD if environment is None else _limits(environment)
    return found


def _limits(environment: Environment) -> Limits:
    percent = environment.figure_limits.items()
    return Limits({name: value / 100 for name, value in percent}, environment.figure_sample)
