"""Shared firebase project."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.context import Context
from hubwarden.model.credentials import FcmV1
from hubwarden.rule import Severity, Violation, rule


@rule(
    "NH306",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=("Google: Best practices for Firebase projects (one project per environment)",),
    fix="Create a Firebase project for each environment.",
)
def shared_firebase_project(credential: FcmV1, ctx: Context) -> Iterator[Violation]:
    """Two environments use the same Firebase project.

    ## Why it matters

    A registration token belongs to a project, not to an environment. With one project a test push can
    reach real users, and the sandbox's service account may send to production.

    ## Remediation

    Create a project for the sandbox, with its own service account and its own google-services.json.
    """
    for other in ctx.twins(credential, lambda one: one.project_id.lower()):
        yield Violation(
            f"environment {ctx.environment_name(other)} uses the same Firebase project",
            at="project_id",
        )
