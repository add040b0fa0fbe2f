"""``hubwarden diagnose --data-plane``: the registrations of a hub of the local Azure, through the real pipeline."""

import asyncio
import contextlib
import json
import logging
import os
import re

import jsonschema
import pytest
from azure.core.rest import HttpRequest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.diagnosis.diagnosis_json import diagnosis_schema
from hubwarden.registrations.hub_connection import VARIABLE, read_connection
from hubwarden.sources.azure import registration_reading
from hubwarden.sources.azure.azure_clouds import find_cloud
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.pacing import Clock
from hubwarden.sources.azure.pipeline_policies import Surroundings
from hubwarden_local_azure import Fault, Registration
from local_azure.arm_client import HUB, NAMESPACE, NEWEST, rule
from sources.azure.conftest import TurnedClock
from sources.azure.counted_azure import counted_azure

CLEAN, FAULT, USAGE, INCOMPLETE = 0, 1, 2, 3
TOOLS = f"{HUB}/authorizationRules/tools"
LISTENER = f"{HUB}/authorizationRules/listener"
KEY = "Q0FOQVJZY2FuYXJ5S2V5T2ZUaGVBY2Nlc3NSdWxlMDE="
OTHER_KEY = "T3RoZXJPdGhlck90aGVyT3RoZXJPdGhlck90aGVyMDE="
HOST = "shop-ns.servicebus.windows.net"


def with_key(key, *rights):
    body = rule(*rights)
    body["properties"] |= {"primaryKey": key, "secondaryKey": OTHER_KEY}
    return body


def string(key=KEY, name="tools", hub=";EntityPath=Shop-Hub"):
    return f"Endpoint=sb://{HOST}/;SharedAccessKeyName={name};SharedAccessKey={key}{hub}"


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    with counted_azure(tmp_path_factory.mktemp("azure")) as server:
        server.add(TOOLS, with_key(KEY, "Listen", "Send", "Manage"), NEWEST)
        server.add(LISTENER, with_key(OTHER_KEY, "Listen"), NEWEST)
        yield server


@pytest.fixture
def azure(started, monkeypatch):
    """The server, and nobody waits."""
    clock = TurnedClock()
    monkeypatch.setattr(registration_reading, "Clock", lambda: clock.clock)
    started.requests.clear()
    started.register(HUB, *devices(3))
    yield started
    started.disturb()


def devices(count, start=0, **more):
    return [Registration("Apple", f"{start + at:064x}", ("news",), **more) for at in range(count)]


def run(*arguments, text=None):
    arguments = ["diagnose", "--data-plane", *map(str, arguments)]
    result = CliRunner(env={VARIABLE: text or string()}).invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def read(*arguments, text=None):
    result = run(*arguments, "--format", "json", text=text)
    found = json.loads(result.stdout)
    jsonschema.validate(found, diagnosis_schema())
    assert found["exit_code"] == result.exit_code
    return found


def names(found):
    return {item["name"]: item["count"] for item in found["registrations"]["findings"]}


def asked(server):
    return [item for item in server.requests if item.path.endswith("/registrations/")]


def test_all_registrations_are_read_and_nothing_is_wrong(azure):
    azure.register(HUB, *devices(250), Registration("FcmV1", "token", template='{"a": "$(b)"}'))
    found = read()
    assert found["exit_code"] == CLEAN
    told = found["registrations"]
    assert (told["extent"], told["read"], told["hub"]) == ("whole", 251, "Shop-Hub")
    assert told["platforms"] == [
        {"platform": "apple", "native": 250, "template": 0},
        {"platform": "fcmv1", "native": 0, "template": 1},
    ]
    assert told["findings"] == []
    assert "installations cannot be listed" in told["cannot_tell"][0]
    requests = asked(azure)
    assert [item.status for item in requests] == [200, 200, 200]
    assert {item.method for item in requests} == {"GET"}
    assert {item.path for item in requests} == {"/Shop-Hub/registrations/"}
    assert all("api-version=2015-01&$top=100" in item.query for item in requests)


def test_nothing_else_is_asked_and_it_says_before_what_is(azure):
    result = run()
    assert [item.path for item in azure.requests] == [
        "/metadata/endpoints",
        "/Shop-Hub/registrations/",
    ]
    assert "asking 127.0.0.1" in result.stderr
    assert "hub Shop-Hub in shop-ns" in result.stderr
    assert "with Manage" in result.stderr


def test_it_is_said_before_the_first_call(azure, monkeypatch):
    said = []
    monkeypatch.setattr(
        "hubwarden.commands.data_plane.click.echo",
        lambda text, **_: said.append((text, len(asked(azure)))),
    )
    run()
    assert [count for text, count in said if "Manage" in text] == [0]


def test_what_is_wrong_is_counted(azure):
    azure.register(
        HUB,
        *devices(2),
        Registration("Apple", f"{0:064X}", ("news",)),  # The first one again.
        Registration("Gcm", "old"),
        Registration("Gcm", "older", template='{"data": {"m": "$(m)"}}'),
        Registration("Mpns", "http://phone"),
        Registration("FcmV1", "a", ("user:anna@example.com", "$InstallationId:{abc}")),
        Registration("FcmV1", "b", ("tel:0049-170-1234567", "customer:123456789")),
        Registration("FcmV1", "c", [f"topic{at}" for at in range(61)]),
        Registration("FcmV1", "d", ("x" * 121, "two words")),
        Registration("FcmV1", "e", template='{"data": {"m": "$(m"}}'),
        Registration("Windows", "https://w", template="<toast><text>.(title)</text></toast>"),
        Registration("Browser", "https://b", expires="2020-01-01T00:00:00Z"),
    )
    found = read()
    assert names(found) == {
        "retired-gcm": 2,
        "template-broken": 2,
        "tag-like-email": 1,
        "tag-like-phone": 1,
        "tag-with-long-number": 1,
        "retired-mpns": 1,
        "too-many-tags": 1,
        "tag-too-long": 1,
        "tag-malformed": 1,
        "registered-twice": 1,
        "expired": 1,
    }
    assert found["registrations"]["made_by_installations"] == 1
    assert found["registrations"]["surplus"] == 1
    assert found["exit_code"] == FAULT
    # Devices of the retired platform lead to the causes that the error of Google's does.
    assert "legacy-registrations" in {item["cause"] for item in found["causes"]}


def test_the_page_has_the_registrations(azure):
    azure.register(HUB, *devices(2), Registration("Gcm", "old"))
    page = run("--format", "html").stdout
    assert "Registrations of shop-ns/Shop-Hub" in page
    assert "2 native, 0 template" in page
    assert "1 registration registered as gcm" in page


def test_the_grave_ones_alone_fail_where_that_is_asked(azure):
    azure.register(HUB, *devices(2), *devices(1))
    assert run("--fail-on", "high").exit_code == CLEAN
    assert run("--fail-on", "medium").exit_code == FAULT


def test_a_hub_without_registrations_leads_to_what_leaves_sends_without_a_target(azure):
    azure.register(HUB)
    found = read()
    assert names(found) == {"no-registrations": 0}
    assert "verdict 1 finding about registrations; no cause" in " ".join(run().stdout.split())
    assert "no-registrations" in {item["cause"] for item in found["causes"]}
    assert found["exit_code"] == FAULT


def test_a_sample_is_called_a_sample(azure):
    azure.register(HUB, *devices(150))
    found = read("--most", 120)
    assert (found["registrations"]["extent"], found["registrations"]["read"]) == ("sample", 120)
    assert len(asked(azure)) == 2
    assert "a sample" in run("--most", 120).stdout
    # One that holds just as many is whole, and so is the end of a page.
    assert read("--most", 150)["registrations"]["extent"] == "whole"
    azure.register(HUB, *devices(100))
    assert read("--most", 100)["registrations"]["extent"] == "whole"


def test_the_head_says_that_only_a_part_was_read(azure):
    azure.register(HUB, *devices(150))
    azure.disturb(Fault("server-error", "*/registrations/", skip=1, times=None))
    found = read()
    assert found["registrations"]["extent"] == "part"
    assert found["registrations"]["read"] == 100
    assert found["exit_code"] == INCOMPLETE
    assert [gap["source"] for gap in found["gaps"]] == ["data plane"]
    # No finding is made of what was not read: the hub may have registrations.
    azure.disturb(Fault("server-error", "*/registrations/", times=None))
    assert names(read()) == {}


@pytest.mark.parametrize(
    "kind", ["throttled", "forbidden", "server-error", "reset", "cut", "truncated", "empty"]
)
def test_what_passes_is_waited_for(azure, kind):
    azure.disturb(Fault(kind, "*/registrations/", times=2, retry_after="3"))
    found = read()
    assert (found["exit_code"], found["registrations"]["read"]) == (CLEAN, 3)


@pytest.mark.parametrize(
    "kind",
    [
        *("throttled", "forbidden", "server-error", "reset", "cut", "truncated", "empty"),
        *("malformed", "no-value", "null-value", "link-elsewhere", "link-to-itself"),
    ],
)
def test_what_does_not_pass_is_a_gap(azure, kind):
    azure.disturb(Fault(kind, "*/registrations/", times=None))
    found = read()
    assert found["exit_code"] == INCOMPLETE
    assert found["registrations"]["extent"] == "part"
    assert len(asked(azure)) <= 12  # The transport itself asks twice where a connection ends.


def test_a_document_type_is_not_asked_for_again(azure):
    azure.disturb(Fault("link-elsewhere", "*/registrations/", times=None))
    assert "document type" in read()["registrations"]["failure"]
    assert len(asked(azure)) == 1


def test_a_wait_that_is_too_long_ends_the_reading(azure):
    azure.disturb(Fault("throttled", "*/registrations/", times=None, retry_after="3600"))
    assert "longer than 60 s" in read()["registrations"]["failure"]
    assert len(asked(azure)) == 1


def test_a_list_that_never_ends_is_a_gap(azure, monkeypatch):
    """Pages that hold nothing new, each with a token of its own."""
    azure.register(HUB, *devices(150))
    page, number = registration_reading._page, iter(range(10**6))

    async def endless(pipeline, address, _token):
        registrations, _ = await page(pipeline, address, "")
        return registrations, f"token {next(number)}"

    monkeypatch.setattr(registration_reading, "_page", endless)
    found = read()
    assert "no end" in found["registrations"]["failure"]
    assert (found["exit_code"], found["registrations"]["read"]) == (INCOMPLETE, 100)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (string(OTHER_KEY[::-1][1:] + "="), "401"),
        (string(OTHER_KEY, "listener"), "401"),
        (string(name="nobody"), "401"),
        (string(hub=";EntityPath=other"), "401"),
    ],
    ids=["key", "right", "rule", "hub"],
)
def test_who_may_not_list_is_told_so(azure, text, words):
    found = read(text=text)
    assert words in found["registrations"]["failure"]
    assert found["exit_code"] == INCOMPLETE
    assert len(asked(azure)) == 1


def test_a_hub_that_is_not_there_is_told_so(azure):
    root = f"{NAMESPACE}/authorizationRules/all"
    azure.add(root, with_key(KEY, "Listen", "Send", "Manage"), NEWEST)
    text = string(name="all", hub="")
    assert read("--hub", "shop-hub", text=text)["registrations"]["read"] == 3
    assert "no such hub" in read("--hub", "gone", text=text)["registrations"]["failure"]


def test_time_that_is_up_is_a_gap(azure):
    azure.register(HUB, *devices(150))
    azure.disturb(Fault("throttled", "*/registrations/", skip=1, times=None, retry_after="59"))
    connection = read_connection(string(), None)
    clock = TurnedClock()
    found = registration_reading.read_registrations(
        connection,
        cloud_name=None,
        most=1000,
        deadline=clock.time + 100,
        announce=lambda _: None,
        clock=clock.clock,
    )
    assert "time" in found.failure
    assert found.counts.read == 100


@pytest.mark.parametrize(
    ("cloud", "host"),
    [
        ("public", "shop-ns.servicebus.usgovcloudapi.net"),
        ("public", "shop-ns.servicebus.windows.net.example.com"),
        ("public", "a.shop-ns.servicebus.windows.net"),
        ("usgovernment", HOST),
        ("china", "shop-ns.servicebus.chinacloudapi.com"),
    ],
)
def test_no_other_host_is_asked(azure, cloud, host):
    result = run("--cloud", cloud, text=string().replace(HOST, host))
    assert result.exit_code == USAGE
    assert "whose hosts end with .servicebus." in result.stderr
    assert not list(azure.requests)


ADDRESS = f"https://{HOST}/Shop-Hub/registrations/"
QUERY = "?api-version=2015-01&$top=100"


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", ADDRESS + QUERY),
        ("DELETE", ADDRESS + QUERY),
        ("GET", ADDRESS + QUERY.replace("2015-01", "2020-06")),
        ("GET", ADDRESS + QUERY + "&api-version=2015-01"),
        ("GET", f"https://{HOST}/other/registrations/{QUERY}"),
        ("GET", f"https://{HOST}/Shop-Hub/registrations/1-1-1{QUERY}"),
        ("GET", f"https://{HOST}/Shop-Hub/messages/{QUERY}"),
        ("GET", f"https://other.servicebus.windows.net/Shop-Hub/registrations/{QUERY}"),
        ("GET", f"https://{HOST}:444/Shop-Hub/registrations/{QUERY}"),
        ("GET", f"https://{HOST}@example.com/Shop-Hub/registrations/{QUERY}"),
        ("GET", f"http://{HOST}/Shop-Hub/registrations/{QUERY}"),
    ],
)
def test_one_address_may_be_asked_and_no_other(method, url):
    cloud = asyncio.run(find_cloud("public", verify=True))
    around = Surroundings(cloud, Clock(), None, with_credentials=True, registrations=ADDRESS)
    assert around.call_of(HttpRequest("GET", ADDRESS + QUERY)).service == "registrations"
    with pytest.raises(CallFailed):
        around.call_of(HttpRequest(method, url))
    # And none at all where nobody asked for it.
    without = Surroundings(cloud, Clock(), None, with_credentials=True)
    with pytest.raises(CallFailed):
        without.call_of(HttpRequest("GET", ADDRESS + QUERY))


def test_a_redirection_is_not_followed(azure):
    azure.disturb(Fault("server-error", "*/registrations/", times=None, status=302))
    assert "302" in read()["registrations"]["failure"]
    assert len(asked(azure)) == 1


@pytest.mark.parametrize("option", [("--hub", "x"), ("--most", "5")])
def test_its_options_belong_to_it(option):
    result = CliRunner().invoke(main, ["diagnose", "--says", "401", *option])
    assert result.exit_code == USAGE
    assert "--data-plane" in result.stderr


def test_a_message_and_a_source_go_with_it(azure):
    azure.register(HUB, Registration("Gcm", "old"))
    found = read("--says", "BadDeviceToken")
    assert [item["name"] for item in found["symptoms"]] == ["bad-device-token"]
    assert {"endpoint-side", "legacy-registrations"} <= {item["cause"] for item in found["causes"]}


CANARY = "c4n4ry"


def test_nothing_of_a_registration_or_of_the_key_is_anywhere(azure, tmp_path, caplog):
    """Canaries in every field, in all formats, in the log of every logger and in a save."""
    caplog.set_level(logging.DEBUG)
    azure.register(
        HUB,
        Registration("Apple", f"{CANARY}handle", (f"{CANARY}tag", f"{CANARY}@example.com")),
        Registration("Apple", f"{CANARY}handle", (f"$InstallationId:{{{CANARY}}}",)),
        Registration("Gcm", f"{CANARY}id", template=f"{{{CANARY}", template_name=f"{CANARY}name"),
        Registration("Browser", f"https://{CANARY}", expires=f"{CANARY}never"),
        Registration("Windows", f"https://{CANARY}", template=f"<{CANARY}>$(x</{CANARY}>"),
    )
    kept, texts = tmp_path / "kept", []
    faults = [(), (Fault("truncated", "*/registrations/", times=None),), (Fault("forbidden"),)]
    for disturbing in faults:
        azure.disturb(*disturbing)
        for more in ([], ["--format", "json"], ["--format", "html"], ["--verbose"]):
            result = run(*more)
            texts += [result.stdout, result.stderr]
    azure.disturb()
    result = run(f"azure:{HUB}", "--save", kept, "--telemetry", "none", "--verbose")
    texts += [result.stdout, result.stderr, caplog.text]
    texts += [file.read_text(encoding="utf-8") for file in kept.rglob("*") if file.is_file()]
    texts.append(str([item.public() for item in azure.requests]))
    assert len(texts) > 20
    whole = "\n".join(texts)
    assert "registrations of hub Shop-Hub" in whole
    for secret in (CANARY, CANARY.upper(), KEY, KEY[:20], "SharedAccessSignature sr", "sig="):
        assert secret not in whole
    assert not re.search(r"0000000000000000001-", whole)  # The id of the first registration.


def test_the_key_is_gone_from_the_environment_of_what_runs_next(azure, monkeypatch):
    seen = []
    real = registration_reading.read_registrations

    def reading(*arguments, **more):
        seen.append(VARIABLE in os.environ)
        return real(*arguments, **more)

    monkeypatch.setattr(registration_reading, "read_registrations", reading)
    run()
    assert seen == [False]


def test_an_exception_says_nothing_of_the_key(azure, monkeypatch):
    def broken(*_arguments, **_more):
        raise RuntimeError(string())

    monkeypatch.setattr("hubwarden.sources.azure.envelope.read_page", broken)
    result = run("--format", "json")
    assert KEY not in result.stdout + result.stderr
    assert result.exit_code == INCOMPLETE
    with contextlib.suppress(json.JSONDecodeError):
        assert json.loads(result.stdout)["registrations"]["extent"] == "part"
