"""What a history shows: the findings of rules about telemetry, each of which leads to causes as a message does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hubwarden.counted_pushes import MOSTLY
from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.diagnosis.telemetry_symptoms import (
    PLATFORM_SILENT,
    REGISTRATIONS_STOPPED,
    SCHEDULED_PILING_UP,
)
from hubwarden.metrics.figures import PUSHES, SENDS, SUCCESS, at_least
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


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that a history shows, and the messages that say the same."""

    hub: str
    says: str
    symptoms: tuple[Symptom, ...]
    result: Result | None = None
    """The finding; ``None`` where a hub delivers as it should."""

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
        Observation(about, item.message, _LEADS_TO[item.rule.id](hub, item), item)
        for item in failed
    )
    if not found and _delivers(hub):
        words = "the platforms took nearly all pushes: what is missing, is missing on the devices"
        return (Observation(about, words, _named("delivered")),)
    return found


def _delivers(hub: HubTelemetry) -> bool:
    pushes, success = hub.history.total(PUSHES), at_least(hub.history, (SUCCESS,))
    if pushes is None or success is None or pushes < hub.limits.sample:
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


def _of_tokens(name: str, kind: str) -> Callable[[HubTelemetry, Result], tuple[Symptom, ...]]:
    """Return a symptom for the platforms that the metrics of a kind count something for, or for all."""

    def lead(hub: HubTelemetry, _result: Result) -> tuple[Symptom, ...]:
        counted = tuple(
            service
            for platform, services in _SERVICES.items()
            if hub.history.total(f"outgoing.{platform}.{kind}")
            for service in services
        )
        return _about(_named(name), counted) if counted else _named(name)

    return lead


def _of_platform(_hub: HubTelemetry, result: Result) -> tuple[Symptom, ...]:
    return _about((PLATFORM_SILENT,), _SERVICES[result.field.removeprefix("history.outgoing.")])


_LEADS_TO: Final[Mapping[str, Callable[[HubTelemetry, Result], tuple[Symptom, ...]]]] = {
    "NH820": _of_requests,
    "NH821": _same(*_named("no-target")),
    "NH822": _of_credential,
    "NH823": _of_tokens("bad-channel", "badchannel"),
    "NH824": _of_tokens("wrong-channel", "wrongchannel"),
    "NH825": _same(*_named("pns-unreachable")),
    "NH826": _same(*_named("payload-too-large", "status-400")),
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
}
"""By rule about telemetry: the messages that say the same."""
