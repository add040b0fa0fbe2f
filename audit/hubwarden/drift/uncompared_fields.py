"""The parts of the model that are not compared, with the reasons; all others are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hubwarden.model.base import Subject
from hubwarden.model.build import Build
from hubwarden.model.change import Change
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.credentials import (
    Adm,
    Apns,
    ApnsCertificate,
    ApnsToken,
    Baidu,
    Browser,
    Credentials,
    FcmLegacy,
    FcmV1,
    Mpns,
    Wns,
    Xiaomi,
)
from hubwarden.model.key_uses import KeyUse, PlainSecret
from hubwarden.model.planned_change import PlannedChange
from hubwarden.model.resources import (
    AccessRule,
    ApiVersion,
    Hub,
    LogStore,
    Namespace,
    Output,
    PrivateEndpoint,
    RoleGrant,
    Stack,
)
from hubwarden.model.roles import DenyAssignment
from hubwarden.model.telemetry import HubTelemetry

_PULUMI: Final = "it says what Pulumi does, and Azure does not know it"
_DECLARED_ONLY: Final = "only a declaration says it, and Azure does not know it"
_OF_THE_PATH: Final = "it follows from the path, by which resources are paired"
_OF_THE_RANGES: Final = "it follows from the ranges, which are compared"
_OF_THE_KEY: Final = "it follows from the key or certificate, which is compared"
_OF_THE_FORM: Final = "it says how the source writes the credential down"

NOT_COMPARED: Final[Mapping[type[Subject], Mapping[str, str]]] = {
    Namespace: {
        "name": _OF_THE_PATH,
        "addresses": _OF_THE_RANGES,
        "known_addresses": _OF_THE_RANGES,
        "protect": _PULUMI,
        "retain_on_delete": _PULUMI,
    },
    Hub: {
        "name": _OF_THE_PATH,
        "platforms": _DECLARED_ONLY,
        "further_platforms": _DECLARED_ONLY,
        "protect": _PULUMI,
        "retain_on_delete": _PULUMI,
    },
    AccessRule: {
        "name": _OF_THE_PATH,
        "on_namespace": _OF_THE_PATH,
        "azure_default": "it follows from the name and the rights",
        "consumer": _DECLARED_ONLY,
        "role": _DECLARED_ONLY,
        "claimed_role": _DECLARED_ONLY,
        "used_by": _DECLARED_ONLY,
        "modified": "the service writes it",
    },
    LogStore: {"of_table": "it says what kind of place it is"},
    PrivateEndpoint: {"endpoint": "it is what endpoints are paired by"},
    RoleGrant: {"principal_kind": "it follows from the principal"},
    DenyAssignment: {"groups": "it follows from the principals"},
    Credentials: {
        "if_set": "it says what a credential is if it is there, and both sides are asked whether it is"
    },
    ApnsToken: {"content": _OF_THE_KEY},
    ApnsCertificate: {"content": _OF_THE_KEY},
    **{
        kind: {
            **({"content": _OF_THE_KEY} if kind in (FcmV1, Browser) else {}),
            "in_clear": _OF_THE_FORM,
            "placeholders": _OF_THE_FORM,
            "missing": _OF_THE_FORM,
            "symbols": "they name what is not known",
        }
        for kind in (Apns, FcmV1, FcmLegacy, Wns, Mpns, Adm, Baidu, Browser, Xiaomi)
    },
}
"""Fields that are not compared, and why."""

NOT_COMPARED_KINDS: Final[Mapping[type[Subject], str]] = {
    ApiVersion: "Azure does not say with which version something was sent",
    Stack: _PULUMI,
    Output: "only a stack or a template has outputs",
    KeyUse: "Azure does not say whom a key was handed to",
    PlainSecret: "it is a place in a source",
    PlannedChange: "it is a plan, and no state",
    Build: "it is a file and nothing in Azure",
    CredentialFile: "it is a file and nothing in Azure",
    Change: "it is what a comparison finds",
    HubTelemetry: "it is what was counted, and no state",
}
"""Kinds that are not compared, and why."""
