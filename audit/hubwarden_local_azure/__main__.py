"""Runs the local Azure until it is interrupted: ``python -m hubwarden_local_azure``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import signal
import sys
from pathlib import Path

from hubwarden_local_azure.cloud import Cloud
from hubwarden_local_azure.server import start, stop
from hubwarden_local_azure.state_error import StateError


def main() -> int:
    """Print the URL, then serve until interrupted; return the exit code."""
    options = _options()
    try:
        with contextlib.closing(Cloud(options.state, delay=options.delay)) as cloud:
            asyncio.run(_serve(cloud, options.port, options.https))
    except StateError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    except OSError as error:
        print(f"error: {error.strerror or 'cannot listen'}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


async def _serve(cloud: Cloud, port: int, ca_file: Path | None) -> None:
    ended = asyncio.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(which, ended.set)
    runner = await start(cloud, port, ca_file)
    try:
        print(cloud.url, flush=True)  # noqa: T201
        await ended.wait()
    finally:
        await stop(runner)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m hubwarden_local_azure",
        description="A local stand-in for Azure Resource Manager, on the loopback only.",
    )
    parser.add_argument("--port", type=_port, default=0, help="0, the default, takes a free one")
    parser.add_argument(
        "--state",
        type=Path,
        help="file to keep resources in, by one program at a time; holds credentials",
    )
    parser.add_argument(
        "--delay", type=_seconds, default=0.0, help="seconds that slow operations take"
    )
    parser.add_argument(
        "--https",
        type=Path,
        metavar="FILE",
        help="serve https; the certificate that clients check it against is written to this file",
    )
    return parser.parse_args()


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 2**16:
        raise ValueError(text)
    return port


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise ValueError(text)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
