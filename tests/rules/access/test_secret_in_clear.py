import pytest

from factories import UNKNOWN, estate, plain_secret, results, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), None, id="good: no secret in clear"),
        pytest.param(estate(plain_secrets=[plain_secret()]), Outcome.FAIL, id="bad: a key"),
        pytest.param(
            estate(plain_secrets=[plain_secret(what=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: what may be a key",
        ),
    ],
)
def test_verdicts(given, expected):
    assert verdict("NH206", given) is expected


def test_the_message_names_the_place():
    (found,) = results("NH206", estate(plain_secrets=[plain_secret()]))
    assert found.message == "an access key stands in clear in primaryKey"
