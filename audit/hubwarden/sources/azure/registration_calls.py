"""The one call to the data plane: a page of the registrations of a hub.

Source: Microsoft, "Read all registrations" (REST API of Notification Hubs).
"""

from __future__ import annotations

from typing import Final

from hubwarden.sources.azure.azure_call import Call

REGISTRATIONS: Final = Call(
    "registrations of the hub",
    "/{hub}/registrations/",
    "2015-01",
    "",
    ("registrations",),
    answer="feed",
    per="100 registrations of the hub that is named (only diagnose --data-plane, with a key that has Manage)",
    service="registrations",
)
