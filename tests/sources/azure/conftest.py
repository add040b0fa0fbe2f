import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hubwarden.sources.azure.pacing import Clock
from sources.azure.scripted_azure import ScriptedAzure, az, certificate, scripted

SIGN_IN = (
    *("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_SUBSCRIPTION_ID"),
    *("AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE", "ARM_SUBSCRIPTION_ID"),
    *("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "AZURE_AUTHORITY_HOST", "CURL_CA_BUNDLE"),
)


@dataclass
class TurnedClock:
    """A clock that waiting turns; nobody waits."""

    time: float = 1000.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.sleep)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    certificate(folder)
    az(folder)
    return folder


@pytest.fixture
def azure(tls: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedAzure]:
    """A server with a small estate, and an account that is signed in with ``az``."""
    for name in SIGN_IN:
        monkeypatch.delenv(name, raising=False)
    with scripted(tls) as server:
        monkeypatch.setenv("ARM_METADATA_HOSTNAME", server.host)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(server.certificates))
        monkeypatch.setenv("PATH", f"{tls}{os.pathsep}{os.environ['PATH']}")
        # The chain would look for a managed identity of this machine first.
        monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "AzureCliCredential")
        yield server


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()
