import pytest

from factories import UNKNOWN, baidu, holding, verdict, xiaomi
from hubwarden.report import Outcome

XIAOMI = "https://api.xmpush.xiaomi.com"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(holding(xiaomi=xiaomi()), Outcome.PASS, id="good: Xiaomi's own"),
        pytest.param(holding(baidu=baidu()), Outcome.PASS, id="good: Baidu's own"),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="HTTPS://API.xmpush.xiaomi.com:443/v3")),
            Outcome.PASS,
            id="good: in capitals, with port and path",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="https://fr-api.xmpush.global.xiaomi.com")),
            Outcome.PASS,
            id="good: Xiaomi's own for Europe",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="https://xx-api.xmpush.global.xiaomi.com")),
            Outcome.UNDETERMINED,
            id="unknown: a region that Xiaomi does not name",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint=None)),
            Outcome.PASS,
            id="good: what Azure takes by itself",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint=XIAOMI.replace("https", "http"))),
            Outcome.FAIL,
            id="bad: without TLS",
        ),
        pytest.param(
            holding(baidu=baidu(endpoint="http://channel.api.duapp.com/rest/2.0/channel/channel")),
            Outcome.FAIL,
            id="bad: Baidu without TLS",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="api.xmpush.xiaomi.com")), Outcome.FAIL, id="bad: a name"
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="https://[")), Outcome.FAIL, id="bad: no address"
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="https:///v3")), Outcome.FAIL, id="bad: no host"
        ),
        pytest.param(
            holding(baidu=baidu(endpoint="https://api.tuisong.baidu.com/rest")),
            Outcome.PASS,
            id="good: Baidu's other host",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="https://api.xmpush.global.xiaomi.com")),
            Outcome.PASS,
            id="good: Xiaomi's host for the world",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint=f"{XIAOMI}.push.example")),
            Outcome.UNDETERMINED,
            id="unknown: another host",
        ),
        pytest.param(
            holding(xiaomi=xiaomi(endpoint="https://api.xmpush.xiaomi.com@push.example/")),
            Outcome.UNDETERMINED,
            id="unknown: another host behind a user's name",
        ),
        pytest.param(
            holding(baidu=baidu(endpoint=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the address"
        ),
    ],
)
def test_push_endpoint_without_tls(given, expected):
    assert verdict("push-endpoint-without-tls", given) is expected


@pytest.mark.parametrize("region", ["ru", "idmb", "fr", "sgp"])
def test_the_regions_that_xiaomi_names(region):
    endpoint = f"https://{region}-api.xmpush.global.xiaomi.com"
    assert verdict("push-endpoint-without-tls", holding(xiaomi=xiaomi(endpoint=endpoint))) is (
        Outcome.PASS
    )
