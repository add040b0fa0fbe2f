"""What a history shows: the findings of rules about telemetry, each of which leads to causes as a message does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hubwarden.counted_pushes import MOSTLY, read_in_part, why_not_judged
from hubwarden.diagnosis.counted_hints import likely_causes, unlikely_causes
from hubwarden.diagnosis.platforms_counted import FEW, OF_ANOTHER_APP, SERVICES_OF, platforms_with
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.diagnosis.telemetry_symptoms import (
    CREDENTIAL_REFUSED,
    PLATFORM_SILENT,
    REACH_DROPPED,
    REGISTRATIONS_STOPPED,
    SCHEDULED_PILING_UP,
    SENDS_STOPPED,
)
from hubwarden.metrics.figures import PUSHES, SENDS, SUCCESS, at_least
from hubwarden.metrics.hub_metrics import of_platforms
from hubwarden.model.telemetry import HubTelemetry
from hubwarden.report import FAILING, Outcome, Result

_BY_NAME = {symptom.name: symptom for symptom in SYMPTOMS}


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
    unlikely: frozenset[str] = frozenset()
    """The names of causes that something else that was counted speaks against."""

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
            frozenset(likely_causes(hub, item)),
            frozenset(unlikely_causes(hub, item)),
        )
        for item in failed
    )
    if not found and _delivers(hub):
        words = "the platforms took nearly all pushes: what is missing, is missing on the devices"
        return (Observation(about, words, _named("delivered")),)
    return found


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
        return _about(_named(f"token-provider-{provider}"), SERVICES_OF[platform])
    # Google's metric counts SENDER_ID_MISMATCH as well.
    names = (
        ("pns-credentials", "sender-id-mismatch") if platform == "fcmv1" else ("pns-credentials",)
    )
    return _about((*_named(*names), CREDENTIAL_REFUSED), SERVICES_OF[platform])


def _services(platforms: Iterable[str]) -> tuple[str, ...]:
    return tuple(service for platform in platforms for service in SERVICES_OF[platform])


def _of_bad_tokens(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    """Return what tokens that are expired and tokens that are invalid lead to, what there is most of first."""
    bad, expired = (
        _about(_named(name), _services(platforms)) if platforms else _named(name)
        for name, platforms in (
            ("bad-channel", platforms_with(hub, "", "badchannel")),
            ("expired-channel", platforms_with(hub, "", "expiredchannel")),
        )
    )
    invalid, ended = (
        hub.history.sum_of(of_platforms(kind)) or 0.0 for kind in ("badchannel", "expiredchannel")
    )
    if ended <= FEW * invalid:
        return bad
    return expired if invalid <= FEW * ended else (*bad, *expired)


def _of_another_app(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    platforms = platforms_with(hub, "", *OF_ANOTHER_APP)
    return (
        _about(_named("wrong-channel"), _services(platforms))
        if platforms
        else _named("wrong-channel")
    )


def _of_errors(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
    """Return what errors of push services lead to; one that is shut down is not disturbed."""
    platforms = platforms_with(hub, "outgoing.allpns.pnserror", "pnserror")
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
        names = ("status-400", "payload-too-large") if large > FEW * malformed else ("status-400",)
        return _named(*names)
    if large > 0 and malformed <= FEW * large:
        return _named("payload-too-large")
    return _named("payload-too-large", "status-400")


def _of_platform(_hub: HubTelemetry, result: Result) -> tuple[Symptom, ...]:
    return _about((PLATFORM_SILENT,), SERVICES_OF[result.field.removeprefix("history.outgoing.")])


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
