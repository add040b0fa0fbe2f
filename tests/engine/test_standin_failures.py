"""The stand-in provider against a Resource Manager that misbehaves, and its process."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import grpc
import pytest
from azure_native_standin import changes
from azure_native_standin.arm import ResourceManager
from azure_native_standin.wire import received
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi.runtime.proto.status_pb2 import Status
from standin_client import CANARY, GOOD, GROUP, HUB, VAULT, Client, refused, served

# --- Against a Resource Manager that misbehaves


class Script:
    """A Resource Manager that answers what it is told to and notes what it is asked."""

    def __init__(self):
        self.answers = []
        self.asked = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            def handle(self):
                self.close_connection = True
                self.handle_one_request()

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                script.asked.append((self.command, self.path, body))
                status, headers, body = script.answers.pop(0)
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value.replace("HERE", script.url))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_DELETE = do_POST = answer  # noqa: N815 - the names of http.server

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def will(self, *answers):
        self.answers[:] = answers


NOT_THERE = (404, {}, {"error": {"code": "ResourceNotFound", "message": "no"}})
PRESENT = (200, {}, {"id": "/Found", "name": "rg", "location": "northeurope"})


def failed(code, message="why"):
    return {"error": {"code": code, "message": message}}


@pytest.fixture
def script() -> Iterator[Script]:
    item = Script()
    thread = threading.Thread(target=item.server.serve_forever, args=(0.01,))
    thread.start()
    yield item
    item.server.shutdown()
    thread.join()
    item.server.server_close()


@pytest.fixture
def scripted(script) -> Iterator[Client]:
    with served(script.url, location="northeurope", subscriptionId="s") as client:
        yield client


def test_busy_and_broken_servers_are_asked_again(scripted, script):
    busy = (429, {"Retry-After": "0"}, failed("TooManyRequests"))
    script.will(busy, NOT_THERE, (503, {"Retry-After": "0"}, {}), PRESENT, PRESENT)
    resource_id, _, outputs = scripted.create(GROUP, GOOD[GROUP])
    assert (resource_id, outputs["name"]) == ("/Found", "rg")
    assert [method for method, _, _ in script.asked] == ["GET", "GET", "PUT", "PUT", "GET"]
    path = "/subscriptions/s/resourceGroups/rg?api-version=2024-03-01"
    assert script.asked[2] == ("PUT", path, {"location": "northeurope"})
    script.will(*[busy] * 9)
    assert "429 TooManyRequests: why" in refused(scripted.delete, GROUP, "/Found")
    assert len(script.answers) == 4


def test_a_long_running_operation_is_waited_for(scripted, script):
    started = (201, {"Azure-AsyncOperation": "HERE/op?x=1", "Retry-After": "0"}, {})
    running_ = (200, {"Retry-After": "0"}, {"status": "Running"})
    script.will(NOT_THERE, started, running_, (200, {}, {"status": "Succeeded"}), PRESENT)
    assert scripted.create(GROUP, GOOD[GROUP])[0] == "/Found"
    assert [path for _, path, _ in script.asked[2:4]] == ["/op?x=1"] * 2
    accepted = (202, {"Location": "/result", "Retry-After": "0"}, {})
    script.will(accepted, accepted, (204, {}, b""))
    scripted.delete(GROUP, "/Found")
    script.will(accepted, NOT_THERE)
    scripted.delete(GROUP, "/Found")
    making = {"properties": {"provisioningState": "Creating"}}
    script.will(NOT_THERE, (201, {"Retry-After": "0"}, making), (200, {}, making), PRESENT, PRESENT)
    assert scripted.create(GROUP, GOOD[GROUP])[0] == "/Found"


def test_access_policies_that_a_program_does_not_name_stay(scripted, script):
    """They may be resources of their own; a first PUT must have the list all the same."""
    script.will(NOT_THERE, PRESENT, PRESENT)
    inputs = scripted.create(VAULT, GOOD[VAULT])[1]
    assert script.asked[1][2]["properties"]["accessPolicies"] == []
    policy = {"objectId": "o"}
    script.will((200, {}, {"properties": {"accessPolicies": [policy]}}), PRESENT, PRESENT)
    scripted.update(VAULT, "/Found", inputs)
    assert script.asked[4][2]["properties"]["accessPolicies"] == [policy]


def test_a_failed_operation_leaves_the_engine_the_resource(scripted, script):
    started = (201, {"Azure-AsyncOperation": "HERE/op", "Retry-After": "0"}, {})
    script.will(NOT_THERE, started, (200, {}, {"status": "Failed", **failed("QuotaExceeded")}))
    with pytest.raises(grpc.RpcError) as caught:
        scripted.create(GROUP, GOOD[GROUP])
    assert "200 QuotaExceeded: why" in caught.value.details()
    metadata = dict(caught.value.trailing_metadata())
    detail = provider_pb2.ErrorResourceInitFailed()
    assert Status.FromString(metadata["grpc-status-details-bin"]).details[0].Unpack(detail)
    assert detail.id == "/subscriptions/s/resourceGroups/rg"
    assert received(detail.inputs)["resourceGroupName"] == "rg"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((403, {}, failed("AuthorizationFailed")), "403 AuthorizationFailed: why"),
        ((400, {}, b"<html>"), "400 Unknown: no message"),
        ((400, {}, {"error": "text"}), "400 Unknown: no message"),
        ((201, {"Azure-AsyncOperation": "http://example.org/op"}, {}), "leads to another server"),
    ],
)
def test_what_goes_wrong_is_told_without_a_value(scripted, script, answer, says):
    script.will(NOT_THERE, answer)
    assert says in refused(scripted.create, HUB, GOOD[HUB])


def test_a_resource_manager_that_is_not_there_is_told_of(offline):
    message = refused(offline.update, HUB, "/x", GOOD[HUB])
    assert "did not answer (ConnectionRefusedError)" in message


def test_an_unexpected_failure_says_where_and_no_more(offline, monkeypatch):
    """Python's own message may quote anything."""

    def fail(*_):
        raise ValueError(CANARY)

    monkeypatch.setattr(changes, "create_only", fail)
    message = refused(offline.diff, HUB, GOOD[HUB], GOOD[HUB])
    assert re.fullmatch(
        r"the stand-in's Diff failed: ValueError in test_standin_failures\.py, line \d+", message
    )


def test_cancelling_ends_the_waiting(scripted, script):
    script.will(NOT_THERE, (201, {"Azure-AsyncOperation": "HERE/op", "Retry-After": "60"}, {}))
    later = threading.Timer(0.2, scripted.stub.Cancel, [Empty()])
    later.start()
    assert "was cancelled" in refused(scripted.create, GROUP, GOOD[GROUP])
    later.join()  # Its own call is to have its answer before the connection is closed.


def test_only_this_machine_is_called():
    for address in ("http://management.azure.com", "https://management.azure.com", "file:///x"):
        with pytest.raises(ValueError, match="this machine"):
            ResourceManager(address)


# --- The process


def _start(**environment) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "azure_native_standin", "127.0.0.1:1"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_process_prints_its_port_and_ends_silently():
    with _start(HUBWARDEN_LOCAL_AZURE="http://127.0.0.1:9") as process:
        port = process.stdout.readline()
        with grpc.insecure_channel(f"127.0.0.1:{int(port)}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            answer = stub.Configure(provider_pb2.ConfigureRequest())
        assert not answer.acceptSecrets
        assert answer.supportsPreview
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("", "")
        assert process.returncode == 0


@pytest.mark.parametrize(
    ("address", "says"),
    [("", "is not set"), ("https://example.org", "http or https address of this machine")],
)
def test_without_an_address_of_this_machine_the_process_says_so(address, says):
    with _start(HUBWARDEN_LOCAL_AZURE=address) as process:
        out, error = process.communicate(timeout=20)
        assert (out, process.returncode) == ("", 1)
        assert says in error
        assert "Traceback" not in error
