import pytest

from factories import (
    ALL_KINDS,
    UNKNOWN,
    alert,
    alerts,
    apns,
    context,
    credentials,
    demanding,
    estate,
    hub,
    hub_id,
    namespace,
    namespace_id,
    together,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.model.estate import Gap
from hubwarden.report import Outcome

APNS = "outgoing.apns.invalidcredentials"
FCM = "outgoing.fcmv1.invalidcredentials"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: an alert for each metric"),
        pytest.param(
            estate(alerts=[alert(metric=one.metrics[0].upper()) for one in alerts()]),
            Outcome.PASS,
            id="good: metrics in another letter case",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(metric=one.metrics[0], scopes=(ResourceId(hub_id().text.upper()),))
                    for one in alerts()
                ]
            ),
            Outcome.PASS,
            id="good: the hub's id in another letter case",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(metric=one.metrics[0], scopes=(hub_id(name="couriers"), hub_id()))
                    for one in alerts()
                ]
            ),
            Outcome.PASS,
            id="good: one of several scopes",
        ),
        pytest.param(
            estate("test", alerts=[alert("test", metric) for metric in (APNS, FCM)]),
            Outcome.PASS,
            id="good: a sandbox needs fewer",
        ),
        pytest.param(
            estate(alerts=[*alerts(), alert(metrics=UNKNOWN)]),
            Outcome.PASS,
            id="good: an alert that is known besides one that is not",
        ),
        pytest.param(estate(alerts=[]), Outcome.FAIL, id="bad: no alert"),
        pytest.param(
            estate(alerts=alerts(without=[APNS])),
            Outcome.FAIL,
            id="bad: one metric without an alert",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS, FCM]), alert(metrics=(APNS, FCM))]),
            Outcome.FAIL,
            id="bad: an alert with several criteria does not count",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metric=APNS, scopes=(hub_id(name="couriers"),)),
                ]
            ),
            Outcome.FAIL,
            id="bad: an alert on another hub does not count",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS]), alert(metric=APNS, scopes=(namespace_id(),))]),
            Outcome.FAIL,
            id="bad: an alert on the namespace does not count",
        ),
        pytest.param(
            together(estate(alerts=alerts(without=[APNS])), estate("test", hubs=[])),
            Outcome.FAIL,
            id="bad: an alert of another environment does not count",
        ),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=credentials(apns=apns()))],
                hubs=[hub(credentials=credentials())],
                alerts=alerts(without=[APNS]),
            ),
            Outcome.FAIL,
            id="bad: the namespace's credentials need alerts too",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metric=APNS, metrics=UNKNOWN, scopes=(hub_id(name="couriers"),)),
                ]
            ),
            Outcome.FAIL,
            id="bad: an alert on another hub with unknown metrics",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metrics=("outgoing.allpns.success",), scopes=UNKNOWN),
                ]
            ),
            Outcome.FAIL,
            id="bad: an alert on another metric with unknown scopes",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS]), alert(metric=APNS, metrics=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the metrics of an alert",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS]), alert(metric=APNS, scopes=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the scopes of an alert",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metric=APNS, scopes=(ResourceId("{parameters('hub')}", exact=False),)),
                ]
            ),
            Outcome.UNDETERMINED,
            id="unknown: a part of a scope",
        ),
        pytest.param(
            estate(hubs=[hub(credentials=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the platforms that have credentials",
        ),
        pytest.param(
            estate(alerts=[], complete=ALL_KINDS - {"alerts"}),
            Outcome.UNDETERMINED,
            id="unknown: the source does not tell all alerts",
        ),
        pytest.param(
            estate(alerts=[], gaps=[Gap("program:prod", "page 2", "forbidden")]),
            Outcome.UNDETERMINED,
            id="unknown: a part of the source could not be read",
        ),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            context(estate(alerts=[]), demands=demanding(alerts=())),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no alerts are demanded",
        ),
        pytest.param(
            estate(
                alerts=[],
                complete=(),
                provided_elsewhere={("program:prod", "alerts"): "by the monitoring team"},
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: provided elsewhere",
        ),
    ],
)
def test_alert_missing(given, expected):
    assert verdict("alert-missing", given) is expected
