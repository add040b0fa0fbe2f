import pytest
from keys_in_use import ALIKE, handed

from factories import access_rule, default_rule, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        *ALIKE,
        pytest.param(handed(default_rule()), Outcome.PASS, id="good: the full rule of a hub"),
        pytest.param(
            handed(access_rule(on_namespace=True), on_namespace=True),
            Outcome.FAIL,
            id="bad: an own rule of a namespace",
        ),
    ],
)
def test_verdicts(given, expected):
    assert verdict("NH209", given) is expected
