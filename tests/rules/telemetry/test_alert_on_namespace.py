import pytest

from factories import UNKNOWN, alert, estate, hub_id, namespace_id, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(alerts=[alert()]), Outcome.PASS, id="good: the hub"),
        pytest.param(
            estate(alerts=[alert(metric="Http5xx", scopes=(namespace_id(),))]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a metric of another service",
        ),
        pytest.param(
            estate(alerts=[alert(scopes=(namespace_id(),))]), Outcome.FAIL, id="bad: the namespace"
        ),
        pytest.param(
            estate(alerts=[alert(scopes=(hub_id(), namespace_id()))]),
            Outcome.FAIL,
            id="bad: the namespace besides the hub",
        ),
        pytest.param(
            estate(alerts=[alert(scopes=(ResourceId(namespace_id().text.upper()),))]),
            Outcome.FAIL,
            id="bad: the namespace in another letter case",
        ),
        pytest.param(
            estate(alerts=[alert(scopes=UNKNOWN)]), Outcome.UNDETERMINED, id="unknown: the scopes"
        ),
        pytest.param(
            estate(alerts=[alert(scopes=(ResourceId("{parameters('target')}", exact=False),))]),
            Outcome.UNDETERMINED,
            id="unknown: a part of the scope",
        ),
        pytest.param(estate(alerts=[]), None, id="none: no alert"),
    ],
)
def test_alert_on_namespace(given, expected):
    assert verdict("alert-on-namespace", given) is expected
