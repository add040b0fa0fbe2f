"""What may leave, what an answer must look like, and how fast it is asked."""

import asyncio
import contextlib
import json

import pytest
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import AsyncHTTPPolicy
from azure.core.rest import HttpRequest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.errors import UsageError
from hubwarden.sources.azure.azure_clouds import find_cloud
from hubwarden.sources.azure.azure_uri import parse_scope
from hubwarden.sources.azure.call_failed import CallFailed
from hubwarden.sources.azure.call_table import CALLS, HUB_RULES, NAMESPACES, find_call
from hubwarden.sources.azure.envelope import Envelopes
from hubwarden.sources.azure.pacing import Clock, Pacer, TokenBucket
from hubwarden.sources.azure.pipeline_policies import AllowList, Surroundings
from sources.azure.scripted_azure import HUB, NAMESPACE, SUBSCRIPTION

NEWEST = "2023-10-01-preview"
ORIGIN = "https://management.azure.com"
RULES = f"{HUB}/authorizationRules"


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_each_call_is_found_by_what_it_sends(call):
    names = dict.fromkeys(
        ("subscription", "group", "namespace", "hub", "workspace", "account", "action_group"),
        "x.y-1",
    )
    path = call.path.format(**names)
    assert find_call(call.method, path, call.version, with_credentials=True) == call
    assert find_call(call.method, path.upper(), call.version, with_credentials=True) == call
    without = find_call(call.method, path, call.version, with_credentials=False)
    assert without == (None if call.secret else call)
    others = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {call.method}
    for method in others:
        assert find_call(method, path, call.version, with_credentials=True) is None
    assert find_call(call.method, path, "2017-04-01", with_credentials=True) is None
    for further in ("/x", "/listKeys", "%2F", "?a=b", "/"):
        assert find_call("POST", path + further, call.version, with_credentials=True) is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{RULES}/backend/listKeys"),
        ("POST", f"{RULES}/backend/regenerateKeys"),
        ("POST", f"{HUB}/debugsend"),
        ("GET", f"{RULES}/backend"),
        ("PUT", HUB),
        ("DELETE", NAMESPACE),
        ("POST", f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.NotificationHubs/register"),
        ("GET", f"{HUB}/../../x"),
    ],
)
def test_what_changes_something_or_tells_keys_is_no_call(method, path):
    assert find_call(method, path, NEWEST, with_credentials=True) is None


@given(st.text(max_size=60))
def test_no_other_path_is_a_call(tail):
    path = f"/subscriptions/{SUBSCRIPTION}/{tail}"
    found = find_call("POST", path, NEWEST, with_credentials=True)
    assert found is None or found.secret


def test_calls_that_answer_with_keys_need_their_word():
    assert {call.path.rpartition("/")[2] for call in CALLS if call.secret} == {"pnsCredentials"}
    assert {call.path.rpartition("/")[2] for call in CALLS if call.method == "POST"} == {
        "pnsCredentials",
        "resources",
        "metrics:getBatch",
        "query",
    }
    assert not any(call.secret for call in CALLS if call.service != "management")


@pytest.mark.parametrize(
    ("name", "service", "origin"),
    [
        ("public", "management", "https://management.azure.com"),
        ("public", "metrics", "https://westeurope.metrics.monitor.azure.com"),
        ("public", "logs", "https://api.loganalytics.io"),
        ("usgovernment", "metrics", "https://usgovvirginia.metrics.monitor.azure.us"),
        ("usgovernment", "logs", "https://api.loganalytics.us"),
        ("china", "metrics", "https://chinanorth3.metrics.monitor.azure.cn"),
        ("china", "logs", "https://api.loganalytics.azure.cn"),
    ],
)
def test_each_service_is_at_its_own_hosts(name, service, origin):
    cloud = asyncio.run(find_cloud(name, verify=True))
    assert cloud.is_at(service, origin)
    for other in ("management", "metrics", "logs"):
        assert cloud.is_at(other, origin) == (other == service)
    for wrong in (
        *(
            "evil.example",
            "x.evil.example/.metrics.monitor.azure.com",
            "a.b.metrics.monitor.azure.com",
        ),
        *(
            "metrics.monitor.azure.com",
            ".metrics.monitor.azure.com",
            "westeurope.metrics.monitor.azure.com.example",
        ),
        *(
            "westeurope.metrics.monitor.azure.com:8443",
            "api.loganalytics.io.example",
            "we@api.loganalytics.io",
        ),
    ):
        assert not cloud.is_at(service, f"https://{wrong}")
    assert not cloud.is_at(service, origin.replace("https", "http"))


METRICS_URL = f"https://westeurope.metrics.monitor.azure.com/subscriptions/{SUBSCRIPTION}/metrics:getBatch?api-version=2024-02-01"
LOGS_URL = "https://api.loganalytics.io/v1/workspaces/x/query"


@pytest.mark.parametrize(
    ("url", "method", "may"),
    [
        (METRICS_URL, "POST", "metrics"),
        (METRICS_URL, "GET", ""),
        (METRICS_URL.replace("westeurope.metrics.monitor", "management"), "POST", ""),
        (METRICS_URL.replace("2024-02-01", "2023-10-01"), "POST", ""),
        (LOGS_URL, "POST", "logs"),
        (LOGS_URL, "GET", ""),
        (f"{LOGS_URL}?api-version=v1", "POST", ""),
        (LOGS_URL.replace("/workspaces/x", "/apps/x"), "POST", ""),
        (LOGS_URL.replace("api.loganalytics.io", "management.azure.com"), "POST", ""),
        (f"{ORIGIN}{RULES}?api-version={NEWEST}", "GET", "management"),
        (f"{ORIGIN}{RULES}?api-version={NEWEST}&api-version={NEWEST}", "GET", ""),
    ],
)
def test_a_request_leaves_with_the_token_of_its_service_alone(url, method, may):
    async def leaves(service):
        cloud = await find_cloud("public", verify=True)
        sent = []

        class Network(AsyncHTTPPolicy):
            async def send(self, request):
                sent.append(request)

        last = AllowList(Surroundings(cloud, Clock(), None, with_credentials=False), service)
        last.next = Network()
        with contextlib.suppress(CallFailed):
            await last.send(PipelineRequest(HttpRequest(method, url), None))
        return bool(sent)

    for service in ("management", "metrics", "logs"):
        assert asyncio.run(leaves(service)) == (service == may)


# -- the envelope


def judge(body, call=HUB_RULES, envelopes=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    (envelopes or Envelopes(ORIGIN)).judge(call, RULES, raw)


LINK = f"{ORIGIN}{RULES}?api-version={NEWEST}&$skipToken=1"


def test_an_answer_as_it_should_be():
    judge({"value": []})
    judge({"value": [{"id": "/x"}], "nextLink": None})
    judge({"value": [{"id": "/x"}], "nextLink": LINK})


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"value": None}, {"value": {}}, {"value": ["x"]}, {"value": [{"name": "x"}]}),
        *(b"", b"null", b"[]", b"{", b"\xff", b"[" * 100_000),
        {"value": [], "nextLink": 1},
        {"value": [], "nextLink": f"http://management.azure.com{RULES}"},
        {"value": [], "nextLink": f"https://management.azure.com.example{RULES}"},
        {"value": [], "nextLink": f"https://user@management.azure.com{RULES}"},
        {"value": [], "nextLink": f"https://management.azure.com:444{RULES}"},
        {"value": [], "nextLink": f"{ORIGIN}{NAMESPACE}/authorizationRules"},
        {"value": [], "nextLink": f"{ORIGIN}{RULES}/x/listKeys"},
        {"value": [], "nextLink": "https://[::1"},
    ],
)
def test_an_answer_that_a_client_would_misread(body):
    with pytest.raises(CallFailed) as caught:
        judge(body)
    assert "example" not in caught.value.reason


def test_links_that_lead_in_a_circle():
    envelopes = Envelopes(ORIGIN)
    other = LINK.replace("=1", "=2")
    judge({"value": [], "nextLink": LINK}, envelopes=envelopes)
    judge({"value": [], "nextLink": other}, envelopes=envelopes)
    with pytest.raises(CallFailed, match="circle"):
        judge({"value": [], "nextLink": LINK}, envelopes=envelopes)


def test_links_without_an_end():
    envelopes = Envelopes(ORIGIN)

    def follow():
        for at in range(100_000):
            judge({"value": [], "nextLink": f"{LINK}{at}"}, envelopes=envelopes)

    with pytest.raises(CallFailed, match="circle"):
        follow()


@given(st.binary(max_size=200))
def test_any_bytes_are_judged(raw):
    with contextlib.suppress(CallFailed):
        judge(raw, NAMESPACES)
        assert isinstance(json.loads(raw)["value"], list)


# -- pacing


def test_a_bucket_gives_what_it_holds_and_then_what_comes():
    bucket = TokenBucket(capacity=3, refill=2, tokens=3, at=0)
    assert [bucket.take(0) for _ in range(5)] == [0, 0, 0, 0.5, 1]
    assert bucket.take(10) == 0


def test_a_bucket_never_holds_more_than_fits():
    bucket = TokenBucket(capacity=2, refill=1, tokens=2, at=0)
    assert [bucket.take(100) for _ in range(3)] == [0, 0, 1]


def test_what_azure_says_is_left_counts():
    pacer = Pacer(Clock(now=lambda: 0.0))
    assert pacer.wait("reads", "a") == 0
    pacer.note("reads", "a", {"x-ms-ratelimit-remaining-subscription-reads": "0"})
    assert pacer.wait("reads", "a") == pytest.approx(1 / 25)
    assert pacer.wait("reads", "b") == pacer.wait("writes", "a") == 0


@pytest.mark.parametrize("said", ["", "many", "-1", "²", "9" * 400])
def test_what_azure_says_may_be_nonsense(said):
    pacer = Pacer(Clock(now=lambda: 0.0))
    pacer.note("graph", "", {"x-ms-user-quota-remaining": said})
    assert pacer.wait("graph", "") == 0


# -- what is asked for


@given(st.text(max_size=40))
def test_any_scope_is_read_or_refused(rest):
    with contextlib.suppress(UsageError):
        scope = parse_scope(rest)
        assert scope.kind in ("account", "name", "management group", "resource")
