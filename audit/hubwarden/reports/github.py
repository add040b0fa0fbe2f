"""Annotations of GitHub Actions: workflow commands that show violations beside the lines of a change."""

from __future__ import annotations

from hubwarden.printable import inert
from hubwarden.report import Report
from hubwarden.reports import Options
from hubwarden.reports.parts.annotations import Annotation, annotations_of
from hubwarden.reports.parts.verdict import counts, verdict_and_code


def write(report: Report, options: Options) -> str:
    """Return a command for each annotation, and the counts and the verdict as plain lines."""
    lines = [_command(item) for item in annotations_of(report, options.fail_on)]
    lines += [counts(report), f"Verdict: {verdict_and_code(report, options.fail_on)}"]
    return "\n".join(lines) + "\n"


def _command(item: Annotation) -> str:
    properties = []
    if item.place is not None:
        properties.append(f"file={_property(item.place.file)}")
        properties.append(f"line={item.place.line or 1}")
    properties.append(f"title={_property(item.title)}")
    return f"::{item.level} {','.join(properties)}::{_data(item.text)}"


def _data(text: str) -> str:
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
