"""What each key of the report for programs means, for its JSON schemas: of ``check``, ``drift`` and ``inspect``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_REPORT: Final = {
    "version": "The version of this format.",
    "evidence": "What the verdicts are based on.",
    "summary": "How many verdicts there are of each outcome, and the exit code.",
    "rules": "The rules that said something, by id.",
    "results": "Every verdict of a rule on a subject.",
    "gaps": "What could not be read.",
    "crashes": "The rules that broke, which leaves their verdict open.",
}
_WAIVER: Final = {
    "rule": "The id of the rule whose findings are waived.",
    "resource": "The resource, or a pattern, as the file of waivers names it.",
    "reason": "Why the finding may stay.",
    "owner": "Who takes responsibility.",
    "ticket": "The ticket that plans the repair.",
    "expires": "The last day on which the waiver holds, in UTC, ISO 8601.",
    "environment": "The environment that the waiver is limited to; null where it names none.",
    "source": "The source that the waiver is limited to; null where it names none.",
}
_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "Document": _REPORT,
    "Drift": {
        **_REPORT,
        "changes": "The differences between the two sides, and how each is judged.",
    },
    "Inspection": {**_REPORT, "files": "The facts of the inspected files."},
    "EvidenceFacts": {
        "tool": "The program that wrote the report.",
        "version": "The version of that program.",
        "rule_set": "SHA-256 over the files of the rules, hexadecimal.",
        "rules": "How many rules were asked, an organisation's own among them.",
        "baseline": "The baseline that the rules were judged by.",
        "baseline_digest": "SHA-256 of the baseline, hexadecimal.",
        "sources": "The sources that were read.",
        "as_of": "The date that the rules were judged by, ISO 8601.",
        "made_at": "When the report was made, ISO 8601.",
        "asked_by": "Who asked for the report.",
        "scope": "What was judged, in words.",
        "environments": "The environments of the subjects.",
        "not_judged": "What the sources of this run can never tell, in words.",
        "excepted": "What the baseline or a waiver keeps from counting.",
        "not_asked": "The ids of the rules that were left out; the exit code does not cover them.",
        "waivers": "The waivers of the run; null where there is no file of them.",
        "known": "The known findings; null where no file of them was named.",
        "own_rules": "An organisation's own rules; null where there are none.",
    },
    "Source": {
        "name": "The source as the command line names it, such as template:azuredeploy.json.",
        "digest": "SHA-256 over its files or answers, hexadecimal.",
        "files": "The files that were read.",
        "asked_as": "The identity and scope that a live source was read with; empty for files.",
    },
    "Exempted": {
        "kind": "How it is excepted: by a waiver, or in which way by the baseline.",
        "rule": "The id of the rule.",
        "reason": "The reason that the waiver or the baseline gives.",
        "results": "How many results that concerns.",
    },
    "WaiversOfRun": {
        "file": "The file of waivers.",
        "digest": "SHA-256 over that file, hexadecimal.",
        "waivers": "Every waiver in it.",
    },
    "WaiverWords": _WAIVER,
    "WaiverOfRun": {
        **_WAIVER,
        "state": "What became of the waiver in this run; unused where its rule judged the resource and did not fail.",
        "results": "How many results it concerns.",
        "meant": "The full ids that a name by the end of an id could mean; empty where it is no such name.",
    },
    "KnownOfRun": {
        "file": "The file of known findings.",
        "digest": "SHA-256 over that file, hexadecimal.",
        "results": "How many failures are known.",
        "gone": "The known findings that were looked for and not found again.",
        "not_judged": "How many known findings this run could not look for.",
    },
    "GoneFinding": {
        "rule": "The id of the rule.",
        "resource": "The resource that the finding was about.",
        "field": "The field that was wrong.",
        "environment": "The environment; empty where it was not known.",
        "source": "The stack or source in which alone the name means something; empty where it does in all.",
        "fingerprint": "Identifies the finding from run to run.",
    },
    "OwnRulesOfRun": {
        "folder": "The folder with the files of these rules.",
        "digest": "SHA-256 over these files, hexadecimal.",
        "rules": "How many of these rules were asked.",
    },
    "Summary": {
        "passed": "How many verdicts are: pass.",
        "failed": "How many verdicts are: fail, of any severity.",
        "waived": "How many failures a waiver covers.",
        "known": "How many failures the file of known findings lists.",
        "undetermined": "How many verdicts are: undetermined, the accepted ones among them.",
        "accepted": "How many of the undetermined ones the baseline accepts.",
        "not_applicable": "How many times a rule did not apply.",
        "fail_on": "The lowest severity whose violations fail the run.",
        "incomplete": "Whether something was not judged that the baseline does not accept.",
        "exit_code": "0 clean, 1 violations, 3 incomplete; 1 wins over 3.",
    },
    "RuleWords": {
        "rule": "The id of the rule.",
        "slug": "Its readable name.",
        "title": "What it finds wrong, in one sentence.",
        "fix": "What to change, in one sentence.",
    },
    "Verdict": {
        "rule": "The id of the rule; its words are in rules.",
        "outcome": "The verdict; only fail is a violation, and undetermined never counts as a pass.",
        "severity": "The severity that holds in the environment.",
        "subject": "The id of the judged subject.",
        "kind": "The kind of the subject: Hub, AccessRule, Apns.",
        "source": "The source that tells of the subject.",
        "environment": "The environment of the subject; null where it is not known.",
        "location": "Where the subject or its field is declared; null where no file says it.",
        "field": "The field that is wrong or not known; empty for the whole subject.",
        "message": "What is wrong, or why the rule does not apply or cannot judge.",
        "accepted": "Why the baseline accepts that this is not known; null where it does not.",
        "cause": "Why it is not known, as a baseline names it; null where that is not the outcome.",
        "waiver": "The waiver about it: it holds where the outcome is waived, has expired where that is fail, and does "
        "not cover it where that is undetermined.",
        "fingerprint": "Identifies the result from run to run.",
    },
    "Place": {"file": "The file.", "line": "The line, from 1; null for the whole file."},
    "Missing": {
        "source": "The source.",
        "what": "What could not be read.",
        "reason": "Why not.",
        "location": "Where it would be declared; null where that is not known.",
        "permission": "The permission that is missing; empty where that is not the reason.",
        "rules": "The ids of the rules that are undetermined because of it.",
    },
    "Broken": {
        "rule": "The id of the rule.",
        "subject": "The id of the subject that it broke on.",
        "source": "The source that tells of the subject.",
        "error": "The type of the error and the place in the rule.",
    },
    "ChangeVerdict": {
        "rule": "The id of the rule that judges the change.",
        "resource": "The id of the resource that differs.",
        "field": "The field that differs.",
        "declared": "The declared value; differs where it is secret.",
        "live": "The live value; differs where it is secret.",
        "judgement": "What the change is held to be.",
        "actor": "Who made the change; null where the activity log does not name them.",
        "at": "When it was made, ISO 8601; null where the activity log does not say.",
    },
    "FileFacts": {
        "file": "The name of the file.",
        "digest": "SHA-256 over the file, hexadecimal.",
        "kind": "What the file is.",
        "facts": "What is known of it, by name; never a secret.",
        "days_left": "The days until it expires, negative afterwards; null where it does not expire.",
        "warning": "What to look at; empty where there is nothing.",
    },
}
"""Descriptions by the name of the type in the schema, and the key."""


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with a description for each key; raises ``KeyError`` for a key that has none here."""
    types = {
        kind: {
            **declared,
            "properties": {
                key: {"description": _KEYS[kind][key], **part}
                for key, part in declared["properties"].items()
            },
        }
        for kind, declared in schema["$defs"].items()
    }
    return {**schema, "$defs": types}
