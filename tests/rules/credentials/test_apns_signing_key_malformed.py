from typing import get_args

import pytest

from factories import P256, UNKNOWN, apns, apns_certificate, apns_token, holding, results, verdict
from hubwarden.credential_files.kinds import KeyFacts, Problem, ProblemKind, SigningKey
from hubwarden.report import Outcome


def of(content):
    return holding(apns=apns(token=apns_token(content=content)))


OF_APPLE = "Apple's is an EC key on the curve P-256"


def key(facts=P256, *, usable=True, pem_markers=False):
    return of(SigningKey(facts, usable=usable, pem_markers=pem_markers, key_id=None))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(key(), Outcome.PASS, id="good: a signing key"),
        pytest.param(key(pem_markers=True), Outcome.FAIL, id="bad: the PEM lines are left in"),
        pytest.param(
            key(KeyFacts("RSA", 2048, ""), usable=False), Outcome.FAIL, id="bad: an RSA key"
        ),
        pytest.param(
            key(KeyFacts("EC", 384, "secp384r1"), usable=False),
            Outcome.FAIL,
            id="bad: another curve",
        ),
        pytest.param(key(None, usable=False), Outcome.FAIL, id="bad: a key of no known kind"),
        pytest.param(
            of(Problem("malformed", "its words")), Outcome.FAIL, id="bad: it cannot be read"
        ),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is in it"),
        pytest.param(
            holding(apns=apns(token=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a token",
        ),
        pytest.param(
            holding(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether there is a credential"
        ),
        pytest.param(
            holding(apns=apns(token=None, certificate=apns_certificate())),
            None,
            id="none: a certificate",
        ),
        pytest.param(holding(), None, id="none: no credential"),
    ],
)
def test_apns_signing_key_malformed(given, expected):
    assert verdict("apns-signing-key-malformed", given) is expected


@pytest.mark.parametrize("kind", get_args(ProblemKind))
def test_every_problem(kind):
    problem = Problem(kind, "its words")
    (found,) = results("NH114", of(problem))
    if problem.leaves_open:
        assert (found.outcome, found.message) == (Outcome.UNDETERMINED, "its words")
    else:
        assert (found.outcome, found.message) == (Outcome.FAIL, "it cannot be read: its words")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            key(KeyFacts("RSA", 2048, ""), usable=False, pem_markers=True),
            [
                "the PEM lines of the file are still in it",
                f"the key is of another kind (RSA key): {OF_APPLE}",
            ],
        ),
        (
            key(KeyFacts("EC", 384, "secp384r1"), usable=False),
            [
                f"the key is of another kind (EC key on the curve secp384r1): {OF_APPLE}",
            ],
        ),
        (
            key(KeyFacts("EC", 256, "secp256r1"), usable=False),
            ["it is an EC key on the curve P-256, but not in PKCS#8 without a password"],
        ),
        (of(Problem("malformed", "it is not Base64")), ["it cannot be read: it is not Base64"]),
    ],
)
def test_what_is_told(given, expected):
    found = results("NH114", given)
    assert sorted(item.message for item in found) == expected
    assert {(item.field, item.severity.word) for item in found} == {("content", "critical")}
