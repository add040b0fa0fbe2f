"""The diagnosis as a page: causes to filter, figures as charts with their tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from hubwarden.diagnosis.charts import HEIGHT, WIDTH, Chart, charts
from hubwarden.diagnosis.confirming import PAGE, confirming_words
from hubwarden.diagnosis.diagnosis_text import evidence_words, seen_words, verdict_words
from hubwarden.diagnosis.history_text import history_words
from hubwarden.diagnosis.registrations_shown import finding_words, registration_words
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.weighing import Diagnosis, Weighed
from hubwarden.metrics.figures import STANDARD
from hubwarden.report import FAILING, Outcome
from hubwarden.reports import Options
from hubwarden.reports.parts.evidence import gap_words, named_evidence
from hubwarden.reports.parts.labels import Labels, short
from hubwarden.reports.parts.rule_text import blocks, pieces
from hubwarden.reports.parts.web_page import Choice, filters, page
from hubwarden.rule import Rule

_TITLES: Final = {
    Standing.PROVED: "Proved by configuration",
    Standing.UNKNOWN: "Could be",
    Standing.ELSEWHERE: "Could be",
    Standing.NOT_APPLICABLE: "Does not apply here",
    Standing.RULED_OUT: "Ruled out",
}
_WITH_CHARTS: Final = 12
"""For how many hubs charts are drawn: a page with more is too long to look at."""


class Told(NamedTuple):
    """A cause as the page says it."""

    number: int | None
    """Its rank among what fits."""
    weighed: Weighed
    marks: str
    evidence: list[str]


class Followed(NamedTuple):
    """A hub's history as the page says it."""

    name: str
    words: list[tuple[str, str]]
    charts: tuple[Chart, ...]


def write_html(diagnosis: Diagnosis, options: Options) -> str:
    """Return the diagnosis as a page of HTML."""
    report = diagnosis.report
    labels = Labels(report.results)
    every = (*diagnosis.causes, *diagnosis.not_applicable, *diagnosis.ruled_out)
    verdict, style = verdict_words(diagnosis, options)
    return page(
        "diagnosis.html",
        title="Hubwarden: why pushes do not arrive",
        verdict=verdict,
        style=style,
        symptoms=diagnosis.symptoms,
        histories=list(_followed(diagnosis)),
        registrations=diagnosis.registrations,
        registration_words=registration_words,
        finding_words=finding_words,
        causes=_by_title(_told(diagnosis, labels, options)),
        filters=filters(
            (
                ("Standing", [Choice(*_standing(item)) for item in every]),
                ("Confidence", [Choice(item.confidence, item.confidence) for item in every]),
                ("Who can look", [Choice(*_who(item)) for item in every]),
            )
        ),
        confirming=list(confirming_words(diagnosis)),
        confirming_page=PAGE,
        gaps=[(gap_words(gap), gap.rules) for gap in report.gaps],
        crashes=[(crash, labels.of(crash.subject)) for crash in report.crashes],
        evidence=list(named_evidence(report)),
        rules=_broken_rules(diagnosis),
        width=WIDTH,
        height=HEIGHT,
        blocks=blocks,
        pieces=pieces,
    )


def _told(diagnosis: Diagnosis, labels: Labels, options: Options) -> Iterator[Told]:
    closed = (*diagnosis.not_applicable, *diagnosis.ruled_out)
    ranked = [*enumerate(diagnosis.causes, 1), *((None, item) for item in closed)]
    for number, item in ranked:
        marks = f"{_standing(item)[0]} {item.confidence} {_who(item)[0]}"
        yield Told(
            number,
            item,
            marks,
            [*seen_words(item, diagnosis, options), *evidence_words(item, labels, options)],
        )


def _by_title(causes: Iterable[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for item in causes:
        found.setdefault(_TITLES[item.weighed.standing], []).append(item)
    return found


def _standing(item: Weighed) -> tuple[str, str]:
    title = _TITLES[item.standing]
    return title.lower().replace(" ", "-"), title.lower()


def _who(item: Weighed) -> tuple[str, str]:
    return f"who-{item.cause.who.lower().replace(' ', '-')}", item.cause.who


def _followed(diagnosis: Diagnosis) -> Iterator[Followed]:
    """Yield the histories, those that show a fault first; charts are drawn for the first of them alone."""
    faulty = {item.hub for item in diagnosis.observations if item.fault}
    ordered = sorted(diagnosis.histories, key=lambda item: item.hub not in faulty)
    for number, history in enumerate(ordered):
        words = list(history_words(history, diagnosis))
        limits = diagnosis.limits.get(history.hub, STANDARD)
        onsets = diagnosis.onsets.get(history.hub, ())
        drawn = charts(history, limits, onsets) if number < _WITH_CHARTS else ()
        yield Followed(short(history.hub), words, drawn)


def _broken_rules(diagnosis: Diagnosis) -> Sequence[Rule]:
    """Return the rules that prove a cause or leave one open, by id."""
    shown = (*FAILING, Outcome.UNDETERMINED)
    found = {
        item.rule.id: item.rule
        for cause in diagnosis.causes
        for item in cause.evidence
        if item.outcome in shown
    }
    return [found[id] for id in sorted(found)]
