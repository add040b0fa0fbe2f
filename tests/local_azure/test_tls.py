"""https on the loopback, as real clients take it."""

import contextlib
import socket
import ssl
import stat
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from azure.core.exceptions import ServiceRequestError
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from hubwarden_local_azure import certificates, running
from local_azure.arm_client import GROUP, HUB, NAMESPACE, PUSH, VERSIONS, hub, namespace
from local_azure.azure_clients import hubs

RESOURCES = VERSIONS["resourcegroups"]


@pytest.fixture
def ca_file(tmp_path):
    return tmp_path / "ca.pem"


@pytest.fixture
def server(ca_file):
    with running(ca_file=ca_file) as server:
        server.add(GROUP, {"location": "westeurope"}, RESOURCES)
        server.add(NAMESPACE, namespace(), VERSIONS["microsoft.notificationhubs"])
        server.add(HUB, hub(), VERSIONS["microsoft.notificationhubs"])
        yield server


@pytest.mark.parametrize("named_by", ["argument", "variable"])
def test_a_real_client_needs_no_exception(server, ca_file, named_by, monkeypatch):
    options = {}
    if named_by == "variable":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        options["connection_verify"] = True
    assert server.url.startswith("https://127.0.0.1:")
    with hubs(server, ca_file, **options) as client:
        found = client.notification_hubs.list("Shop-rg", "shop-ns")
        assert [item.name for item in found] == ["shop-hub"]
        assert [item.name for item in client.namespaces.list_all()] == ["shop-ns"]
    assert {record.secure for record in server.requests} == {True}


def test_a_client_without_the_authority_refuses(server, ca_file):
    with (
        hubs(server, ca_file, connection_verify=True, retry_total=0) as client,
        pytest.raises(ServiceRequestError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        list(client.namespaces.list_all())


def test_a_strict_check_passes_for_the_address_and_the_name(server, ca_file):
    port = urlsplit(server.url).port
    context = ssl.create_default_context(cafile=ca_file)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    for name in ("127.0.0.1", "localhost"):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=30) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            assert secure.version() == "TLSv1.3"


def test_the_authority_vouches_for_the_loopback_only(server, ca_file):
    authority = x509.load_pem_x509_certificate(ca_file.read_bytes())
    names = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert names.critical
    assert [str(item.value) for item in names.value.permitted_subtrees] == [
        "127.0.0.1/32",
        "localhost",
    ]


def test_no_key_stays_anywhere(ca_file, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    seen = []

    def load(context, name):
        file = Path(name)
        assert file.parent == folder
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert b"PRIVATE KEY" in file.read_bytes()
        seen.append(name)
        raise ssl.SSLError

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", load)
    with pytest.raises(ssl.SSLError):
        certificates.server_context(ca_file)
    assert seen
    assert list(folder.iterdir()) == []
    assert b"PRIVATE" not in ca_file.read_bytes()
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    certificates.server_context(ca_file)
    assert list(folder.iterdir()) == []
    key = x509.load_pem_x509_certificate(ca_file.read_bytes()).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)


def test_plain_http_then_hands_out_tokens_only(server):
    for path in ("/metadata/endpoints", f"{GROUP}/{PUSH}?api-version=2023-10-01-preview"):
        request = urllib.request.Request(f"{server.plain_url}{path}")  # noqa: S310
        request.add_header("Authorization", "Bearer canary")
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)  # noqa: S310
        with contextlib.closing(caught.value) as error:
            assert (error.code, b"HttpsRequired" in error.read()) == (403, True)


def test_the_program_serves_https(tmp_path):
    file = tmp_path / "ca.pem"
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "hubwarden_local_azure", "--https", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        url = process.stdout.readline().strip()
        context = ssl.create_default_context(cafile=file)
        address = f"{url}/metadata/endpoints"
        with urllib.request.urlopen(address, context=context) as answer:  # noqa: S310
            assert answer.status == 200
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    command = [sys.executable, "-m", "hubwarden_local_azure", "--https", str(tmp_path / "no" / "x")]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("error: No such file or directory")
