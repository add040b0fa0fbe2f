"""The policy pack: pulumi preview --policy-pack policies."""

from pathlib import Path

from pulumi_policy import EnforcementLevel, PolicyPack

from policy_pack.policies import DESCRIPTION, NAME, policies
from policy_pack.session import Session

PolicyPack(
    NAME,
    policies(Session(Path(__file__).parent)),
    enforcement_level=EnforcementLevel.MANDATORY,
    description=DESCRIPTION,
    display_name="Hubwarden",
    provider="azure",
    tags=["azure", "notification-hubs"],
)
