import pytest
from keys_in_use import ALL, LISTENS, handed, handed_root, handed_unknown

from factories import UNKNOWN, access_rule, default_rule, estate, key_use, verdict
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
        pytest.param(handed(default_rule()), Outcome.FAIL, id="bad: the full rule of a hub"),
        pytest.param(
            handed(access_rule(rights=ALL)), Outcome.FAIL, id="bad: an own rule with Manage"
        ),
        pytest.param(
            handed(access_rule(rights=ALL, role=UNKNOWN, name="x")),
            Outcome.FAIL,
            id="bad: one whose role nobody declares",
        ),
        pytest.param(
            estate(access_rules=[], key_uses=[key_use(default_rule())]),
            Outcome.FAIL,
            id="bad: a default rule that no source tells of",
        ),
        pytest.param(
            estate(access_rules=[], key_uses=handed_root().key_uses),
            Outcome.FAIL,
            id="bad: the namespace's own rule, which no source tells of",
        ),
        pytest.param(
            handed(access_rule(rights=ALL, role="tooling")),
            Outcome.NOT_APPLICABLE,
            id="good: a tool that may manage",
        ),
        pytest.param(
            handed(default_rule(name="DefaultListenSharedAccessSignature", rights=LISTENS)),
            Outcome.PASS,
            id="good: a default rule that listens",
        ),
        pytest.param(
            estate(access_rules=[], key_uses=[key_use(access_rule())]),
            Outcome.UNDETERMINED,
            id="unknown: a rule that no source tells of",
        ),
        pytest.param(
            handed(access_rule(rights=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the rights"
        ),
    ],
)
def test_verdicts(given, expected):
    assert verdict("NH208", given) is expected
