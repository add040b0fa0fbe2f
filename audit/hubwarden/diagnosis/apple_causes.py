"""Causes on Apple's side: the hub's credential for APNs, and the build."""

from __future__ import annotations

from typing import Final

from hubwarden.diagnosis.cause import COMPARE_BUILD, COMPARE_FILE, Cause

_CONSOLE: Final = "in Apple's developer account, under Certificates, Identifiers & Profiles"

APPLE_CAUSES: Final = (
    Cause(
        "endpoint-side",
        "The hub's APNs endpoint is on the other side of Apple's service (sandbox, production) than its "
        "environment.",
        "Azure",
        "The endpoint of the hub: check the stack, or azure: with --with-credentials.",
        ("NH301",),
        services=("apns",),
    ),
    Cause(
        "certificate-side",
        "The hub's APNs certificate is for another side of Apple's service than its endpoint or its "
        "environment.",
        "Azure",
        "hubwarden inspect FILE --environment NAME says which side a certificate is for.",
        ("NH308", "NH309"),
        services=("apns",),
    ),
    Cause(
        "build-side",
        "The build registers with the other side of Apple's service than the hub delivers to.",
        "app",
        COMPARE_BUILD,
        ("NH801",),
        services=("apns",),
    ),
    Cause(
        "shared-hub",
        "Builds of production and of the sandbox register with the same namespace.",
        "Azure",
        "Check the sources of both environments together, and the hub's name in the settings of each build.",
        ("NH304",),
        between_environments=True,
        services=("apns",),
    ),
    Cause(
        "side-changed",
        "The endpoint or the certificate of the hub was replaced after these devices registered.",
        "Azure",
        "hubwarden drift, and the activity log of the hub: who wrote it, and when. Tokens from before are "
        "invalid then: delete these registrations and let the apps register again.",
        after=("hub written",),
        services=("apns",),
    ),
    Cause(
        "signing-key",
        "The hub's APNs credential is not exactly one usable key with its key id and team id.",
        "Azure",
        COMPARE_FILE,
        ("NH102", "NH105", "NH114"),
        services=("apns",),
    ),
    Cause(
        "key-of-another-team",
        "The hub's APNs credential belongs to another developer team than the app.",
        "platform console",
        COMPARE_BUILD,
        ("NH804",),
        services=("apns",),
    ),
    Cause(
        "other-key-in-hub",
        "The hub holds another credential, or other ids beside it, than the file that was meant for it.",
        "Azure",
        COMPARE_FILE,
        ("NH810",),
        after=("hub written", "namespace written"),
    ),
    Cause(
        "key-revoked",
        "The signing key or the certificate was revoked.",
        "platform console",
        f"Whether the key or the certificate is still listed {_CONSOLE}.",
        services=("apns",),
    ),
    Cause(
        "key-limited",
        "The signing key is limited to one side of Apple's service or to certain topics.",
        "platform console",
        f"The environment and the topics of the key {_CONSOLE}, under Keys: the file does not tell them.",
        services=("apns",),
    ),
    Cause(
        "bundle-id-malformed",
        "The bundle id that the hub sends under is not a bundle identifier.",
        "Azure",
        "The hub's appName: it is the app's bundle identifier, without the team id in front.",
        ("NH125",),
        services=("apns",),
    ),
    Cause(
        "certificate-topic",
        "The hub's APNs certificate was made for another app.",
        "Azure",
        "hubwarden inspect FILE names the app of a certificate.",
        ("NH115",),
        services=("apns",),
    ),
    Cause(
        "build-of-another-app",
        "The build is of another app than the one that the hub sends to.",
        "app",
        COMPARE_BUILD,
        ("NH803",),
        services=("apns",),
    ),
    Cause(
        "certificate-unusable",
        "The hub's APNs certificate is expired, is not for pushes or is not by Apple.",
        "Azure",
        "hubwarden inspect FILE says until when a certificate holds, and what for.",
        ("NH111", "NH112", "NH136"),
        services=("apns",),
    ),
    Cause(
        "endpoint-unknown",
        "The hub's APNs endpoint is not one of Apple's, or is for certificates while the hub has a token.",
        "Azure",
        "The endpoint of the hub: check the stack, or azure: with --with-credentials.",
        ("NH103", "NH104"),
        services=("apns",),
    ),
    Cause(
        "apns-missing",
        "The hub serves Apple's devices and has no APNs credential.",
        "Azure",
        "Check a source that tells credentials: azure: with --with-credentials, a program or a template.",
        ("NH110",),
        services=("apns",),
    ),
    Cause(
        "no-push-entitlement",
        "The build has no push entitlement.",
        "app",
        "hubwarden inspect --app FILE, with the very build that is installed.",
        ("NH802",),
        services=("apns",),
    ),
    Cause(
        "profile-expired",
        "The provisioning profile of the build is no longer valid.",
        "app",
        "hubwarden inspect --app FILE, with the very build that is installed.",
        ("NH806",),
        services=("apns",),
    ),
)
