"""Real clients, led to the local Azure."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from azure.core.credentials import AccessToken, TokenCredential
from azure.core.pipeline.policies import BearerTokenCredentialPolicy
from azure.core.rest import HttpRequest, HttpResponse
from azure.mgmt.core import ARMPipelineClient
from azure.mgmt.notificationhubs import NotificationHubsManagementClient

from hubwarden_local_azure.server import Server

TOKEN = "any"  # Names nobody, so that it is the administrator's.
SUBSCRIPTION_ID = "00000000-0000-0000-0000-00000000000a"


class Bearer:
    """A credential that was signed in elsewhere."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token

    def get_token(self, *_scopes: str, **_options: object) -> AccessToken:
        return AccessToken(self.token, 2**40)


@contextlib.contextmanager
def hubs(
    server: Server, ca_file: Path, credential: TokenCredential | None = None, **options: object
) -> Iterator[NotificationHubsManagementClient]:
    with NotificationHubsManagementClient(
        credential or Bearer(),
        SUBSCRIPTION_ID,
        base_url=server.url,
        **{"connection_verify": str(ca_file), **options},
    ) as client:
        yield client


class Pipeline:
    """azure-core's own pipeline for Resource Manager, without retries."""

    def __init__(self, server: Server, ca_file: Path, token: str = TOKEN) -> None:
        policy = BearerTokenCredentialPolicy(Bearer(token), "https://management.azure.com/.default")
        self._url = server.url
        self._client = ARMPipelineClient(
            server.url, policies=[policy], connection_verify=str(ca_file)
        )

    def __enter__(self) -> Self:
        self._client.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._client.__exit__(*raised)

    def send(self, method: str, path: str, **params: str) -> HttpResponse:
        return self._client.send_request(HttpRequest(method, self._url + path, params=params))
