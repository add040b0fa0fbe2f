import pytest

from factories import (
    UNKNOWN,
    apns,
    browser,
    credentials,
    estate,
    fcm_legacy,
    fcm_v1,
    holding,
    hub,
    mpns,
    namespace,
    results,
    verdict,
    wns,
)
from hubwarden.report import Outcome

REFERENCE = "a Key Vault reference that was not resolved"
EVERY = {
    "apns": apns,
    "fcm_v1": fcm_v1,
    "fcm_legacy": fcm_legacy,
    "wns": wns,
    "mpns": mpns,
    "browser": browser,
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            holding(**{name: make() for name, make in EVERY.items()}),
            Outcome.PASS,
            id="good: credentials in every place",
        ),
        pytest.param(
            holding(apns=apns(placeholders={"token": REFERENCE})), Outcome.FAIL, id="bad: a token"
        ),
        pytest.param(
            estate(
                namespaces=[
                    namespace(credentials=credentials(apns=apns(placeholders={"token": REFERENCE})))
                ],
                hubs=[],
            ),
            Outcome.FAIL,
            id="bad: a credential that the namespace holds",
        ),
        pytest.param(
            holding(apns=apns(placeholders=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: what stands in the fields",
        ),
        pytest.param(
            estate(namespaces=[], hubs=[hub(credentials=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: which credentials there are",
        ),
        pytest.param(holding(), None, id="none: no credential"),
    ],
)
def test_placeholder_as_credential(given, expected):
    assert verdict("placeholder-as-credential", given) is expected


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_of_credential(name):
    (found,) = results("NH118", holding(**{name: EVERY[name](placeholders={"key": REFERENCE})}))
    assert (found.outcome, found.message) == (Outcome.FAIL, f"key holds {REFERENCE}")


def test_each_field_is_told():
    words = {"apnsCertificate": "a placeholder word", "certificateKey": REFERENCE}
    found = results("NH118", holding(apns=apns(placeholders=words)))
    assert {(item.field, item.message) for item in found} == {
        ("placeholders.apnsCertificate", "apnsCertificate holds a placeholder word"),
        ("placeholders.certificateKey", f"certificateKey holds {REFERENCE}"),
    }
    assert {item.severity.word for item in found} == {"critical"}
