import pytest

from factories import UNKNOWN, access_rule, default_rule, estate, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.NOT_APPLICABLE, id="good: rules of the hub alone"),
        pytest.param(
            estate(access_rules=[access_rule(on_namespace=True)]),
            Outcome.FAIL,
            id="bad: a rule of the namespace",
        ),
        pytest.param(
            estate(access_rules=[access_rule(on_namespace=True, rights=frozenset({"Listen"}))]),
            Outcome.FAIL,
            id="bad: even with Listen alone",
        ),
        pytest.param(
            estate(access_rules=[access_rule(on_namespace=True, azure_default=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: whether Azure makes it",
        ),
        pytest.param(
            estate(access_rules=[access_rule(on_namespace=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: what it opens",
        ),
        pytest.param(
            estate(
                access_rules=[default_rule(on_namespace=True, name="RootManageSharedAccessKey")]
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: the rule that Azure makes",
        ),
    ],
)
def test_namespace_access_rule(given, expected):
    assert verdict("namespace-access-rule", given) is expected
