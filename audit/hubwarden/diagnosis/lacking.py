"""Which kinds of credentials a hub is known not to have, so that causes about them do not apply to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from hubwarden.diagnosis.joining import names_of
from hubwarden.model.base import Subject, Undetermined
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, FcmLegacy, Mpns
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Hub

Kinds = frozenset[type[Subject]]

_FORMS: Final[Mapping[str, Mapping[str, type[Subject]]]] = {
    "apns": {"token": ApnsToken, "certificate": ApnsCertificate},
    "fcm_legacy": {"": FcmLegacy},
    "mpns": {"": Mpns},
}
"""By service: the kinds of its credential that a hub can do without, by their field where there are several."""


def kinds_lacking(estate: Estate, hubs: Iterable[str]) -> Mapping[str, Kinds]:
    """Return by hub the kinds of credentials that neither it nor its namespace has, as far as sources tell."""
    declared: dict[tuple[str, str], list[Hub]] = {}
    for hub in estate.hubs:
        declared.setdefault(names_of(hub.id.text), []).append(hub)
    return {name: _of(estate, declared.get(names_of(name), ())) for name in hubs}


def _of(estate: Estate, hubs: Iterable[Hub]) -> Kinds:
    told = [frozenset(_lacks(estate, hub)) for hub in hubs]
    return frozenset.intersection(*told) if told else frozenset()


def _lacks(estate: Estate, hub: Hub) -> Iterator[type[Subject]]:
    for service, forms in _FORMS.items():
        try:
            held = [getattr(item.credentials, service) for item in (hub, estate.namespace_of(hub))]
        except Undetermined:
            continue
        held = [item for item in held if item is not None]
        # Pushes that Apple refuses show that there is a credential, whatever a source says.
        if not held and service != "apns":
            yield from forms.values()
        elif held and service == "apns":
            yield from _other_form(held, forms)


def _other_form(
    held: Iterable[Subject], forms: Mapping[str, type[Subject]]
) -> Iterator[type[Subject]]:
    """Yield the form of Apple's credential that is not there: a key or a certificate."""
    for field, kind in forms.items():
        try:
            if all(getattr(item, field) is None for item in held):
                yield kind
        except Undetermined:
            continue
