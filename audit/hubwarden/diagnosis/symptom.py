"""One symptom: a message that users meet, and what it can come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hubwarden.citation import Citation

Speaker = Literal["Notification Hubs", "Apple", "Google", "Windows", "the SDK", "the push service"]
"""Who says it: the service, a platform's push service, or the client library before anything is sent."""


_SERVICES: Final = {
    "Apple": ("apns",),
    "Google": ("fcm_v1", "fcm_legacy"),
    "Windows": ("wns",),
}


@dataclass(frozen=True, slots=True)
class Symptom:
    """A message, as users meet it."""

    name: str
    message: str
    by: Speaker
    means: str
    reference: Citation
    phrases: tuple[str, ...]
    """What is looked for in a pasted text; three periods stand for any words between."""
    causes: tuple[str, ...]
    """Names of the causes that the source of the message names or that follow from what it means."""
    also: tuple[str, ...] = ()
    """Names of further causes that are known to end in this message."""
    services: tuple[str, ...] = ()
    """The push services whose credentials it can be about, as ``Credentials`` names them; empty: those of
    who says it, or all."""
    used: bool = False
    """Whether it also says that pushes went to these services before."""
    statuses: tuple[int, ...] = ()
    """The HTTP statuses that say no more than this; they count where no phrase of any symptom is found."""

    def is_about(self, service: str) -> bool:
        """Tell whether it can be about the credential for a push service."""
        services = self.services or _SERVICES.get(self.by, ())
        return not services or service in services
