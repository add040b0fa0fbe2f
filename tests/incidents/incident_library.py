"""Incidents: what was wrong with a hub, how it lived with that, and what stood in Azure.

Nothing here says how a cause is found. ``causes`` names the true one as Hubwarden calls it, or several that nobody
could tell apart by what Azure knows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incidents import credentials_of_incidents as made
from incidents import hub_faults as faults
from incidents.hub_life import Habits, Trouble

DAYS = 14
HOURS = DAYS * 24
AT = 9 * 24 + 13
"""When most troubles begin: on the tenth day, a Wednesday, in the afternoon."""
TODAY = 13 * 24 + 9
"""On the last day of the window, in the morning."""
Body = dict[str, Any]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Done:
    """Something that somebody did in Azure."""

    before: timedelta
    """How long before the trouble began."""
    what: str
    """``hub``, ``namespace``, ``hub deleted``, ``rule NAME`` (written) or ``key NAME`` (regenerated)."""


USUAL = Habits()
HARMLESS = (
    Done(timedelta(hours=70), "hub"),
    Done(timedelta(days=6), "namespace"),
    Done(timedelta(hours=-30), "namespace"),
    Done(timedelta(days=4), "rule phones"),
)
"""What is done at every hub now and then."""


@dataclass(frozen=True)
class Incident:
    """A history with its cause."""

    name: str
    causes: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    habits: Habits = USUAL
    credentials: Callable[[datetime], Mapping[str, Body]] = lambda _: {
        "apns": made.apns(),
        "fcmV1": made.fcm(),
    }
    """By the name in Azure, and when the trouble began: what the hub holds."""
    hub: Mapping[str, Any] = field(default_factory=dict)
    """Further properties of it."""
    tier: str = "Standard"
    namespace: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {"phones": ("Listen",), "backend": ("Send",)}
    )
    done: tuple[Done, ...] = ()
    pending_endpoint: bool = False
    declared: bool = False
    """Whether a template declares the hub, and its credentials are not read from Azure."""
    in_scope: bool = True
    """Whether its credentials are read at all."""

    @property
    def begins(self) -> float:
        """When the first trouble begins, in hours."""
        return max(0.0, min((item.begins for item in self.troubles), default=0.0))


def since(fault: Any, at: float = AT, lasts: float = float("inf")) -> tuple[Trouble, ...]:
    """Return a trouble that begins at some hour."""
    return (Trouble(fault, at, lasts),)


def shortly_before(*what: str) -> tuple[Done, ...]:
    """Return what was done some minutes before the trouble began."""
    return tuple(Done((20 + 3 * at) * MINUTE, item) for at, item in enumerate(what))


WINDOWS = Habits(people={"apns": 15_000, "wns": 12_000})
ALL_REFUSED = {"invalidcredentials": 1.0}


CALLERS = (
    Incident(
        "the rule of the back end lost Send",
        ("right-missing",),
        since(faults.sends_refused()),
        rules={"phones": ("Listen",), "backend": ("Listen",)},
        done=shortly_before("rule backend"),
    ),
    Incident(
        "the key of the back end was regenerated",
        ("other-key",),
        since(faults.sends_refused()),
        done=shortly_before("key backend"),
    ),
    Incident(
        "the key of the back end was regenerated today",
        ("other-key",),
        since(faults.sends_refused(), TODAY),
        done=shortly_before("key backend"),
    ),
    Incident(
        "the key of the back end was regenerated, in the tier Basic",
        ("other-key",),
        since(faults.sends_refused()),
        tier="Basic",
        done=shortly_before("key backend"),
    ),
    Incident(
        "the key in the phones was regenerated",
        ("other-key",),
        since(faults.devices_refused(), 11 * 24 + 9),
        done=shortly_before("key phones"),
    ),
    Incident(
        "the token that the back end made for itself has ended",
        ("sas-token", "other-key"),  # Nobody sees from outside which secret of its own it uses.
        since(faults.sends_refused(), 10 * 24 + 2),
    ),
    Incident(
        "the public endpoint was closed to phones",
        ("devices-shut-out",),
        since(faults.nobody_is_shut_in),
        namespace={"publicNetworkAccess": "Disabled"},
        done=shortly_before("namespace"),
    ),
    Incident(
        "the back end sends through an endpoint that nobody approved",
        ("private-endpoint",),
        since(faults.sends_refused()),
        pending_endpoint=True,
    ),
    Incident(
        "the rule of the phones lost Listen",
        ("right-missing",),
        since(faults.devices_refused()),
        rules={"phones": ("Send",), "backend": ("Send",)},
        done=shortly_before("rule phones"),
    ),
    Incident(
        "a new version of the app does not register",
        ("app-does-not-register",),
        since(faults.apps_do_not_register, 10 * 24),
    ),
    Incident(
        "more phones than the tier Free takes",
        ("tier-devices",),
        since(faults.devices_refused(0.4), 6 * 24),
        tier="Free",
    ),
    Incident(
        "the back end sends faster than the service takes",
        ("too-fast",),
        since(faults.at_most(0.5), 0),
        habits=Habits(sends=900, audience=1.5),
    ),
)
NO_TARGET = (
    Incident(
        "the hub has no credential",
        ("no-credentials",),
        since(faults.nothing_leaves("apns", "fcmv1"), -1),
        credentials=lambda _: {},
        habits=Habits(people={"apns": 2, "fcmv1": 0}, sends=0.1, starts=0.05),
    ),
    Incident(
        "the hub has no credential, and a template says so",
        ("no-credentials",),
        since(faults.nothing_leaves("apns", "fcmv1"), -1),
        credentials=lambda _: {},
        declared=True,
    ),
    Incident(
        "the hub has no credential, and nobody reads that",
        ("no-credentials",),
        since(faults.nothing_leaves("apns", "fcmv1"), -1),
        credentials=lambda _: {},
        habits=Habits(people={"apns": 2, "fcmv1": 0}, sends=0.1, starts=0.05),
        in_scope=False,
    ),
    Incident(
        "the back end asks for tags that no device has",
        ("tags",),
        since(faults.nobody_has_the_tags),
    ),
    Incident(
        "the hub was deleted and made anew",
        ("hub-deleted",),
        since(faults.registrations_are_gone, 12 * 24 + 8),
        habits=Habits(starts=0.004),
        done=shortly_before("hub", "hub deleted"),
    ),
    Incident(
        "nothing is sent in Google's format since today",
        ("format-not-sent", "no-registrations"),  # Nobody sees from outside which of the two it is.
        since(faults.nothing_leaves("fcmv1"), TODAY),
    ),
    Incident(
        "the credential for Apple was taken away",
        ("apns-missing",),
        since(faults.nothing_leaves("apns")),
        credentials=lambda _: {"fcmV1": made.fcm()},
        done=shortly_before("hub"),
    ),
    Incident(
        "the credential for FCM v1 was taken away",
        ("fcm-v1-missing",),
        since(faults.nothing_leaves("fcmv1")),
        credentials=lambda _: {"apns": made.apns()},
        done=shortly_before("hub"),
    ),
)
REFUSED = (
    Incident(
        "the certificate for Apple has expired",
        ("certificate-unusable",),
        since(faults.ends("apns", **ALL_REFUSED)),
        credentials=lambda at: {"apns": made.certificate(until=at), "fcmV1": made.fcm()},
    ),
    Incident(
        "the certificate for Apple has expired, and nobody reads it",
        ("certificate-unusable",),
        since(faults.ends("apns", **ALL_REFUSED)),
        credentials=lambda at: {"apns": made.certificate(until=at), "fcmV1": made.fcm()},
        in_scope=False,
    ),
    Incident(
        "the certificate is for Apple's sandbox",
        ("certificate-side",),
        since(faults.ends("apns", **ALL_REFUSED)),
        credentials=lambda _: {
            "apns": made.certificate("sandbox", until=made.tomorrow()),
            "fcmV1": made.fcm(),
        },
        done=shortly_before("hub"),
    ),
    Incident(
        "the signing key's id is cut short",
        ("signing-key",),
        since(faults.ends("apns", **ALL_REFUSED)),
        credentials=lambda _: {"apns": made.apns(keyId="ABC123DEF"), "fcmV1": made.fcm()},
        done=shortly_before("hub"),
        declared=True,
    ),
    Incident(
        "Apple's signing key was revoked",
        ("key-revoked",),
        since(faults.ends("apns", **ALL_REFUSED), 12 * 24 + 9),
    ),
    Incident(
        "the service account is of another project",
        ("account-of-another-project",),
        since(faults.ends("fcmv1", invalidcredentials=0.9)),
        credentials=lambda _: {
            "apns": made.apns(),
            "fcmV1": made.fcm(clientEmail="push@courier-prod.iam.gserviceaccount.com"),
        },
        done=shortly_before("hub"),
    ),
    Incident(
        "a reference stands where the private key should",
        ("placeholder",),
        since(faults.ends("fcmv1", **ALL_REFUSED)),
        credentials=lambda _: {
            "apns": made.apns(),
            "fcmV1": made.fcm(
                privateKey="@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/fcm)"
            ),
        },
        done=shortly_before("hub"),
    ),
    Incident(
        "the service account lost its role",
        ("account-rights",),
        since(faults.ends("fcmv1", **ALL_REFUSED), 10 * 24 + 15),
    ),
    Incident(
        "the Package SID is that of another app",
        ("wns-app",),
        since(faults.ends("wns", wrongtoken=0.7, authenticationerror=0.3)),
        habits=WINDOWS,
        credentials=lambda _: {"apns": made.apns(), "wns": made.wns()},
        done=shortly_before("hub"),
    ),
    Incident(
        "the secret of the Windows app is missing",
        ("credential-incomplete",),
        since(faults.ends("wns", invalidcredentials=1.0)),
        habits=WINDOWS,
        credentials=lambda _: {"apns": made.apns(), "wns": made.wns(secretKey="")},
        done=shortly_before("hub"),
        declared=True,
    ),
    Incident(
        "the hub sends with the legacy key of Firebase alone",
        ("fcm-legacy", "fcm-v1-missing"),  # Two sides of one thing.
        since(faults.ends("gcm", authenticationerror=0.98), 0),
        habits=Habits(people={"apns": 15_000, "gcm": 9_000}),
        credentials=lambda _: {"apns": made.apns(), "gcm": made.gcm()},
    ),
    Incident(
        "old apps are still registered as gcm, and the hub has FCM v1",
        ("legacy-registrations",),
        since(faults.ends("gcm", pnserror=1.0), 0),
        habits=Habits(people={"apns": 15_000, "fcmv1": 16_000, "gcm": 3_000}),
    ),
)
TOKENS = (
    Incident(
        "the hub sends to Apple's sandbox",
        ("endpoint-side",),
        since(faults.other_side()),
        credentials=lambda _: {"apns": made.apns(endpoint=made.SANDBOX), "fcmV1": made.fcm()},
        done=shortly_before("hub"),
    ),
    Incident(
        "the hub changed sides, and its devices are of before",
        ("side-changed",),
        since(faults.tokens_of_before_end(), 12 * 24 + 11),
        habits=Habits(starts=0.006),
        done=shortly_before("hub"),
    ),
    Incident(
        "builds for the sandbox register in production",
        ("build-side",),
        since(faults.part_has_bad_tokens("apns", 0.3), 5 * 24 + 10),
        habits=Habits(starts=0.05),
    ),
    Incident(
        "more and more people delete the app",
        ("device-gone",),
        since(faults.apps_are_deserted(), 0),
    ),
)
PLATFORMS = (
    Incident(
        "Google is disturbed since yesterday",
        ("service-fault",),
        since(faults.ends("fcmv1", pnserror=0.6), 13 * 24 + 2),
    ),
    Incident(
        "Apple was disturbed for half a day",
        ("service-fault",),
        since(faults.ends("apns", pnserror=0.95), 8 * 24 + 7, 14),
    ),
    Incident(
        "Google throttles a campaign",
        ("too-fast",),
        (
            Trouble(faults.campaign(1_000), AT, 3),
            Trouble(faults.ends("fcmv1", throttled=0.35), AT, 3),
        ),
    ),
    Incident(
        "payloads are larger than a platform takes",
        ("too-large",),
        (
            Trouble(faults.ends("apns", invalidnotificationsize=0.3), AT),
            Trouble(faults.ends("fcmv1", invalidnotificationsize=0.3), AT),
        ),
    ),
    Incident(
        "payloads are not of the form that Google takes",
        ("body-malformed",),
        since(faults.ends("fcmv1", invalidnotificationformat=0.4)),
    ),
    Incident(
        "what is scheduled is scheduled for another day",
        ("scheduled-too-late",),
        since(faults.backlog_does_not_run, 3 * 24),
        habits=Habits(scheduled=0.3),
    ),
    Incident(
        "Apple takes everything, and the phones show nothing",
        ("device-side",),
        (),
    ),
)
INCIDENTS = {item.name: item for item in (*CALLERS, *NO_TARGET, *REFUSED, *TOKENS, *PLATFORMS)}
"""Every incident by its name."""
