"""Two things that are wrong at the same time: at one hub, or at two of one namespace."""

from dataclasses import dataclass, replace

from incidents import credentials_of_incidents as made
from incidents import hub_faults as faults
from incidents.hub_life import Trouble
from incidents.incident_library import AT, INCIDENTS, Incident, shortly_before


@dataclass(frozen=True)
class Pair:
    """Two incidents at two hubs of a namespace; the second one's hub is ``courier``."""

    first: Incident
    second: Incident


def _both(name: str, first: str, second: Incident, **changed: object) -> Incident:
    """Return an incident in which what is wrong with a known one is beside something else."""
    known = INCIDENTS[first]
    return replace(
        known,
        name=name,
        causes=(*known.causes[:1], *second.causes),
        troubles=(*known.troubles, *second.troubles),
        done=(*known.done, *second.done),
        **changed,
    )


def _beside(cause: str, *troubles: Trouble, done: tuple[str, ...] = ()) -> Incident:
    return Incident(cause, (cause,), troubles, done=shortly_before(*done))


_THROTTLED = _beside("too-fast", Trouble(faults.ends("fcmv1", throttled=0.1), 5 * 24))
_TOO_LARGE = _beside(
    "too-large", Trouble(faults.ends("fcmv1", invalidnotificationsize=0.2), 4 * 24 + 6)
)
_DISTURBED = _beside("service-fault", Trouble(faults.ends("fcmv1", pnserror=0.4), 7 * 24 + 10))

AT_ONE_HUB = {
    item.name: item
    for item in (
        _both("an expired certificate, and Google throttles", "the certificate for Apple has expired", _THROTTLED),
        _both("a revoked key, and payloads too large for Google", "Apple's signing key was revoked", _TOO_LARGE),
        _both("a back end without Send, and Google disturbed", "the rule of the back end lost Send", replace(
            _DISTURBED, troubles=(Trouble(faults.ends("fcmv1", pnserror=0.4), 3 * 24),))),
        _both("Apple's sandbox, and an account of another project", "the hub sends to Apple's sandbox", _beside(
            "account-of-another-project", Trouble(faults.ends("fcmv1", invalidcredentials=0.95), AT)),
            credentials=lambda _: {
                "apns": made.apns(endpoint=made.SANDBOX),
                "fcmV1": made.fcm(clientEmail="push@courier-prod.iam.gserviceaccount.com"),
            }),
        _both("deleted apps, and payloads of a wrong form", "more and more people delete the app", _beside(
            "body-malformed", Trouble(faults.ends("fcmv1", invalidnotificationformat=0.3), AT))),
    )
}  # fmt: skip
"""By its name: ``causes`` are those of both."""


def _pair(first: str, second: str) -> Pair:
    return Pair(INCIDENTS[first], INCIDENTS[second])


AT_TWO_HUBS: dict[str, Pair] = {
    f"{item.first.name}; at another hub {item.second.name}": item
    for item in (
        _pair("the hub has no credential", "Google throttles a campaign"),
        _pair("the Package SID is that of another app", "the hub sends to Apple's sandbox"),
        _pair(
            "the certificate for Apple has expired", "the back end asks for tags that no device has"
        ),
        _pair("Google is disturbed since yesterday", "the rule of the back end lost Send"),
        _pair("payloads are larger than a platform takes", "the hub has no credential"),
    )
}
