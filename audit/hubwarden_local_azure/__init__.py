"""An Azure Resource Manager on this machine, against which deployments and audits can be tried.

It has the resource types of a Notification Hubs environment, answers as Azure does (bodies, refusals, locks,
long-running operations), and keeps resources in memory or in a file. It is not a copy of Azure: ``table.py`` and
the docstrings name the source of each fact and mark guesses. From the API of Notification Hubs two requests are
missing and answer 404: ``debugsend``, which pushes to real phones, and the list of ``operations``.

It listens on the loopback only, over http, or over https with a certificate made at the start. An access token that
it issued itself identifies a principal, who may do what its roles allow. Any other bearer token is the
administrator's, who may do everything.

``running`` starts it in a thread, ``python -m hubwarden_local_azure`` as a program. ``Tenant`` describes
principals, subscriptions and management groups; ``Limits``, ``Fault`` and ``WriteRaces`` make answers fail as the
real ones can.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hubwarden_local_azure.data_plane.registrations import Registration
    from hubwarden_local_azure.faults import Fault
    from hubwarden_local_azure.limits import Limits
    from hubwarden_local_azure.refusals import ArmError
    from hubwarden_local_azure.server import Server, running
    from hubwarden_local_azure.tenant import (
        ADMINISTRATOR,
        ManagementGroup,
        Principal,
        Subscription,
        Tenant,
    )
    from hubwarden_local_azure.write_races import WriteRaces

__all__ = [
    "ADMINISTRATOR",
    "ArmError",
    "Fault",
    "Limits",
    "ManagementGroup",
    "Principal",
    "Registration",
    "Server",
    "Subscription",
    "Tenant",
    "WriteRaces",
    "running",
]

_MODULES: Final = {
    "ADMINISTRATOR": "tenant",
    "ArmError": "refusals",
    "Fault": "faults",
    "Limits": "limits",
    "ManagementGroup": "tenant",
    "Principal": "tenant",
    "Registration": "data_plane.registrations",
    "Server": "server",
    "Subscription": "tenant",
    "Tenant": "tenant",
    "WriteRaces": "write_races",
    "running": "server",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that the ``az`` command of this package starts without a server."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
