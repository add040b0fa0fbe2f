"""Causes that something else that was counted makes likely, or speaks against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from hubwarden.counted_pushes import is_above
from hubwarden.diagnosis.cause import Cause
from hubwarden.diagnosis.causes import CAUSES
from hubwarden.diagnosis.platforms_counted import OF_ANOTHER_APP, platform_of, platforms_with
from hubwarden.metrics.figures import FAILED, REQUESTS, Level
from hubwarden.metrics.growth import grows
from hubwarden.metrics.load import fail_under_load
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.report import Result

_ANSWERED: Final = 20
"""Requests that succeed in the hours in which others fail, so that there is a hub that answers."""


def likely_causes(hub: HubTelemetry, result: Result) -> Iterator[str]:
    """Yield the names of causes that the way in which something is seen makes likely."""
    for name, speaks_for in _SPEAKS_FOR.get(result.rule.id, {}).items():
        if speaks_for(hub, result):
            yield name


def unlikely_causes(hub: HubTelemetry, result: Result) -> Iterator[str]:
    """Yield the names of causes that something else that was counted speaks against."""
    if result.rule.id == "NH820" and _answers_others(hub):
        yield "hub-deleted"
    elif result.rule.id == "NH822" and _works_for_others(hub, result):
        yield from (cause.name for cause in CAUSES.values() if _concerns_every_push(cause))


def _answers_others(hub: HubTelemetry) -> bool:
    """Tell whether requests succeed in the very hours in which others fail."""
    requests, failed = (hub.history.counts.get(name, {}) for name in (REQUESTS, FAILED))
    return sum(requests.get(at, 0.0) - count for at, count in failed.items() if count) >= _ANSWERED


def _concerns_every_push(cause: Cause) -> bool:
    """Tell whether a cause makes a push service refuse every push of a hub: the credential is wrong, or has ended."""
    return bool(cause.needs) or (cause.by_itself and bool(cause.services))


def _works_for_others(hub: HubTelemetry, result: Result) -> bool:
    """Tell whether a push service took most pushes in the very hours in which it refused the credential of some."""
    counts, platform = hub.history.counts, platform_of(result)
    refused = counts.get(f"outgoing.{platform}.invalidcredentials", {})
    taken = counts.get(f"outgoing.{platform}.success", {})
    hours = [at for at, count in refused.items() if count]
    return sum(taken.get(at, 0.0) for at in hours) > sum(refused[at] for at in hours)


def _fails_under_load(hub: HubTelemetry, _result: Result) -> bool:
    above = hub.figures["failed-requests"].above
    return fail_under_load(hub.history, above, hub.limits.sample)


def _is_refused_for_others(hub: HubTelemetry, result: Result) -> bool:
    return platform_of(result) == "fcmv1" and _works_for_others(hub, result)


def _is_disturbed(hub: HubTelemetry, result: Result) -> bool:
    return platform_of(result) != "fcmv1" and _works_for_others(hub, result)


def _grows(hub: HubTelemetry, _result: Result) -> bool:
    return grows(hub.history, hub.figures["bad-channel"].formula, hub.limits.sample)


def _concerns_windows(hub: HubTelemetry, _result: Result) -> bool:
    return platforms_with(hub, "", *OF_ANOTHER_APP) == ("wns",)


def _nobody_is_refused(hub: HubTelemetry, _result: Result) -> bool:
    """Tell whether hardly a request fails: the devices, or the back end, do not call."""
    within = hub.figures["failed-requests"].level is Level.WITHIN
    return within and not is_above(hub, "failed-requests")


_SPEAKS_FOR: Final[Mapping[str, Mapping[str, Callable[[HubTelemetry, Result], bool]]]] = {
    "NH820": {"too-fast": _fails_under_load},
    "NH822": {
        "build-of-another-project": _is_refused_for_others,
        "service-fault": _is_disturbed,
    },
    "NH823": {"device-gone": _grows},
    "NH824": {"wns-app": _concerns_windows},
    "NH828": {"legacy-registrations": lambda _hub, _result: True},
    "NH831": {"app-does-not-register": _nobody_is_refused},
    "NH834": {"back-end-silent": _nobody_is_refused},
}
"""By rule about telemetry the causes that something makes likely, each with what does."""
