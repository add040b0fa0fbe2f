"""Fcm account malformed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hubwarden.context import Context
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, in_turn, rule

_PROJECT: Final = re.compile(r"(?:[a-z0-9.-]+:)?[a-z0-9-]+")
_ADDRESS: Final = re.compile(r"[a-z0-9._+:-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@rule(
    "NH121",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        "Google Cloud: Service accounts overview (the form of the address)",
        "Google Cloud: Creating and managing projects (the form of a project id)",
    ),
    fix="Copy project_id and client_email from the service-account file, without anything beside them.",
    needs=("hub",),
)
def fcm_account_malformed(fcm: FcmV1, _ctx: Context) -> Iterator[Violation]:
    """The project id or the service account of an FCM v1 credential is not spelled as Google spells it.

    ## Why it matters

    The hub sends both as they are written. Google writes them in small letters, without any white space: a
    capital letter or a line break from the end of a file makes it a different address, and Google refuses
    every send to Android.

    ## Remediation

    Copy `project_id` and `client_email` from the service-account file. A value that a command reads from
    a file may need its last line break cut off.
    """
    yield from in_turn(_project(fcm), _address(fcm))


def _project(fcm: FcmV1) -> Iterator[Violation]:
    # What is missing is judged by another rule.
    if fcm.project_id and not _PROJECT.fullmatch(fcm.project_id):
        yield Violation("its project id has characters that no project id has", at="project_id")


def _address(fcm: FcmV1) -> Iterator[Violation]:
    if fcm.client_email and not _ADDRESS.fullmatch(fcm.client_email):
        yield Violation(
            "its service account is not an address as Google writes them", at="client_email"
        )
