import pytest

from factories import UNKNOWN, apns, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            holding(apns=apns(endpoint="https://api.push.apple.com:443/3/device")),
            Outcome.PASS,
            id="good: production with a token",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.development.push.apple.com:443/3/device")),
            Outcome.PASS,
            id="good: the sandbox with a token",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.sandbox.push.apple.com:443/3/device")),
            Outcome.PASS,
            id="good: the other name of the sandbox",
        ),
        pytest.param(
            holding(apns=apns(endpoint="gateway.push.apple.com")),
            Outcome.PASS,
            id="good: a bare host",
        ),
        pytest.param(
            holding(apns=apns(endpoint="HTTPS://API.Push.Apple.COM:443/3/device")),
            Outcome.UNDETERMINED,
            id="unknown: whether a host in capitals is taken",
        ),
        pytest.param(
            holding(apns=apns(endpoint=" gateway.sandbox.push.apple.com ")),
            Outcome.FAIL,
            id="bad: white space around it",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.sandbox.push.apple.com")),
            Outcome.FAIL,
            id="bad: Apple's host without the path",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.push.apple.com:443/3/DEVICE")),
            Outcome.FAIL,
            id="bad: the path in capitals",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.push.apple.com:443/3/device\n")),
            Outcome.FAIL,
            id="bad: a line break behind it",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.push.apple.com:2195/3/device")),
            Outcome.FAIL,
            id="bad: the port of the retired service",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.push.apple.com:2197/3/device")),
            Outcome.PASS,
            id="good: Apple's other port",
        ),
        pytest.param(holding(apns=apns(endpoint=None)), Outcome.FAIL, id="bad: none"),
        pytest.param(holding(apns=apns(endpoint="")), Outcome.FAIL, id="bad: empty"),
        pytest.param(
            holding(apns=apns(endpoint="https://push.example.com:443/3/device")),
            Outcome.FAIL,
            id="bad: another host",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.push.apple.com.example.com:443/3/device")),
            Outcome.FAIL,
            id="bad: Apple's host as a label of another",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://example.com/api.push.apple.com")),
            Outcome.FAIL,
            id="bad: Apple's host as the path",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://api.push.apple.com@example.com/3/device")),
            Outcome.FAIL,
            id="bad: Apple's host as user name",
        ),
        pytest.param(
            holding(apns=apns(endpoint="example.com/?to=https://api.push.apple.com/3/device")),
            Outcome.FAIL,
            id="bad: Apple's host in a query",
        ),
        pytest.param(
            holding(apns=apns(endpoint="feedback.push.apple.com")),
            Outcome.FAIL,
            id="bad: a host that Apple gave up",
        ),
        pytest.param(
            holding(apns=apns(endpoint=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the endpoint"
        ),
    ],
)
def test_apns_endpoint_unknown(given, expected):
    assert verdict("apns-endpoint-unknown", given) is expected
