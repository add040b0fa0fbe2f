"""Build of another app."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.context import Context
from hubwarden.credential_files.kinds import Problem
from hubwarden.model.base import Undetermined
from hubwarden.model.build import Build
from hubwarden.model.credentials import Apns
from hubwarden.rule import NotApplicable, Severity, Violation, rule
from hubwarden.secret import Hidden, shown


@rule(
    "NH803",
    severity=Severity.CRITICAL,
    since="0.1.0",
    sources=(
        citations.APPLE_SENDING.on("apns-topic, DeviceTokenNotForTopic"),
        citations.TOKEN_AUTHENTICATION.on("one bundle id for each hub"),
        citations.VOIP.on(".voip behind the bundle id"),
    ),
    fix="Give each app a hub of its own, and name its bundle identifier there.",
)
def build_of_another_app(build: Build, _ctx: Context) -> Iterator[Violation]:
    """A build is of another app than the one that its hub sends to.

    ## Why it matters

    A hub sends under one bundle identifier. For the device tokens of another app Apple answers
    `DeviceTokenNotForTopic`.

    ## Bad example

    The hub delivers to Apple's production, under `com.example.shop` of team TEAM123456.

    ```xml
    <!-- Shop.entitlements -->
    <key>application-identifier</key>
    <string>TEAM123456.com.example.shop.beta</string> <!-- the hub sends to com.example.shop -->
    <key>aps-environment</key>
    <string>production</string>
    ```

    ## Good example

    ```xml
    <!-- Shop.entitlements -->
    <key>application-identifier</key>
    <string>TEAM123456.com.example.shop</string>
    <key>aps-environment</key>
    <string>production</string>
    ```

    ## Remediation

    Use the hub of this app, or correct the bundle identifier of the credential. For VoIP pushes a hub with
    a token has the app's identifier with `.voip` behind it; that is the same app.

    ### In the Pulumi program

    Each app has a hub of its own:

    ```yaml
    config:
      hubwarden:apps:
        shop-beta:
          platforms: [ios]
          apns: {mode: token, keyId: ABC123DEFG, teamId: TEAM123456, bundleId: com.example.shop.beta}
          consumers:
            phones: {role: device, rights: [Listen]}
    ```

    ## What the fix breaks

    A new hub is empty: the app registers there when it has the new connection string. If you change the bundle id
    of the hub instead, all devices of the app that it had are out of reach.
    """
    if build.apns is None or build.bundle_id is None:
        raise NotApplicable("no hub for Apple's devices, or no bundle identifier to compare")
    wanted = {name for topic in _topics(build.apns) for name in (topic, _without_voip(topic))}
    if build.bundle_id in wanted:
        return
    if any(_may_be(build.bundle_id, topic) for topic in wanted):
        reason = "its profile is for several apps: which one it is"
        raise Undetermined("Build.bundle_id", reason, cause="unclear")
    yield Violation(
        f"it is {build.bundle_id}, and the hub sends to {', '.join(sorted(set(map(shown, wanted))))}",
        at="bundle_id",
    )


def _topics(apns: Apns) -> set[str]:
    if apns.token is not None:
        if apns.token.bundle_id is None:
            raise NotApplicable(
                "the hub's token comes without a bundle id, which another rule judges"
            )
        return {apns.token.bundle_id}
    if apns.certificate is None or isinstance(apns.certificate.content, Problem):
        raise NotApplicable("the hub's certificate cannot be read, which another rule judges")
    content = apns.certificate.content
    found = {*content.alert_topics, *filter(None, [content.bundle_id])}
    if not found:
        reason = "the hub's certificate names no app"
        raise Undetermined("ApnsCertificate.content", reason, cause="unclear")
    return found


def _without_voip(topic: str) -> str:
    """Return the app of a topic: that for an app's VoIP pushes has a suffix behind the bundle identifier."""
    app = topic.removesuffix(".voip")
    return Hidden(app) if isinstance(topic, Hidden) else app


def _may_be(bundle_id: str, topic: str) -> bool:
    """Tell whether a build can be of an app; a wildcard profile ends in an asterisk."""
    return bundle_id.endswith("*") and topic.startswith(bundle_id[:-1])
