import pytest

from factories import UNKNOWN, adm, holding, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(adm=adm()), Outcome.PASS, id="good: Amazon"),
        pytest.param(
            holding(adm=adm(token_url="http://api.amazon.com/auth/O2/token")),
            Outcome.FAIL,
            id="bad: without TLS",
        ),
        pytest.param(
            holding(adm=adm(token_url="https://api.amazon.com.example.com/auth/O2/token")),
            Outcome.FAIL,
            id="bad: another host",
        ),
        pytest.param(
            holding(adm=adm(token_url="https://API.AMAZON.COM/auth/O2/token")),
            Outcome.PASS,
            id="good: the host in capitals",
        ),
        pytest.param(
            holding(adm=adm(token_url="HTTPS://Api.Amazon.Com:443/auth/O2/token")),
            Outcome.PASS,
            id="good: the scheme in capitals, and its own port",
        ),
        pytest.param(
            holding(adm=adm(token_url="https://API.AMAZON.COM/AUTH/O2/TOKEN")),
            Outcome.FAIL,
            id="bad: host and path in capitals",
        ),
        pytest.param(
            holding(adm=adm(token_url="https://api.amazon.com/auth/o2/token")),
            Outcome.FAIL,
            id="bad: the path in small letters",
        ),
        pytest.param(
            holding(adm=adm(token_url="https://api.amazon.com/auth/O2/token\n")),
            Outcome.FAIL,
            id="bad: a line break behind it",
        ),
        pytest.param(
            holding(adm=adm(token_url=None)),
            Outcome.NOT_APPLICABLE,
            id="good: none, which another rule judges",
        ),
        pytest.param(
            holding(adm=adm(token_url=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the address"
        ),
    ],
)
def test_adm_token_service_unknown(given, expected):
    assert verdict("adm-token-service-unknown", given) is expected
