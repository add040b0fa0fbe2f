"""The rules of Hubwarden as policies of Pulumi: ``policy_pack(folder)`` in the ``__main__.py`` of a pack."""

from __future__ import annotations

from pathlib import Path


def policy_pack(folder: Path) -> None:
    """Serve the policies to the engine; the pack's ``baseline.yaml`` is in ``folder``, if it has one."""
    # Loaded here, because it needs Pulumi's SDK, which takes its time.
    from hubwarden_policy_pack.analyzer import serve  # noqa: PLC0415

    serve(folder)
