"""Deploys one environment of Notification Hubs. Pulumi runs this file for the selected stack."""

from typing import Final

import pulumi

from hubwarden_pulumi.deployment import deploy
from hubwarden_pulumi.settings import load

DISPOSABLE_STACKS: Final = frozenset({"test"})
"""Stacks that may lose their hubs, and with them every registration of a phone.

This is code and not a setting, so that no edit of a stack file can remove the protection.
"""

deploy(load(pulumi.Config()), disposable=pulumi.get_stack() in DISPOSABLE_STACKS)
