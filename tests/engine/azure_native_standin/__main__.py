"""Serves the stand-in to the engine; the port is the only line on standard output."""

import os
import signal
import sys
import threading
from concurrent import futures

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from .arm import ResourceManager
from .servicer import Provider

ADDRESS = "HUBWARDEN_LOCAL_AZURE"


def main() -> None:
    """Serve until a signal ends this, silently."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    address = os.environ.get(ADDRESS)
    if not address:
        sys.exit(f"{ADDRESS} is not set: it is the address of the local Resource Manager")
    try:
        manager = ResourceManager(address)
    except ValueError as error:
        sys.exit(f"{ADDRESS}: {error}")
    server = grpc.server(futures.ThreadPoolExecutor(16))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(manager), server)
    port = server.add_insecure_port("127.0.0.1:0")
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.start()
    ended.wait()
    server.stop(grace=None).wait()


if __name__ == "__main__":
    main()
