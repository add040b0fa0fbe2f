"""The purpose of a certificate by Apple, from the extensions that Apple adds.

The object identifiers are from Apple's Certification Practice Statement for Worldwide Developer
Relations and its security framework: 100.6.3.1 development push, .2 production push, .4 VoIP topics,
.6 topics; 100.6.1.16 and the usage 100.4.14 Wallet passes; 100.6.1.17 website push. A pass
certificate carries the production push identifier, too, so the more specific ones are tested first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from hubwarden.credential_files import der
from hubwarden.credential_files.kinds import Environment, Purpose
from hubwarden.credential_files.problems import Refused
from hubwarden.credential_files.text_forms import displayable

_APPLE: Final = "1.2.840.113635.100"
_DEVELOPMENT: Final = f"{_APPLE}.6.3.1"
_PRODUCTION: Final = f"{_APPLE}.6.3.2"
_VOIP_BUNDLE: Final = f"{_APPLE}.6.3.3"
_VOIP_TOPICS: Final = f"{_APPLE}.6.3.4"
_TOPICS: Final = f"{_APPLE}.6.3.6"

_PURPOSE_BY_EXTENSION: Final = {
    f"{_APPLE}.6.1.16": Purpose.PASS,
    f"{_APPLE}.6.1.17": Purpose.WEBSITE,
    **{f"{_APPLE}.6.1.{number}": Purpose.CODE_SIGNING for number in (2, 4, 7, 8, 12, 13)},
}
_PURPOSE_BY_USAGE: Final = {
    f"{_APPLE}.4.14": Purpose.PASS,
    ExtendedKeyUsageOID.CODE_SIGNING.dotted_string: Purpose.CODE_SIGNING,
}
_MDM_TOPIC: Final = "com.apple.mgmt."
_PURPOSE_BY_NAME: Final = {
    "VoIP Services:": Purpose.VOIP,
    "Website Push ID:": Purpose.WEBSITE,
    "WatchKit Services:": Purpose.WATCH,
    "Pass Type ID:": Purpose.PASS,
    "APSP:": Purpose.MDM,
    "Apple Push Services:": Purpose.ALERT_PUSH,
    "Apple Sandbox Push Services:": Purpose.ALERT_PUSH,
    "Apple Development IOS Push Services:": Purpose.ALERT_PUSH,
    "Apple Production IOS Push Services:": Purpose.ALERT_PUSH,
    "Apple Development Mac Push Services:": Purpose.ALERT_PUSH,
    "Apple Production Mac Push Services:": Purpose.ALERT_PUSH,
    **dict.fromkeys(
        (
            "iPhone Developer:",
            "iPhone Distribution:",
            "Apple Development:",
            "Apple Distribution:",
            "Mac Developer:",
            "3rd Party Mac Developer Application:",
            "Developer ID Application:",
        ),
        Purpose.CODE_SIGNING,
    ),
}
ALERTS: Final = "app"
"""The kind of a topic that accepts alerts."""
_PURPOSE_BY_KIND: Final = {
    ALERTS: Purpose.ALERT_PUSH,
    "voip": Purpose.VOIP,
    "complication": Purpose.WATCH,
}
_STRINGS: Final = {der.UTF8_STRING, der.PRINTABLE_STRING, der.IA5_STRING}


def environments(extensions: Mapping[str, bytes]) -> frozenset[Environment]:
    """Return the environments of the push service that a certificate is for."""
    found: set[Environment] = set()
    if _PRODUCTION in extensions:
        found.add("production")
    if _DEVELOPMENT in extensions:
        found.add("sandbox")
    return frozenset(found)


def topics(extensions: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return the topics in a certificate, each with its kinds."""
    found: dict[str, tuple[str, ...]] = {}
    for item in (_TOPICS, _VOIP_TOPICS):
        for topic, kinds in _read_topics(extensions.get(item, b"")).items():
            found.setdefault(topic, kinds)
    return found


def purpose(
    extensions: Mapping[str, bytes], usages: frozenset[str], bundle_id: str | None, name: str
) -> Purpose:
    """Return the purpose of a certificate; ``name`` (its common name) decides only where nothing else does."""
    special = [
        *(meaning for item, meaning in _PURPOSE_BY_EXTENSION.items() if item in extensions),
        *(meaning for item, meaning in _PURPOSE_BY_USAGE.items() if item in usages),
    ]
    if special:
        return special[0]
    if bundle_id is not None and bundle_id.startswith(_MDM_TOPIC):
        return Purpose.MDM
    return _push_purpose(extensions) or _purpose_by_name(extensions, name)


def _push_purpose(extensions: Mapping[str, bytes]) -> Purpose | None:
    """Return what may be pushed, by the topics; an app's own topic always allows alerts."""
    kinds = {kind for each in _read_topics(extensions.get(_TOPICS, b"")).values() for kind in each}
    for kind, meaning in _PURPOSE_BY_KIND.items():
        if kind in kinds:
            return meaning
    return Purpose.VOIP if not extensions.keys().isdisjoint({_VOIP_TOPICS, _VOIP_BUNDLE}) else None


def _purpose_by_name(extensions: Mapping[str, bytes], name: str) -> Purpose:
    for prefix, meaning in _PURPOSE_BY_NAME.items():
        if name.startswith(prefix):
            return meaning
    return Purpose.ALERT_PUSH if environments(extensions) else Purpose.OTHER


def usages_of(certificate: x509.Certificate) -> frozenset[str]:
    """Return what the certificate's key may be used for (extended key usage)."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(usage.dotted_string for usage in found.value)


def extensions_of(certificate: x509.Certificate) -> dict[str, bytes]:
    """Return the extensions that the library does not know, by object identifier, with their values in DER."""
    return {
        extension.oid.dotted_string: extension.value.value
        for extension in certificate.extensions
        if isinstance(extension.value, x509.UnrecognizedExtension)
    }


def _read_topics(value: bytes) -> dict[str, tuple[str, ...]]:
    """Read a list of topics: texts, each followed by a sequence of kinds, or a single text."""
    found: dict[str, tuple[str, ...]] = {}
    try:
        outer = der.read_element(value) if value else None
        if outer is None:
            return {}
        if outer.tag in _STRINGS:  # older VoIP certificates: one text, topics separated by commas
            return {
                item: () for part in _text(outer).split(",") if (item := displayable(part.strip()))
            }
        if outer.tag != der.SEQUENCE:
            return {}
        last: str | None = None
        for element in der.children(outer):
            if element.tag in _STRINGS:
                last = displayable(_text(element))
                if last is not None:
                    found.setdefault(last, ())
            elif element.tag == der.SEQUENCE and last is not None:
                found[last] = tuple(_text(kind) for kind in der.children(element))
    except Refused:  # extensions of another kind hold NULL and other values
        return found
    return found


def _text(element: der.Element) -> str:
    return bytes(element.content).decode("utf-8", "replace")
