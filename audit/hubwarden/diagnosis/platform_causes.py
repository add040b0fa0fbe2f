"""Causes with Google, Windows, Amazon, browsers and others: the hub's credentials for them."""

from __future__ import annotations

from typing import Final

from hubwarden.diagnosis.cause import COMPARE_FILE, Cause

PLATFORM_CAUSES: Final = (
    Cause(
        "account-of-another-project",
        "The service account of the hub belongs to another Firebase project than the one named.",
        "Azure",
        COMPARE_FILE,
        ("NH116",),
        services=("fcm_v1", "fcm_legacy"),
    ),
    Cause(
        "build-of-another-project",
        "The app registers with another Firebase project than the hub sends through.",
        "app",
        "hubwarden inspect --hub SOURCE --app google-services.json, with the file of that very build.",
        ("NH805",),
        services=("fcm_v1", "fcm_legacy"),
    ),
    Cause(
        "service-account",
        "The hub's FCM v1 credential names no usable service account, project and private key.",
        "Azure",
        COMPARE_FILE,
        ("NH117", "NH120", "NH121"),
        services=("fcm_v1", "fcm_legacy"),
    ),
    Cause(
        "fcm-legacy",
        "The hub still has a credential for the legacy API of Firebase, which Google has shut down.",
        "Azure",
        "Whether the hub has a gcmCredential: check the stack, or azure: with --with-credentials.",
        ("NH106",),
        services=("fcm_v1", "fcm_legacy"),
    ),
    Cause(
        "fcm-v1-missing",
        "The hub serves Android and has no credential for FCM v1.",
        "Azure",
        "Check a source that tells credentials: azure: with --with-credentials, a program or a template.",
        ("NH107",),
        services=("fcm_v1", "fcm_legacy"),
    ),
    Cause(
        "account-rights",
        "The service account may not send, its key was deleted, or the FCM API is off in its project.",
        "platform console",
        "In the Google Cloud console of the project: the account's roles, its keys, and whether the Firebase "
        "Cloud Messaging API is enabled.",
        services=("fcm_v1", "fcm_legacy"),
    ),
    Cause(
        "legacy-registrations",
        "The devices are registered as gcm and the send is for FCM v1, or the reverse.",
        "app",
        "The metrics outgoing.gcm.* and outgoing.fcmv1.*, and the SDKs: FCM v1 needs .NET 4.2.0, Java 1.1.0, "
        "JavaScript 1.1.0, Android 2.0.0.",
        services=("fcm_v1", "fcm_legacy"),
    ),
    Cause(
        "placeholder",
        "A placeholder, a reference or stray white space stands where the hub needs the credential itself.",
        "Azure",
        COMPARE_FILE,
        ("NH118",),
    ),
    Cause(
        "credential-incomplete",
        "A push credential of the hub lacks a field that its service needs.",
        "Azure",
        "Check a source that tells credentials: azure: with --with-credentials, a program or a template.",
        ("NH122",),
    ),
    Cause(
        "two-credentials",
        "The namespace and the hub have different credentials for one push service.",
        "Azure",
        "The credentials of the namespace and of the hub: which of them is used is not documented.",
        ("NH128",),
    ),
    Cause(
        "platform-missing",
        "The hub serves a platform besides iOS and Android and has no credential for it.",
        "Azure",
        "Check a source that tells credentials: azure: with --with-credentials, a program or a template.",
        ("NH127",),
    ),
    Cause(
        "wns-token-service",
        "The token service of the Windows credential is not Microsoft's.",
        "Azure",
        "The hub's windowsLiveEndpoint: leave it out.",
        ("NH124",),
        services=("wns",),
    ),
    Cause(
        "wns-app",
        "The Package SID or its secret is not that of the app that registered.",
        "platform console",
        "In Partner Center, the app's Package SID and its secret, against the package of the installed app.",
        services=("wns",),
    ),
    Cause(
        "adm-token-service",
        "The token service of the Amazon credential is not Amazon's.",
        "Azure",
        "The hub's authTokenUrl.",
        ("NH123",),
        services=("adm",),
    ),
    Cause(
        "unprotected-endpoint",
        "The endpoint of the Baidu or Xiaomi credential is not an address with TLS.",
        "Azure",
        "The endpoint of the credential.",
        ("NH129",),
        services=("baidu", "xiaomi"),
    ),
    Cause(
        "vapid-pair",
        "The two VAPID keys of the browser credential are malformed or do not belong together.",
        "Azure",
        "hubwarden inspect FILE --hub SOURCE, with the VAPID keys that you keep.",
        ("NH119",),
        services=("browser",),
    ),
    Cause(
        "vapid-subject",
        "The subject of the browser credential is one that Apple refuses.",
        "Azure",
        "The subject: a mailto: or https: address that others can reach.",
        ("NH126",),
        services=("browser",),
    ),
    Cause(
        "vapid-changed",
        "Browsers subscribed with another VAPID key than the hub signs with now.",
        "app",
        "The applicationServerKey in the web app, against the hub's public key; after a change subscribe again.",
        services=("browser",),
    ),
    Cause(
        "windows-phone",
        "The hub still has a credential for the push service of Windows Phone, which is shut down.",
        "Azure",
        "Whether the hub has an mpnsCredential, and registrations of the platform mpns.",
        ("NH108",),
        services=("mpns",),
    ),
)
