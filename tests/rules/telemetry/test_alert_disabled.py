import pytest

from factories import UNKNOWN, alert, estate, hub_id, namespace_id, verdict
from hubwarden.model.base import ResourceId
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(alerts=[alert()]), Outcome.PASS, id="good: enabled"),
        pytest.param(estate(alerts=[alert(enabled=False)]), Outcome.FAIL, id="bad: switched off"),
        pytest.param(
            estate(alerts=[alert(enabled=False, scopes=(ResourceId(hub_id().text.lower()),))]),
            Outcome.FAIL,
            id="bad: switched off, with the type in another letter case",
        ),
        pytest.param(
            estate(alerts=[alert(enabled=False, scopes=(namespace_id(),))]),
            Outcome.FAIL,
            id="bad: switched off on the namespace",
        ),
        pytest.param(
            estate(alerts=[alert(enabled=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: whether it is enabled",
        ),
        pytest.param(
            estate(alerts=[alert(enabled=False, scopes=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: its scopes",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(
                        enabled=False,
                        scopes=(ResourceId("{parameters('hub')}", exact=False), hub_id()),
                    )
                ]
            ),
            Outcome.FAIL,
            id="bad: switched off on a hub, and a part of another scope is not known",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(enabled=False, scopes=(ResourceId("{parameters('hub')}", exact=False),))
                ]
            ),
            Outcome.UNDETERMINED,
            id="unknown: a part of its scope",
        ),
        pytest.param(
            estate(alerts=[alert(metric="Http5xx", enabled=False)]),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a metric of another service",
        ),
        pytest.param(
            estate(alerts=[alert(enabled=False, metrics=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: its metrics",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(
                        enabled=False,
                        scopes=(ResourceId("/subscriptions/s/providers/Microsoft.Web/sites/shop"),),
                    )
                ]
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it watches something else",
        ),
    ],
)
def test_alert_disabled(given, expected):
    assert verdict("alert-disabled", given) is expected
