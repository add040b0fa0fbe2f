"""Issues of Azure Pipelines: logging commands that show violations in the summary of a run."""

from __future__ import annotations

from hubwarden.printable import inert
from hubwarden.report import Report
from hubwarden.reports import Options
from hubwarden.reports.parts.annotations import Annotation, annotations_of
from hubwarden.reports.parts.verdict import counts, verdict_and_code


def write(report: Report, options: Options) -> str:
    """Return a command for each issue, and the counts and the verdict as plain lines.

    Azure Pipelines knows errors and warnings; what is less is a plain line.
    """
    lines = [_command(item) for item in annotations_of(report, options.fail_on)]
    lines += [counts(report), f"Verdict: {verdict_and_code(report, options.fail_on)}"]
    return "\n".join(lines) + "\n"


def _command(item: Annotation) -> str:
    text = f"{item.title}: {item.text}"
    if item.level == "notice":
        place = f"{item.place}: " if item.place else ""
        return inert(f"{place}{text}")
    properties = [f"type={item.level}"]
    if item.place is not None:
        properties.append(f"sourcepath={_property(item.place.file)}")
        properties.append(f"linenumber={item.place.line or 1}")
    if item.code:
        properties.append(f"code={_property(item.code)}")
    return f"##vso[task.logissue {';'.join(properties)};]{_data(text)}"


def _data(text: str) -> str:
    return inert(text).replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
