"""A local stand-in for Azure Resource Manager: what a deployment and an audit can be tried against.

It knows the resource types that an environment of Notification Hubs is made of, answers as Azure does
(shapes, refusals, locks, operations that take a while), and keeps what it is given in memory or in a
file. It is no copy of Azure: ``table.py`` and the docstrings say where each fact is from, and which are
guesses. Of the API of Notification Hubs it lacks ``debugsend``, which pushes to real phones, and the list of
``operations``: they are not found.

It binds to the loopback only, over http or over https with a certificate made at start. A token that it
handed out itself names a principal, and the principal may do what its roles give; any other bearer token is
the administrator's, who may do everything.

``running`` starts it in a thread; ``python -m hubwarden_local_azure`` starts it as a program. ``Tenant``
says who and what is around the resources; ``Limits``, ``Fault`` and ``WriteRaces`` make its answers as
unwelcome as the real ones can be.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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
    "Server": "server",
    "Subscription": "tenant",
    "Tenant": "tenant",
    "WriteRaces": "write_races",
    "running": "server",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for: the stand-in for ``az`` starts without a server."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
