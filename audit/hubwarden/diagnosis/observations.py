"""What a history shows: the findings of rules about telemetry, each of which leads to causes as a message does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hubwarden.counted_pushes import MOSTLY, is_above, read_in_part, why_not_judged
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.diagnosis.telemetry_symptoms import (
    PLATFORM_SILENT,
    REACH_DROPPED,
    REGISTRATIONS_STOPPED,
    SCHEDULED_PILING_UP,
    SENDS_STOPPED,
)
from hubwarden.metrics.figures import PUSHES, SENDS, SUCCESS, Level, at_least
from hubwarden.metrics.growth import grows
from hubwarden.metrics.hub_metrics import of_platforms
from hubwarden.metrics.load import fail_under_load
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.report import FAILING, Outcome, Result

_BY_NAME = {symptom.name: symptom for symptom in SYMPTOMS}
_SERVICES: Final = {
    "apns": ("apns",),
    "fcmv1": ("fcm_v1",),
    "gcm": ("fcm_legacy",),
    "wns": ("wns",),
    "mpns": ("mpns",),
}
"""The services of ``Credentials`` that a platform's metrics are about."""

_NOT_CALLING: Final = {"NH831": "app-does-not-register", "NH834": "back-end-silent"}
"""By the rule that finds that something stopped: the cause of it where no request fails."""
_OF_ANOTHER_APP: Final = ("wrongchannel", "wrongtoken")
_FEW: Final = 0.1
"""The part of a kind of failures that a platform always has."""
_NEARLY: Final = 0.9


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that a history shows, and the messages that say the same."""

    hub: str
    says: str
    symptoms: tuple[Symptom, ...]
    result: Result | None = None
    """The finding; ``None`` where a hub delivers as it should."""
    likely: frozenset[str] = frozenset()
    """The names of causes that the way in which the figure moves makes likely."""

    @property
    def fault(self) -> bool:
        """Whether it is one that nobody has waived."""
        return self.result is not None and self.result.outcome is Outcome.FAIL


def observe(hub: HubTelemetry, results: Iterable[Result]) -> tuple[Observation, ...]:
    """Return what a history shows by the results of rules about it; nothing where all is as it is to be expected.

    Results about other hubs are left aside. What is waived leads to causes all the same.
    """
    about = hub.history.hub
    failed = sorted(
        (item for item in results if item.subject == hub.id.text and item.outcome in FAILING),
        key=lambda item: item.rule.id,
    )
    found = tuple(
        Observation(
            about,
            item.message,
            _LEADS_TO[item.rule.id](hub, item),
            item,
            frozenset(_likely(hub, item)),
        )
        for item in failed
    )
    if not found and _delivers(hub):
        words = "the platforms took nearly all pushes: what is missing, is missing on the devices"
        return (Observation(about, words, _named("delivered")),)
    return found


def _likely(hub: HubTelemetry, result: Result) -> Iterator[str]:
    """Yield the names of causes that the way in which something is seen makes likely."""
    history, sample = hub.history, hub.limits.sample
    if result.rule.id == "NH820":
        figure = hub.figures["failed-requests"]
        if fail_under_load(history, figure.above, sample):
            yield "too-fast"
    elif result.rule.id == "NH823":
        if grows(history, hub.figures["bad-channel"].formula, sample):
            yield "device-gone"
    elif result.rule.id in _NOT_CALLING:
        # Nobody is refused: the devices, or the back end, do not call.
        if hub.figures["failed-requests"].level is Level.WITHIN and not is_above(
            hub, "failed-requests"
        ):
            yield _NOT_CALLING[result.rule.id]
    elif result.rule.id == "NH828":
        yield "legacy-registrations"
    elif result.rule.id == "NH824" and _platforms(hub, "", *_OF_ANOTHER_APP) == ("wns",):
        yield "wns-app"


def _delivers(hub: HubTelemetry) -> bool:
    pushes, success = hub.history.total(PUSHES), at_least(hub.history, (SUCCESS,))
    if pushes is None or success is None or why_not_judged(hub):
        return False
    if any(read_in_part(hub, figure) for figure in hub.figures.values()):
        return False
    return success >= MOSTLY * pushes


def _named(*names: str) -> tuple[Symptom, ...]:
    return tuple(_BY_NAME[name] for name in names)


def _about(symptoms: tuple[Symptom, ...], services: tuple[str, ...]) -> tuple[Symptom, ...]:
    return tuple(replace(symptom, services=services) for symptom in symptoms)


def _same(*symptoms: Symptom) -> Callable[[HubTelemetry, Result], tuple[Symptom, ...]]:
    return lambda _hub, _result: symptoms


def _of_requests(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    refused = _named("status-401", "status-403", "status-404")
    return refused if hub.history.total(SENDS) == 0 else (*refused, *_named("status-400"))


def _of_credential(_hub: HubTelemetry, result: Result) -> tuple[Symptom, ...]:
    platform, _, kind = result.field.removeprefix("history.outgoing.").partition(".")
    if kind:
        provider = "unreachable" if kind == "tokenproviderunreachable" else "wrong"
        return _about(_named(f"token-provider-{provider}"), _SERVICES[platform])
    # Google's metric counts SENDER_ID_MISMATCH as well.
    names = (
        ("pns-credentials", "sender-id-mismatch") if platform == "fcmv1" else ("pns-credentials",)
    )
    return _about(_named(*names), _SERVICES[platform])


def _platforms(hub: HubTelemetry, total: str, *kinds: str) -> tuple[str, ...]:
    """Return the platforms that a total is about, those with most of it first; none where that is not told.

    A few of any kind are counted for every platform: these are left out.
    """
    counts = {
        platform: hub.history.sum_of(f"outgoing.{platform}.{kind}" for kind in kinds) or 0.0
        for platform in _SERVICES
    }
    known = sum(counts.values())
    # What no platform has is of one without metrics.
    if known < _NEARLY * (hub.history.total(total) or known):
        return ()
    found = sorted(counts, key=lambda platform: -counts[platform])
    return tuple(item for item in found if counts[item] > _FEW * known)


def _services(platforms: Iterable[str]) -> tuple[str, ...]:
    return tuple(service for platform in platforms for service in _SERVICES[platform])


def _of_bad_tokens(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    """Return what tokens that are expired and tokens that are invalid lead to, what there is most of first."""
    bad, expired = (
        _about(_named(name), _services(platforms)) if platforms else _named(name)
        for name, platforms in (
            ("bad-channel", _platforms(hub, "", "badchannel")),
            ("expired-channel", _platforms(hub, "", "expiredchannel")),
        )
    )
    invalid, ended = (
        hub.history.sum_of(of_platforms(kind)) or 0.0 for kind in ("badchannel", "expiredchannel")
    )
    if ended <= _FEW * invalid:
        return bad
    return expired if invalid <= _FEW * ended else (*bad, *expired)


def _of_another_app(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    platforms = _platforms(hub, "", *_OF_ANOTHER_APP)
    return (
        _about(_named("wrong-channel"), _services(platforms))
        if platforms
        else _named("wrong-channel")
    )


def _of_errors(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    """Return what errors of push services lead to; one that is shut down is not disturbed."""
    platforms = _platforms(hub, "outgoing.allpns.pnserror", "pnserror")
    if platforms == ("gcm",):
        return _named("legacy-api")
    return (
        _about(_named("pns-unreachable"), _services(platforms))
        if platforms
        else _named("pns-unreachable")
    )


def _of_payloads(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    """Return what payloads lead to that are too large, or malformed, what there is most of first."""
    large, malformed = (
        hub.history.sum_of(of_platforms(kind)) or 0.0
        for kind in ("invalidnotificationsize", "invalidnotificationformat")
    )
    if malformed > large:
        names = ("status-400", "payload-too-large") if large > _FEW * malformed else ("status-400",)
        return _named(*names)
    if large > 0 and malformed <= _FEW * large:
        return _named("payload-too-large")
    return _named("payload-too-large", "status-400")


def _of_platform(_hub: HubTelemetry, result: Result) -> tuple[Symptom, ...]:
    return _about((PLATFORM_SILENT,), _SERVICES[result.field.removeprefix("history.outgoing.")])


_LEADS_TO: Final[Mapping[str, Callable[[HubTelemetry, Result], tuple[Symptom, ...]]]] = {
    "NH820": _of_requests,
    "NH821": _same(*_named("no-target")),
    "NH822": _of_credential,
    "NH823": _of_bad_tokens,
    "NH824": _of_another_app,
    "NH825": _of_errors,
    "NH826": _of_payloads,
    "NH827": _same(*_named("pns-throttled")),
    "NH828": _same(*_named("legacy-api")),
    "NH829": _same(
        *_named(
            "pns-credentials",
            "bad-channel",
            "wrong-channel",
            "pns-unreachable",
            "payload-too-large",
        )
    ),
    "NH830": _of_platform,
    "NH831": _same(REGISTRATIONS_STOPPED),
    "NH832": _same(SCHEDULED_PILING_UP),
    "NH833": _same(REACH_DROPPED),
    "NH834": _same(SENDS_STOPPED),
}
"""By rule about telemetry: the messages that say the same."""
