"""The registrations of a hub in a diagnosis: what they lead to, as text, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from hubwarden.diagnosis.symptom import Symptom
from hubwarden.diagnosis.symptoms import SYMPTOMS
from hubwarden.model.source_info import Gap
from hubwarden.policy.demands import SeverityWord
from hubwarden.registrations.hub_registrations import NOT_LISTED, HubRegistrations
from hubwarden.registrations.registration_findings import Finding
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.words import counted

_SYMPTOMS = {"no-registrations": "no-target", "retired-gcm": "legacy-api"}
"""By the finding: the message of the symptom table that means the same."""


def shown_symptoms(read: HubRegistrations | None) -> tuple[Symptom, ...]:
    """Return the messages that registrations show; none where none were read."""
    names = () if read is None else (_SYMPTOMS.get(item.name) for item in read.findings)
    by_name = {symptom.name: symptom for symptom in SYMPTOMS}
    return tuple(by_name[name] for name in names if name)


def gap_of(read: HubRegistrations | None) -> tuple[Gap, ...]:
    """Return the gap that registrations leave which were not read to their end."""
    if read is None or not read.failure:
        return ()
    return (Gap("data plane", f"registrations of {read.name}", read.failure),)


def registration_words(read: HubRegistrations) -> Iterator[tuple[str, str]]:
    """Yield what was counted, as names with words."""
    counts = read.counts
    yield "read", f"{counts.read:,}, {_extent(read)}"
    for platform, devices in counts.platforms.items():
        yield platform, f"{devices.native:,} native, {devices.template:,} template"
    yield "of these", f"{counts.installations:,} made by installations; {NOT_LISTED}"
    yield (
        "expiry",
        f"{counts.never_expire:,} never expire, {counts.expiry_untold:,} do not tell when",
    )


def finding_words(read: HubRegistrations) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, and what to do about it."""
    for finding in read.findings:
        words = f"[{finding.severity.word}] {counted(finding.count, finding.noun)} {finding.says}"
        yield words, finding.next


def registration_lines(read: HubRegistrations, pen: Pen) -> Iterator[str]:
    """Yield the lines about registrations."""
    yield ""
    yield from pen.lines(f"Registrations of {read.name}", style="heading")
    for name, words in registration_words(read):
        yield from pen.lines(f"  {name:<10} ", words)
    for words, next in finding_words(read):
        yield from pen.lines("  - ", words)
        yield from pen.lines("    ", f"Next: {next}")
    if not read.findings:
        nothing = (
            "nothing is wrong with those that were read" if read.counts.read else "nothing to judge"
        )
        yield from pen.lines("  - ", nothing)


def _extent(read: HubRegistrations) -> str:
    if read.failure:
        return f"a part: {read.failure}"
    if read.sample:
        return (
            f"a sample: the hub has more, and --most {read.most} was the limit; what the rest is like, and "
            "which device is registered twice beyond it, is not known"
        )
    return "all that the hub lists"


class PlatformCount(Struct, frozen=True):
    """The registrations of one platform, as the service names it; ``unknown``: of a kind not known here."""

    platform: str
    native: int
    template: int


class RegistrationFinding(Struct, frozen=True):
    """Something that is wrong with registrations, and with how many."""

    name: str
    severity: SeverityWord
    count: int
    counted: str
    """What is counted: registration, or device."""
    says: str
    next: str


class RegistrationsOfHub(Struct, frozen=True):
    """What the registrations of a hub come to. No token, id, tag or template of one is in here."""

    host: str
    hub: str
    extent: Literal["whole", "sample", "part"]
    """Sample: the hub has more than were to be read. Part: they could not be read to the end."""
    failure: str
    most: int
    read: int
    platforms: tuple[PlatformCount, ...]
    made_by_installations: int
    never_expire: int
    expiry_untold: int
    surplus: int
    """Registrations of devices that are registered more than once, beyond the first of each."""
    findings: tuple[RegistrationFinding, ...]
    cannot_tell: tuple[str, ...]


def registrations_document(read: HubRegistrations) -> RegistrationsOfHub:
    """Return registrations for programs."""
    counts = read.counts
    return RegistrationsOfHub(
        host=read.host,
        hub=read.hub,
        extent="part" if read.failure else "sample" if read.sample else "whole",
        failure=read.failure,
        most=read.most,
        read=counts.read,
        platforms=tuple(
            PlatformCount(name, devices.native, devices.template)
            for name, devices in counts.platforms.items()
        ),
        made_by_installations=counts.installations,
        never_expire=counts.never_expire,
        expiry_untold=counts.expiry_untold,
        surplus=counts.surplus,
        findings=tuple(map(_finding, read.findings)),
        cannot_tell=(NOT_LISTED,),
    )


def _finding(finding: Finding) -> RegistrationFinding:
    word: SeverityWord = finding.severity.word  # type: ignore[assignment]
    return RegistrationFinding(
        finding.name, word, finding.count, finding.noun, finding.says, finding.next
    )
