"""Deploys one environment of Notification Hubs; Pulumi runs this for the chosen stack."""

from typing import Final

import pulumi

from hubwarden_pulumi.deployment import deploy
from hubwarden_pulumi.settings import load

DISPOSABLE_STACKS: Final = frozenset({"test"})
"""Stacks that may lose their hubs, and with them every registration of a phone.

This is written here and not in a stack file, so that no edit of one can take the protection away.
"""

deploy(load(pulumi.Config()), disposable=pulumi.get_stack() in DISPOSABLE_STACKS)
