"""The end of the demo: the kiosks get no pushes, and a diagnosis says why."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hubwarden.commands.composition import Composition
from hubwarden.commands.demonstration.local_server import LocalAzure
from hubwarden.commands.demonstration.tampering import KIOSK, Finding
from hubwarden.commands.diagnose import diagnose
from hubwarden.commands.telemetry_options import asked_telemetry
from hubwarden.diagnosis.weighing import Diagnosis
from hubwarden.sources.azure.azure_options import AzureOptions

_HOURS: Final = 24
_AN_HOUR: Final = {
    "incoming.all.requests": 4,
    "incoming.all.failedrequests": 0,
    "incoming": 4,
    "notificationhub.pushes": 60,
    "outgoing.apns.invalidcredentials": 60,
}
"""What is counted for the kiosks' hub in an hour: Apple refuses the credential with each push."""
_RULE: Final = "NH308"
"""The rule that proves the cause: the certificate is for the other side of Apple's service."""

REFUSED: Final[Finding] = (_RULE, KIOSK.lower())
"""What the diagnosis has to name first."""


def diagnosed(composition: Composition, azure: LocalAzure) -> Diagnosis:
    """Count a day of refused pushes for the kiosks' hub, and return what ``diagnose`` says of it."""
    # The last hours are not read: they are not whole, or counted late.
    for hours in range(2, _HOURS + 2):
        at = composition.made_at - timedelta(hours=hours)
        for metric, number in _AN_HOUR.items():
            azure.server.count(KIOSK, metric, at.timestamp(), number)
    sources = (f"azure:{KIOSK}",)
    counts = asked_telemetry(
        sources, None, None, None, None, now=composition.made_at, otherwise=True
    )
    options = AzureOptions(with_credentials=True, telemetry=counts)
    return diagnose(composition, (), sources, azure=options)


def first_proved(diagnosis: Diagnosis) -> frozenset[Finding]:
    """Return the rule that proves the likeliest cause and the hub that it is about; nothing where none does."""
    proof = diagnosis.causes[0].proof if diagnosis.causes else None
    return frozenset() if proof is None else frozenset({(proof.rule.id, proof.subject.lower())})
