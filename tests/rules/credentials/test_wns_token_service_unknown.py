import pytest

from factories import UNKNOWN, holding, verdict, wns
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            holding(wns=wns(token_url=None)), Outcome.PASS, id="good: what Azure takes by itself"
        ),
        pytest.param(
            holding(wns=wns(token_url="https://login.live.com/accesstoken.srf")),
            Outcome.PASS,
            id="good: the same, written down",
        ),
        pytest.param(
            holding(wns=wns(token_url="http://login.live.com/accesstoken.srf")),
            Outcome.FAIL,
            id="bad: without TLS",
        ),
        pytest.param(
            holding(wns=wns(token_url="https://login.live.com.example.com/accesstoken.srf")),
            Outcome.FAIL,
            id="bad: another host",
        ),
        pytest.param(
            holding(
                wns=wns(
                    token_url="https://login.microsoftonline.com.example.com/t/oauth2/v2.0/token"
                )
            ),
            Outcome.FAIL,
            id="bad: a host that begins like Entra",
        ),
        pytest.param(
            holding(wns=wns(token_url="https://login.live.com/accesstoken.srf ")),
            Outcome.FAIL,
            id="bad: a blank behind it",
        ),
        pytest.param(
            holding(
                wns=wns(token_url="https://login.microsoftonline.com/tenant/oauth2/v2.0/token")
            ),
            Outcome.UNDETERMINED,
            id="unknown: whether Entra can be used",
        ),
        pytest.param(
            holding(wns=wns(token_url=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the address"
        ),
    ],
)
def test_wns_token_service_unknown(given, expected):
    assert verdict("wns-token-service-unknown", given) is expected


def judged(address):
    return verdict("wns-token-service-unknown", holding(wns=wns(token_url=address)))


@pytest.mark.parametrize(
    "address",
    [
        "https://LOGIN.LIVE.COM/accesstoken.srf",
        "HTTPS://login.live.com/accesstoken.srf",
        "https://Login.Live.Com:443/accesstoken.srf",
    ],
)
def test_scheme_and_host_have_no_letter_case(address):
    assert judged(address) is Outcome.PASS


@pytest.mark.parametrize(
    "address",
    [
        "https://login.live.com/AccessToken.srf",
        "https://login.live.com:8443/accesstoken.srf",
        "https://login.live.com/accesstoken.srf?x=1",
        "https://login.live.com@example.com/accesstoken.srf",
        "https://login.live.com",
        "https://login.microsoftonline.com/tenant/oauth2/other",
    ],
)
def test_all_else_counts_exactly(address):
    assert judged(address) is Outcome.FAIL


@pytest.mark.parametrize(
    "host", ["LOGIN.MICROSOFTONLINE.COM", "login.microsoftonline.us", "login.chinacloudapi.cn"]
)
def test_whether_entra_can_be_used_is_not_known(host):
    assert judged(f"https://{host}/tenant/oauth2/token") is Outcome.UNDETERMINED
