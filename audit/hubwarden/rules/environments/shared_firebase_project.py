"""Shared firebase project."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import EstateContext
from hubwarden.model.base import Undetermined
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, rule
from hubwarden.twins import Likeness


@rule(
    "NH306",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Google: Best practices for Firebase projects (one project per environment)",),
    fix="Create a Firebase project for each environment.",
    hidden_from_pack="another stack",
    needs=("environment",),
)
def shared_firebase_project(credential: FcmV1, ctx: EstateContext) -> Iterator[Violation]:
    """Two environments use the same Firebase project.

    ## Why it matters

    A registration token belongs to a project, not to an environment. With one project a test push can
    reach real users, and the sandbox's service account may send to production.

    ## Remediation

    Create a project for the sandbox, with its own service account and its own google-services.json.
    """
    for name in ctx.twins(credential, _share_a_project, _likeness):
        yield Violation(
            f"environment {name} uses the same Firebase project",
            at=f"project_id.{name}",
        )


def _likeness(fcm_v1: FcmV1) -> Likeness:
    name = fcm_v1.project_id.lower()
    return Likeness((name,), name.isdecimal())


def _share_a_project(fcm_v1: FcmV1, other: FcmV1) -> bool:
    mine, its = fcm_v1.project_id.lower(), other.project_id.lower()
    if mine.isdecimal() != its.isdecimal():
        raise Undetermined(
            "FcmV1.project_id", "one project is named by its number, the other by its id"
        )
    return mine == its
