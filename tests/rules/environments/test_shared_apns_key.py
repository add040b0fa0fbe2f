import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    apns_token,
    holding,
    results,
    together,
    verdict,
)
from hubwarden.report import Outcome
from hubwarden.secret import Secret

SAME = Secret("the same key")


def pair(prod, test):
    return together(
        holding(apns=apns(token=apns_token(**prod))),
        holding("test", apns=apns("test", token=apns_token("test", **test))),
    )


def certificate(stack):
    return holding(stack, apns=apns(stack, token=None, certificate=apns_certificate(stack)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(pair({}, {}), Outcome.PASS, id="good: a key for each environment"),
        pytest.param(pair({"key": SAME}, {"key": SAME}), Outcome.FAIL, id="bad: the same key"),
        pytest.param(
            pair({"key": UNKNOWN}, {"key": UNKNOWN}), Outcome.UNDETERMINED, id="unknown: the keys"
        ),
        pytest.param(
            together(
                holding(apns=apns(token=UNKNOWN)), holding("test", apns=apns("test", token=UNKNOWN))
            ),
            Outcome.UNDETERMINED,
            id="unknown: whether there are tokens",
        ),
        pytest.param(
            holding(apns=apns()), Outcome.NOT_APPLICABLE, id="not applicable: one environment"
        ),
        pytest.param(
            together(certificate("prod"), certificate("test")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: certificates",
        ),
    ],
)
def test_shared_apns_key(given, expected):
    assert verdict("shared-apns-key", given) is expected


def test_a_certificate_in_the_other_environment():
    found = results("shared-apns-key", together(holding(apns=apns()), certificate("test")))
    assert {item.source: item.outcome for item in found} == {
        "program:prod": Outcome.PASS,
        "program:test": Outcome.NOT_APPLICABLE,
    }


@pytest.mark.parametrize("others", [1, 3])
def test_the_same_one_is_found_among_others(others):
    keys = [Secret(f"another key {number}") for number in range(others)]
    given = together(
        certificate("test"),
        holding(apns=apns(token=apns_token(key=SAME))),
        *(
            holding("test", apns=apns("test", token=apns_token("test", key=key)))
            for key in (*keys, SAME)
        ),
    )
    failed = [item for item in results("shared-apns-key", given) if item.outcome is Outcome.FAIL]
    assert {item.message for item in failed} == {
        "environment sandbox uses the same key",
        "environment production uses the same key",
    }


def test_keys_of_two_saves_cannot_be_compared():
    saved = (Secret.of_save(save, 1, is_empty=False) for save in (b"a", b"b"))
    given = pair(*({"key": key} for key in saved))
    found = results("shared-apns-key", given)
    assert {(item.outcome, item.field) for item in found} == {
        (Outcome.UNDETERMINED, "ApnsToken.key")
    }
