"""The rules of Hubwarden as policies of Pulumi: ``policy_pack(folder)`` in the ``__main__.py`` of a pack."""

from __future__ import annotations

import sys
from pathlib import Path


def policy_pack(folder: Path) -> None:
    """Serve the policies to the engine; the pack's ``baseline.yaml`` is in ``folder``, if it has one."""
    # Loaded here, because it needs Pulumi's SDK, which takes its time.
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
