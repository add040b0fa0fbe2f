import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_token,
    credentials,
    estate,
    fcm_v1,
    hub,
    namespace,
    namespace_id,
    origin,
    verdict,
    wns,
)
from hubwarden.report import Outcome

OF_TOKEN = {
    "id": namespace_id(),
    "origin": origin("test"),
    "later": frozenset({"content"}),
    "causes": {"content": "unclear"},
    "content": UNKNOWN,
}
ELSEWHERE = {
    "id": namespace_id(),
    "origin": origin("test"),
    "in_clear": ("key",),
    "placeholders": {"key": "a placeholder"},
    "missing": ("key",),
}


def held(by_namespace, by_hub):
    return estate(
        namespaces=[namespace(credentials=credentials(**by_namespace))],
        hubs=[hub(credentials=credentials(**by_hub))],
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(held({}, {"apns": apns()}), Outcome.PASS, id="good: the hub alone"),
        pytest.param(held({"apns": apns()}, {}), Outcome.PASS, id="good: the namespace alone"),
        pytest.param(held({"apns": apns()}, {"apns": apns()}), Outcome.PASS, id="good: the same"),
        pytest.param(
            held({"apns": apns()}, {"fcm_v1": fcm_v1()}),
            Outcome.PASS,
            id="good: for different services",
        ),
        pytest.param(
            held({"apns": apns(**ELSEWHERE, token=apns_token(**OF_TOKEN))}, {"apns": apns()}),
            Outcome.PASS,
            id="good: the same in another place, of which more is said",
        ),
        pytest.param(
            held({"apns": apns()}, {"apns": apns(token=apns_token(bundle_id="com.other.app"))}),
            Outcome.FAIL,
            id="bad: another bundle id",
        ),
        pytest.param(
            held({"fcm_v1": fcm_v1(project_id="orders-old")}, {"fcm_v1": fcm_v1()}),
            Outcome.FAIL,
            id="bad: another project",
        ),
        pytest.param(
            held({"wns": wns("test")}, {"wns": wns()}), Outcome.FAIL, id="bad: another secret"
        ),
        pytest.param(
            held(
                {"apns": apns(endpoint=UNKNOWN)},
                {"apns": apns(token=apns_token(key_id="OTHERKEY01"))},
            ),
            Outcome.FAIL,
            id="bad: another key id, whatever is unknown",
        ),
        pytest.param(
            held({"apns": apns(endpoint=UNKNOWN)}, {"apns": apns()}),
            Outcome.UNDETERMINED,
            id="unknown: the endpoint",
        ),
        pytest.param(
            held({"apns": UNKNOWN}, {"apns": apns()}),
            Outcome.UNDETERMINED,
            id="unknown: whether the namespace has one",
        ),
    ],
)
def test_namespace_and_hub_credentials_differ(given, expected):
    assert verdict("namespace-and-hub-credentials-differ", given) is expected


NAME = {"privateKey": "{parameters('fcmKey')}"}


def fcm(symbols, **more):
    return {"fcm_v1": fcm_v1(private_key=UNKNOWN, content=UNKNOWN, symbols=symbols, **more)}


@pytest.mark.parametrize(
    ("by_namespace", "by_hub", "expected"),
    [
        (fcm(NAME), fcm(NAME), Outcome.PASS),
        (fcm({**NAME, "projectId": "{x()}"}), fcm({**NAME, "projectId": "{x()}"}), Outcome.PASS),
        (fcm(NAME, project_id=UNKNOWN), fcm(NAME, project_id=UNKNOWN), Outcome.PASS),
        (fcm(NAME), fcm({"privateKey": "{parameters('other')}"}), Outcome.UNDETERMINED),
        (fcm({}), fcm({}), Outcome.UNDETERMINED),
        (fcm(NAME), {"fcm_v1": fcm_v1()}, Outcome.UNDETERMINED),
        (fcm(NAME), fcm(NAME, project_id="orders-old"), Outcome.FAIL),
    ],
)
def test_equal_names_of_what_is_not_known(by_namespace, by_hub, expected):
    given = held(by_namespace, by_hub)
    assert verdict("namespace-and-hub-credentials-differ", given) is expected
