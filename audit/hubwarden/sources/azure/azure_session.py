"""Signs in and opens the clients of one run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hubwarden.sources.azure.azure_clouds import find_cloud
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.azure.live_client import LiveClient, live_client
from hubwarden.sources.azure.pacing import Clock
from hubwarden.sources.azure.pipeline_policies import Surroundings
from hubwarden.sources.azure.signing_in import find_credential, trusted_certificates, who_asks


@asynccontextmanager
async def signed_in(options: AzureOptions, clock: Clock) -> AsyncIterator[tuple[LiveClient, str]]:
    """Open the clients, and tell the principal that asks, in words.

    Raises ``UsageError`` where nobody is signed in, and ``IncompleteError`` where time is up before.
    """
    verify = trusted_certificates()
    cloud = await find_cloud(options.cloud, verify)
    around = Surroundings(cloud, clock, options.deadline, options.with_credentials)
    left = None if options.deadline is None else options.deadline - clock.now()
    async with find_credential(cloud, verify, left) as credential:
        principal = await who_asks(credential, cloud, left)
        async with live_client(cloud, credential, around, verify, options.progress) as client:
            yield client, principal
