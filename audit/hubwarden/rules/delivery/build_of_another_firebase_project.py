"""Build of another firebase project."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.model.base import Undetermined
from hubwarden.model.build import Build
from hubwarden.rule import NotApplicable, Severity, Violation, rule
from hubwarden.secret import shown


@rule(
    "NH805",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.FCM_ERRORS.on("SENDER_ID_MISMATCH"),
        citations.FCM_MIGRATION_REST.on("projectId"),
    ),
    fix="Put the google-services.json of the hub's Firebase project into the build.",
)
def build_of_another_firebase_project(build: Build, _ctx: Context) -> Iterator[Violation]:
    """A build registers with another Firebase project than its hub sends through.

    ## Why it matters

    A device token belongs to the project that gave it. Through another project, Google answers
    `SENDER_ID_MISMATCH`, and no push reaches a device with this build.

    ## Bad example

    In google-services.json of the build:

    ```json
    {
      "project_info": {
        "project_number": "123456789012",
        "project_id": "example-shop-dev" // the hub sends through example-shop
      },
      "client": []
    }
    ```

    ## Good example

    ```json
    {
      "project_info": {
        "project_number": "123456789012",
        "project_id": "example-shop"
      },
      "client": []
    }
    ```

    ## Remediation

    Build with the `google-services.json` of the project that the hub's credential names.

    ### In the Pulumi program

    If the build is right and the hub is not, set the project of the build:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [android]
          fcmV1: {projectId: example-shop, clientEmail: push@example-shop.iam.gserviceaccount.com}
    ```

    ## What the fix breaks

    Devices get new tokens with the new build and register them. Until they have it they are out of reach; the hub
    deletes their old registrations when Google refuses these.
    """
    if build.firebase_project is None:
        raise NotApplicable("it names no Firebase project")
    if build.hub is None:
        raise NotApplicable("no hub was named")
    if build.fcm_v1 is None:
        yield Violation("its hub has no credential for FCM v1", at="firebase_project")
    elif build.fcm_v1.project_id.isdecimal():
        raise Undetermined(
            "FcmV1.project_id",
            "the hub names its project by number: whether it is the build's is not known",
        )
    elif build.fcm_v1.project_id != build.firebase_project:
        yield Violation(
            f"it registers with {build.firebase_project}, the hub sends through "
            f"{shown(build.fcm_v1.project_id)}",
            at="firebase_project",
        )
