"""The rules of Hubwarden as policies of Pulumi: ``policy_pack(folder)`` in the ``__main__.py`` of a pack."""

from __future__ import annotations

from pathlib import Path


def policy_pack(folder: Path) -> None:
    """Serve the policies to the engine; the pack's ``baseline.yaml`` is in ``folder``, if it has one."""
    # Loaded here, because the SDK of policies needs Pulumi's, which takes its time.
    from pulumi_policy import EnforcementLevel, PolicyPack  # noqa: PLC0415

    from hubwarden_policy_pack.policies import DESCRIPTION, NAME, policies  # noqa: PLC0415
    from hubwarden_policy_pack.session import Session  # noqa: PLC0415

    PolicyPack(
        NAME,
        policies(Session(folder)),
        enforcement_level=EnforcementLevel.MANDATORY,
        description=DESCRIPTION,
        display_name="Hubwarden",
        provider="azure",
        tags=["azure", "notification-hubs"],
    )
