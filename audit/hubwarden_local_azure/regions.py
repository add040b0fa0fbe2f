"""Azure's public regions: the name in requests and the display name.

Source: "Azure regions list" (learn.microsoft.com/azure/reliability/regions-list). Notification Hubs returns the
display name of an existing resource ("East US"), other services the name ("eastus"); recorded answers show both.
"""

from __future__ import annotations

from typing import Final

GLOBAL: Final = "global"

_NAMES: Final = (
    "Australia Central, Australia Central 2, Australia East, Australia Southeast, Austria East, "
    "Belgium Central, Brazil South, Brazil Southeast, Canada Central, Canada East, Central India, "
    "Central US, Chile Central, East Asia, East US, East US 2, France Central, France South, "
    "Germany North, Germany West Central, Indonesia Central, Israel Central, Italy North, "
    "Japan East, Japan West, Jio India Central, Jio India West, Korea Central, Korea South, "
    "Malaysia West, Mexico Central, New Zealand North, North Central US, North Europe, "
    "Norway East, Norway West, Poland Central, Qatar Central, South Africa North, "
    "South Africa West, South Central US, South India, Southeast Asia, Spain Central, "
    "Sweden Central, Switzerland North, Switzerland West, UAE Central, UAE North, UK South, "
    "UK West, West Central US, West Europe, West India, West US, West US 2, West US 3"
)
REGIONS: Final = {name.replace(" ", "").lower(): name for name in _NAMES.split(", ")}


def plain(location: str) -> str:
    """Return a location in the spelling of requests: ``eastus`` for ``East US``."""
    return location.replace(" ", "").lower()
