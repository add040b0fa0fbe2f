"""Build of another team."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import Undetermined
from hubwarden.model.build import Build
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule
from hubwarden.secret import shown


@rule(
    "NH804",
    severity=Severity.HIGH,
    since="0.1.0",
    sources=(
        citations.APPLE_TOKEN.on("InvalidProviderToken"),
        citations.TOKEN_AUTHENTICATION.on("the team of a key"),
    ),
    fix="Use the signing key or certificate of the team that builds the app.",
)
def build_of_another_team(build: Build, _ctx: Context) -> Iterator[Violation]:
    """A build comes from another developer team than its hub's credential.

    ## Why it matters

    A key or a certificate works for the apps of one team only. Apple refuses every push to another team's
    apps.

    ## Bad example

    The hub delivers to Apple's production, under `com.example.shop` of team TEAM123456.

    ```xml
    <!-- Shop.entitlements -->
    <key>com.apple.developer.team-identifier</key>
    <string>OTHER98765</string> <!-- the hub's key is of TEAM123456 -->
    <key>application-identifier</key>
    <string>OTHER98765.com.example.shop</string>
    <key>aps-environment</key>
    <string>production</string>
    ```

    ## Good example

    ```xml
    <!-- Shop.entitlements -->
    <key>com.apple.developer.team-identifier</key>
    <string>TEAM123456</string>
    <key>application-identifier</key>
    <string>TEAM123456.com.example.shop</string>
    <key>aps-environment</key>
    <string>production</string>
    ```

    ## Remediation

    Create the key in the team that owns the app's identifier.

    ### In the Pulumi program

    Set key, key id and team of the team that builds the app:

    ```yaml
    config:
      hubwarden:apps:
        shop:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop}
    ```

    ## What the fix breaks

    If builds of the old team are still about, their devices get no push any more: a hub has one credential for
    Apple. Registrations stay, and are deleted when Apple refuses their tokens.
    """
    if build.apns is None or not build.team_ids:
        raise NotApplicable("no hub for Apple's devices, or no team to compare")
    team = _team(build.apns)
    if team not in build.team_ids:
        yield Violation(
            f"it is of team {', '.join(build.team_ids)}, the hub's credential of {shown(team)}",
            at="team_ids",
        )


def _team(apns: Apns) -> str:
    if apns.token is not None:
        if apns.token.team_id is None:
            raise NotApplicable(
                "the hub's token comes without a team id, which another rule judges"
            )
        return apns.token.team_id
    if apns.certificate is None or isinstance(apns.certificate.content, Problem):
        raise NotApplicable("the hub's certificate cannot be read, which another rule judges")
    if apns.certificate.content.team_id is None:
        reason = "the hub's certificate names no team"
        raise Undetermined("ApnsCertificate.content", reason, cause="unclear")
    return apns.certificate.content.team_id
