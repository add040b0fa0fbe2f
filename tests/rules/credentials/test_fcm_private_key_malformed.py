from typing import get_args

import pytest

from factories import P256, UNKNOWN, apns, fcm_legacy, fcm_v1, holding, results, verdict
from hubwarden.credential_files.kinds import KeyFacts, Problem, ProblemKind
from hubwarden.report import Outcome


def of(content):
    return holding(fcm_v1=fcm_v1(content=content))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(KeyFacts("RSA", 2048, "")), Outcome.PASS, id="good: an RSA key"),
        pytest.param(of(KeyFacts("RSA", 4096, "")), Outcome.PASS, id="good: a larger one"),
        pytest.param(of(P256), Outcome.FAIL, id="bad: an EC key"),
        pytest.param(of(KeyFacts("Ed25519", 256, "")), Outcome.FAIL, id="bad: a key for Ed25519"),
        pytest.param(
            of(KeyFacts("unknown", 0, "")), Outcome.FAIL, id="bad: a key of no known kind"
        ),
        pytest.param(
            of(Problem("malformed", "its words")), Outcome.FAIL, id="bad: it cannot be read"
        ),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is in it"),
        pytest.param(
            holding(fcm_v1=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a credential",
        ),
        pytest.param(holding(apns=apns(), fcm_legacy=fcm_legacy()), None, id="none: no FCM v1"),
    ],
)
def test_fcm_private_key_malformed(given, expected):
    assert verdict("fcm-private-key-malformed", given) is expected


@pytest.mark.parametrize("kind", get_args(ProblemKind))
def test_every_problem(kind):
    problem = Problem(kind, "its words")
    (found,) = results("NH117", of(problem))
    if problem.leaves_open:
        assert (found.outcome, found.message) == (Outcome.UNDETERMINED, "its words")
    else:
        assert (found.outcome, found.message) == (Outcome.FAIL, "it cannot be read: its words")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (P256, "it is a key for EC, not for RSA"),
        (
            Problem("malformed", "its private key is damaged"),
            "it cannot be read: its private key is damaged",
        ),
    ],
)
def test_what_is_told(content, message):
    (found,) = results("NH117", of(content))
    assert (found.field, found.message) == ("content", message)
    assert found.severity.word == "critical"
