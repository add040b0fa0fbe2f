import pytest

from factories import UNKNOWN, apns, apns_certificate, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(apns=apns()), Outcome.PASS, id="good: a token and the API host"),
        pytest.param(
            holding(apns=apns(endpoint="HTTPS://API.DEVELOPMENT.PUSH.APPLE.COM:443/3/device")),
            Outcome.PASS,
            id="good: another letter case",
        ),
        pytest.param(
            holding(apns=apns(endpoint="gateway.push.apple.com")),
            Outcome.FAIL,
            id="bad: a token and the production gateway",
        ),
        pytest.param(
            holding(apns=apns(endpoint="gateway.sandbox.push.apple.com")),
            Outcome.FAIL,
            id="bad: a token and the sandbox gateway",
        ),
        pytest.param(
            holding(apns=apns(endpoint="Gateway.Push.Apple.Com")),
            Outcome.FAIL,
            id="bad: the gateway in another letter case",
        ),
        pytest.param(
            holding(apns=apns(endpoint="https://gateway.push.apple.com:2195")),
            Outcome.FAIL,
            id="bad: the gateway as a URL",
        ),
        pytest.param(
            holding(apns=apns(endpoint="gateway.push.apple.com", certificate=apns_certificate())),
            Outcome.FAIL,
            id="bad: the gateway with both a token and a certificate",
        ),
        pytest.param(
            holding(apns=apns(endpoint=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the endpoint"
        ),
        pytest.param(
            holding(apns=apns(endpoint="gateway.push.apple.com", token=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a token",
        ),
        pytest.param(
            holding(
                apns=apns(
                    endpoint="gateway.push.apple.com", token=None, certificate=apns_certificate()
                )
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a certificate and the gateway",
        ),
        pytest.param(
            holding(apns=apns(token=None, certificate=apns_certificate())),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a certificate and the API host",
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
def test_apns_endpoint_wrong_mode(given, expected):
    assert verdict("apns-endpoint-wrong-mode", given) is expected
