import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    certificate_content,
    credentials,
    estate,
    holding,
    namespace,
    results,
    verdict,
)
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome

PRODUCTION = "gateway.push.apple.com"
SANDBOX = "gateway.sandbox.push.apple.com"
BOTH = ("production", "sandbox")


def at(endpoint, *sides):
    return at_with(endpoint, certificate_content(environments=frozenset(sides)))


def at_with(endpoint, content):
    certificate = apns_certificate(content=content)
    return apns(endpoint=endpoint, token=None, certificate=certificate)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            holding(apns=at(PRODUCTION, "production")), Outcome.PASS, id="good: production"
        ),
        pytest.param(holding(apns=at(SANDBOX, "sandbox")), Outcome.PASS, id="good: the sandbox"),
        pytest.param(holding(apns=at(SANDBOX, *BOTH)), Outcome.PASS, id="good: both"),
        pytest.param(
            holding(apns=at("https://API.push.apple.com:443/3/device", "production")),
            Outcome.PASS,
            id="good: an endpoint of the other form",
        ),
        pytest.param(
            holding(apns=at(PRODUCTION, "sandbox")), Outcome.FAIL, id="bad: the sandbox's"
        ),
        pytest.param(holding(apns=at(SANDBOX, "production")), Outcome.FAIL, id="bad: production's"),
        pytest.param(holding(apns=at(PRODUCTION)), Outcome.FAIL, id="bad: of neither side"),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=credentials(apns=at(SANDBOX, "production")))],
                hubs=[],
            ),
            Outcome.FAIL,
            id="bad: a certificate that the namespace holds",
        ),
        pytest.param(
            holding(apns=at(UNKNOWN, "production")),
            Outcome.UNDETERMINED,
            id="unknown: the endpoint",
        ),
        pytest.param(
            holding(apns=at_with(PRODUCTION, UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: what is in it",
        ),
        pytest.param(
            holding(apns=apns(certificate=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a certificate",
        ),
        pytest.param(
            holding(apns=at(None, "production")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no endpoint",
        ),
        pytest.param(
            holding(apns=at("push.example.com", "production")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a host that is not Apple's",
        ),
        pytest.param(
            holding(apns=at_with(PRODUCTION, Problem("malformed", "it is damaged"))),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it cannot be read",
        ),
        pytest.param(
            holding(apns=apns()), Outcome.NOT_APPLICABLE, id="not applicable: a token alone"
        ),
        pytest.param(holding(), None, id="none: no credential"),
    ],
)
def test_apns_certificate_wrong_endpoint(given, expected):
    assert verdict("apns-certificate-wrong-endpoint", given) is expected


@pytest.mark.parametrize(
    ("sides", "words"), [((), "neither production nor sandbox"), (("sandbox",), "sandbox")]
)
def test_what_is_told(sides, words):
    (found,) = results("NH309", holding(apns=at(PRODUCTION, *sides)))
    assert found.message == f"it is for {words}, and the endpoint is Apple's production"
    assert (found.field, found.severity.word) == ("certificate.content", "critical")
