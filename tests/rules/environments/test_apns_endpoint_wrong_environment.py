import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    context,
    credentials,
    demanding,
    estate,
    holding,
    namespace,
    verdict,
)
from hubwarden.report import Outcome

PRODUCTION = "https://api.push.apple.com:443/3/device"
SANDBOX = "https://api.development.push.apple.com:443/3/device"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(apns=apns()), Outcome.PASS, id="good: production"),
        pytest.param(holding("test", apns=apns("test")), Outcome.PASS, id="good: the sandbox"),
        pytest.param(
            holding("test", apns=apns("test", endpoint="api.sandbox.push.apple.com")),
            Outcome.PASS,
            id="good: the sandbox by its other name",
        ),
        pytest.param(
            holding(apns=apns(endpoint="HTTPS://API.PUSH.APPLE.COM:443/3/device")),
            Outcome.PASS,
            id="good: another letter case",
        ),
        pytest.param(
            context(
                holding("test", apns=apns("test", endpoint=PRODUCTION)),
                demands=demanding("sandbox", apns="production"),
            ),
            Outcome.PASS,
            id="good: a sandbox that serves TestFlight",
        ),
        pytest.param(
            context(holding(apns=apns(endpoint=SANDBOX)), stated_environment="sandbox"),
            Outcome.PASS,
            id="good: the user states the environment",
        ),
        pytest.param(
            holding(apns=apns(endpoint=SANDBOX)),
            Outcome.FAIL,
            id="bad: production sends to the sandbox",
        ),
        pytest.param(
            holding(apns=apns(endpoint=SANDBOX.upper())),
            Outcome.FAIL,
            id="bad: production sends to the sandbox in another letter case",
        ),
        pytest.param(
            holding("test", apns=apns("test", endpoint=PRODUCTION)),
            Outcome.FAIL,
            id="bad: the sandbox sends to production",
        ),
        pytest.param(
            holding(
                apns=apns(
                    endpoint="gateway.sandbox.push.apple.com",
                    token=None,
                    certificate=apns_certificate(),
                )
            ),
            Outcome.FAIL,
            id="bad: with a certificate",
        ),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=credentials(apns=apns(endpoint=SANDBOX)))],
                hubs=[],
            ),
            Outcome.FAIL,
            id="bad: a credential of the namespace",
        ),
        pytest.param(
            holding(apns=apns(endpoint=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the endpoint"
        ),
        pytest.param(
            holding("elsewhere", apns=apns("elsewhere")),
            Outcome.UNDETERMINED,
            id="unknown: no environment matches",
        ),
        pytest.param(
            holding("prod-test", apns=apns("prod-test")),
            Outcome.UNDETERMINED,
            id="unknown: two environments match",
        ),
        pytest.param(
            holding(apns=apns(endpoint=None)),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no endpoint",
        ),
        pytest.param(
            holding(apns=apns(endpoint="push.example.com")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a host that is not Apple's",
        ),
    ],
)
def test_apns_endpoint_wrong_environment(given, expected):
    assert verdict("apns-endpoint-wrong-environment", given) is expected
