import pytest
from keys_in_use import handed, handed_root, handed_unknown

from factories import access_rule, default_rule, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            handed(access_rule()), Outcome.PASS, id="good: the key of an own rule that sends"
        ),
        pytest.param(
            handed_root(stored=True), Outcome.NOT_APPLICABLE, id="good: a vault that keeps the key"
        ),
        pytest.param(
            handed_root(), Outcome.FAIL, id="bad: the key of the namespace that Azure makes"
        ),
        pytest.param(handed_unknown(), Outcome.UNDETERMINED, id="unknown: whose key it is"),
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
