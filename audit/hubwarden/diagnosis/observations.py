"""What a history shows: observations, each of which leads to causes as a message does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.metrics.figures import (
    FAILED,
    PUSHES,
    REQUESTS,
    SENDS,
    STANDARD,
    SUCCESS,
    Figure,
    FigureName,
    Level,
    Limits,
    at_least,
    figures,
    unexplained,
)
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import MADE_OF
from hubwarden.metrics.onsets import Onset
from hubwarden.metrics.stopped_pushes import last_push

_BY_NAME = {symptom.name: symptom for symptom in SYMPTOMS}
_MOSTLY = 0.98
"""The share of pushes from which on a hub delivers as it should, and enough is known of how pushes ended."""
_FAILING = 0.5
"""The share of successes below which pushes fail, whatever else was measured."""
_FAILURES = (
    "pns-credentials",
    "bad-channel",
    "wrong-channel",
    "pns-unreachable",
    "payload-too-large",
)
"""The messages of a push that does not succeed."""
_PLATFORMS = {
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
    fault: bool = True
    """Whether it is one; a hub that delivers as it should is observed, too."""


def observe(
    history: History, limits: Limits = STANDARD, dated: Iterable[Onset] = ()
) -> tuple[Observation, ...]:
    """Return what a history shows; nothing where its figures are within what is to be expected.

    ``dated`` are its onsets: what lasts is a fault, even where the figure of the whole window is within its limit.
    """
    lasting = {item.formula.name: item for item in dated if item.until is None}
    found = tuple(
        Observation(history.hub, says, symptoms)
        for says, symptoms in _observed(history, limits, lasting)
    )
    if not found and (lost := _lost(history, limits)):
        return (Observation(history.hub, lost, _named(*_FAILURES)),)
    if not found and _delivers(history, limits):
        words = "The platforms took nearly all pushes: what is missing, is missing on the devices."
        return (Observation(history.hub, words, _named("delivered"), fault=False),)
    return found


def why_not_judged(history: History, limits: Limits = STANDARD) -> str:
    """Return why the figures of a history say nothing; empty where they do."""
    pushes, sends = history.total(PUSHES), history.total(SENDS)
    if pushes is None:
        return f"{PUSHES} was not measured"
    if not pushes:
        return (
            "nothing was sent" if sends == 0 else "there was no push, so that no share can be told"
        )
    if pushes < limits.sample:
        return f"there were {_count(pushes)} pushes, and a share is judged from {limits.sample} on"
    open_share = unexplained(history) or 0.0
    if open_share <= 1 - _MOSTLY:
        return ""
    asked = history.missing(MADE_OF) or ("the metrics of each platform",)
    return (
        f"for {_percent(open_share)} of pushes no metric that was read tells whether they succeeded or why they "
        f"failed: read {', '.join(asked)}, too"
    )


def _observed(
    history: History, limits: Limits, lasting: Mapping[FigureName, Onset]
) -> Iterator[tuple[str, tuple[Symptom, ...]]]:
    by_name = {figure.formula.name: figure for figure in figures(history, limits)}
    raised: dict[str, Onset] = {}
    for name, onset in lasting.items():
        if by_name[name].level is not Level.ABOVE:
            by_name[name] = replace(by_name[name], level=Level.ABOVE)
            raised[name] = onset

    def share(name: FigureName) -> str:
        return _share(by_name[name], raised.get(name))

    yield from _of_requests(history, by_name["failed-requests"], share("failed-requests"))
    yield from _of_sends(history)
    yield from _of_platforms(history, by_name["authentication-error"])
    if by_name["bad-channel"].level is Level.ABOVE:
        yield share("bad-channel"), _with_services(history, "badchannel", "bad-channel")
    if by_name["wrong-app"].level is Level.ABOVE:
        yield share("wrong-app"), _with_services(history, "wrongchannel", "wrong-channel")
    refused = by_name["authentication-error"].count or 0
    errors = by_name["pns-error"]
    if errors.level is Level.ABOVE and (errors.count or 0) > refused:
        yield share("pns-error"), _named("pns-unreachable")
    if by_name["payload"].level is Level.ABOVE:
        yield share("payload"), _named("payload-too-large", "status-400")
    if by_name["throttling"].level is Level.ABOVE:
        yield share("throttling"), _named("pns-throttled")
    yield from _of_failing(history, limits)


def _of_sends(history: History) -> Iterator[tuple[str, tuple[Symptom, ...]]]:
    """Yield that sends make no pushes: none at all, or none any more."""
    sends, pushes = history.total(SENDS), history.total(PUSHES)
    if sends and pushes == 0:
        says = f"{_count(sends)} sends and not one push: no registration was a target."
        yield says, _named("no-target")
    elif stopped := last_push(history):
        at, left = stopped
        says = f"{_count(left)} sends since {at:%Y-%m-%d %H:%M} UTC and not one push: no registration was a target."
        yield says, _named("no-target")


def _of_failing(history: History, limits: Limits) -> Iterator[tuple[str, tuple[Symptom, ...]]]:
    """Yield that most pushes do not succeed, where nothing that was measured tells why."""
    pushes, success = history.total(PUSHES) or 0, history.total(SUCCESS)
    if success is None or pushes < limits.sample or success >= _FAILING * pushes:
        return
    open_share = unexplained(history) or 0.0
    if open_share > 1 - _MOSTLY:
        says = (
            f"{_count(success)} of {_count(pushes)} pushes succeeded, and for {_percent(open_share)} "
            "no metric that was read tells why they did not."
        )
        yield says, _named(*_FAILURES)


def _lost(history: History, limits: Limits) -> str:
    """Return that metrics without a figure of their own explain the loss of most pushes; empty where they do not."""
    pushes, success = history.total(PUSHES) or 0, at_least(history, (SUCCESS,)) or 0
    lost = pushes * (1 - (unexplained(history) or 0.0)) - success
    if pushes < limits.sample or lost <= (1 - _FAILING) * pushes:
        return ""
    return (
        f"{_count(lost)} of {_count(pushes)} pushes did not succeed, by metrics that no figure has."
    )


def _of_requests(
    history: History, failed: Figure, share: str
) -> Iterator[tuple[str, tuple[Symptom, ...]]]:
    requests, sends, failures = (history.total(name) for name in (REQUESTS, SENDS, FAILED))
    refused = _named("status-401", "status-403", "status-404")
    if requests and sends == 0 and failures:
        yield (
            f"{_count(failures)} of {_count(requests)} requests failed, and no send came through.",
            refused,
        )
    elif failed.level is Level.ABOVE:
        yield share, (*refused, *_named("status-400"))


def _of_platforms(history: History, refused: Figure) -> Iterator[tuple[str, tuple[Symptom, ...]]]:
    """Yield platforms whose credential is refused, and the one that is retired."""
    # Where a baseline lets some be refused, only more than that is a fault.
    if not refused.above or refused.level is Level.ABOVE:
        yield from _of_credentials(history)
    gcm = [metric for metric in history.counts if metric.startswith("outgoing.gcm.")]
    if retired := history.sum_of(gcm):
        says = f"{_count(retired)} pushes go to devices that are registered as gcm, the retired platform."
        yield says, _named("legacy-api")


def _of_credentials(history: History) -> Iterator[tuple[str, tuple[Symptom, ...]]]:
    """Yield platforms whose credential is refused, and each way in which Windows refuses it."""
    for platform, services in _PLATFORMS.items():
        names = [
            f"outgoing.{platform}.{kind}" for kind in ("invalidcredentials", "authenticationerror")
        ]
        count = max((history.total(name) or 0 for name in names), default=0)
        if count:
            says = f"{_count(count)} pushes refused for the credential: outgoing.{platform}."
            symptoms = _named("pns-credentials")
            if platform == "fcmv1":
                # Google's metric counts SENDER_ID_MISMATCH as well.
                symptoms = _named("pns-credentials", "sender-id-mismatch")
            yield says, _about(symptoms, services)
    for kind, name in (
        ("wrongtoken", "token-provider-wrong"),
        ("invalidtoken", "token-provider-wrong"),
        ("tokenproviderunreachable", "token-provider-unreachable"),
    ):
        if told := history.total(f"outgoing.wns.{kind}"):
            yield f"{_count(told)} pushes: outgoing.wns.{kind}.", _about(_named(name), ("wns",))


def _delivers(history: History, limits: Limits) -> bool:
    pushes, success = history.total(PUSHES), at_least(history, (SUCCESS,))
    if pushes is None or success is None or pushes < limits.sample:
        return False
    return success >= _MOSTLY * pushes


def _with_services(history: History, kind: str, name: str) -> tuple[Symptom, ...]:
    """Return a symptom for the platforms that the metrics of a kind count something for, or for all."""
    counted = [
        service
        for platform, services in _PLATFORMS.items()
        if history.total(f"outgoing.{platform}.{kind}")
        for service in services
    ]
    return _about(_named(name), tuple(counted)) if counted else _named(name)


def _about(symptoms: tuple[Symptom, ...], services: tuple[str, ...]) -> tuple[Symptom, ...]:
    return tuple(replace(symptom, services=services) for symptom in symptoms)


def _named(*names: str) -> tuple[Symptom, ...]:
    return tuple(_BY_NAME[name] for name in names)


def _share(figure: Figure, lasting: Onset | None) -> str:
    if lasting is not None:
        return (
            f"{_percent(lasting.after)} {figure.formula.says} since {lasting.at:%Y-%m-%d %H:%M} UTC; "
            f"the limit is {_percent(figure.above)}."
        )
    return (
        f"{_percent(figure.share or 0)} {figure.formula.says}: {_count(figure.count or 0)} of "
        f"{_count(figure.whole or 0)}; the limit is {_percent(figure.above)}."
    )


def _percent(share: float) -> str:
    return f"{share * 100:.3g} %"


def _count(count: float) -> str:
    return f"{count:,.0f}"
