"""Hubwarden's rules as Pulumi policies: call ``policy_pack(folder)`` in the ``__main__.py`` of a policy pack."""

from __future__ import annotations

import sys
from pathlib import Path


def policy_pack(folder: Path) -> None:
    """Serve the policies to the engine; ``folder`` is that of the pack, with its ``baseline.yaml`` if it has
    one.
    """
    # Imported here, because it imports Pulumi's SDK, which is slow.
    try:
        from hubwarden_policy_pack.analyzer import serve  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pulumi", "grpc", "google"):
            raise
        sys.stderr.write(
            "hubwarden: the policy pack needs packages that are not installed\n"
            "  python -m pip install 'hubwarden[pulumi]'\n"
        )
        sys.exit(2)
    serve(folder)
