"""The policy pack: pulumi preview --policy-pack policies."""

from pathlib import Path

from hubwarden_policy_pack import policy_pack

policy_pack(Path(__file__).parent)
