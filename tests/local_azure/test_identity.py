"""Signing in with azure-identity; the token tells who asked."""

import contextlib
import datetime as dt
import json
import os
import subprocess

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import (
    AzureCliCredential,
    CertificateCredential,
    ClientSecretCredential,
    CredentialUnavailableError,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from hubwarden_local_azure import running
from hubwarden_local_azure.identity import az_command, tokens
from hubwarden_local_azure.tenant import Principal, Subscription, Tenant
from local_azure.arm_client import GROUP, PRINCIPAL, VERSIONS, Arm
from local_azure.azure_clients import SUBSCRIPTION_ID, Bearer, hubs

SECRET = "canary-secret-51"
ISSUER = "https://issuer.example"
AUDIENCE = "https://management.azure.com/.default"
READER = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
USER_ASSIGNED = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"


TENANT = Tenant().id


def guid(at: int) -> str:
    return f"00000000-0000-0000-0000-{at:012}"


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certified(key) -> tuple[bytes, bytes]:
    """Return a certificate and the same with its key, as PEM."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "auditor")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate, certificate + private


@pytest.fixture(scope="module")
def tenant(key):
    return Tenant(
        principals=(
            Principal(guid(1), "with-secret", client_id=guid(101), secret=SECRET),
            Principal(
                guid(2), "with-certificate", client_id=guid(102), certificate=certified(key)[0]
            ),
            Principal(guid(3), "pipeline", client_id=guid(103), federated=(ISSUER, "repo:shop")),
            Principal(guid(4), "machine", client_id=guid(104), managed="system"),
            Principal(guid(5), "shared", client_id=guid(105), managed=USER_ASSIGNED),
            Principal(guid(6), "ada@shop.example", kind="User"),
        ),
        subscriptions=(
            Subscription(SUBSCRIPTION_ID, "Shop"),
            Subscription(guid(11), "Other"),
        ),
    )


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory):
    return tmp_path_factory.mktemp("tls") / "ca.pem"


@pytest.fixture(scope="module")
def server(tenant, ca_file):
    with running(ca_file=ca_file, tenant=tenant) as server:
        server.add(GROUP, {"location": "westeurope"}, VERSIONS["resourcegroups"])
        for principal in tenant.principals:
            server.add(
                f"/providers/Microsoft.Authorization/roleAssignments/{principal.id}",
                {"properties": {"roleDefinitionId": READER, "principalId": principal.id}},
                VERSIONS["roleassignments"],
            )
        yield server


def asked_by(server, ca_file, credential) -> str:
    """Read with a credential; return the object id that the server saw."""
    server.requests.clear()
    with contextlib.closing(credential), hubs(server, ca_file, credential) as client:
        assert list(client.namespaces.list_all()) == []
    (record,) = (item for item in server.requests if "/providers/" in item.path)
    assert record.token
    return record.caller


def authority(server, ca_file) -> dict[str, object]:
    return {
        "authority": server.url,
        "disable_instance_discovery": True,
        "connection_verify": str(ca_file),
    }


def test_a_secret(server, ca_file, tenant):
    credential = ClientSecretCredential(tenant.id, guid(101), SECRET, **authority(server, ca_file))
    assert asked_by(server, ca_file, credential) == guid(1)


@pytest.mark.parametrize(
    ("sign_in", "code"),
    [
        ((TENANT, guid(101), "wrong"), "AADSTS7000215"),
        ((TENANT, guid(102), "none"), "AADSTS7000215"),
        ((TENANT, guid(999), SECRET), "AADSTS700016"),
        ((guid(77), guid(101), SECRET), "tenant"),  # In the words of msal.
    ],
)
def test_a_wrong_secret_is_refused_without_quoting_it(server, ca_file, sign_in, code):
    options = authority(server, ca_file)
    with (
        ClientSecretCredential(*sign_in, **options) as bad,
        pytest.raises(ClientAuthenticationError, match=code) as caught,
    ):
        bad.get_token(AUDIENCE)
    assert SECRET not in str(caught.value)
    assert SECRET not in str(list(server.requests))


def test_a_certificate(server, ca_file, tenant, key):
    credential = CertificateCredential(
        tenant.id,
        guid(102),
        certificate_data=certified(key)[1],
        **authority(server, ca_file),
    )
    assert asked_by(server, ca_file, credential) == guid(2)


def test_another_certificate_is_refused(server, ca_file, tenant):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with (
        CertificateCredential(
            tenant.id,
            guid(102),
            certificate_data=certified(other)[1],
            **authority(server, ca_file),
        ) as credential,
        pytest.raises(ClientAuthenticationError, match="AADSTS700027"),
    ):
        credential.get_token(AUDIENCE)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({}, ""),
        ({"sub": "repo:other"}, "AADSTS700213"),
        ({"aud": "api://other"}, "AADSTS700212"),
        ({"exp": 1}, "AADSTS700024"),
    ],
)
def test_a_workload(server, ca_file, tmp_path, claims, code):
    told = {"iss": ISSUER, "sub": "repo:shop", "aud": "api://AzureADTokenExchange", "exp": 2**40}
    file = tmp_path / "token"
    file.write_text(tokens.unsigned(told | claims))
    credential = WorkloadIdentityCredential(
        tenant_id=TENANT,
        client_id=guid(103),
        token_file_path=str(file),
        **authority(server, ca_file),
    )
    if not code:
        assert asked_by(server, ca_file, credential) == guid(3)
        return
    with credential, pytest.raises(ClientAuthenticationError, match=code):
        credential.get_token(AUDIENCE)


@pytest.fixture(params=["machine", "app service"])
def managed(request, server, monkeypatch):
    """Run where a managed identity is handed out."""
    place_at(server, request.param, monkeypatch)


@pytest.mark.usefixtures("managed")
@pytest.mark.parametrize(
    ("options", "who"),
    [
        ({}, 4),
        ({"client_id": guid(105)}, 5),
        ({"identity_config": {"resource_id": USER_ASSIGNED}}, 5),
        ({"identity_config": {"object_id": guid(5)}}, 5),
    ],
)
def test_a_managed_identity(server, ca_file, options, who):
    assert asked_by(server, ca_file, ManagedIdentityCredential(**options)) == guid(who)


@pytest.mark.usefixtures("managed")
def test_an_identity_that_is_not_there():
    with (
        ManagedIdentityCredential(client_id=guid(999)) as credential,
        pytest.raises(CredentialUnavailableError),
    ):
        credential.get_token(AUDIENCE)


def test_app_service_wants_its_header(server, monkeypatch):
    place_at(server, "app service", monkeypatch)
    monkeypatch.setenv("IDENTITY_HEADER", "wrong")
    with (
        ManagedIdentityCredential() as credential,
        pytest.raises(CredentialUnavailableError, match="X-IDENTITY-HEADER"),
    ):
        credential.get_token(AUDIENCE)


def place_at(server, where, monkeypatch):
    machine = where == "machine"
    found = server.machine_environment if machine else server.app_service_environment
    for name, value in found.items():
        monkeypatch.setenv(name, value)


# --- az


@pytest.fixture
def az(tenant, tmp_path, monkeypatch):
    """Sign a principal in to the command."""

    def sign_in(principal, **options):
        command = az_command.install(tmp_path / "bin", tenant, principal, **options)
        monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
        return command

    return sign_in


def ask_az(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["az", *words], check=False, capture_output=True, text=True)  # noqa: S607


def test_whoever_is_signed_in_with_az(server, ca_file, tenant, az):
    az(tenant.principal(guid(6)))
    credential = AzureCliCredential(process_timeout=120)
    assert asked_by(server, ca_file, credential) == guid(6)


def test_the_account_of_az(tenant, az):
    az(tenant.principal(guid(6)))
    shown = json.loads(ask_az("account", "show", "--output", "json").stdout)
    assert (shown["id"], shown["name"], shown["isDefault"]) == (SUBSCRIPTION_ID, "Shop", True)
    assert (shown["tenantId"], shown["environmentName"]) == (tenant.id, "AzureCloud")
    assert shown["user"] == {"name": "ada@shop.example", "type": "user"}
    other = json.loads(ask_az("account", "show", "--subscription", "Other").stdout)
    assert (other["id"], other["isDefault"]) == (guid(11), False)
    missing = ask_az("account", "show", "-n", "None")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "Subscription 'None' not found" in missing.stderr


def test_nobody_is_signed_in_with_az(az):
    az(None)
    ended = ask_az("account", "show")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "ERROR: Please run 'az login' to setup account.\n"
    with pytest.raises(CredentialUnavailableError, match="az login"):
        AzureCliCredential(process_timeout=120).get_token(AUDIENCE)


def test_no_secret_is_in_the_files_of_az(tenant, az):
    command = az(tenant.principal(guid(1)))
    for file in command.parent.iterdir():
        assert SECRET not in file.read_text()


# --- What a token must be


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": 1}, "ExpiredAuthenticationToken"),
        ({"tid": guid(77)}, "InvalidAuthenticationTokenTenant"),
        ({"aud": "https://vault.azure.net"}, "InvalidAuthenticationTokenAudience"),
    ],
)
def test_a_token_that_does_not_hold_here(tenant, claims, code):
    with running(tenant=tenant) as server, contextlib.closing(Arm(server.url)) as arm:
        told = {"oid": PRINCIPAL, "tid": tenant.id, "aud": server.url, "exp": 2**40}
        bearer = f"Bearer {tokens.unsigned(told | claims)}"
        reply = arm.call("GET", GROUP, Authorization=bearer)
        assert (reply.status, reply.code) == (401, code)
        assert reply.headers["WWW-Authenticate"].startswith("Bearer ")
        good = arm.call("GET", GROUP, Authorization=f"Bearer {tokens.unsigned(told)}")
        assert (good.status, good.code) == (403, "AuthorizationFailed")


def test_a_real_client_tells_of_a_refusal(server, ca_file):
    expired = tokens.unsigned({"oid": PRINCIPAL, "exp": 1})
    with (
        hubs(server, ca_file, Bearer(expired)) as client,
        pytest.raises(HttpResponseError) as caught,
    ):
        list(client.namespaces.list_all())
    assert caught.value.status_code == 401
