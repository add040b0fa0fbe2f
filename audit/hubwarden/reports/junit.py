"""The report as JUnit XML: a test case for each rule and resource that a rule judged or could not judge.

A violation at or above ``--fail-on`` is a failure. What could not be checked or read is an error, because it is
no pass; where the baseline accepts it, the case is skipped, as is a violation below ``--fail-on``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from hubwarden.printable import inert
from hubwarden.report import ASIDE, Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.evidence import named_evidence
from hubwarden.reports.parts.labels import Labels
from hubwarden.reports.parts.verdict import verdict_and_code
from hubwarden.reports.parts.waiver_words import of_waiver


@dataclass(frozen=True, slots=True)
class Case:
    """One test case; ``tag`` is failure, error or skipped, or empty where the rule held."""

    resource: str
    name: str
    file: str
    line: int | None
    tag: str = ""
    type: str = ""
    message: str = ""
    details: str = ""


def write(report: Report, options: Options) -> str:
    """Return the report as JUnit XML, one suite."""
    cases = list(_cases(report, options))
    count = {tag: sum(case.tag == tag for case in cases) for tag in ("failure", "error", "skipped")}
    numbers = (
        f'tests="{len(cases)}" failures="{count["failure"]}" errors="{count["error"]}" '
        f'skipped="{count["skipped"]}" time="0"'
    )
    made = f"{report.evidence.made_at:%Y-%m-%dT%H:%M:%S}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="hubwarden" {numbers}>',
        f'  <testsuite name="hubwarden" timestamp="{made}" {numbers}>',
        "    <properties>",
        f'      <property name="verdict" value={_attribute(verdict_and_code(report, options.fail_on))}/>',
    ]
    lines += [
        f"      <property name={_attribute(name)} value={_attribute(words)}/>"
        for name, words in named_evidence(report)
    ]
    lines.append("    </properties>")
    for case in cases:
        lines += _written(case)
    lines += ["  </testsuite>", "</testsuites>"]
    return "\n".join(lines) + "\n"


def _cases(report: Report, options: Options) -> Iterator[Case]:
    labels = Labels(report.results)
    found: dict[tuple[str, str, str], list[Result]] = {}
    for item in report.results:
        if item.outcome is not Outcome.NOT_APPLICABLE:
            key = (item.subject.lower(), item.source, item.rule.id)
            found.setdefault(key, []).append(item)
    for items in found.values():
        yield _case(items, labels, options)
    for gap in report.gaps:
        place = gap.location
        yield Case(
            gap.source,
            f"{gap.what} is read",
            place.file if place else "",
            place.line if place else None,
            "error",
            "not read",
            gap.reason,
        )
    for crash in report.crashes:
        rule = crash.rule
        name = f"{rule.id} {rule.slug}"
        yield Case(labels.of(crash.subject), name, "", None, "error", "broken", crash.error)


def _case(items: list[Result], labels: Labels, options: Options) -> Case:
    """Return the case of what one rule says of one resource: the gravest of it decides."""
    failed = [item for item in items if item.outcome is Outcome.FAIL]
    wrong = [item for item in failed if item.severity >= options.fail_on]
    unknown = [item for item in items if item.outcome is Outcome.UNDETERMINED]
    unclear = [item for item in unknown if item.accepted is None]
    tags = (
        (wrong, "failure", wrong[0].severity.word if wrong else ""),
        (unclear, "error", "could not be checked"),
        (failed, "skipped", f"below --fail-on {options.fail_on.word}"),
        (unknown, "skipped", "could not be checked, and accepted"),
        *(
            ([item for item in items if item.outcome is outcome], "skipped", outcome.value)
            for outcome in ASIDE
        ),
    )
    first = items[0]
    rule, place = first.rule, first.location
    name = f"{rule.id} {rule.slug}"
    file, line = (place.file, place.line) if place else ("", None)
    for those, tag, kind in tags:
        if those:
            messages = list(dict.fromkeys(item.message for item in those))
            excused = (item.accepted or of_waiver(item) for item in those)
            reasons = list(dict.fromkeys(filter(None, excused)))
            details = f"{rule.title}. Fix: {rule.fix}" if those is wrong else "; ".join(reasons)
            said = "; ".join(messages) or rule.title
            resource = labels.of(first.subject)
            return Case(resource, name, file, line, tag, kind, f"{kind}: {said}", details)
    return Case(labels.of(first.subject), name, file, line)


def _written(case: Case) -> Iterator[str]:
    attributes = f"classname={_attribute(case.resource)} name={_attribute(case.name)}"
    if case.file:
        attributes += f" file={_attribute(case.file)}"
    if case.line:
        attributes += f' line="{case.line}"'
    if not case.tag:
        yield f'    <testcase {attributes} time="0"/>'
        return
    place = f"{case.file}:{case.line}" if case.line else case.file
    text = ". ".join(part for part in (place, case.details) if part)
    yield f'    <testcase {attributes} time="0">'
    yield (
        f"      <{case.tag} type={_attribute(case.type)} message={_attribute(case.message)}>"
        f"{escape(inert(text))}</{case.tag}>"
    )
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(inert(text))
